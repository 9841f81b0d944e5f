// SPDX-License-Identifier: Apache-2.0
// The exchange's own Black-76 and published Greeks, against hand-worked values and the recorded
// chains.
#include "hedged/core/time.hpp"
#include "hedged/exchange/chain_history.hpp"

#include "exchange/black76.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hedged::exchange {
namespace {

constexpr double kDay = 1.0 / 365.0;

OptionInputs worked_example() {
    return {OptionType::Call, 60'300.0, 65'000.0, 30.0 * kDay, 0.60};
}

TEST(ExchangePricing, ReproducesTheWorkedInverseOption) {
    const OptionInputs in = worked_example();
    EXPECT_NEAR(black_usd(in), 2345.15778221, 1e-8);
    EXPECT_NEAR(mark_coin(in, {}), 0.0388915055093, 1e-13);
    const Greeks greeks = published_greeks(in, {});
    EXPECT_NEAR(greeks.delta, 0.363048248848, 1e-12);
    EXPECT_NEAR(greeks.gamma, 3.61724304558e-5, 1e-16);
    EXPECT_NEAR(greeks.vega, 64.8622418578, 1e-10);
    EXPECT_NEAR(greeks.theta, -64.8622418578, 1e-10);
}

TEST(ExchangePricing, KeepsPutCallParityInCoin) {
    for (const double strike : {40'000.0, 60'000.0, 90'000.0}) {
        OptionInputs in{OptionType::Call, 60'300.0, strike, 7.0 * kDay, 0.8};
        const double call = mark_coin(in, {});
        in.type = OptionType::Put;
        EXPECT_NEAR(call - mark_coin(in, {}), 1.0 - strike / 60'300.0, 1e-13);
    }
}

TEST(ExchangePricing, ThetaBelowOneDayIsTheLossOverTheRemainingLife) {
    const OptionInputs in{OptionType::Call, 80'000.0, 80'000.0, 0.25 * kDay, 0.5};
    const double v = 0.5 * std::sqrt(0.25 * kDay);
    const double density = std::exp(-v * v / 8.0) / std::sqrt(2.0 * M_PI);
    const double year = 80'000.0 * density * 0.5 / (2.0 * std::sqrt(0.25 * kDay));
    EXPECT_NEAR(published_greeks(in, {}).theta, -year / 365.0 * 0.25, 1e-9);
}

TEST(ExchangePricing, ThetaNeverExceedsTheOptionsOwnValue) {
    const OptionInputs in{OptionType::Call, 80'000.0, 81'800.0, 1.2 * kDay, 0.3};
    const double value = black_usd(in);
    const Greeks greeks = published_greeks(in, {});
    EXPECT_LE(-greeks.theta, value + 1e-12);
    // The plain formula would be well above it, so the bound is what decides here.
    const double plain = 0.5 * 0.3 * 0.3 * 80'000.0 * 80'000.0 * greeks.gamma / 365.0;
    EXPECT_GT(plain, value);
    EXPECT_NEAR(greeks.theta, -value, 1e-12);
}

TEST(ExchangePricing, ImpliedVolatilityFindsWhatPriced) {
    for (const double volatility : {0.2, 0.6, 1.5, 4.0}) {
        OptionInputs in = worked_example();
        in.volatility = volatility;
        const double coin = mark_coin(in, {});
        in.volatility = 0.0;
        EXPECT_NEAR(implied_volatility(in, coin), volatility, 2e-6);
    }
}

TEST(ExchangePricing, ImpliedVolatilityShowsDeribitsSentinelsOutsideItsRange) {
    OptionInputs in = worked_example();
    in.strike = 50'000.0;
    EXPECT_EQ(implied_volatility(in, 10'300.0 / 60'300.0), 0.0);  // exactly intrinsic
    EXPECT_EQ(implied_volatility(in, 0.01), 0.0);                 // below it
    EXPECT_EQ(implied_volatility(in, 0.9999), 5.0);
    in.years = 0.0;
    EXPECT_EQ(implied_volatility(in, 0.5), 0.0);
}

TEST(ExchangePricing, MarkIsContinuousAtTheStartOfTheSettlementWindow) {
    const OptionInputs in{OptionType::Put, 80'000.0, 80'500.0, kDay / 48.0, 0.7};
    const double before = mark_coin(in, {});
    const double within = mark_coin(in, {1.0 - 1e-9, 80'000.0});
    EXPECT_NEAR(before, within, 1e-8);
}

TEST(ExchangePricing, MarkEndsAtTheSettlementValue) {
    const OptionInputs in{OptionType::Call, 80'000.0, 79'000.0, 1e-9, 0.7};
    EXPECT_NEAR(mark_coin(in, {0.0, 79'500.0}), 500.0 / 79'500.0, 1e-12);
    EXPECT_NEAR(mark_coin(in, {1e-6, 79'500.0}), 500.0 / 79'500.0, 1e-7);
    EXPECT_EQ(mark_coin(in, {0.0, 78'500.0}), 0.0);
}

TEST(ExchangePricing, PublishedDeltaFadesLinearlyInsideTheWindow) {
    const OptionInputs in{OptionType::Call, 80'000.0, 79'500.0, kDay / 96.0, 0.7};
    const double plain = published_greeks(in, {}).delta;
    EXPECT_NEAR(published_greeks(in, {0.5, 80'000.0}).delta, 0.5 * plain, 1e-15);
    EXPECT_EQ(published_greeks(in, {0.0, 80'000.0}).delta, 0.0);
}

// Each recorded row has its forward, volatility and mark; the index and forward of a row are some
// seconds apart in a falling market, so the bound is a median and a loose worst case.
TEST(ExchangePricing, ReproducesTheRecordedMarksAndDeltas) {
    const auto history = read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602");
    ASSERT_TRUE(history.ok()) << history.error();
    std::vector<double> mark_errors;
    std::vector<double> delta_errors;
    for (const ChainSnapshot& snapshot : history.value()) {
        for (const ChainOption& row : snapshot.options) {
            const double years = years_between(snapshot.time, row.expiry);
            const OptionInputs in{row.type, row.forward, row.strike, years, row.mark_iv};
            mark_errors.push_back(std::fabs(mark_coin(in, {}) - row.mark));
            delta_errors.push_back(std::fabs(published_greeks(in, {}).delta - row.delta));
        }
    }
    ASSERT_EQ(mark_errors.size(), 8'324U);
    std::sort(mark_errors.begin(), mark_errors.end());
    std::sort(delta_errors.begin(), delta_errors.end());
    EXPECT_LT(mark_errors[mark_errors.size() / 2], 2e-5);
    EXPECT_LT(mark_errors.back(), 4e-3);
    EXPECT_LT(delta_errors[delta_errors.size() / 2], 1e-3);
    EXPECT_LT(delta_errors.back(), 0.06);
}

}  // namespace
}  // namespace hedged::exchange
