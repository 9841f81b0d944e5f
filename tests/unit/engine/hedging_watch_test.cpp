// SPDX-License-Identifier: Apache-2.0
// A book that cannot be hedged for long is an alarm, whatever the reasons were.
#include "engine/hedging_watch.hpp"

#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::testing {
namespace {

std::size_t alarms(EngineRig& rig) {
    auto const all = rig.take();
    return static_cast<std::size_t>(std::ranges::count_if(all, [](const Action& action) {
        auto const* const note = std::get_if<Note>(&action);
        return note != nullptr && note->kind == NoteKind::CannotHedge &&
               note->severity == Severity::Alarm;
    }));
}

void quiet_for(EngineRig& rig, Duration length) {
    for (Duration passed; passed < length; passed = passed + seconds(1)) {
        rig.advance(seconds(1));
        rig.end_batch();
    }
}

void command(EngineRig& rig, OperatorVerb verb) {
    OperatorCommand command;
    command.stamp = rig.stamp();
    command.verb = verb;
    command.actor = FixedString<31>{"ann"};
    command.reason = FixedString<95>{"lunch"};
    rig.feed(command);
    rig.end_batch();
}

TEST(HedgingWatch, SpeaksAfterThirtySecondsAndThenEveryMinute) {
    engine::HedgingWatch watch;
    Instant const start{seconds(100).nanoseconds()};
    int said = 0;
    for (int second = 0; second < 151; ++second) {
        said += watch.on(false, start + seconds(second)) ? 1 : 0;
        EXPECT_EQ(said, second < 30 ? 0 : second < 90 ? 1 : second < 150 ? 2 : 3) << second;
    }
    EXPECT_EQ(watch.on(false, start + seconds(210)), seconds(210));
}

TEST(HedgingWatch, BeginsAnewWhenHedgingWasPossible) {
    engine::HedgingWatch watch;
    Instant const start{seconds(100).nanoseconds()};
    EXPECT_FALSE(watch.on(false, start));
    EXPECT_FALSE(watch.on(true, start + seconds(29)));
    EXPECT_FALSE(watch.on(false, start + seconds(31)));
    EXPECT_FALSE(watch.on(false, start + seconds(60)));
    EXPECT_TRUE(watch.on(false, start + seconds(61)));
}

TEST(EngineHedgingWatch, RaisesAnAlarmWhenMarketDataStaysAway) {
    EngineRig rig;
    rig.bring_up();
    rig.take();
    quiet_for(rig, seconds(29));
    EXPECT_EQ(alarms(rig), 0U);
    quiet_for(rig, seconds(5));
    EXPECT_EQ(alarms(rig), 1U);
}

class WhileStopped : public ::testing::TestWithParam<OperatorVerb> {};

// An operator's hold is meant, and a kill has had its own alarm.
TEST_P(WhileStopped, TheHedgingWatchIsSilent) {
    EngineRig rig;
    rig.bring_up();
    command(rig, GetParam());
    rig.take();
    quiet_for(rig, seconds(120));
    EXPECT_EQ(alarms(rig), 0U);
}

INSTANTIATE_TEST_SUITE_P(ByAnOperator, WhileStopped,
                         ::testing::Values(OperatorVerb::Hold, OperatorVerb::Kill));

}  // namespace
}  // namespace hedged::testing
