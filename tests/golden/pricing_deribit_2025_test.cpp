// SPDX-License-Identifier: Apache-2.0
// A recorded chain of 1 304 BTC and ETH options (2025-12-30), collected from two calls: forward,
// mark and mark volatility from one summary, delta and vega from tickers read up to minutes later.
// The marks therefore bind tightly; the Greeks show that the alarm for a disagreement (0.01 of
// delta) stays quiet on real data.
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/implied_vol.hpp"

#include "support/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::pricing {
namespace {

class Deribit2025 : public testing::Test {
protected:
    [[nodiscard]] OptionPoint point(std::size_t i) const {
        return {.right = table.text(i, "option_type") == "call" ? Right::Call : Right::Put,
                .forward = UsdPrice{table.number(i, "futures_price")},
                .strike = UsdPrice{table.number(i, "strike")},
                .expires_in = Years{table.number(i, "time_to_maturity")}};
    }
    [[nodiscard]] OptionValue value(std::size_t i) const {
        return black76(point(i), Vol{table.number(i, "implied_volatility")});
    }

    test_support::CsvTable table{HEDGED_TEST_DIR
                                 "/data/chains/deribit_btc_eth_20251230T173115Z.csv"};
};

TEST_F(Deribit2025, EveryMarkIsTheForwardsPremium) {
    ASSERT_EQ(table.size(), 1304U);
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_NEAR(value(i).premium.value(), table.number(i, "mark_price"), 1.05e-4)
            << table.text(i, "instrument_name");
    }
}

TEST_F(Deribit2025, NoDeltaDisagreesEnoughToRaiseTheAlarm) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_NEAR(value(i).delta.value(), table.number(i, "delta"), 0.01)
            << table.text(i, "instrument_name");
    }
}

TEST_F(Deribit2025, VegaIsPerVolatilityPoint) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        double const published = table.number(i, "vega");
        EXPECT_NEAR(value(i).vega.value() / 100.0, published, 0.02 * (1.0 + published))
            << table.text(i, "instrument_name");
    }
}

// A mark well above one tick, out of the money, still measures the volatility that made it.
TEST_F(Deribit2025, OutOfTheMoneyMarksGiveTheirVolatilityBack) {
    int checked = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        OptionPoint const p = point(i);
        bool const otm = (p.right == Right::Call) == (p.strike > p.forward);
        double const mark = table.number(i, "mark_price");
        if (!otm || mark <= 0.002) {
            continue;
        }
        ImpliedVol const implied = implied_vol(p, CoinPremium{mark});
        ASSERT_EQ(implied.status, ImpliedVolStatus::Ok) << table.text(i, "instrument_name");
        EXPECT_NEAR(implied.vol.value(), table.number(i, "implied_volatility"), 0.001)
            << table.text(i, "instrument_name");
        ++checked;
    }
    EXPECT_EQ(checked, 474);
}

}  // namespace
}  // namespace hedged::pricing
