// SPDX-License-Identifier: Apache-2.0
// To which index a report of the equity belongs, and what a report read at the wrong one would do.
#include "engine/equity_reports.hpp"

#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::testing {
namespace {

constexpr WallTime kWall{1'790'000'000'000'000'000};

Instant at_ms(std::int64_t ms) {
    return Instant{1'000'000'000} + milliseconds(ms);
}
WallTime venue_ms(std::int64_t ms) {
    return kWall + milliseconds(ms);
}

class EquityReportsTest : public ::testing::Test {
protected:
    // Our own equity at prices that travelled `late_ms`, heard at `ms`.
    std::optional<Coins> followed(std::int64_t ms, double equity, std::int64_t late_ms = 5) {
        reports.on_followed(Coins{equity}, at_ms(ms));
        return reports.news(venue_ms(ms - late_ms));
    }
    // From one time to another, without a pause; the exchange said nothing meanwhile.
    void steady(std::int64_t from_ms, std::int64_t to_ms, double equity) {
        for (std::int64_t ms = from_ms; ms <= to_ms; ms += 100) {
            reports.on_followed(Coins{equity}, at_ms(ms));
        }
    }
    void report(std::int64_t ms, double equity) {
        reports.on_report(Coins{equity}, at_ms(ms), venue_ms(ms), skew);
    }
    static constexpr Coins kNothing{0};
    Duration skew = milliseconds(400);
    engine::EquityReports reports;
};

TEST_F(EquityReportsTest, WaitForPricesStatedAfterTheyCame) {
    steady(-1'000, 0, 10);
    report(10, 11);
    EXPECT_FALSE(followed(12, 10)) << "stated at 7";
    EXPECT_EQ(followed(20, 10), Coins{1});
    EXPECT_FALSE(followed(30, 11)) << "once";
}

TEST_F(EquityReportsTest, OfBeforeAMoveThatComeAfterItAreNoNews) {
    steady(-1'000, 0, 10);
    (void)followed(1'000, 9);
    report(1'010, 10);
    EXPECT_EQ(followed(1'020, 9), kNothing);
}

TEST_F(EquityReportsTest, OfAfterAMoveThatComeBeforeItAreNoNews) {
    steady(-1'000, 0, 10);
    report(10, 9);
    EXPECT_EQ(followed(20, 9), kNothing);
}

TEST_F(EquityReportsTest, FromAPauseInThePricesSayNothing) {
    steady(-1'000, 0, 10);
    report(10, 10);
    report(5'000, 8);
    EXPECT_FALSE(followed(9'000, 7)) << "what our own was at 5 s is not known";
    report(9'100, 8);
    EXPECT_FALSE(followed(9'200, 7)) << "may be of 4.6 s";
    report(9'300, 8);
    EXPECT_FALSE(followed(9'400, 7)) << "may be of 8.7 s";
    report(9'500, 8);
    EXPECT_FALSE(followed(9'600, 7)) << "may be of 8.9 s";
    report(9'700, 8);
    EXPECT_EQ(followed(9'800, 7), Coins{1}) << "of 9.1 s or later";
}

// Of the very moments that the reports are of, a wrong index hides what our own was worth.
TEST_F(EquityReportsTest, ThatMayBeOfAMomentWithoutPricesMayDifferByTwoStepsMore) {
    for (std::int64_t ms = -1'000; ms < 10'000; ms += 100) {
        reports.on_followed(Coins{ms % 200 == 0 ? 10.0 : 10.3}, at_ms(ms));
        if (ms >= 0 && ms % 1'000 == 0) {
            reports.on_lost(at_ms(ms + 5));
            report(ms + 10, ms % 2'000 == 0 ? 10.89 : 9.41);
            EXPECT_EQ(reports.news(venue_ms(ms + 20)), kNothing) << ms;
        }
    }
}

TEST_F(EquityReportsTest, ThatDifferByMoreThanALostMomentExplainsAreNewsTheSecondTime) {
    for (std::int64_t ms = -1'000; ms <= 0; ms += 100) {
        reports.on_followed(Coins{ms % 200 == 0 ? 10.0 : 10.3}, at_ms(ms));
    }
    report(1, 10.0);
    EXPECT_EQ(followed(100, 10.3), kNothing);
    reports.on_lost(at_ms(150));
    report(160, 12.0);
    EXPECT_FALSE(followed(200, 10.0));
    reports.on_lost(at_ms(250));
    report(260, 12.0);
    auto const news = followed(300, 10.3);
    ASSERT_TRUE(news);
    EXPECT_NEAR(news->value(), 12.0 - 10.9, 1e-9);
}

TEST_F(EquityReportsTest, ThatComeSeldomAreComparedWithAllThatIsKept) {
    steady(-1'000, 60'000, 10);
    report(100, 10);
    report(60'010, 12);
    EXPECT_EQ(followed(60'100, 10), Coins{2});
}

TEST_F(EquityReportsTest, OfADepositAreNewsByTheLeastThatExplainsThem) {
    steady(-1'000, 0, 10);
    (void)followed(300, 10.5);
    report(310, 12);
    EXPECT_EQ(followed(320, 10.5), Coins{1.5});
}

TEST_F(EquityReportsTest, OfAWithdrawalAreNewsByTheLeastThatExplainsThem) {
    steady(-1'000, 0, 10);
    (void)followed(300, 10.5);
    report(310, 8);
    EXPECT_EQ(followed(320, 10.5), Coins{-2});
}

// Ours is half a coin short all the time, which no single report of a moving market shows.
TEST_F(EquityReportsTest, NarrowTogetherWhatOursIsOffBy) {
    double off = 0.5;
    std::uint64_t walk = 12'345;
    for (std::int64_t ms = 0; ms <= 30'000; ms += 50) {
        walk = walk * 6'364'136'223'846'793'005ULL + 1;
        double const truth = 10.0 + static_cast<double>(walk >> 40U) * 1e-7;
        if (auto const news = followed(ms, truth - off)) {
            off -= news->value();
        }
        if (ms % 500 == 0) {
            report(ms + 1, truth);
        }
    }
    EXPECT_NEAR(off, 0.0, 0.1) << "the market moved by 1.6 within each report's time";
}

TEST_F(EquityReportsTest, OfADepositAfterManyThatAgreedAreNewsTheSecondTime) {
    for (std::int64_t ms = 0; ms <= 10'000; ms += 100) {
        (void)followed(ms, 10.0 + 0.01 * static_cast<double>(ms / 100 % 7));
        if (ms % 500 == 0) {
            report(ms + 1, 10.03);
        }
    }
    report(10'050, 12.0);
    EXPECT_FALSE(followed(10'100, 10.0)) << "it may be of a moment whose prices were lost";
    report(10'150, 12.0);
    auto const news = followed(10'200, 10.0);
    ASSERT_TRUE(news);
    EXPECT_NEAR(news->value(), 1.95, 0.04);
}

TEST_F(EquityReportsTest, OfOneMomentWhosePricesWereLostAreForgotten) {
    steady(-1'000, 0, 10);
    report(10, 10);
    EXPECT_EQ(followed(100, 10), kNothing);
    report(200, 9);  // the index was elsewhere for a moment
    EXPECT_FALSE(followed(300, 10));
    report(400, 10);
    EXPECT_EQ(followed(500, 10), kNothing);
    report(600, 9);
    EXPECT_FALSE(followed(700, 10)) << "not twice in a row";
}

TEST_F(EquityReportsTest, AreNotToldTwice) {
    steady(-1'000, 0, 10);
    report(10, 12);
    EXPECT_EQ(followed(20, 10), Coins{2});
    report(30, 12);
    EXPECT_EQ(followed(40, 12), kNothing) << "our own equity of before is seen with it";
}

TEST_F(EquityReportsTest, AreOfAMomentSinceTheSkewBeforeTheOneBefore) {
    for (std::int64_t ms = 0; ms <= 8'000; ms += 100) {
        (void)followed(ms, static_cast<double>(ms) * 0.001);
    }
    report(8'010, 8);
    (void)followed(8'100, 8);
    for (std::int64_t ms = 8'200; ms <= 12'000; ms += 100) {
        (void)followed(ms, 8);
    }
    report(12'010, 5);
    EXPECT_FALSE(followed(12'030, 8));
    report(12'050, 5);  // held up with the one before
    auto const news = followed(12'100, 8);
    ASSERT_TRUE(news);
    EXPECT_NEAR(news->value(), 5.0 - 7.61, 0.101) << "of 7.61 s, to a sample";
}

TEST_F(EquityReportsTest, MayBeSkewedByAFewRoundTripsWithinBounds) {
    EXPECT_EQ(engine::EquityReports::skew(microseconds(50)), milliseconds(50));
    EXPECT_EQ(engine::EquityReports::skew(milliseconds(20)), milliseconds(160));
    EXPECT_EQ(engine::EquityReports::skew(seconds(3)), seconds(1));
}

TEST_F(EquityReportsTest, OnAShortWayAreOfAMomentLittleBeforeTheOneBefore) {
    skew = milliseconds(50);
    for (std::int64_t ms = 0; ms <= 8'000; ms += 10) {
        (void)followed(ms, static_cast<double>(ms) * 0.001);
    }
    report(8'005, 8);
    (void)followed(8'050, 8, 0);
    report(8'100, 5);
    EXPECT_FALSE(followed(8'110, 8));
    report(8'120, 5);  // held up with the one before
    auto const news = followed(8'130, 8);
    ASSERT_TRUE(news);
    EXPECT_NEAR(news->value(), 5.0 - 7.955, 0.06);
}

TEST_F(EquityReportsTest, HeldUpTogetherAreOfTheWholeTimeBefore) {
    steady(-1'000, 0, 10);
    report(10, 10);
    steady(100, 8'900, 9);
    report(9'000, 9);
    report(9'001, 10);
    EXPECT_EQ(followed(9'010, 9), kNothing);
}

TEST_F(EquityReportsTest, WhileTheAccountIsReadForLongAreLeftOut) {
    steady(-1'000, 0, 10);
    reports.on_reading(true, at_ms(0));
    report(500, 10);
    EXPECT_TRUE(followed(600, 10));
    report(1'500, 16);
    EXPECT_FALSE(followed(1'600, 10)) << "may be the answer, as old as its question";
    reports.on_reading(false, at_ms(1'700));
    report(1'800, 10);
    EXPECT_TRUE(followed(1'900, 10));
}

TEST_F(EquityReportsTest, ThatComeFasterThanThePricesAreTakenOneAfterTheOther) {
    steady(-1'000, 0, 10);
    report(10, 10);
    report(100, 11);
    EXPECT_EQ(followed(90, 10), kNothing);
    report(150, 11);
    EXPECT_FALSE(followed(140, 10)) << "the one of 100";
    EXPECT_EQ(followed(200, 10), Coins{1});
}

TEST_F(EquityReportsTest, AreForgottenWithWhatTheyWereComparedWith) {
    steady(-1'000, 0, 10);
    report(10, 12);
    reports.clear();
    EXPECT_FALSE(followed(100, 20));
}

// A desk that counts its equity in dollars and is short as many.
class CountedEquity : public ::testing::Test {
protected:
    static engine::EngineConfig counted() {
        engine::EngineConfig config = rig_config();
        config.underlyings[0].numeraire = portfolio::Numeraire::Usd;
        config.underlyings[0].include_equity = true;
        return config;
    }
    CountedEquity() {
        rig.set_position(kPerpetual, -10.0 * kIndex);
        rig.bring_up();
        rig.take();
    }
    void report(double equity) {
        AccountUpdate account;
        account.stamp = rig.stamp();
        account.underlying = kBtc;
        account.equity = account.balance = account.margin_balance = Coins{equity};
        rig.feed(account);
        rig.end_batch();
    }
    void market(double price) {
        rig.advance(milliseconds(20));
        rig.market_data(price);
        rig.end_batch();
    }
    EngineRig rig{counted()};
    double const jumped = kIndex * 1.01;
};

TEST_F(CountedEquity, HedgesNothingWhenTheIndexJumpsAfterItsReport) {
    report(10.0 / 1.01);
    market(jumped);
    market(jumped);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_NEAR(rig.view().underlyings[0].delta.value(), 0.0, 1e-3);
}

TEST_F(CountedEquity, HedgesNothingWhenTheIndexJumpsBeforeItsReport) {
    market(jumped);
    report(10.0);
    market(jumped);
    report(10.0 / 1.01);
    market(jumped);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_NEAR(rig.view().underlyings[0].delta.value(), 0.0, 1e-3);
}

// While the perpetual is halted its mark stands still here and moves on at the exchange.
TEST_F(CountedEquity, DoesNotReadAReportOfAHaltAfterIt) {
    Ticker closed;
    closed.instrument = kPerpetual;
    closed.state = TickerState::Closed;
    closed.index_price = UsdPrice{kIndex};
    closed.mark_price = kIndex;
    for (int i = 0; i < 25; ++i) {
        rig.advance(milliseconds(100));
        closed.stamp = rig.stamp();
        rig.feed(closed);
        rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
        report(9.0);
    }
    for (int i = 0; i < 60; ++i) {
        market(kIndex);
        if (i % 10 == 0) {
            report(10.0);
        }
    }
    EXPECT_TRUE(rig.orders().empty());
}

TEST_F(CountedEquity, HedgesADeposit) {
    for (int i = 0; i < 100; ++i) {  // the exchange says so again and again
        market(kIndex);
        if (i % 10 == 0) {
            report(11.0);
        }
    }
    ASSERT_EQ(rig.orders().size(), 1U);
    EXPECT_EQ(rig.orders()[0].side, Side::Sell);
}

}  // namespace
}  // namespace hedged::testing
