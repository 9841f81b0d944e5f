// SPDX-License-Identifier: Apache-2.0
// The live book against bump-and-revalue: the account's value is written out here from prices
// alone, and the book's deltas must be what that value does when the index moves.
#include "hedged/portfolio/book.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

constexpr WallTime kNow = wall_from_milliseconds(1'770'000'000'000);
constexpr Instant kReceived{1'000};

WallTime after_days(double days) {
    return kNow + Duration{static_cast<std::int64_t>(days * 86'400e9)};
}

struct TestLeg {
    InstrumentSpec spec;
    double amount = 0.0;
    double ratio = 1.0;  // forward or mark to index
    double vol = 0.0;
    double entry = 0.0;  // futures
};

InstrumentSpec option(std::uint32_t index, OptionType type, double strike, double days) {
    InstrumentSpec spec;
    spec.index = InstrumentIndex{index};
    spec.kind = InstrumentKind::Option;
    spec.option_type = type;
    spec.amount_unit = AmountUnit::InCoin;
    spec.strike = UsdPrice{strike};
    spec.expiry = after_days(days);
    return spec;
}

InstrumentSpec perpetual(std::uint32_t index) {
    InstrumentSpec spec;
    spec.index = InstrumentIndex{index};
    spec.kind = InstrumentKind::Perpetual;
    spec.expiry = wall_from_milliseconds(32'503'708'800'000);
    return spec;
}

// Equity in coin at an index: balance + options at p(F) + futures at N (1 / entry - 1 / mark).
double equity_coin(const std::vector<TestLeg>& legs, double balance, double index) {
    double equity = balance;
    for (const TestLeg& leg : legs) {
        double const price = leg.ratio * index;
        if (leg.spec.kind == InstrumentKind::Option) {
            auto const right = leg.spec.option_type == OptionType::Call ? pricing::Right::Call
                                                                        : pricing::Right::Put;
            auto const value = pricing::black76({right, UsdPrice{price}, leg.spec.strike,
                                                 Years{years_between(kNow, leg.spec.expiry)}},
                                                Vol{leg.vol});
            equity += leg.amount * value.premium.value();
        } else {
            equity += leg.amount * (1.0 / leg.entry - 1.0 / price);
        }
    }
    return equity;
}

Book book_of(const std::vector<TestLeg>& legs, Numeraire numeraire, bool include_equity,
             double balance, double index) {
    Book book{numeraire, include_equity, 64, 64};
    for (const TestLeg& leg : legs) {
        EXPECT_TRUE(book.set_position(leg.spec, leg.amount));
        if (leg.spec.kind == InstrumentKind::Option) {
            book.set_option_market(leg.spec.index, leg.ratio, Vol{leg.vol}, kReceived);
        } else {
            book.set_future_market(leg.spec.index, leg.ratio, kReceived);
        }
    }
    book.set_equity(Coins{equity_coin(legs, balance, index)});
    book.recompute_all(UsdPrice{index}, kNow);
    return book;
}

// maths.md 3.4.
std::vector<TestLeg> worked_example() {
    return {{option(0, OptionType::Call, 65'000.0, 30.0), 20.0, 60'300.0 / 60'000.0, 0.60, 0.0},
            {perpetual(1), -300'000.0, 60'010.0 / 60'000.0, 0.0, 61'000.0}};
}

TEST(Book, ReproducesTheWorkedAccountInBothNumeraires) {
    auto const coin = book_of(worked_example(), Numeraire::Coin, false, 10.0, 60'000.0)
                          .exposure_at(UsdPrice{60'000.0});
    auto const usd = book_of(worked_example(), Numeraire::Usd, true, 10.0, 60'000.0)
                         .exposure_at(UsdPrice{60'000.0});
    EXPECT_NEAR(coin.delta.value(), 1.48396806124, 1e-10);
    EXPECT_NEAR(usd.delta.value(), 12.3429321901, 1e-9);
    EXPECT_NEAR(coin.gamma.value(), 7.02333051142e-4, 1e-14);
    EXPECT_NEAR(usd.gamma.value(), 7.27065852162e-4, 1e-14);
    EXPECT_NEAR(usd.vega.value() / 100.0, 1290.79088274, 1e-7);
    EXPECT_NEAR(usd.equity.value(), 10.8589641288, 1e-9);
    EXPECT_TRUE(coin.usable && usd.usable);
}

TEST(Book, WithoutEquityTheDollarDeltaIsTheCoinDelta) {
    auto const coin = book_of(worked_example(), Numeraire::Coin, false, 10.0, 60'000.0);
    auto const usd = book_of(worked_example(), Numeraire::Usd, false, 10.0, 60'000.0);
    EXPECT_EQ(coin.exposure_at(UsdPrice{60'500.0}).delta,
              usd.exposure_at(UsdPrice{60'500.0}).delta);
}

std::vector<TestLeg> random_legs(Random& random, double index) {
    std::vector<TestLeg> legs;
    auto const count = 1 + random.below(8);
    for (std::uint32_t i = 0; i < count; ++i) {
        double const ratio = 0.98 + 0.04 * random.uniform();
        if (random.below(4) == 0) {
            legs.push_back({perpetual(i), std::round((random.uniform() - 0.5) * 1e5) * 10.0, ratio,
                            0.0, index * (0.9 + 0.2 * random.uniform())});
        } else {
            auto const type = random.below(2) == 0 ? OptionType::Call : OptionType::Put;
            legs.push_back({option(i, type, index * (0.7 + 0.6 * random.uniform()),
                                   3.0 + 200.0 * random.uniform()),
                            (random.uniform() - 0.5) * 60.0, ratio, 0.3 + random.uniform(), 0.0});
        }
        legs.back().amount = legs.back().amount == 0.0 ? 10.0 : legs.back().amount;
    }
    return legs;
}

TEST(Book, IsWhatTheAccountsValueDoesWhenTheIndexMoves) {
    Random random{20260204};
    for (int round = 0; round < 300; ++round) {
        double const index = 20'000.0 + 80'000.0 * random.uniform();
        double const balance = 50.0 * random.uniform();
        auto const legs = random_legs(random, index);
        double const bump = index * 1e-5;
        auto const coin = [&](double s) { return equity_coin(legs, balance, s); };
        auto const usd = [&](double s) { return s * coin(s); };
        double const delta_coin = index * (coin(index + bump) - coin(index - bump)) / (2.0 * bump);
        double const delta_usd = (usd(index + bump) - usd(index - bump)) / (2.0 * bump);
        double const scale = 1.0 + std::fabs(delta_usd) + 60.0;
        auto const at = UsdPrice{index};
        EXPECT_NEAR(
            book_of(legs, Numeraire::Coin, false, balance, index).exposure_at(at).delta.value(),
            delta_coin, 1e-6 * scale)
            << "round " << round;
        EXPECT_NEAR(
            book_of(legs, Numeraire::Usd, true, balance, index).exposure_at(at).delta.value(),
            delta_usd, 1e-6 * scale)
            << "round " << round;
    }
}

TEST(Book, ExpandsToAMovedIndexWithinItsStatedError) {
    Random random{20260205};
    int trusted = 0;
    for (int round = 0; round < 5'000; ++round) {
        double const index = 20'000.0 + 80'000.0 * random.uniform();
        double const moved = index * (1.0 + 0.03 * (random.uniform() - 0.5));
        auto const legs = random_legs(random, index);
        auto const numeraire = random.below(2) == 0 ? Numeraire::Coin : Numeraire::Usd;
        bool const equity = numeraire == Numeraire::Usd;
        auto const old_pass = book_of(legs, numeraire, equity, 10.0, index);
        auto const exact = book_of(legs, numeraire, equity, 10.0, moved);
        double const error = std::fabs(
            (old_pass.exposure_at(UsdPrice{moved}).delta - exact.exposure_at(UsdPrice{moved}).delta)
                .value());
        double const stated = old_pass.expansion_error(UsdPrice{moved});
        EXPECT_LE(error, stated + 1e-12) << "round " << round;
        trusted += stated < 0.05 ? 1 : 0;
    }
    // A bound that is always infinite would hold too.
    EXPECT_GT(trusted, 1'500);
}

TEST(Book, LeavesALegWithoutDataOutAndNamesIt) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(option(3, OptionType::Put, 60'000.0, 10.0), -5.0));
    book.recompute_all(UsdPrice{60'000.0}, kNow);
    EXPECT_EQ(book.excluded_count(), 1U);
    EXPECT_EQ(book.first_excluded(), InstrumentIndex{3});
    EXPECT_FALSE(book.exposure_at(UsdPrice{60'000.0}).usable);
    EXPECT_EQ(book.exposure_at(UsdPrice{60'000.0}).delta.value(), 0.0);
}

TEST(Book, NeverLetsOneBadNumberIntoTheSum) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const inf = std::numeric_limits<double>::infinity();
    for (double const bad : {nan, inf, -1.0, 0.0, 1e300}) {
        auto legs = worked_example();
        Book book = book_of(legs, Numeraire::Coin, false, 10.0, 60'000.0);
        book.set_option_market(InstrumentIndex{0}, 1.005, Vol{bad}, kReceived);
        book.recompute_all(UsdPrice{60'000.0}, kNow);
        auto const exposure = book.exposure_at(UsdPrice{60'000.0});
        EXPECT_TRUE(std::isfinite(exposure.delta.value())) << bad;
        EXPECT_FALSE(exposure.usable) << bad;
    }
}

TEST(Book, IsNotUsableAtAnIndexThatIsNoPrice) {
    Book book = book_of(worked_example(), Numeraire::Coin, false, 10.0, 60'000.0);
    EXPECT_FALSE(book.exposure_at(UsdPrice{0.0}).usable);
    EXPECT_FALSE(book.exposure_at(UsdPrice{std::numeric_limits<double>::quiet_NaN()}).usable);
    book.recompute_all(UsdPrice{std::numeric_limits<double>::quiet_NaN()}, kNow);
    EXPECT_FALSE(book.exposure_at(UsdPrice{60'000.0}).usable);
}

TEST(Book, GivesAnExpiredLegNoDeltaAndNoFault) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(option(0, OptionType::Call, 50'000.0, -0.01), -5.0));
    book.set_option_market(InstrumentIndex{0}, 1.0, Vol{0.6}, kReceived);
    book.recompute_all(UsdPrice{60'000.0}, kNow);
    auto const exposure = book.exposure_at(UsdPrice{60'000.0});
    EXPECT_TRUE(exposure.usable);
    EXPECT_EQ(exposure.delta.value(), 0.0);
    EXPECT_EQ(book.leg(0).status, LegStatus::Settling);
}

TEST(Book, RefusesALegBeyondItsRoomAndKeepsTheOthers) {
    Book book{Numeraire::Coin, false, 2, 8};
    EXPECT_TRUE(book.set_position(perpetual(0), 10.0));
    EXPECT_TRUE(book.set_position(perpetual(1), 10.0));
    EXPECT_FALSE(book.set_position(perpetual(2), 10.0));
    EXPECT_TRUE(book.set_position(perpetual(0), 0.0));
    EXPECT_TRUE(book.set_position(perpetual(2), 10.0));
    EXPECT_TRUE(book.holds(InstrumentIndex{1}));
    EXPECT_TRUE(book.holds(InstrumentIndex{2}));
    EXPECT_FALSE(book.holds(InstrumentIndex{0}));
}

}  // namespace
}  // namespace hedged::portfolio
