// SPDX-License-Identifier: Apache-2.0
// The live book by random search: B1, B2 and B3 of book.hpp over random legs, moves of index and
// time, and orders of events.
#include "hedged/portfolio/book.hpp"

#include "support/book_legs.hpp"
#include "support/random_cases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kInstruments = 24;

struct Held {
    InstrumentSpec spec;
    double amount = 0.0;
    double ratio = 1.0;
    double vol = 0.5;
};

struct Desk {
    Numeraire numeraire = Numeraire::Usd;
    bool include_equity = true;
    double index = 60'000.0;
    double coins = 100.0;
    double dollars = 0.0;
    std::map<std::uint32_t, Held> legs;
};

Held random_leg(Random& random, std::uint32_t index, double price) {
    Held leg;
    Payoff const payoff = random.below(4) == 0 ? Payoff::Linear : Payoff::Inverse;
    leg.ratio = between(random, 0.97, 1.04);
    leg.vol = log_between(random, 0.15, 2.5);
    double const size = 60.0 * (random.uniform() - 0.5);
    if (random.below(4) == 0) {
        leg.spec = random.below(2) == 0
                       ? perpetual_spec(index, payoff)
                       : future_spec(index, days(log_between(random, 0.1, 300.0)), payoff);
        leg.amount = payoff == Payoff::Inverse ? size * price : size;
        return leg;
    }
    double const life = log_between(random, 0.04, 400.0);  // from an hour
    double const total = leg.vol * std::sqrt(life / 365.0);
    leg.spec = option_spec(index, random.below(2) == 0 ? OptionType::Call : OptionType::Put,
                           price * std::exp(2.0 * total * random.normal()), days(life), payoff);
    leg.amount = size;
    return leg;
}

Desk random_desk(Random& random) {
    Desk desk;
    desk.numeraire = random.below(2) == 0 ? Numeraire::Coin : Numeraire::Usd;
    desk.include_equity = desk.numeraire == Numeraire::Usd && random.below(2) == 0;
    desk.index = log_between(random, 1.0, 2e5);
    desk.coins = 100.0 * random.normal();
    desk.dollars = 100.0 * desk.index * random.normal();
    for (std::uint64_t left = 1 + random.below(8); left > 0; --left) {
        auto const index = static_cast<std::uint32_t>(random.below(kInstruments));
        desk.legs[index] = random_leg(random, index, desk.index);
    }
    return desk;
}

void give_market(Book& book, const Held& leg) {
    if (leg.spec.kind == InstrumentKind::Option) {
        book.set_option_market(leg.spec.index, leg.ratio, Vol{leg.vol}, kBookReceived);
    } else {
        book.set_future_market(leg.spec.index, leg.ratio, kBookReceived);
    }
}

Book book_of(const Desk& desk, double index, WallTime now) {
    Book book{desk.numeraire, desk.include_equity, kInstruments, kInstruments};
    for (auto const& [instrument, leg] : desk.legs) {
        EXPECT_TRUE(book.set_position(leg.spec, leg.amount));
        give_market(book, leg);
    }
    book.set_equity(Coins{desk.coins});
    book.set_usd_equity(Usd{desk.dollars});
    book.recompute_all(UsdPrice{index}, now);
    return book;
}

// What the deltas would come to if none offset another.
double gross(const Desk& desk) {
    double sum = std::fabs(desk.coins) + std::fabs(desk.dollars) / desk.index;
    for (auto const& [instrument, leg] : desk.legs) {
        bool const in_usd = leg.spec.amount_unit == AmountUnit::InUsd;
        double const strike =
            leg.spec.kind == InstrumentKind::Option ? leg.spec.strike.value() / desk.index : 0.0;
        sum += std::fabs(leg.amount) * (in_usd ? 1.0 / desk.index : 1.0 + strike);
    }
    return sum;
}

// The book expects a new equity at the pass: what the account is worth once the index is there.
struct Revalued {
    BookDelta delta;
    Coins equity;
};

// An exact pass at the moved index, of a book given the equity that the moved account has.
Revalued revalue(const Desk& desk, const Book& before, double index, WallTime now) {
    Desk moved = desk;
    double coin_value = 0.0;
    double usd_value = 0.0;
    Book priced = book_of(desk, index, now);
    // Unit values at both ends, leg by leg, give the change of equity without any expansion.
    for (std::size_t i = 0; i < priced.leg_count(); ++i) {
        LegValue const after = priced.leg_value(i);
        LegValue const was = before.leg_value(i);
        (after.inverse ? coin_value : usd_value) += after.amount * (after.unit - was.unit);
    }
    moved.coins += coin_value;
    moved.dollars += usd_value;
    Exposure const at = book_of(moved, index, now).exposure_at(UsdPrice{index});
    return {at.delta, Coins{moved.coins}};
}

TEST(BookProperties, AnExpansionIsWithinItsStatedErrorOfAnExactPass) {
    std::uint64_t trusted = 0;
    std::uint64_t seen = 0;
    for_random_cases(41, [&](Random& random) {
        Desk const desk = random_desk(random);
        Book const book = book_of(desk, desk.index, kBookNow);
        // From a tick to a crash.
        double const move = log_between(random, 1e-6, 0.3) * (random.below(2) == 0 ? 1.0 : -1.0);
        UsdPrice const index{desk.index * (1.0 + move)};
        double const stated = book.expansion_error(index);
        double const found =
            (book.exposure_at(index).delta - revalue(desk, book, index.value(), kBookNow).delta)
                .value();
        EXPECT_LE(std::fabs(found), stated + 1e-12 * gross(desk)) << "moved by " << move;
        ++seen;
        trusted += stated < 0.01 * gross(desk) ? 1U : 0U;
    });
    // A bound that is always infinite would hold too.
    if (seen > 1) {
        EXPECT_GT(trusted, seen / 3);
    }
}

TEST(BookProperties, TimeThatPassesStaysToFirstOrderWithinTheErrorThatIsStatedForIt) {
    for_random_cases(42, [](Random& random) {
        Desk desk = random_desk(random);
        // A day to live, so that the square of a minute over it is next to nothing.
        std::erase_if(desk.legs, [](const auto& leg) {
            return leg.second.spec.expiry - kBookNow < seconds(86'400);
        });
        Book const book = book_of(desk, desk.index, kBookNow);
        Duration const passed{static_cast<std::int64_t>(1e9 * log_between(random, 1.0, 60.0))};
        double const move = 1e-4 * random.normal() * static_cast<double>(random.below(2));
        UsdPrice const index{desk.index * (1.0 + move)};
        double const stated = book.expansion_error(index, kBookNow + passed);
        Book exact = book_of(desk, desk.index, kBookNow);
        exact.recompute_all(index, kBookNow + passed);
        BookDelta const found = book.exposure_at(index).delta - exact.exposure_at(index).delta;
        EXPECT_LE(std::fabs(found.value()), 1.02 * stated + 2e-6 * gross(desk))
            << "moved by " << move << " in " << passed.seconds() << " s";
    });
}

void expect_same(const Book& a, const Book& b, const Desk& desk) {
    ASSERT_EQ(a.leg_count(), b.leg_count());
    ASSERT_EQ(a.excluded_count(), b.excluded_count());
    UsdPrice const index{desk.index};
    Exposure const x = a.exposure_at(index);
    Exposure const y = b.exposure_at(index);
    double const scale = 1.0 + gross(desk);
    EXPECT_EQ(x.usable, y.usable);
    EXPECT_NEAR(x.delta.value(), y.delta.value(), 1e-10 * scale);
    // A gamma may be larger than its delta by the inverse of the narrowest standard deviation.
    EXPECT_NEAR(x.gamma.value() * desk.index, y.gamma.value() * desk.index, 1e-8 * scale);
    EXPECT_NEAR(x.vega.value() / desk.index, y.vega.value() / desk.index, 1e-10 * scale);
    EXPECT_NEAR(x.theta.value() / desk.index, y.theta.value() / desk.index, 1e-7 * scale);
}

TEST(BookProperties, AnyOrderOfEventsLeavesTheBookAsIfBuiltAfresh) {
    for_random_cases(43, [](Random& random) {
        Desk desk = random_desk(random);
        Book book = book_of(desk, desk.index, kBookNow);
        WallTime now = kBookNow;
        for (std::uint64_t left = 1 + random.below(20); left > 0; --left) {
            auto const index = static_cast<std::uint32_t>(random.below(kInstruments));
            auto const found = desk.legs.find(index);
            switch (random.below(4)) {
                case 0:
                    desk.index *= std::exp(0.05 * random.normal());
                    now = now +
                          Duration{static_cast<std::int64_t>(1e9 * log_between(random, 1e-3, 1e4))};
                    book.recompute_all(UsdPrice{desk.index}, now);
                    break;
                case 1:
                    if (found != desk.legs.end()) {
                        EXPECT_TRUE(book.set_position(found->second.spec, 0.0));
                        desk.legs.erase(found);
                    }
                    break;
                default: {
                    Held const leg = found != desk.legs.end()
                                         ? found->second
                                         : random_leg(random, index, desk.index);
                    desk.legs[index] = leg;
                    desk.legs[index].amount *= between(random, -1.0, 2.0);
                    desk.legs[index].ratio *= between(random, 0.99, 1.01);
                    EXPECT_TRUE(book.set_position(leg.spec, desk.legs[index].amount));
                    give_market(book, desk.legs[index]);
                    break;
                }
            }
        }
        // The running mean of a settlement window is history, which a fresh book has not seen.
        for (auto const& [instrument, leg] : desk.legs) {
            if (leg.spec.expiry - now < seconds(1800)) {
                return;
            }
        }
        book.set_equity(Coins{desk.coins});
        book.set_usd_equity(Usd{desk.dollars});
        Book const fresh = book_of(desk, desk.index, now);
        expect_same(book, fresh, desk);
    });
}

double any_number(Random& random) {
    constexpr double kNumbers[] = {kNan,
                                   kInf,
                                   -kInf,
                                   0.0,
                                   -0.0,
                                   1.0,
                                   -1.0,
                                   0.5,
                                   1e300,
                                   -1e300,
                                   1e-300,
                                   5e-324,
                                   1e100,
                                   1e-100,
                                   1e30,
                                   1e-30,
                                   std::numeric_limits<double>::max(),
                                   60'000.0,
                                   1e18};
    return kNumbers[random.below(std::size(kNumbers))];
}

TEST(BookProperties, NothingIsEverNanWhateverGoesIn) {
    for_random_cases(44, [](Random& random) {
        Desk desk = random_desk(random);
        Book book = book_of(desk, desk.index, kBookNow);
        for (std::uint64_t left = 1 + random.below(12); left > 0; --left) {
            auto const index = static_cast<std::uint32_t>(random.below(kInstruments));
            Held leg = random_leg(random, index, desk.index);
            bool const odd = random.below(2) == 0;
            if (odd) {
                leg.spec.strike = UsdPrice{any_number(random)};
            }
            switch (random.below(6)) {
                case 0:
                    (void)book.set_position(leg.spec, odd ? any_number(random) : leg.amount);
                    break;
                case 1:
                    book.set_option_market(leg.spec.index, any_number(random),
                                           Vol{odd ? any_number(random) : leg.vol}, kBookReceived);
                    break;
                case 2:
                    book.set_future_market(leg.spec.index, any_number(random), kBookReceived);
                    break;
                case 3:
                    book.set_equity(Coins{any_number(random)});
                    book.set_usd_equity(Usd{any_number(random)});
                    break;
                default:
                    book.recompute_all(UsdPrice{odd ? any_number(random) : desk.index}, kBookNow);
                    break;
            }
            UsdPrice const index_now{random.below(2) == 0 ? any_number(random) : desk.index};
            Exposure const at = book.exposure_at(index_now);
            for (double const number : {at.delta.value(), at.gamma.value(), at.vega.value(),
                                        at.theta.value(), at.equity.value()}) {
                ASSERT_TRUE(std::isfinite(number)) << "index " << index_now.value();
            }
            ASSERT_FALSE(std::isnan(book.expansion_error(index_now)));
            ASSERT_FALSE(std::isnan(book.expansion_error(index_now, kBookNow + seconds(5))));
        }
    });
}

}  // namespace
}  // namespace hedged::portfolio
