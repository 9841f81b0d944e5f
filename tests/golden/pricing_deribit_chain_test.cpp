// SPDX-License-Identifier: Apache-2.0
// A recorded Deribit chain (326 BTC options, 2020-05-21): our Greeks from the published forward
// and mark volatility against the Greeks the exchange published with them. The bounds are the
// largest deviations in this file: mark_iv is published to 0.01 %, the forward to a cent, delta and
// gamma to five places, and some rows were composed a tick apart.
#include "hedged/core/time.hpp"
#include "hedged/pricing/published_greeks.hpp"

#include "support/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

namespace hedged::pricing {
namespace {

// The nested column is a Python literal: {'vega': 0.94545, 'theta': -40.20419, ...}.
double nested(const std::string& literal, const std::string& key) {
    std::size_t const at = literal.find("'" + key + "':");
    EXPECT_NE(at, std::string::npos) << key << " in " << literal;
    return std::strtod(literal.c_str() + at + key.size() + 3, nullptr);
}

class DeribitChain : public testing::Test {
protected:
    struct Row {
        OptionValue own;
        PublishedGreeks theirs;  // what we expect the exchange to have made of it
        std::string greeks;
    };
    [[nodiscard]] Row row(std::size_t i) const {
        WallTime const expiry = wall_from_milliseconds(
            static_cast<std::int64_t>(table.number(i, "expiration_timestamp")));
        WallTime const now =
            wall_from_milliseconds(static_cast<std::int64_t>(table.number(i, "timestamp")));
        OptionPoint const point{
            .right = table.text(i, "option_type") == "call" ? Right::Call : Right::Put,
            .forward = UsdPrice{table.number(i, "underlying_price")},
            .strike = UsdPrice{table.number(i, "strike")},
            .expires_in = Years{years_between(now, expiry)}};
        OptionValue const own = black76(point, Vol{table.number(i, "mark_iv") / 100.0});
        return {own, deribit_greeks(own, point.expires_in, seconds(1800)), table.text(i, "greeks")};
    }

    test_support::CsvTable table{HEDGED_TEST_DIR "/data/chains/deribit_btc_20200521T2319Z.csv"};
};

TEST_F(DeribitChain, DeltaIsThePlainBlackDelta) {
    ASSERT_EQ(table.size(), 326U);
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(r.theirs.delta.value(), nested(r.greeks, "delta"), 1.04e-4) << i;
    }
}
TEST_F(DeribitChain, GammaAgreesToHalfItsLastDigit) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(r.theirs.gamma.value(), nested(r.greeks, "gamma"), 5.06e-6) << i;
    }
}
TEST_F(DeribitChain, VegaIsPerVolatilityPoint) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(r.theirs.vega_usd_per_point, nested(r.greeks, "vega"), 1.6e-3) << i;
    }
}
TEST_F(DeribitChain, RhoLetsTheForwardGrow) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(r.theirs.rho_usd_per_percent, nested(r.greeks, "rho"), 6.8e-4) << i;
    }
}
// The published theta is the loss of the next day, or of the remaining life when that is shorter,
// and never more than the option is worth.
TEST_F(DeribitChain, ThetaIsTheLossOfTheNextDayAtMostTheWholePrice) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(r.theirs.theta_usd_per_day, nested(r.greeks, "theta"), 0.0455) << i;
    }
}
TEST_F(DeribitChain, MarkIsTheUndiscountedPremium) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_NEAR(row(i).own.premium.value(), table.number(i, "mark_price"), 2.4e-4) << i;
    }
}

}  // namespace
}  // namespace hedged::pricing
