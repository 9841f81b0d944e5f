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
    // An index that travelled `late_ms`, heard at `ms`.
    std::optional<engine::EquityReports::Dated> index(std::int64_t ms, double price,
                                                      std::int64_t late_ms = 5) {
        return reports.on_index(UsdPrice{price}, venue_ms(ms - late_ms), at_ms(ms));
    }
    void report(std::int64_t ms, double equity) {
        reports.on_report(Coins{equity}, at_ms(ms), venue_ms(ms));
    }
    engine::EquityReports reports;
};

TEST_F(EquityReportsTest, WaitForAnIndexStatedAfterTheyCame) {
    (void)index(0, 100);
    report(10, 5);
    EXPECT_FALSE(index(12, 101)) << "stated at 7";
    auto const dated = index(20, 102);
    ASSERT_TRUE(dated);
    EXPECT_EQ(dated->equity, Coins{5});
    EXPECT_EQ(dated->low, UsdPrice{100});
    EXPECT_EQ(dated->high, UsdPrice{102});
    EXPECT_FALSE(index(30, 103)) << "once";
}

TEST_F(EquityReportsTest, WaitWhileTheIndexDoesNotCome) {
    (void)index(0, 100);
    report(10, 5);
    report(5'000, 6);
    auto const dated = index(9'000, 110);
    ASSERT_TRUE(dated);
    EXPECT_EQ(dated->equity, Coins{6}) << "the newest";
    EXPECT_EQ(dated->low, UsdPrice{100});
    EXPECT_EQ(dated->high, UsdPrice{110});
}

TEST_F(EquityReportsTest, BelongToIndicesSinceASecondBeforeTheOneBefore) {
    for (std::int64_t ms = 0; ms <= 8'000; ms += 100) {
        (void)index(ms, 1'000.0 - static_cast<double>(ms) * 0.01);
    }
    report(8'010, 5);
    (void)index(8'100, 919.0);
    for (std::int64_t ms = 8'200; ms <= 12'000; ms += 100) {
        (void)index(ms, 919.0);
    }
    report(12'010, 5);
    auto const dated = index(12'100, 919.0);
    ASSERT_TRUE(dated);
    EXPECT_NEAR(dated->high.value(), 930.0, 2.5) << "of 7.01 s, to a quarter of a second";
    EXPECT_EQ(dated->low, UsdPrice{919});
}

TEST_F(EquityReportsTest, HeldUpTogetherBelongToTheWholeTimeBefore) {
    (void)index(0, 100);
    report(10, 5);
    (void)index(1'500, 103);
    for (std::int64_t ms = 3'000; ms < 9'000; ms += 500) {
        (void)index(ms, 110);
    }
    report(9'000, 5.1);
    report(9'001, 5.2);
    auto const first = index(9'005, 110, 0);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->equity, Coins{5.2});
    EXPECT_EQ(first->low, UsdPrice{100});
}

TEST_F(EquityReportsTest, WhileTheAccountIsReadForLongAreLeftOut) {
    (void)index(0, 100);
    reports.on_reading(true, at_ms(0));
    report(500, 5);
    EXPECT_TRUE(index(600, 101));
    report(1'500, 6);
    EXPECT_FALSE(index(1'600, 102)) << "may be the answer, as old as its question";
    reports.on_reading(false, at_ms(1'700));
    report(1'800, 7);
    EXPECT_TRUE(index(1'900, 103));
}

TEST_F(EquityReportsTest, ThatComeFasterThanTheIndexAreDatedOneAfterTheOther) {
    (void)index(0, 100);
    report(10, 5);
    report(100, 6);
    auto const first = index(90, 101);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->equity, Coins{5});
    auto const second = index(200, 102);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->equity, Coins{6});
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

TEST_F(CountedEquity, HedgesADeposit) {
    report(11.0);
    market(kIndex);
    market(kIndex);
    ASSERT_EQ(rig.orders().size(), 1U);
    EXPECT_EQ(rig.orders()[0].side, Side::Sell);
}

}  // namespace
}  // namespace hedged::testing
