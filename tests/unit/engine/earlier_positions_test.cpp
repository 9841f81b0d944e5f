// SPDX-License-Identifier: Apache-2.0
// Positions that moved while no run watched: explained by trades, or not.
#include "engine/earlier_positions.hpp"

#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::testing {
namespace {

using engine::CarriedPositions;
using engine::EarlierPositions;

constexpr WallTime kThen{1'770'000'000'000'000'000};

class EarlierPositionsTest : public ::testing::Test {
protected:
    EarlierPositionsTest() {
        (void)carried.held.push_back({spec.name, -500.0, kThen});
        carried.listed_as_of = kThen;
    }
    void traded(std::int64_t ms, std::int64_t lots, std::uint64_t sequence = 0) {
        Fill fill;
        fill.stamp.venue = kThen + milliseconds(ms);
        fill.trade_sequence = sequence;
        earlier.value().on_trade(spec, fill, Lots{lots});
    }
    void start() { earlier.emplace(carried, 16); }
    void report(Duration back_to = seconds(86'400)) {
        SnapshotMark mark;
        mark.kind = SnapshotKind::Trades;
        mark.phase = SnapshotPhase::Begin;
        mark.stamp.venue = kThen + seconds(3'600) - back_to;
        earlier->on(mark);
        mark.phase = SnapshotPhase::Complete;
        earlier->on(mark);
    }
    InstrumentSpec spec = perpetual_spec();
    CarriedPositions carried;
    std::optional<EarlierPositions> earlier;
};

TEST_F(EarlierPositionsTest, ThatAreStillTheSameContradictNothing) {
    start();
    report();
    EXPECT_FALSE(earlier->contradiction(spec, -500.0));
}

TEST_F(EarlierPositionsTest, ThatMovedWithoutATradeAreToldAsTheyWere) {
    start();
    report();
    EXPECT_EQ(earlier->contradiction(spec, 1'500.0), -500.0);
}

TEST_F(EarlierPositionsTest, ThatATradeMovedContradictNothing) {
    start();
    traded(60'000, 200);
    report();
    EXPECT_FALSE(earlier->contradiction(spec, 1'500.0));
    EXPECT_EQ(earlier->contradiction(spec, -500.0), 1'500.0);
}

TEST_F(EarlierPositionsTest, ContainWhatWasTradedLongBefore) {
    start();
    traded(-1'001, 200);
    report();
    EXPECT_FALSE(earlier->contradiction(spec, -500.0));
    EXPECT_EQ(earlier->contradiction(spec, 1'500.0), -500.0);
}

TEST_F(EarlierPositionsTest, MayContainWhatWasTradedAroundTheirMoment) {
    start();
    traded(0, 5, 2);
    traded(-1'000, 3, 1);
    traded(1'000, 7, 3);
    report();
    for (double const amount : {-500.0, -430.0, -380.0, -350.0}) {
        EXPECT_FALSE(earlier->contradiction(spec, amount)) << "the last trades, as many as it is";
    }
    EXPECT_EQ(earlier->contradiction(spec, -470.0), -430.0) << "not the first one alone";
}

TEST_F(EarlierPositionsTest, OfTooManyTradesAtOnceAreNotJudged) {
    start();
    for (int i = 0; i < 257; ++i) {
        traded(0, 1);
    }
    report();
    EXPECT_FALSE(earlier->contradiction(spec, 9'990.0));
}

TEST_F(EarlierPositionsTest, AreNotJudgedByATradeOfNoMoment) {
    start();
    Fill fill;
    earlier->on_trade(spec, fill, Lots{1});
    report();
    EXPECT_FALSE(earlier->contradiction(spec, 9'990.0));
}

TEST_F(EarlierPositionsTest, AreNotJudgedBeforeTheTradesSinceWereReported) {
    start();
    EXPECT_FALSE(earlier->contradiction(spec, 1'500.0));
    SnapshotMark begun;
    begun.kind = SnapshotKind::Trades;
    begun.phase = SnapshotPhase::Begin;
    begun.stamp.venue = kThen - seconds(1);
    earlier->on(begun);
    EXPECT_FALSE(earlier->contradiction(spec, 1'500.0));
    begun.phase = SnapshotPhase::Failed;
    earlier->on(begun);
    EXPECT_FALSE(earlier->contradiction(spec, 1'500.0));
}

TEST_F(EarlierPositionsTest, OfBeforeTheReportOfTradesAreNotJudged) {
    start();
    report(seconds(3'599));
    EXPECT_FALSE(earlier->contradiction(spec, 1'500.0));
    report(seconds(3'600));
    EXPECT_TRUE(earlier->contradiction(spec, 1'500.0));
}

TEST_F(EarlierPositionsTest, ThatAWholeListDidNotNameWereFlat) {
    carried.held.clear();
    start();
    report();
    EXPECT_FALSE(earlier->contradiction(spec, 0.0));
    EXPECT_EQ(earlier->contradiction(spec, 40.0), 0.0);
}

TEST_F(EarlierPositionsTest, ThatNoListSpokeOfAreNotJudged) {
    carried.held.clear();
    carried.listed_as_of = WallTime{};
    start();
    report();
    EXPECT_FALSE(earlier->contradiction(spec, 40.0));
}

// In the engine: the short put of before, with so much now.
class EarlierInTheEngine : public ::testing::Test {
protected:
    static engine::EngineConfig config(double before) {
        EngineRig const clock;
        engine::EngineConfig out = rig_config();
        out.underlyings[0].position_mismatch_max = Coins{1.0};
        out.carried_positions.listed_as_of = clock.market_now - seconds(600);
        (void)out.carried_positions.held.push_back(
            {option_spec(kCall, OptionType::Call, 60'000.0).name, before,
             clock.market_now - seconds(600)});
        return out;
    }
    static void trades_reported(EngineRig& rig, double sold = 0.0) {
        SnapshotMark mark{rig.stamp(), SnapshotKind::Trades, SnapshotPhase::Begin, 0};
        mark.stamp.venue = rig.market_now - seconds(86'400);
        rig.feed(mark);
        if (sold > 0.0) {
            Fill fill;
            fill.stamp = rig.stamp();
            fill.stamp.venue = rig.market_now - seconds(60);
            fill.instrument = kCall;
            fill.trade_id = TradeId{"T1"};
            fill.side = Side::Sell;
            fill.from_snapshot = true;
            fill.amount = sold;
            fill.price = 0.05;
            fill.index_price = UsdPrice{kIndex};
            rig.feed(fill);
        }
        mark.phase = SnapshotPhase::Complete;
        rig.feed(mark);
    }
    static void start(EngineRig& rig, double sold = 0.0) {
        rig.list_instruments();
        rig.connect();
        rig.sync_clock();
        rig.market_data();
        trades_reported(rig, sold);
        rig.answer_snapshots();
        rig.end_batch();
    }
    static std::size_t alarms(EngineRig& rig) {
        auto const actions = rig.take();
        return static_cast<std::size_t>(
            std::count_if(actions.begin(), actions.end(), [](const Action& action) {
                auto const* const note = std::get_if<Note>(&action);
                return note != nullptr && note->kind == NoteKind::PositionMismatch &&
                       note->severity == Severity::Alarm;
            }));
    }
};

TEST_F(EarlierInTheEngine, ASmallMoveWhileNoRunWatchedIsAnAlarm) {
    EngineRig rig{config(-0.2)};
    rig.set_position(kCall, -0.9);
    start(rig);
    EXPECT_EQ(alarms(rig), 1U);
    EXPECT_NE(rig.view().state, TradingState::Killed);
    EXPECT_DOUBLE_EQ(rig.view().positions[0].size, -0.9);
}

TEST_F(EarlierInTheEngine, ALargeMoveWhileNoRunWatchedWaitsForAPerson) {
    EngineRig rig{config(-0.2)};
    rig.set_position(kCall, -1.3);
    start(rig);
    EXPECT_EQ(alarms(rig), 1U);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
    EXPECT_NE(rig.view().state_reason.view().find("position_mismatch_max"), std::string_view::npos);
}

TEST_F(EarlierInTheEngine, APositionThatIsGoneWaitsForAPerson) {
    EngineRig rig{config(-5.0)};
    start(rig);
    EXPECT_EQ(alarms(rig), 1U);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST_F(EarlierInTheEngine, APositionThatNobodyKnewOfWaitsForAPerson) {
    EngineRig rig{config(-0.2)};
    rig.set_position(kCall, -0.2);
    rig.set_position(kPut, 5.0);
    start(rig);
    EXPECT_EQ(alarms(rig), 1U);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST_F(EarlierInTheEngine, ATradeThatNoRunSawIsNoAlarm) {
    EngineRig rig{config(-0.2)};
    rig.set_position(kCall, -5.2);
    start(rig, 5.0);
    EXPECT_EQ(alarms(rig), 0U);
    EXPECT_NE(rig.view().state, TradingState::Killed);
    EXPECT_DOUBLE_EQ(rig.view().positions[0].size, -5.2);
}

TEST_F(EarlierInTheEngine, AFirstStartKnowsOfNothingBefore) {
    EngineRig rig{rig_config()};
    rig.set_position(kCall, -5.2);
    start(rig);
    EXPECT_EQ(alarms(rig), 0U);
}

TEST_F(EarlierInTheEngine, WhatMovedBeforeIsToldOnce) {
    EngineRig rig{config(-0.2)};
    rig.set_position(kCall, -0.9);
    start(rig);
    EXPECT_EQ(alarms(rig), 1U);
    for (int i = 0; i < 200; ++i) {
        rig.advance(milliseconds(50));
        rig.market_data();
        rig.answer_snapshots();
        rig.end_batch();
    }
    EXPECT_EQ(alarms(rig), 0U);
}

}  // namespace
}  // namespace hedged::testing
