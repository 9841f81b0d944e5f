// SPDX-License-Identifier: Apache-2.0
// What the smile's movement with the underlying does to a book's delta, against the plain statement
// in pricing/smile_dynamics.hpp, and how far it may be trusted between exact passes.
#include "hedged/core/random.hpp"
#include "hedged/portfolio/book.hpp"
#include "hedged/pricing/black76.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

using pricing::SmileDynamics;
using pricing::SmileDynamicsSettings;
using test_support::days;
using test_support::kBookNow;
using test_support::kBookReceived;
using test_support::option_spec;

constexpr double kIndex = 60'000.0;
constexpr SmileDynamics kMoving[] = {SmileDynamics::StickyMoneyness, SmileDynamics::StickyLocalVol,
                                     SmileDynamics::MinimumVariance};

struct Leg {
    InstrumentSpec spec;
    double amount = 0.0;
    double ratio = 1.0;
    Vol vol;
    double vol_slope = 0.0;
};

SmileDynamicsSettings settings_of(SmileDynamics dynamics) {
    SmileDynamicsSettings settings;
    settings.dynamics = dynamics;
    settings.calls = {-0.10, 0.25, -0.30};
    settings.puts = {-0.08, -0.20, -0.25};
    return settings;
}

std::vector<Leg> random_legs(std::uint64_t seed, std::size_t count) {
    Random random(seed);
    std::vector<Leg> legs;
    for (std::uint32_t i = 0; i < count; ++i) {
        Payoff const payoff = random.below(4) == 0 ? Payoff::Linear : Payoff::Inverse;
        OptionType const type = random.below(2) == 0 ? OptionType::Call : OptionType::Put;
        legs.push_back({option_spec(i, type, kIndex * (0.7 + 0.6 * random.uniform()),
                                    days(0.5 + 90.0 * random.uniform()), payoff),
                        20.0 * (random.uniform() - 0.5), 0.98 + 0.04 * random.uniform(),
                        Vol{0.3 + 0.7 * random.uniform()}, 0.8 * (random.uniform() - 0.5)});
    }
    return legs;
}

Book empty_book(const SmileDynamicsSettings& settings, std::size_t legs_max = 64) {
    Book book{Numeraire::Usd, false, legs_max, legs_max};
    EXPECT_TRUE(book.set_smile_dynamics(settings));
    return book;
}

void put(Book& book, const Leg& leg) {
    ASSERT_TRUE(book.set_position(leg.spec, leg.amount));
    book.set_option_market(leg.spec.index, leg.ratio, leg.vol, kBookReceived, leg.vol_slope);
}

Book book_of(const std::vector<Leg>& legs, const SmileDynamicsSettings& settings,
             double index = kIndex) {
    Book book = empty_book(settings);
    for (const Leg& leg : legs) {
        put(book, leg);
    }
    book.recompute_all(UsdPrice{index}, kBookNow);
    return book;
}

// Leg by leg from the pricing library.
double adjustment_of(const std::vector<Leg>& legs, const SmileDynamicsSettings& settings,
                     double index) {
    double sum = 0.0;
    for (const Leg& leg : legs) {
        pricing::OptionPoint const point{
            leg.spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put,
            UsdPrice{leg.ratio * index}, leg.spec.strike,
            Years{years_between(kBookNow, leg.spec.expiry)}};
        auto const one = pricing::delta_adjustment(settings, point, leg.vol, leg.vol_slope);
        bool const linear = leg.spec.payoff == Payoff::Linear;
        sum += leg.amount * one.adjustment.value() * (linear ? leg.ratio : 1.0);
    }
    return sum;
}

TEST(BookSmile, ChangesNothingUnlessItIsAskedFor) {
    auto const legs = random_legs(61, 30);
    Book plain{Numeraire::Usd, false, 64, 64};
    for (const Leg& leg : legs) {
        put(plain, leg);
    }
    plain.recompute_all(UsdPrice{kIndex}, kBookNow);
    auto const off =
        book_of(legs, settings_of(SmileDynamics::StickyStrike)).exposure_at(UsdPrice{kIndex});
    EXPECT_EQ(off.delta, plain.exposure_at(UsdPrice{kIndex}).delta);
    EXPECT_EQ(off.smile.value(), 0.0);
}

TEST(BookSmile, AddsTheAdjustmentOfEveryLeg) {
    auto const legs = random_legs(62, 40);
    double const plain = book_of(legs, settings_of(SmileDynamics::StickyStrike))
                             .exposure_at(UsdPrice{kIndex})
                             .delta.value();
    for (SmileDynamics const dynamics : kMoving) {
        auto const settings = settings_of(dynamics);
        auto const at = book_of(legs, settings).exposure_at(UsdPrice{kIndex});
        double const expected = adjustment_of(legs, settings, kIndex);
        EXPECT_GT(std::fabs(expected), 0.01) << to_string(dynamics);
        EXPECT_NEAR(at.smile.value(), expected, 1e-12) << to_string(dynamics);
        EXPECT_NEAR(at.delta.value(), plain + expected, 1e-11) << to_string(dynamics);
    }
}

TEST(BookSmile, KeepsEachLegWithinTheLimit) {
    auto settings = settings_of(SmileDynamics::MinimumVariance);
    settings.calls.a = -5.0;
    settings.max_adjustment_coins = 0.03;
    std::vector<Leg> const one{
        {option_spec(0, OptionType::Call, kIndex, days(20)), 10.0, 1.0, Vol{0.6}, 0.0}};
    EXPECT_NEAR(book_of(one, settings).exposure_at(UsdPrice{kIndex}).smile.value(), -0.3, 1e-15);
}

TEST(BookSmile, TellsItInTheLegsDeltaToo) {
    auto const legs = random_legs(63, 20);
    Book const book = book_of(legs, settings_of(SmileDynamics::StickyMoneyness));
    double sum = 0.0;
    double smile_free = 0.0;
    Book const plain = book_of(legs, settings_of(SmileDynamics::StickyStrike));
    for (std::size_t i = 0; i < book.leg_count(); ++i) {
        sum += book.leg(i).delta.value();
        smile_free += plain.leg(i).delta.value();
    }
    EXPECT_NEAR(sum - smile_free, book.exposure_at(UsdPrice{kIndex}).smile.value(), 1e-11);
}

TEST(BookSmile, StaysWithinTheStatedErrorAwayFromTheExactPass) {
    Random random(64);
    int trusted = 0;
    for (int round = 0; round < 400; ++round) {
        auto settings = settings_of(kMoving[random.below(3)]);
        // Some limits are met by many legs, some by none.
        settings.max_adjustment_coins = 0.2 * random.uniform() * random.uniform();
        auto const legs = random_legs(1'000 + static_cast<std::uint64_t>(round), 12);
        Book const book = book_of(legs, settings);
        double gross = 0.0;
        for (const Leg& leg : legs) {
            gross += std::fabs(leg.amount);
        }
        for (double const factor : {0.95, 0.99, 0.999, 1.0005, 1.003, 1.02}) {
            UsdPrice const there{kIndex * factor};
            double const stated = book.expansion_error(there);
            double const exact =
                book_of(legs, settings, there.value()).exposure_at(there).delta.value();
            EXPECT_LE(std::fabs(book.exposure_at(there).delta.value() - exact),
                      stated + 1e-12 * gross)
                << "round " << round << " at " << factor;
            trusted += stated < 0.01 * gross ? 1 : 0;
        }
    }
    EXPECT_GT(trusted, 1'000);  // of 2,400
}

TEST(BookSmile, AgreesWithAFreshBookAfterAnySequenceOfChanges) {
    Random random(65);
    auto const settings = settings_of(SmileDynamics::StickyMoneyness);
    std::vector<Leg> legs = random_legs(66, 24);
    Book book = book_of(legs, settings);
    for (int step = 0; step < 2'000; ++step) {
        Leg& leg = legs[random.below(legs.size())];
        leg.amount = random.below(4) == 0 ? 0.0 : 20.0 * (random.uniform() - 0.5);
        leg.vol = Vol{0.3 + 0.7 * random.uniform()};
        leg.vol_slope = 0.8 * (random.uniform() - 0.5);
        put(book, leg);
    }
    auto const stepped = book.exposure_at(UsdPrice{kIndex});
    book.recompute_all(UsdPrice{kIndex}, kBookNow);
    auto const again = book.exposure_at(UsdPrice{kIndex});
    std::vector<Leg> held;
    for (const Leg& leg : legs) {
        if (leg.amount != 0.0) {
            held.push_back(leg);
        }
    }
    Book const fresh = book_of(held, settings);
    auto const exact = fresh.exposure_at(UsdPrice{kIndex});
    EXPECT_NEAR(stepped.delta.value(), exact.delta.value(), 1e-10);
    EXPECT_NEAR(stepped.smile.value(), exact.smile.value(), 1e-10);
    EXPECT_NEAR(again.smile.value(), exact.smile.value(), 1e-10);
    UsdPrice const away{1.001 * kIndex};
    EXPECT_NEAR(book.expansion_error(away) / fresh.expansion_error(away), 1.0, 1e-6);
}

TEST(BookSmile, TakesANewSlopeAtTheNextExactPass) {
    auto const settings = settings_of(SmileDynamics::StickyMoneyness);
    std::vector<Leg> legs = random_legs(68, 10);
    Book book = book_of(legs, settings);
    double const before = book.exposure_at(UsdPrice{kIndex}).smile.value();
    for (Leg& leg : legs) {
        leg.vol_slope += 0.3;
        book.set_vol_slope(leg.spec.index, leg.vol_slope);
    }
    EXPECT_EQ(book.exposure_at(UsdPrice{kIndex}).smile.value(), before);
    book.recompute_all(UsdPrice{kIndex}, kBookNow);
    EXPECT_NEAR(book.exposure_at(UsdPrice{kIndex}).smile.value(),
                adjustment_of(legs, settings, kIndex), 1e-12);
}

TEST(BookSmile, TakesASlopeThatIsNoNumberForNone) {
    std::vector<Leg> legs = random_legs(67, 1);
    legs[0].vol_slope = std::numeric_limits<double>::quiet_NaN();
    auto const at =
        book_of(legs, settings_of(SmileDynamics::StickyMoneyness)).exposure_at(UsdPrice{kIndex});
    EXPECT_EQ(at.smile.value(), 0.0);
    EXPECT_TRUE(at.usable);
}

TEST(BookSmile, RefusesSettingsThatAreNoNumbers) {
    Book book{Numeraire::Usd, false, 8, 8};
    auto settings = settings_of(SmileDynamics::MinimumVariance);
    settings.puts.b = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(book.set_smile_dynamics(settings));
    settings = settings_of(SmileDynamics::MinimumVariance);
    settings.max_adjustment_coins = -0.1;
    EXPECT_FALSE(book.set_smile_dynamics(settings));
}

}  // namespace
}  // namespace hedged::portfolio
