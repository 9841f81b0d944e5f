// SPDX-License-Identifier: Apache-2.0
// The last hour of a leg: from an ordinary option through the averaging window to settlement.
#include "hedged/portfolio/book.hpp"
#include "hedged/portfolio/settlement_mean.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::portfolio {
namespace {

using test_support::future_spec;
using test_support::kBookNow;
using test_support::kBookReceived;
using test_support::option_spec;

constexpr UsdPrice kIndex{60'000};
constexpr Duration kHour = seconds(3600);

struct ExpiringLeg {
    explicit ExpiringLeg(const InstrumentSpec& spec, double amount)
        : book(Numeraire::Coin, false, 8, 8) {
        EXPECT_TRUE(book.set_position(spec, amount));
        book.set_option_market(spec.index, 1.0, Vol{0.6}, kBookReceived);
    }
    // Steps the clock so that the book sees the index as often as the engine would show it.
    void run(Duration from, Duration to, UsdPrice index) {
        for (Duration t = from; t <= to; t = t + seconds(1)) {
            book.recompute_all(index, kBookNow + t);
        }
    }
    [[nodiscard]] double delta(UsdPrice index) const {
        return book.exposure_at(index).delta.value();
    }

    Book book;
};

TEST(BookSettlement, ADeepCallDecaysToTheShareStillToBeAveraged) {
    ExpiringLeg leg{option_spec(0, OptionType::Call, 1'000, kHour), 10.0};
    double const plain = 10.0 * (1'000.0 / 60'000.0);  // net delta of a deep call is K / F
    leg.run(seconds(0), seconds(1800), kIndex);
    EXPECT_NEAR(leg.delta(kIndex), plain, 1e-9);
    leg.run(seconds(1801), seconds(2700), kIndex);
    EXPECT_NEAR(leg.delta(kIndex), 0.5 * plain, 1e-9);
    leg.run(seconds(2701), seconds(3599), kIndex);
    EXPECT_NEAR(leg.delta(kIndex), plain / 300.0, 1e-9);
    EXPECT_EQ(leg.book.leg(0).status, LegStatus::Priced);
}

TEST(BookSettlement, TheDeltaKeepsNoJumpAtTheOpeningOfTheWindow) {
    // Before the window the variance is the published volatility's over the full time; inside, the
    // mean's. Away from the strike both give the same delta.
    ExpiringLeg leg{option_spec(0, OptionType::Put, 63'000, kHour), 1.0};
    leg.book.recompute_all(kIndex, kBookNow + seconds(1799));
    double const before = leg.delta(kIndex);
    leg.book.recompute_all(kIndex, kBookNow + seconds(1801));
    EXPECT_NEAR(leg.delta(kIndex), before, 0.005);
}

TEST(BookSettlement, AFutureDecaysWithTheWindow) {
    ExpiringLeg leg{future_spec(0, kHour), 60'000.0};
    leg.run(seconds(0), seconds(1800), kIndex);
    EXPECT_NEAR(leg.delta(kIndex), 1.0, 1e-12);
    leg.run(seconds(1801), seconds(2400), kIndex);
    EXPECT_NEAR(leg.delta(kIndex), 2.0 / 3.0, 1e-12);
}

TEST(BookSettlement, TheRunningMeanDecidesOnceMostSamplesAreTaken) {
    // The window spends twenty-five minutes well below the strike, then the index rises above it:
    // the mean cannot be pulled over the strike any more and the call is dead.
    ExpiringLeg leg{option_spec(0, OptionType::Call, 60'500, kHour), 1.0};
    leg.run(seconds(1700), seconds(3300), kIndex);
    UsdPrice const above{61'000};
    leg.run(seconds(3301), seconds(3360), above);
    EXPECT_NEAR(leg.delta(above), 0.0, 1e-6);
    Book plain{Numeraire::Coin, false, 8, 8, {nanoseconds(1), nanoseconds(1)}};
    ASSERT_TRUE(plain.set_position(option_spec(0, OptionType::Call, 60'500, kHour), 1.0));
    plain.set_option_market(InstrumentIndex{0}, 1.0, Vol{0.6}, kBookReceived);
    plain.recompute_all(above, kBookNow + seconds(3360));
    EXPECT_GT(plain.exposure_at(above).delta.value(), 0.9);
}

TEST(BookSettlement, AfterExpiryALegSettlesWithoutDeltaAndWithoutMarketData) {
    ExpiringLeg leg{option_spec(0, OptionType::Call, 50'000, kHour), 10.0};
    Book restarted{Numeraire::Coin, false, 8, 8};
    ASSERT_TRUE(restarted.set_position(option_spec(0, OptionType::Call, 50'000, kHour), 10.0));
    for (Duration const t : {kHour, kHour + nanoseconds(1), kHour + seconds(100)}) {
        for (Book* const book : {&leg.book, &restarted}) {
            book->recompute_all(kIndex, kBookNow + t);
            EXPECT_TRUE(book->exposure_at(kIndex).usable);
            EXPECT_EQ(book->exposure_at(kIndex).delta.value(), 0.0);
            EXPECT_EQ(book->exposure_at(kIndex).gamma.value(), 0.0);
            EXPECT_EQ(book->exposure_at(kIndex).theta.value(), 0.0);
            EXPECT_EQ(book->leg(0).status, LegStatus::Settling);
            EXPECT_EQ(book->excluded_count(), 0U);
        }
    }
    // Settling legs have no market data that could be stale.
    EXPECT_EQ(leg.book.oldest_data(), Instant{std::numeric_limits<std::int64_t>::max()});
}

TEST(BookSettlement, NothingIsEverNanOnTheWayThrough) {
    for (double const strike : {30'000.0, 59'999.0, 60'000.0, 60'001.0, 120'000.0}) {
        ExpiringLeg leg{option_spec(0, OptionType::Put, strike, kHour), -7.0};
        for (std::int64_t ms = 0; ms <= 3'605'000; ms += 777) {
            leg.book.recompute_all(kIndex, kBookNow + milliseconds(ms));
            for (double const factor : {0.5, 0.999, 1.0, 1.001, 2.0}) {
                Exposure const e = leg.book.exposure_at(kIndex * factor);
                ASSERT_TRUE(e.usable) << strike << " at " << ms;
                ASSERT_TRUE(std::isfinite(e.delta.value() + e.gamma.value() + e.theta.value() +
                                          e.vega.value()));
                ASSERT_FALSE(std::isnan(leg.book.expansion_error(kIndex * factor)));
            }
        }
    }
}

TEST(BookSettlement, TheStatedErrorHoldsInsideTheWindow) {
    for (double const strike : {59'000.0, 59'900.0, 60'000.0, 60'030.0, 61'000.0}) {
        for (std::int64_t const at : {1'700, 1'900, 2'700, 3'500, 3'590}) {
            for (double const factor : {0.998, 0.9998, 0.99999, 1.0001, 1.001}) {
                ExpiringLeg leg{option_spec(0, OptionType::Call, strike, kHour), 5.0};
                leg.run(seconds(1'690), seconds(at), kIndex);
                UsdPrice const index = kIndex * factor;
                double const stated = leg.book.expansion_error(index);
                double const expanded = leg.delta(index);
                leg.book.recompute_all(index, kBookNow + seconds(at));
                EXPECT_LE(std::fabs(leg.delta(index) - expanded), stated + 1e-12)
                    << strike << " at " << at << " s, factor " << factor;
            }
        }
    }
}

TEST(SettlementMean, CountsTheLastIndexSeenAtEachSamplingInstant) {
    SettlementMean mean{pricing::SettlementWindow{}};
    WallTime const expiry = kBookNow + seconds(1800);
    mean.observe(expiry, kBookNow, UsdPrice{100});
    mean.observe(expiry, kBookNow + seconds(600), UsdPrice{130});  // a hundred samples at 100
    mean.observe(expiry, kBookNow + seconds(1200), UsdPrice{1});   // a hundred at 130
    auto const stand = mean.progress(expiry, kBookNow + seconds(1200), UsdPrice{1});
    EXPECT_EQ(stand.samples_total, 300);
    EXPECT_EQ(stand.samples_left, 100);
    EXPECT_DOUBLE_EQ(stand.mean.value(), 115.0);
    EXPECT_EQ(mean.samples_assumed(), 0);
}

TEST(SettlementMean, AssumesTheFirstIndexForWhatItMissedAndSaysSo) {
    SettlementMean mean{pricing::SettlementWindow{}};
    WallTime const expiry = kBookNow + seconds(900);
    mean.observe(expiry, kBookNow, UsdPrice{100});
    EXPECT_EQ(mean.samples_assumed(), 150);
    mean.observe(expiry, kBookNow + seconds(450), UsdPrice{200});
    EXPECT_DOUBLE_EQ(mean.progress(expiry, kBookNow + seconds(450), UsdPrice{200}).mean.value(),
                     100.0);
}

TEST(SettlementMean, IgnoresBadPricesAndTimeThatRunsBackwards) {
    SettlementMean mean{pricing::SettlementWindow{}};
    WallTime const expiry = kBookNow + seconds(1800);
    double const nan = std::numeric_limits<double>::quiet_NaN();
    mean.observe(expiry, kBookNow, UsdPrice{nan});
    mean.observe(expiry, kBookNow, UsdPrice{100});
    mean.observe(expiry, kBookNow + seconds(600), UsdPrice{100});
    mean.observe(expiry, kBookNow + seconds(300), UsdPrice{900});
    mean.observe(expiry, kBookNow + seconds(700), UsdPrice{0.0});
    mean.observe(expiry, kBookNow + seconds(900), UsdPrice{100});
    EXPECT_DOUBLE_EQ(mean.progress(expiry, kBookNow + seconds(900), UsdPrice{1}).mean.value(),
                     100.0);
}

TEST(SettlementMean, StartsAfreshForTheNextExpiryAndKeepsNoneForAnotherOne) {
    SettlementMean mean{pricing::SettlementWindow{}};
    WallTime const today = kBookNow + seconds(1800);
    WallTime const tomorrow = today + seconds(86'400);
    mean.observe(today, kBookNow, UsdPrice{100});
    mean.observe(today, today, UsdPrice{100});
    mean.observe(tomorrow, tomorrow - seconds(1800), UsdPrice{200});
    mean.observe(tomorrow, tomorrow - seconds(900), UsdPrice{300});
    EXPECT_DOUBLE_EQ(mean.progress(tomorrow, tomorrow - seconds(900), UsdPrice{1}).mean.value(),
                     200.0);
    EXPECT_DOUBLE_EQ(mean.progress(today, today, UsdPrice{42}).mean.value(), 42.0);
}

}  // namespace
}  // namespace hedged::portfolio
