// SPDX-License-Identifier: Apache-2.0
// Changing one leg at a time must leave the book as if it had been built that way.
#include "hedged/core/random.hpp"
#include "hedged/portfolio/book.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace hedged::portfolio {
namespace {

using test_support::days;
using test_support::future_spec;
using test_support::kBookNow;
using test_support::kBookReceived;
using test_support::option_spec;
using test_support::perpetual_spec;

constexpr UsdPrice kIndex{60'000};
constexpr std::uint32_t kInstruments = 40;

struct Wanted {
    InstrumentSpec spec;
    double amount = 0.0;
    bool has_market = false;
    double ratio = 1.0;
    double vol = 0.5;
};

void give_market(Book& book, const Wanted& leg) {
    if (leg.spec.kind == InstrumentKind::Option) {
        book.set_option_market(leg.spec.index, leg.ratio, Vol{leg.vol}, kBookReceived);
    } else {
        book.set_future_market(leg.spec.index, leg.ratio, kBookReceived);
    }
}

InstrumentSpec random_spec(Random& random, std::uint32_t index) {
    Payoff const payoff = random.below(4) == 0 ? Payoff::Linear : Payoff::Inverse;
    switch (random.below(6)) {
        case 0:
            return perpetual_spec(index, payoff);
        case 1:  // some of these stand in the settlement window, some have expired
            return future_spec(index, seconds(static_cast<std::int64_t>(random.below(4000)) - 600),
                               payoff);
        case 2:
            return option_spec(index, OptionType::Call, 59'990.0,
                               seconds(static_cast<std::int64_t>(random.below(4000)) - 600),
                               payoff);
        default:
            return option_spec(index, random.below(2) == 0 ? OptionType::Call : OptionType::Put,
                               40'000.0 + 40'000.0 * random.uniform(),
                               days(1.0 + 100.0 * random.uniform()), payoff);
    }
}

class RandomBook {
public:
    explicit RandomBook(std::uint64_t seed) : random_(seed) {
        book.set_equity(Coins{10});
        book.set_usd_equity(Usd{50'000});
        book.recompute_all(kIndex, kBookNow);
    }

    void step() {
        auto const index = static_cast<std::uint32_t>(random_.below(kInstruments));
        auto const found = legs.find(index);
        if (found == legs.end()) {
            Wanted leg;
            leg.spec = random_spec(random_, index);
            leg.amount = scale(leg.spec) * (random_.uniform() - 0.5);
            legs[index] = leg;
            EXPECT_TRUE(book.set_position(leg.spec, leg.amount));
        } else if (random_.below(6) == 0) {
            EXPECT_TRUE(book.set_position(found->second.spec, 0.0));
            legs.erase(found);
        } else if (random_.below(3) == 0) {
            found->second.amount = scale(found->second.spec) * (random_.uniform() - 0.5);
            EXPECT_TRUE(book.set_position(found->second.spec, found->second.amount));
        } else {
            found->second.has_market = true;
            found->second.ratio = random_.below(20) == 0 ? 0.0 : 0.98 + 0.04 * random_.uniform();
            found->second.vol = random_.below(20) == 0 ? 50.0 : 0.3 + random_.uniform();
            give_market(book, found->second);
        }
    }

    [[nodiscard]] Book rebuilt() const {
        Book other{Numeraire::Coin, false, kInstruments, kInstruments};
        for (auto const& [index, leg] : legs) {
            EXPECT_TRUE(other.set_position(leg.spec, leg.amount));
            if (leg.has_market) {
                give_market(other, leg);
            }
        }
        other.set_equity(Coins{10});
        other.set_usd_equity(Usd{50'000});
        other.recompute_all(kIndex, kBookNow);
        return other;
    }

    Book book{Numeraire::Coin, false, kInstruments, kInstruments};
    std::map<std::uint32_t, Wanted> legs;

private:
    static double scale(const InstrumentSpec& spec) {
        return spec.amount_unit == AmountUnit::InUsd ? 1e6 : 50.0;
    }
    Random random_;
};

void expect_same(const Book& updated, const Book& rebuilt, const std::string& where) {
    EXPECT_EQ(updated.leg_count(), rebuilt.leg_count()) << where;
    EXPECT_EQ(updated.excluded_count(), rebuilt.excluded_count()) << where;
    EXPECT_EQ(updated.exposure_at(kIndex).usable, rebuilt.exposure_at(kIndex).usable) << where;
    for (double const factor : {0.999, 1.0, 1.001}) {
        UsdPrice const index = kIndex * factor;
        Exposure const a = updated.exposure_at(index);
        Exposure const b = rebuilt.exposure_at(index);
        EXPECT_NEAR(a.delta.value(), b.delta.value(), 1e-10) << where;
        EXPECT_NEAR(a.gamma.value(), b.gamma.value(), 1e-11) << where;
        EXPECT_NEAR(a.vega.value(), b.vega.value(), 1e-5) << where;
        EXPECT_NEAR(a.theta.value(), b.theta.value(), 1e-3) << where;
        EXPECT_NEAR(a.equity.value(), b.equity.value(), 1e-10) << where;
        // Between passes the reach may only have shrunk.
        EXPECT_GE(updated.expansion_error(index), rebuilt.expansion_error(index) * (1.0 - 1e-9))
            << where;
    }
}

TEST(BookUpdates, LeaveTheBookAsIfItHadBeenBuiltThatWay) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        RandomBook random{seed};
        for (int step = 0; step < 300; ++step) {
            random.step();
            if (step % 10 == 9) {
                expect_same(random.book, random.rebuilt(),
                            "seed " + std::to_string(seed) + " step " + std::to_string(step));
            }
        }
    }
}

TEST(BookUpdates, LeaveNoTraceAfterAHundredThousand) {
    RandomBook random{77};
    for (int step = 0; step < 100'000; ++step) {
        random.step();
    }
    expect_same(random.book, random.rebuilt(), "seed 77");
}

TEST(BookUpdates, PriceALegToTheSameBitsAsTheFullPass) {
    RandomBook random{78};
    for (int step = 0; step < 400; ++step) {
        random.step();
    }
    std::map<std::uint32_t, LegReport> before;
    for (std::size_t i = 0; i < random.book.leg_count(); ++i) {
        before[random.book.leg(i).instrument.raw] = random.book.leg(i);
    }
    random.book.recompute_all(kIndex, kBookNow);
    for (std::size_t i = 0; i < random.book.leg_count(); ++i) {
        LegReport const after = random.book.leg(i);
        LegReport const& was = before.at(after.instrument.raw);
        EXPECT_EQ(after.status, was.status);
        EXPECT_EQ(after.delta, was.delta);
        EXPECT_EQ(after.black_delta, was.black_delta);
        EXPECT_EQ(after.gamma, was.gamma);
        EXPECT_EQ(after.vega, was.vega);
        EXPECT_EQ(after.theta, was.theta);
    }
}

TEST(BookUpdates, APositionChangeShowsAtOnce) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(perpetual_spec(1), 60'000.0));
    book.set_future_market(InstrumentIndex{1}, 1.0, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    ASSERT_DOUBLE_EQ(book.exposure_at(kIndex).delta.value(), 1.0);
    ASSERT_TRUE(book.set_position(perpetual_spec(1), -120'000.0));
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
    EXPECT_DOUBLE_EQ(book.exposure_at(kIndex).delta.value(), -2.0);
    ASSERT_TRUE(book.set_position(perpetual_spec(1), 0.0));
    EXPECT_EQ(book.exposure_at(kIndex).delta.value(), 0.0);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
}

TEST(BookUpdates, DollarsFollowTheIndexThroughAnExactPass) {
    // Ten linear coins gain 10 USD for each USD of the index: in coins, dollars are short.
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(perpetual_spec(1, Payoff::Linear), 10.0));
    book.set_future_market(InstrumentIndex{1}, 1.0, kBookReceived);
    book.set_usd_equity(Usd{60'000});
    book.recompute_all(kIndex, kBookNow);
    ASSERT_DOUBLE_EQ(book.exposure_at(kIndex).delta.value(), 9.0);
    UsdPrice const risen = kIndex * 1.1;
    double const expected = 10.0 - (60'000.0 + 10.0 * 6'000.0) / 66'000.0;
    EXPECT_NEAR(book.exposure_at(risen).delta.value(), expected, 1e-12);
    book.recompute_all(risen, kBookNow);
    EXPECT_NEAR(book.exposure_at(risen).delta.value(), expected, 1e-12);
    // A report of the account belongs to the next pass's index and is not moved by it.
    book.set_usd_equity(Usd{90'000});
    book.recompute_all(kIndex, kBookNow);
    EXPECT_NEAR(book.exposure_at(kIndex).delta.value(), 8.5, 1e-12);
}

TEST(BookUpdates, AnAmountThatCannotBeIsRefused) {
    Book book{Numeraire::Coin, false, 8, 8};
    for (double const bad : {std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(), 1.1e30, -1e300}) {
        EXPECT_FALSE(book.set_position(perpetual_spec(1), bad)) << bad;
    }
    EXPECT_EQ(book.leg_count(), 0U);
}

TEST(BookUpdates, AnIndexOutOfAllBoundsLeavesNoPassAndAnInfiniteError) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(option_spec(2, OptionType::Call, 60'000, days(7)), -5.0));
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.5}, kBookReceived);
    for (double const bad : {1e-300, 1e300, 1e-31, 1.1e30}) {
        book.recompute_all(UsdPrice{bad}, kBookNow);
        EXPECT_FALSE(book.exposure_at(kIndex).usable) << bad;
        EXPECT_EQ(book.expansion_error(kIndex), std::numeric_limits<double>::infinity()) << bad;
    }
    book.recompute_all(kIndex, kBookNow);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
}

TEST(BookUpdates, ANewLegMakesTheBookUnusableUntilItIsPriced) {
    Book book{Numeraire::Coin, false, 8, 8};
    book.recompute_all(kIndex, kBookNow);
    ASSERT_TRUE(book.exposure_at(kIndex).usable);
    ASSERT_TRUE(book.set_position(option_spec(2, OptionType::Call, 60'000, days(7)), -5.0));
    EXPECT_FALSE(book.exposure_at(kIndex).usable);
    EXPECT_EQ(book.first_excluded(), InstrumentIndex{2});
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.5}, kBookReceived);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
    EXPECT_LT(book.exposure_at(kIndex).delta.value(), -2.0);
    EXPECT_EQ(book.leg(0).status, LegStatus::Priced);
}

TEST(BookUpdates, ALegWhoseDataTurnsBadDropsOutAndComesBack) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(option_spec(2, OptionType::Call, 60'000, days(7)), -5.0));
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.5}, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    Exposure const good = book.exposure_at(kIndex);
    double const nan = std::numeric_limits<double>::quiet_NaN();
    book.set_option_market(InstrumentIndex{2}, nan, Vol{0.5}, kBookReceived);
    EXPECT_FALSE(book.exposure_at(kIndex).usable);
    EXPECT_EQ(book.exposure_at(kIndex).delta.value(), 0.0);
    EXPECT_EQ(book.leg(0).status, LegStatus::BadInput);
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.5}, kBookReceived);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
    EXPECT_EQ(book.exposure_at(kIndex).delta, good.delta);
}

TEST(BookUpdates, EquityFollowsTheIndexUntilTheExchangeSpeaksAgain) {
    Book book{Numeraire::Usd, true, 8, 8};
    ASSERT_TRUE(book.set_position(perpetual_spec(1), -300'000.0));
    book.set_future_market(InstrumentIndex{1}, 1.0, kBookReceived);
    book.set_equity(Coins{5});
    book.recompute_all(kIndex, kBookNow);
    // Short one dollar of perpetual for each dollar of equity: the dollars stand still.
    UsdPrice const higher = kIndex * 1.1;
    double const fixed = 5.0 / 1.1;
    EXPECT_NEAR(book.exposure_at(higher).equity.value(), fixed, 1e-12);
    book.recompute_all(higher, kBookNow);
    EXPECT_NEAR(book.exposure_at(higher).equity.value(), fixed, 1e-12);
    EXPECT_NEAR(book.exposure_at(higher).delta.value(), 0.0, 1e-12);
    book.set_equity(Coins{6});
    book.recompute_all(higher, kBookNow);
    EXPECT_EQ(book.exposure_at(higher).equity.value(), 6.0);
}

class FollowedEquity : public ::testing::Test {
protected:
    FollowedEquity() {
        EXPECT_TRUE(book.set_position(perpetual_spec(1), -300'000.0));
        book.set_future_market(InstrumentIndex{1}, 1.0, kBookReceived);
        book.set_equity(Coins{5});
        book.recompute_all(kIndex, kBookNow);
    }
    [[nodiscard]] double equity_at(UsdPrice index) const {
        return book.exposure_at(index).equity.value();
    }
    // Short one dollar of perpetual for each dollar of equity: the dollars stand still.
    UsdPrice const jumped = kIndex * 1.01;
    double const fixed = 5.0 / 1.01;
    Book book{Numeraire::Usd, true, 8, 8};
};

// What the exchange will report when the perpetual's premium moves, before it does.
TEST_F(FollowedEquity, FollowsThePremiumOfTheLegsAtOnce) {
    book.set_future_market(InstrumentIndex{1}, 1.02, kBookReceived);
    auto const worth = [](double mark) {
        return 5.0 + 300'000.0 * (1.0 / mark - 1.0 / kIndex.value());
    };
    EXPECT_NEAR(equity_at(kIndex), worth(1.02 * kIndex.value()), 1e-12);
    book.recompute_all(jumped, kBookNow);
    EXPECT_NEAR(equity_at(jumped), worth(1.02 * jumped.value()), 1e-12);
}

// From one pass to the next the legs are priced again, however far the index went.
TEST(BookUpdates, ACountedEquityFollowsTheValueOfItsOptionsExactly) {
    Book book{Numeraire::Usd, true, 8, 8};
    ASSERT_TRUE(book.set_position(option_spec(2, OptionType::Call, 60'000.0, days(30)), -7.0));
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.6}, kBookReceived, 0.0);
    book.set_equity(Coins{5});
    book.recompute_all(kIndex, kBookNow);
    double const before = book.leg_value(0).unit;
    UsdPrice const far = kIndex * 0.84;
    book.set_option_market(InstrumentIndex{2}, 1.001, Vol{0.9}, kBookReceived, 0.0);
    book.recompute_all(far, kBookNow + seconds(3'600));
    EXPECT_NEAR(book.exposure_at(far).equity.value(), 5.0 - 7.0 * (book.leg_value(0).unit - before),
                1e-12);
    EXPECT_GT(std::fabs(book.leg_value(0).unit - before), 0.01);
}

TEST_F(FollowedEquity, TakesWhatAReportAddsAndGoesOn) {
    book.adjust_equity(Coins{1});
    EXPECT_NEAR(equity_at(kIndex), 6.0, 1e-12);
    book.recompute_all(jumped, kBookNow);
    EXPECT_NEAR(equity_at(jumped), 1.0 + 5.0 / 1.01, 1e-12);
}

// The account is worth its cash and what each lot made since it was bought.
TEST_F(FollowedEquity, CountsWhatIsBoughtFromItsPriceOnAndNotFromTheMarkOfBefore) {
    double const price = 1.03 * kIndex.value();
    double const mark = 1.04 * kIndex.value();
    book.book_trade(InstrumentIndex{1}, 80'000.0, price, Coins{0.001});
    ASSERT_TRUE(book.set_position(perpetual_spec(1), -220'000.0));
    book.set_future_market(InstrumentIndex{1}, 1.04, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    double const short_made = -300'000.0 * (1.0 / kIndex.value() - 1.0 / mark);
    double const long_made = 80'000.0 * (1.0 / price - 1.0 / mark);
    EXPECT_NEAR(equity_at(kIndex), 5.0 + short_made + long_made - 0.001, 1e-12);
    EXPECT_GT(std::fabs(80'000.0 * (1.0 / kIndex.value() - 1.0 / price)), 0.02) << "what it is for";
}

TEST_F(FollowedEquity, CountsWhatIsBoughtAwayFromTheIndexOfTheLastPass) {
    double const price = jumped.value();
    book.book_trade(InstrumentIndex{1}, 80'000.0, price, Coins{});
    ASSERT_TRUE(book.set_position(perpetual_spec(1), -220'000.0));
    EXPECT_NEAR(equity_at(jumped), fixed, 2e-5) << "second order";
    book.recompute_all(jumped, kBookNow);
    EXPECT_NEAR(equity_at(jumped), fixed, 2e-5);
}

TEST_F(FollowedEquity, KeepsWhatATradeMadeWhenTheLegIsClosed) {
    double const price = 1.03 * kIndex.value();
    book.book_trade(InstrumentIndex{1}, 300'000.0, price, Coins{});
    ASSERT_TRUE(book.set_position(perpetual_spec(1), 0.0));
    book.recompute_all(kIndex, kBookNow);
    EXPECT_NEAR(equity_at(kIndex), 5.0 - 300'000.0 * (1.0 / kIndex.value() - 1.0 / price), 1e-12);
}

TEST_F(FollowedEquity, IsNotMovedByATradeThatCannotBeValued) {
    book.book_trade(InstrumentIndex{2}, 1.0, 0.05, Coins{0.001});
    book.book_trade(InstrumentIndex{1}, 80'000.0, 0.0, Coins{0.001});
    book.book_trade(InstrumentIndex{1}, 80'000.0, std::numeric_limits<double>::quiet_NaN(),
                    Coins{0.001});
    EXPECT_EQ(equity_at(kIndex), 5.0);
}

// One wrong digit on the way.
TEST_F(FollowedEquity, LeavesATradeOfAnUnlikelyPriceOrFeeToTheReports) {
    double const mark = kIndex.value();
    book.book_trade(InstrumentIndex{1}, 80'000.0, 10.0 * mark, Coins{});
    book.book_trade(InstrumentIndex{1}, 80'000.0, 0.94 * mark, Coins{});
    book.book_trade(InstrumentIndex{1}, 80'000.0, mark, Coins{9.001});
    book.book_trade(InstrumentIndex{1}, 80'000.0, mark,
                    Coins{std::numeric_limits<double>::quiet_NaN()});
    EXPECT_EQ(equity_at(kIndex), 5.0);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
}

TEST(BookUpdates, ACountedEquityCountsAnOptionFromThePremiumThatWasPaid) {
    Book book{Numeraire::Usd, true, 8, 8};
    ASSERT_TRUE(book.set_position(option_spec(2, OptionType::Call, 60'000.0, days(30)), -7.0));
    book.set_option_market(InstrumentIndex{2}, 1.0, Vol{0.6}, kBookReceived, 0.0);
    book.set_equity(Coins{5});
    book.recompute_all(kIndex, kBookNow);
    double const unit = book.leg_value(0).unit;
    book.book_trade(InstrumentIndex{2}, 2.0, unit + 0.01, Coins{0.0006});
    EXPECT_NEAR(book.exposure_at(kIndex).equity.value(), 5.0 - 0.02 - 0.0006, 1e-12);
}

TEST_F(FollowedEquity, MakesTheBookUnusableWhenItIsNoNumber) {
    book.adjust_equity(Coins{std::numeric_limits<double>::quiet_NaN()});
    EXPECT_FALSE(book.exposure_at(kIndex).usable);
    book.set_equity(Coins{4});
    book.recompute_all(kIndex, kBookNow);
    EXPECT_EQ(equity_at(kIndex), 4.0);
}

TEST(BookUpdates, AnEquityIsFollowedFromTheFirstPassOnThatCanBeUsed) {
    Book book{Numeraire::Usd, true, 8, 8};
    EXPECT_FALSE(book.follows_equity());
    book.set_equity(Coins{5});
    EXPECT_FALSE(book.follows_equity());
    book.recompute_all(kIndex, kBookNow);
    EXPECT_TRUE(book.follows_equity());
    ASSERT_TRUE(book.set_position(perpetual_spec(1), -300'000.0));
    EXPECT_FALSE(book.follows_equity()) << "a leg without market data";
}

TEST(BookUpdates, WithEquityCountedAnUnknownEquityIsUnusable) {
    Book book{Numeraire::Usd, true, 8, 8};
    book.recompute_all(kIndex, kBookNow);
    EXPECT_FALSE(book.exposure_at(kIndex).usable);
    book.set_equity(Coins{std::numeric_limits<double>::quiet_NaN()});
    book.recompute_all(kIndex, kBookNow);
    EXPECT_FALSE(book.exposure_at(kIndex).usable);
    EXPECT_EQ(book.exposure_at(kIndex).equity.value(), 0.0);
    book.set_equity(Coins{1});
    book.recompute_all(kIndex, kBookNow);
    EXPECT_TRUE(book.exposure_at(kIndex).usable);
    EXPECT_EQ(book.exposure_at(kIndex).delta.value(), 1.0);
}

TEST(BookUpdates, LinearLegsNeedTheDollarEquityInTheCoinNumeraireAlone) {
    for (auto const& [numeraire, equity] :
         {std::pair{Numeraire::Coin, false}, std::pair{Numeraire::Usd, false}}) {
        Book book{numeraire, equity, 8, 8};
        ASSERT_TRUE(book.set_position(perpetual_spec(3, Payoff::Linear), 2.0));
        book.set_future_market(InstrumentIndex{3}, 1.0, kBookReceived);
        book.recompute_all(kIndex, kBookNow);
        EXPECT_EQ(book.exposure_at(kIndex).usable, numeraire == Numeraire::Usd);
        EXPECT_EQ(book.first_excluded().valid(), numeraire == Numeraire::Coin);
        book.set_usd_equity(Usd{30'000});
        EXPECT_TRUE(book.exposure_at(kIndex).usable);
        EXPECT_FALSE(book.first_excluded().valid());
        // 30 000 dollars are half a coin short.
        EXPECT_DOUBLE_EQ(book.exposure_at(kIndex).delta.value(),
                         numeraire == Numeraire::Coin ? 1.5 : 2.0);
    }
}

TEST(BookUpdates, RefuseALegWhoseAmountIsNoNumberOrWhoseIndexIsOutside) {
    Book book{Numeraire::Coin, false, 8, 8};
    double const nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(book.set_position(perpetual_spec(1), nan));
    EXPECT_FALSE(book.set_position(perpetual_spec(8), 1.0));
    EXPECT_FALSE(book.set_position(perpetual_spec(InstrumentIndex::kNone), 1.0));
    EXPECT_EQ(book.leg_count(), 0U);
    EXPECT_TRUE(book.set_position(perpetual_spec(1), 10.0));
    EXPECT_FALSE(book.set_position(perpetual_spec(1), nan));
    EXPECT_EQ(book.leg(0).amount, 10.0);
}

TEST(BookUpdates, ExcludeWhatHasNoGreeksHere) {
    InstrumentSpec combo = perpetual_spec(0);
    combo.kind = InstrumentKind::Combo;
    InstrumentSpec dollars = option_spec(1, OptionType::Call, 60'000, days(7));
    dollars.amount_unit = AmountUnit::InUsd;
    InstrumentSpec neither = option_spec(2, OptionType::None, 60'000, days(7));
    InstrumentSpec coins = perpetual_spec(3);
    coins.amount_unit = AmountUnit::InCoin;
    InstrumentSpec far = option_spec(4, OptionType::Call, 60'000, days(4000));
    Book book{Numeraire::Coin, false, 8, 8};
    for (auto const& spec : {combo, dollars, neither, coins, far}) {
        ASSERT_TRUE(book.set_position(spec, 1.0));
        book.set_option_market(spec.index, 1.0, Vol{0.5}, kBookReceived);
    }
    book.recompute_all(kIndex, kBookNow);
    EXPECT_EQ(book.excluded_count(), 5U);
    EXPECT_EQ(book.exposure_at(kIndex).delta.value(), 0.0);
}

TEST(BookUpdates, TheStatedErrorIsInfiniteWhereNothingIsKnown) {
    Book book{Numeraire::Coin, false, 8, 8};
    EXPECT_TRUE(std::isinf(book.expansion_error(kIndex)));
    ASSERT_TRUE(book.set_position(option_spec(0, OptionType::Call, 60'000, days(0.5)), 5.0));
    book.set_option_market(InstrumentIndex{0}, 1.0, Vol{0.5}, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    EXPECT_EQ(book.expansion_error(kIndex), 0.0);
    EXPECT_TRUE(std::isfinite(book.expansion_error(kIndex * 1.005)));
    EXPECT_TRUE(std::isinf(book.expansion_error(kIndex * 1.05)));
    EXPECT_TRUE(std::isinf(book.expansion_error(UsdPrice{0.0})));
    EXPECT_TRUE(
        std::isinf(book.expansion_error(UsdPrice{std::numeric_limits<double>::quiet_NaN()})));
}

TEST(BookUpdates, TheStatedErrorGrowsWithTime) {
    Book book{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(book.set_position(option_spec(0, OptionType::Call, 60'600, days(0.5)), 100.0));
    book.set_option_market(InstrumentIndex{0}, 1.0, Vol{0.5}, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    BookDelta const before = book.exposure_at(kIndex).delta;
    EXPECT_EQ(book.expansion_error(kIndex, kBookNow), 0.0);
    WallTime const later = kBookNow + seconds(60);
    double const stated = book.expansion_error(kIndex, later);
    book.recompute_all(kIndex, later);
    double const moved = std::fabs((book.exposure_at(kIndex).delta - before).value());
    EXPECT_GT(moved, 0.0);
    EXPECT_GT(stated, 0.9 * moved);
    EXPECT_LT(stated, 3.0 * moved);
}

}  // namespace
}  // namespace hedged::portfolio
