// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/deribit_totals.hpp"

#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

using pricing::OptionPoint;
using pricing::Right;

InverseOptionLeg calls(double quantity, double strike, double days) {
    return {Coins{quantity},
            OptionPoint{Right::Call, UsdPrice{60'300}, UsdPrice{strike}, Years{days / 365.0}},
            Vol{0.6}};
}

Account account_of(const std::vector<AccountLeg>& legs) {
    return {UsdPrice{60'000}, Coins{10}, Usd{0}, legs};
}

TEST(DeribitTotals, OfAPerpetualAreItsSizeOverItsMark) {
    std::vector<AccountLeg> const legs{
        InverseFutureLeg{Usd{50}, UsdPrice{7'000}, UsdPrice{7'476.65}}};
    auto const totals = deribit_totals(account_of(legs));
    EXPECT_NEAR(totals.delta_total, 0.006687487, 1e-9);  // as the exchange stated it
    EXPECT_EQ(totals.delta_total, totals.delta_total_map);
}

TEST(DeribitTotals, TakeTheOptionsValueOffAndTheMapDoesNot) {
    std::vector<AccountLeg> const legs{
        calls(20, 65'000, 30), InverseFutureLeg{Usd{-300'000}, UsdPrice{61'000}, UsdPrice{60'010}}};
    auto const totals = deribit_totals(account_of(legs));
    EXPECT_NEAR(totals.options_delta, 20 * 0.363048248848, 1e-9);
    EXPECT_NEAR(totals.options_value.value(), 20 * 0.0388915055093, 1e-9);
    EXPECT_NEAR(totals.futures_delta, -4.99916680553, 1e-10);
    EXPECT_NEAR(totals.delta_total, 1.48396806124, 1e-9);
    EXPECT_NEAR(totals.delta_total_map - totals.delta_total, totals.options_value.value(), 1e-14);
}

TEST(DeribitTotals, PlusTheEquityAreTheDeltaInDollars) {
    std::vector<AccountLeg> const legs{
        calls(20, 65'000, 30), calls(-7, 58'000, 3),
        InverseFutureLeg{Usd{-300'000}, UsdPrice{61'000}, UsdPrice{60'010}}};
    Account const account = account_of(legs);
    auto const value = value_of(account);
    EXPECT_NEAR(deribit_totals(account).delta_total + value.equity.value(), value.delta_usd.value(),
                1e-11);
}

TEST(DeribitTotals, ProjectPastTheNextExpiryAlone) {
    std::vector<AccountLeg> const legs{calls(2, 60'000, 3), calls(-1, 62'000, 3),
                                       calls(20, 65'000, 30), calls(5, 60'000, -1)};
    std::vector<AccountLeg> const later{calls(20, 65'000, 30), calls(5, 60'000, -1)};
    EXPECT_NEAR(deribit_totals(account_of(legs)).projected_delta_total,
                deribit_totals(account_of(later)).delta_total, 1e-13);
}

TEST(DeribitTotals, LeaveLegsOfOtherAccountsOut) {
    std::vector<AccountLeg> const legs{
        LinearFutureLeg{Coins{3}, UsdPrice{60'000}, UsdPrice{60'000}},
        LinearOptionLeg{Coins{3}, calls(1, 60'000, 30).point, Vol{0.6}}};
    EXPECT_EQ(deribit_totals(account_of(legs)).delta_total, 0.0);
}

TEST(DeribitTotals, CountALegThatCannotBePricedAndAddNothingForIt) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    auto bad = calls(20, 65'000, 30);
    bad.vol = Vol{nan};
    std::vector<AccountLeg> const legs{bad, calls(1, 65'000, 30),
                                       InverseFutureLeg{Usd{10}, UsdPrice{1}, UsdPrice{0.0}}};
    auto const totals = deribit_totals(account_of(legs));
    EXPECT_EQ(totals.excluded, 2U);
    EXPECT_NEAR(totals.options_delta, 0.363048248848, 1e-10);
}

}  // namespace
}  // namespace hedged::portfolio
