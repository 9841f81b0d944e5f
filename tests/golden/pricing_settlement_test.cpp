// SPDX-License-Identifier: Apache-2.0
// The settlement window against two references: the moment-matching formula evaluated elsewhere
// (to rounding), and the exact distribution of the sampled mean (to the method's own error).
#include "hedged/pricing/settlement.hpp"

#include "support/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::pricing {
namespace {

class AveragingReference : public testing::Test {
protected:
    struct Row {
        OptionPoint call;
        OptionPoint put;
        Vol vol;
        SettlementProgress progress;
    };
    [[nodiscard]] Row row(std::size_t i) const {
        UsdPrice const index{table.number(i, "index_usd")};
        UsdPrice const strike{table.number(i, "strike_usd")};
        double const interval = table.number(i, "sample_interval_seconds");
        return {.call = {Right::Call, index, strike, Years{}},
                .put = {Right::Put, index, strike, Years{}},
                .vol = Vol{table.number(i, "sigma_per_1.00")},
                .progress = {
                    .samples_total = static_cast<std::int32_t>(table.number(i, "samples_total")),
                    .samples_left = static_cast<std::int32_t>(table.number(i, "samples_left")),
                    .sample_interval = nanoseconds(std::llround(interval * 1e9)),
                    .mean = UsdPrice{table.number(i, "mean_of_samples_taken_usd")}}};
    }

    test_support::CsvTable table{HEDGED_TEST_DIR "/data/reference/asian_tail.csv"};
};

TEST_F(AveragingReference, IsTheMomentMatchToRounding) {
    ASSERT_EQ(table.size(), 300U);
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        OptionValue const value = averaged_option(r.call, r.vol, r.progress);
        double const index = r.call.forward.value();
        EXPECT_NEAR(value.price.value(), table.number(i, "moment_match_call_usd"), 1e-14 * index)
            << i;
        EXPECT_NEAR(value.delta.value(), table.number(i, "moment_match_call_delta_coin"), 1e-12)
            << i;
        double const remaining =
            r.progress.samples_left * r.progress.sample_interval.seconds() / (365.0 * 86'400.0);
        double const reference =
            table.number(i, "moment_match_vol_per_1.00_on_remaining_time") * std::sqrt(remaining);
        EXPECT_NEAR(averaged_total_vol(r.vol, r.progress) / reference, 1.0, 1e-12) << i;
    }
}

TEST_F(AveragingReference, PriceIsWithinTheMethodsErrorOfTheExactMean) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        double const index = r.call.forward.value();
        EXPECT_NEAR(averaged_option(r.call, r.vol, r.progress).price.value(),
                    table.number(i, "call_usd_E[(A-K)+]_usd"), 2.2e-6 * index)
            << i;
    }
}

TEST_F(AveragingReference, DeltasAreWithinTheMethodsErrorOfTheExactMean) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        EXPECT_NEAR(averaged_option(r.call, r.vol, r.progress).delta.value(),
                    table.number(i, "call_delta_coin(=d_usd/dS)"), 3.8e-4)
            << i;
        EXPECT_NEAR(averaged_option(r.put, r.vol, r.progress).delta.value(),
                    table.number(i, "put_delta_coin"), 3.8e-4)
            << i;
    }
}

TEST_F(AveragingReference, CoinValueAndNetDeltaAreWithinTheMethodsErrorOfTheInversePayoff) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        OptionValue const value = averaged_option(r.call, r.vol, r.progress);
        EXPECT_NEAR(value.net_delta.value(),
                    table.number(i, "inverse_call_net_delta_coin(=S*dcoin/dS)"), 1.9e-3)
            << i;
        EXPECT_NEAR(value.premium.value(),
                    table.number(i, "inverse_call_value_coin_E_coin[(A-K)+/A]"), 5e-5)
            << i;
    }
}

}  // namespace
}  // namespace hedged::pricing
