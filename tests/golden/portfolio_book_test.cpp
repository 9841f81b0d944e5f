// SPDX-License-Identifier: Apache-2.0
// The live book on the 150 reference accounts: the same numbers as the account valued leg by leg,
// at the index of the exact pass and, within the stated error, away from it.
#include "hedged/portfolio/book.hpp"

#include "support/book_legs.hpp"
#include "support/reference_accounts.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::portfolio {
namespace {

using test_support::kBookNow;
using test_support::kBookReceived;
using test_support::ReferenceAccount;
using test_support::ReferenceAccounts;
using test_support::ReferenceSet;

// Nearest nanosecond; the reference counts years in full precision.
Duration life(Years years) {
    return Duration{std::llround(years.value() * 365.0 * 86'400e9)};
}

class BookBuilder {
public:
    BookBuilder(Book& book, UsdPrice index) : book_(book), index_(index) {}

    void operator()(const InverseOptionLeg& leg) { option(leg, Payoff::Inverse); }
    void operator()(const LinearOptionLeg& leg) { option(leg, Payoff::Linear); }
    void operator()(const InverseFutureLeg& leg) {
        future(leg.quantity.value(), leg.mark, Payoff::Inverse);
    }
    void operator()(const LinearFutureLeg& leg) {
        future(leg.quantity.value(), leg.mark, Payoff::Linear);
    }

private:
    template <class Leg>
    void option(const Leg& leg, Payoff payoff) {
        auto const type =
            leg.point.right == pricing::Right::Call ? OptionType::Call : OptionType::Put;
        auto const spec = test_support::option_spec(next_, type, leg.point.strike.value(),
                                                    life(leg.point.expires_in), payoff);
        EXPECT_TRUE(book_.set_position(spec, leg.quantity.value()));
        book_.set_option_market(spec.index, leg.point.forward / index_, leg.vol, kBookReceived);
        ++next_;
    }
    void future(double amount, UsdPrice mark, Payoff payoff) {
        auto const spec = test_support::perpetual_spec(next_, payoff);
        EXPECT_TRUE(book_.set_position(spec, amount));
        book_.set_future_market(spec.index, mark / index_, kBookReceived);
        ++next_;
    }

    Book& book_;
    UsdPrice index_;
    std::uint32_t next_ = 0;
};

// No settlement window: the reference options are priced as plain ones to their last minute.
constexpr pricing::SettlementWindow kNoWindow{nanoseconds(1), nanoseconds(1)};

Book book_of(const ReferenceAccount& reference, Numeraire numeraire, bool include_equity) {
    Book book{numeraire, include_equity, 64, 64, kNoWindow};
    BookBuilder builder{book, reference.index};
    Usd usd = reference.usd_balance;
    Coins coins = reference.coin_balance;
    for (auto const& leg : reference.legs) {
        std::visit(builder, leg);
        // The two accounts that an exchange would report.
        std::array<AccountLeg, 1> const one{leg};
        auto const value = value_of({reference.index, Coins{}, Usd{}, one});
        bool const linear = std::holds_alternative<LinearOptionLeg>(leg) ||
                            std::holds_alternative<LinearFutureLeg>(leg);
        usd += linear ? value.equity_usd : Usd{};
        coins += linear ? Coins{} : value.equity;
    }
    book.set_equity(coins);
    book.set_usd_equity(usd);
    book.recompute_all(reference.index, kBookNow);
    return book;
}

class BookReference : public testing::TestWithParam<ReferenceSet> {
protected:
    ReferenceAccounts accounts{GetParam()};
};

TEST_P(BookReference, HasTheReferenceDeltaAndGammaInTheCoinNumeraire) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        ReferenceAccount const reference = accounts.at(i);
        auto const at = book_of(reference, Numeraire::Coin, false).exposure_at(reference.index);
        ASSERT_TRUE(at.usable) << i;
        double const gross = reference.gross_coins();
        EXPECT_NEAR(at.delta.value(), accounts.number(i, "delta_coin_numeraire_coin(=S*dEcoin/dS)"),
                    1e-10 * gross)
            << i;
        EXPECT_NEAR(at.gamma.value(),
                    accounts.number(i, "gamma_coin_numeraire_coin_per_usd(=d(delta_coin)/dS)"),
                    1e-10 * (gross / reference.index.value() + reference.gross_gamma()))
            << i;
    }
}

TEST_P(BookReference, HasTheReferenceDeltaAndGammaInTheDollarNumeraire) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        ReferenceAccount const reference = accounts.at(i);
        auto const at = book_of(reference, Numeraire::Usd, true).exposure_at(reference.index);
        ASSERT_TRUE(at.usable) << i;
        double const gross = reference.gross_coins();
        EXPECT_NEAR(at.delta.value(), accounts.number(i, "delta_usd_numeraire_coin(=dEusd/dS)"),
                    1e-10 * gross)
            << i;
        EXPECT_NEAR(at.gamma.value(),
                    accounts.number(i, "gamma_usd_numeraire_coin_per_usd(=d2Eusd/dS2)"),
                    1e-10 * reference.gross_gamma() + 1e-300)
            << i;
        EXPECT_NEAR(at.vega.value(), accounts.number(i, "vega_usd_per_1.00_vol"),
                    1e-10 * gross * reference.index.value())
            << i;
        EXPECT_NEAR(at.theta.value() / 365.0, accounts.number(i, "theta_usd_per_day365"),
                    1e-10 * gross * reference.index.value())
            << i;
    }
}

TEST_P(BookReference, StaysWithinItsStatedErrorAwayFromTheExactPass) {
    int trusted = 0;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        ReferenceAccount const reference = accounts.at(i);
        for (auto const& [numeraire, equity] :
             {std::pair{Numeraire::Coin, false}, std::pair{Numeraire::Usd, true}}) {
            Book const book = book_of(reference, numeraire, equity);
            for (double const factor : {0.97, 0.99, 0.999, 0.9999, 1.0001, 1.001, 1.01, 1.03}) {
                ReferenceAccount const moved = reference.moved(factor);
                double const stated = book.expansion_error(moved.index);
                BookDelta const truth = hedged_delta(value_of(moved.account()), numeraire, equity);
                EXPECT_LE(abs(book.exposure_at(moved.index).delta - truth).value(),
                          stated + 1e-9 * reference.gross_coins())
                    << i << " at " << factor;
                trusted += stated < 0.01 * reference.gross_coins() ? 1 : 0;
            }
        }
    }
    // A bound that is always infinite would hold too.
    EXPECT_GE(trusted, GetParam().expansions);
}

INSTANTIATE_TEST_SUITE_P(Sets, BookReference,
                         testing::Values(test_support::kOrdinary, test_support::kExtremes),
                         test_support::set_name);

}  // namespace
}  // namespace hedged::portfolio
