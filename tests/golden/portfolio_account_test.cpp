// SPDX-License-Identifier: Apache-2.0
// 150 random accounts of inverse and linear legs against values computed with 50 digits: equity and
// Greeks in both numeraires, and the equity after the index has moved by up to 30 %.
#include "support/reference_accounts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

namespace hedged::portfolio {
namespace {

using test_support::ReferenceAccount;
using test_support::ReferenceAccounts;
using test_support::ReferenceSet;

class AccountReference : public testing::TestWithParam<ReferenceSet> {
protected:
    // Sums of legs that cancel are exact to the rounding of their largest terms.
    void expect_column(const std::string& column, double (*number)(const AccountValue&),
                       double (*scale)(const ReferenceAccount&), double tolerance) const {
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            ReferenceAccount const reference = accounts.at(i);
            double const expected = accounts.number(i, column);
            EXPECT_NEAR(number(value_of(reference.account())), expected,
                        tolerance * scale(reference))
                << column << ", account " << i;
        }
    }

    ReferenceAccounts accounts{GetParam()};
};

// The sum of the absolute values that a leg could contribute, in coins; in USD it is times the
// index.
double gross_coins(const ReferenceAccount& r) {
    return r.gross_coins();
}
double gross_usd(const ReferenceAccount& r) {
    return r.gross_coins() * r.index.value();
}
double gross_gamma(const ReferenceAccount& r) {
    return r.gross_gamma() + r.gross_coins() / r.index.value();
}

TEST_P(AccountReference, HasEveryAccountAndPricesEveryLeg) {
    ASSERT_EQ(accounts.size(), GetParam().accounts);
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        EXPECT_EQ(value_of(accounts.at(i).account()).excluded, 0U) << i;
    }
}
TEST_P(AccountReference, EquityInCoinAndInDollars) {
    expect_column(
        "equity_coin", [](const AccountValue& v) { return v.equity.value(); }, gross_coins, 1e-14);
    expect_column(
        "equity_usd", [](const AccountValue& v) { return v.equity_usd.value(); }, gross_usd, 1e-14);
}
TEST_P(AccountReference, DeltaInTheCoinNumeraire) {
    expect_column(
        "delta_coin_numeraire_coin(=S*dEcoin/dS)",
        [](const AccountValue& v) { return v.delta_coin.value(); }, gross_coins, 1e-13);
}
TEST_P(AccountReference, DeltaInTheDollarNumeraire) {
    expect_column(
        "delta_usd_numeraire_coin(=dEusd/dS)",
        [](const AccountValue& v) { return v.delta_usd.value(); }, gross_coins, 1e-13);
}
TEST_P(AccountReference, DeltaOfTheInverseLegsAsTheExchangeTotalsIt) {
    expect_column(
        "delta_total_inverse_legs_coin",
        [](const AccountValue& v) { return v.delta_inverse.value(); }, gross_coins, 1e-13);
}
TEST_P(AccountReference, GammaInBothNumeraires) {
    expect_column(
        "gamma_coin_numeraire_coin_per_usd(=d(delta_coin)/dS)",
        [](const AccountValue& v) { return v.gamma_coin.value(); }, gross_gamma, 1e-12);
    expect_column(
        "gamma_usd_numeraire_coin_per_usd(=d2Eusd/dS2)",
        [](const AccountValue& v) { return v.gamma_usd.value(); }, gross_gamma, 1e-12);
}
TEST_P(AccountReference, VegaInDollars) {
    expect_column(
        "vega_usd_per_1.00_vol", [](const AccountValue& v) { return v.vega.value(); }, gross_usd,
        1e-12);
}
TEST_P(AccountReference, ThetaInDollars) {
    expect_column(
        "theta_usd_per_day365", [](const AccountValue& v) { return v.theta.value() / 365.0; },
        gross_usd, 1e-12);
}
TEST_P(AccountReference, TheTwoDeltasDifferByTheEquity) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        ReferenceAccount const reference = accounts.at(i);
        AccountValue const v = value_of(reference.account());
        EXPECT_NEAR((v.delta_usd - v.delta_coin).value(), v.equity.value(),
                    1e-14 * reference.gross_coins())
            << i;
    }
}
TEST_P(AccountReference, EquityAfterTheIndexHasMoved) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        ReferenceAccount const reference = accounts.at(i);
        for (const char* const factor : {"0.7", "0.9", "0.99", "1.01", "1.1", "1.3"}) {
            ReferenceAccount const moved = reference.moved(std::atof(factor));
            AccountValue const v = value_of(moved.account());
            double const scale = 1e-13 * moved.gross_coins();
            EXPECT_NEAR(v.equity.value(),
                        accounts.number(i, std::string("equity_coin_at_S*") + factor), scale)
                << i << " at " << factor;
            EXPECT_NEAR(v.equity_usd.value(),
                        accounts.number(i, std::string("equity_usd_at_S*") + factor),
                        scale * moved.index.value())
                << i << " at " << factor;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sets, AccountReference,
                         testing::Values(test_support::kOrdinary, test_support::kExtremes),
                         test_support::set_name);

}  // namespace
}  // namespace hedged::portfolio
