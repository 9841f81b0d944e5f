// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/position_keeper.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::gateway {
namespace {

using test::at_ms;
using test::venue_ms;

class PositionKeeperTest : public ::testing::Test {
protected:
    bool fill(std::int64_t received_ms, std::int64_t traded_ms, std::int64_t lots,
              std::uint64_t sequence = 0, bool from_snapshot = false) {
        Fill fill;
        fill.from_snapshot = from_snapshot;
        fill.trade_sequence = sequence;
        fill.stamp = Stamp{at_ms(received_ms), venue_ms(traded_ms)};
        fill.instrument = spec.index;
        return keeper.on_fill(spec, fill, Lots{lots});
    }
    bool fill_of_order_sent(std::int64_t sent_ms, std::int64_t received_ms, std::int64_t traded_ms,
                            std::int64_t lots) {
        Fill fill;
        fill.stamp = Stamp{at_ms(received_ms), venue_ms(traded_ms)};
        fill.instrument = spec.index;
        return keeper.on_fill(spec, fill, Lots{lots}, at_ms(sent_ms));
    }
    PositionChange stated(std::int64_t received_ms, std::int64_t as_of_ms, double amount) {
        PositionUpdate update;
        update.stamp = Stamp{at_ms(received_ms), venue_ms(as_of_ms)};
        update.instrument = spec.index;
        update.size = amount;
        return keeper.on(spec, update);
    }
    double amount() const { return keeper.amount(spec); }

    InstrumentSpec spec = test::perpetual();
    PositionKeeper keeper{8};
};

TEST_F(PositionKeeperTest, AdoptsTheFirstWord) {
    EXPECT_FALSE(keeper.known(spec.index));
    EXPECT_EQ(stated(100, 90, -185'160.0).verdict, PositionVerdict::First);
    EXPECT_TRUE(keeper.known(spec.index));
    EXPECT_EQ(amount(), -185'160.0);
    EXPECT_EQ(keeper.lots(spec.index), Lots{-18'516});
}

// A network that is there and back within the millisecond of the statement.
TEST_F(PositionKeeperTest, CountsAFillOfTheStatementsMillisecondWhoseOrderLeftAfterIt) {
    (void)stated(100, 90, 0.0);
    EXPECT_TRUE(fill_of_order_sent(100, 101, 90, 5));
    EXPECT_EQ(amount(), 50.0);
}

// An answer is stamped in microseconds, a trade in milliseconds: 190.3 was made after 190.1.
TEST_F(PositionKeeperTest, CountsAFillOfTheMillisecondOfAStatementThatAgreed) {
    (void)stated(100, 90, 20.0);
    PositionUpdate update;
    update.stamp = Stamp{at_ms(200), venue_ms(190) + microseconds(100)};
    update.instrument = spec.index;
    update.size = 20.0;
    EXPECT_EQ(keeper.on(spec, update).verdict, PositionVerdict::Agrees);
    EXPECT_TRUE(fill_of_order_sent(150, 201, 190, 5));
    EXPECT_EQ(amount(), 70.0);
    EXPECT_EQ(stated(300, 290, 70.0).verdict, PositionVerdict::Agrees);
}

TEST_F(PositionKeeperTest, MovesWithFillsAndAgreesWithTheExchangeThen) {
    (void)stated(100, 90, 0.0);
    EXPECT_TRUE(fill(200, 190, 5));
    EXPECT_TRUE(fill(210, 200, -2));
    EXPECT_EQ(amount(), 30.0);
    EXPECT_EQ(stated(220, 200, 30.0).verdict, PositionVerdict::Agrees);
}

TEST_F(PositionKeeperTest, TakesTheExchangesNumberWhenTheyDiffer) {
    (void)stated(100, 90, 0.0);
    (void)fill(200, 190, 5);
    PositionChange const change = stated(5'000, 4'990, 70.0);
    EXPECT_EQ(change.verdict, PositionVerdict::Adopted);
    EXPECT_EQ(change.ours, 50.0);
    EXPECT_EQ(change.venue, 70.0);
    EXPECT_EQ(amount(), 70.0);
}

TEST_F(PositionKeeperTest, KeepsItsOwnWhenTheUpdateIsBehindByTheNewestFills) {
    (void)stated(100, 90, 0.0);
    (void)fill(200, 195, 5);
    (void)fill(201, 195, 7);
    EXPECT_EQ(stated(202, 195, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 120.0);
    EXPECT_EQ(stated(203, 195, 120.0).verdict, PositionVerdict::Agrees);
}

// The exchange kept the answer, and stamped it when it went out.
TEST_F(PositionKeeperTest, KeepsItsOwnWhenAnAnswerIsBehindByFillsSinceItWasAskedFor) {
    (void)stated(100, 90, 100.0);
    keeper.begin_snapshot(at_ms(1'000));
    (void)fill(1'400, 1'390, -4);
    PositionUpdate late;
    late.stamp = Stamp{at_ms(6'000), venue_ms(5'990)};
    late.instrument = spec.index;
    late.size = 100.0;
    late.from_snapshot = true;
    EXPECT_EQ(keeper.on(spec, late).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 60.0);
    keeper.begin_snapshot(at_ms(7'000));
    late.stamp = Stamp{at_ms(8'000), venue_ms(7'990)};
    EXPECT_EQ(keeper.on(spec, late).verdict, PositionVerdict::Adopted) << "asked for after it";
}

TEST_F(PositionKeeperTest, DoesNotExplainADifferenceByFillsOutOfOrder) {
    (void)stated(100, 90, 0.0);
    (void)fill(200, 195, 5);
    (void)fill(201, 195, 7);
    // 70 would be without the older fill and with the newer one.
    EXPECT_EQ(stated(202, 195, 70.0).verdict, PositionVerdict::Adopted);
}

TEST_F(PositionKeeperTest, DoesNotWaitForeverForAnUpdateThatIsBehind) {
    (void)stated(100, 90, 0.0);
    (void)fill(1'000, 995, 5);
    EXPECT_EQ(stated(3'000, 2'990, 0.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(3'001, 2'990, 0.0).verdict, PositionVerdict::Adopted);
    EXPECT_EQ(amount(), 0.0);
}

TEST_F(PositionKeeperTest, KeepsFillsMadeAfterTheNumberItAdopts) {
    (void)stated(100, 90, 0.0);
    (void)fill(1'000, 995, 5);
    PositionChange const change = stated(1'001, 990, 30.0);
    EXPECT_EQ(change.verdict, PositionVerdict::Adopted);
    EXPECT_EQ(change.venue, 30.0);
    EXPECT_EQ(change.amount, 80.0);
    EXPECT_EQ(stated(1'002, 995, 80.0).verdict, PositionVerdict::Agrees);
}

TEST_F(PositionKeeperTest, LooksAtWhenFillsWereMadeAndNotOnlyWhenTheyCame) {
    (void)stated(100, 90, 0.0);
    (void)fill(1'000, 995, 5);
    (void)fill(1'001, 990, 7);
    EXPECT_EQ(stated(1'002, 990, 70.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 120.0);
}

TEST_F(PositionKeeperTest, TellsFillsOfOneMillisecondApartByTheirSequence) {
    (void)stated(100, 90, 0.0);
    (void)fill(1'000, 990, 8, 2);
    (void)fill(1'001, 990, 15, 1);
    EXPECT_EQ(stated(1'002, 990, 150.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(1'003, 990, 80.0).verdict, PositionVerdict::Adopted);
}

TEST_F(PositionKeeperTest, SeesThroughTwoStatementsOfOneMillisecond) {
    (void)stated(100, 90, 250.0);
    (void)fill(1'000, 990, -24);
    ASSERT_EQ(stated(1'001, 990, 10.0).verdict, PositionVerdict::Agrees);
    EXPECT_EQ(stated(1'002, 990, 250.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 10.0);
}

TEST_F(PositionKeeperTest, KeepsItsOwnHoweverLateAnUpdateComesFromBeforeItsFills) {
    (void)stated(100, 90, 0.0);
    (void)fill(1'000, 990, 5);
    (void)fill(1'001, 995, 7);
    EXPECT_EQ(stated(60'000, 990, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(60'001, 995, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(60'002, 996, 50.0).verdict, PositionVerdict::Adopted);
}

TEST_F(PositionKeeperTest, DoesNotCountAFillThatTheFirstPositionContained) {
    (void)stated(100, 90, 500.0);
    EXPECT_FALSE(fill(110, 80, 5));
    EXPECT_FALSE(fill(111, 90, 5, 0, true));
    EXPECT_EQ(amount(), 500.0);
    EXPECT_TRUE(fill(112, 91, 5));
    EXPECT_EQ(amount(), 550.0);
}

TEST_F(PositionKeeperTest, CountsAFillThatTheStreamTellsAfterAFirstPositionOfTheSameMillisecond) {
    (void)stated(100, 90, 500.0);
    EXPECT_TRUE(fill(111, 90, 5));
    EXPECT_EQ(amount(), 550.0);
    EXPECT_EQ(stated(112, 90, 550.0).verdict, PositionVerdict::Agrees);
}

TEST_F(PositionKeeperTest, DoesNotCountAFillThatAnAdoptedPositionContained) {
    (void)stated(100, 90, 0.0);
    ASSERT_EQ(stated(5'000, 4'990, 50.0).verdict, PositionVerdict::Adopted);
    EXPECT_FALSE(fill(5'001, 4'990, 3));
    EXPECT_FALSE(fill(5'002, 4'985, 2));
    EXPECT_EQ(amount(), 50.0);
    // All of the difference is explained: this one is new, whatever its stamp says.
    EXPECT_TRUE(fill(5'003, 4'990, 1));
    EXPECT_EQ(amount(), 60.0);
}

TEST_F(PositionKeeperTest, CountsAFillMadeAfterTheAdoptedPosition) {
    (void)stated(100, 90, 0.0);
    (void)stated(5'000, 4'990, 50.0);
    EXPECT_TRUE(fill(5'001, 4'991, 3));
    EXPECT_EQ(amount(), 80.0);
}

TEST_F(PositionKeeperTest, CountsAFillThatPointsAgainstTheAdoptedDifference) {
    (void)stated(100, 90, 0.0);
    (void)stated(5'000, 4'990, 50.0);
    EXPECT_TRUE(fill(5'001, 4'990, -3));
    EXPECT_EQ(amount(), 20.0);
}

TEST_F(PositionKeeperTest, CountsAFillLargerThanTheAdoptedDifference) {
    (void)stated(100, 90, 0.0);
    (void)stated(5'000, 4'990, 50.0);
    EXPECT_TRUE(fill(5'001, 4'990, 6));
    EXPECT_EQ(amount(), 110.0);
}

TEST_F(PositionKeeperTest, DoesNotCountAFillMadeBeforeAnUpdateHoweverLarge) {
    (void)stated(100, 90, 0.0);
    (void)stated(5'000, 4'990, 50.0);
    ASSERT_EQ(stated(6'000, 5'990, 50.0).verdict, PositionVerdict::Agrees);
    EXPECT_FALSE(fill(6'001, 4'990, 5));
    EXPECT_FALSE(fill(6'002, 4'000, 70));
    EXPECT_FALSE(fill(6'003, 5'989, -3));
    EXPECT_TRUE(fill(6'004, 5'990, 5));
}

TEST_F(PositionKeeperTest, IgnoresAnOlderStatementThatWasOvertakenByANewerOne) {
    (void)stated(100, 90, 0.0);
    (void)stated(70'000, 69'990, 80.0);
    EXPECT_EQ(stated(70'001, 69'980, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(70'002, 9'990, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 80.0);
    EXPECT_EQ(stated(70'003, 69'990, 60.0).verdict, PositionVerdict::Adopted);
}

TEST_F(PositionKeeperTest, IsNotShutOutForLongByAStampFromTheFuture) {
    (void)stated(100, 90, 0.0);
    (void)stated(5'000, 69'990, 80.0);
    EXPECT_EQ(stated(9'990, 9'990, 50.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(stated(9'990, 9'989, 50.0).verdict, PositionVerdict::Adopted);
    EXPECT_EQ(amount(), 50.0);
}

TEST_F(PositionKeeperTest, KeepsOptionSizesExact) {
    spec = test::call_option(1);
    (void)stated(100, 90, 0.1);
    EXPECT_TRUE(fill(200, 190, 2));
    EXPECT_EQ(amount(), 0.3);
    EXPECT_EQ(stated(300, 290, 0.1 + 0.2).verdict, PositionVerdict::Agrees);
    EXPECT_EQ(amount(), 0.3);
}

TEST_F(PositionKeeperTest, CarriesASizeThatIsOffTheLotGrid) {
    spec = test::call_option(1);
    (void)stated(100, 90, 0.13);
    EXPECT_DOUBLE_EQ(amount(), 0.13);
    (void)fill(200, 190, 2);
    EXPECT_DOUBLE_EQ(amount(), 0.33);
}

TEST_F(PositionKeeperTest, RefusesASizeThatIsNoNumber) {
    (void)stated(100, 90, 50.0);
    EXPECT_EQ(stated(200, 190, std::numeric_limits<double>::quiet_NaN()).verdict,
              PositionVerdict::Unusable);
    EXPECT_EQ(stated(200, 190, std::numeric_limits<double>::infinity()).verdict,
              PositionVerdict::Unusable);
    EXPECT_EQ(amount(), 50.0);
}

TEST_F(PositionKeeperTest, RefusesInstrumentsBeyondItsCapacity) {
    spec = test::perpetual(8);
    EXPECT_EQ(stated(100, 90, 50.0).verdict, PositionVerdict::Unusable);
    EXPECT_FALSE(fill(200, 190, 5));
    EXPECT_EQ(amount(), 0.0);
}

TEST_F(PositionKeeperTest, KnowsWhatASnapshotDidNotName) {
    (void)stated(100, 90, 50.0);
    keeper.begin_snapshot(at_ms(0));
    EXPECT_FALSE(keeper.named_since_begin(spec.index));
    (void)stated(200, 190, 50.0);
    EXPECT_TRUE(keeper.named_since_begin(spec.index));

    keeper.begin_snapshot(at_ms(0));
    EXPECT_EQ(keeper.adopt_flat(spec, Stamp{at_ms(300), venue_ms(290)}).verdict,
              PositionVerdict::Adopted);
    EXPECT_EQ(amount(), 0.0);
}

TEST_F(PositionKeeperTest, StillExplainsAnUpdateAfterMoreFillsThanItRemembers) {
    (void)stated(100, 90, 0.0);
    for (int i = 0; i < 40; ++i) {
        ASSERT_TRUE(fill(200 + i, 195 + i, 1));
    }
    EXPECT_EQ(stated(240, 235, 240.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(amount(), 400.0);
    EXPECT_EQ(stated(241, 235, 230.0).verdict, PositionVerdict::Adopted);
}

}  // namespace
}  // namespace hedged::gateway
