// SPDX-License-Identifier: Apache-2.0
// Implied volatility against the exact volatility of each price in the file, from a cold start and
// from hints near and far; and the status of every refusal.
#include "hedged/pricing/implied_vol.hpp"

#include "support/reference_greeks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace hedged::pricing {
namespace {

using namespace test_support;

class ImpliedVolReference : public testing::TestWithParam<ReferenceSet> {
protected:
    [[nodiscard]] ImpliedVol invert(std::size_t i, Vol hint) const {
        OptionPoint const point{
            .right = table.text(i, "type_C_or_P") == "C" ? Right::Call : Right::Put,
            .forward = UsdPrice{table.number(i, "forward_usd")},
            .strike = UsdPrice{table.number(i, "strike_usd")},
            .expires_in = Years{table.number(i, "tau_years")}};
        double const price = table.number(i, "price");
        return table.text(i, "price_unit_usd_or_coin") == "coin"
                   ? implied_vol(point, CoinPremium{price}, hint)
                   : implied_vol(point, UsdPrice{price}, hint);
    }
    void expect_accurate(double hint_over_truth) const {
        std::size_t checked = 0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table.text(i, "status") != "ok") {
                continue;
            }
            double const truth = table.number(i, "sigma_per_1.00");
            ImpliedVol const result = invert(i, Vol{truth * hint_over_truth});
            ASSERT_EQ(result.status, ImpliedVolStatus::Ok) << "row " << i;
            double const cond = table.number(i, "cond_dlnsigma_dlnprice");
            EXPECT_LE(std::fabs(result.vol.value() / truth - 1.0), 16.0 * kEps * (1.0 + cond))
                << "row " << i << ", hint " << hint_over_truth << " of the truth";
            ++checked;
        }
        EXPECT_EQ(checked, GetParam().implied_vols);
    }

    CsvTable table{path_of(GetParam(), "implied_vol.csv")};
};

TEST_P(ImpliedVolReference, IsExactToTheDigitsOfThePriceFromAColdStart) {
    expect_accurate(0.0);
}
TEST_P(ImpliedVolReference, IsExactFromTheVolatilityOfTheTickBefore) {
    expect_accurate(1.001);
    expect_accurate(0.98);
}
TEST_P(ImpliedVolReference, IsExactFromAHintThatIsFarOff) {
    for (double const hint : {1e-6, 0.1, 0.5, 2.0, 10.0, 1e6}) {
        expect_accurate(hint);
    }
}
TEST_P(ImpliedVolReference, GivesEveryRowItsStatusAndNothingButNanOrZeroWithARefusal) {
    std::map<std::string, ImpliedVolStatus> const names{
        {"ok", ImpliedVolStatus::Ok},
        {"at_intrinsic", ImpliedVolStatus::AtIntrinsic},
        {"below_intrinsic", ImpliedVolStatus::BelowIntrinsic},
        {"above_max", ImpliedVolStatus::AboveMax},
        {"expired", ImpliedVolStatus::Expired},
        {"invalid", ImpliedVolStatus::Invalid}};
    for (std::size_t i = 0; i < table.size(); ++i) {
        ImpliedVol const result = invert(i, Vol{0.0});
        EXPECT_EQ(result.status, names.at(table.text(i, "status"))) << "row " << i;
        if (result.status == ImpliedVolStatus::AtIntrinsic) {
            EXPECT_EQ(result.vol.value(), 0.0) << "row " << i;
        } else if (result.status != ImpliedVolStatus::Ok) {
            EXPECT_TRUE(std::isnan(result.vol.value())) << "row " << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sets, ImpliedVolReference, testing::Values(kOrdinary, kExtremes),
                         set_name);

}  // namespace
}  // namespace hedged::pricing
