// SPDX-License-Identifier: Apache-2.0
// Kill, arm, hold, resume and stop.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::testing {
namespace {

OperatorCommand command(const EngineRig& rig, OperatorVerb verb, const char* actor = "ann",
                        const char* reason = "because") {
    OperatorCommand told;
    told.stamp = rig.stamp();
    told.verb = verb;
    told.actor = FixedString<31>{actor};
    told.reason = FixedString<95>{reason};
    return told;
}

// Market data and batches for a while; what a running daemon would see.
void run(EngineRig& rig, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        rig.advance(milliseconds(50));
        rig.market_data();
        rig.answer_snapshots();
        rig.end_batch();
    }
}

TEST(EngineOperator, LatchesAKillBeforeAnythingElseLeaves) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    rig.accept(*rig.last_order());
    rig.take();
    rig.feed(command(rig, OperatorVerb::Kill));
    auto const asked = rig.take();
    std::size_t latch = asked.size();
    std::size_t cancel = asked.size();
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (std::holds_alternative<SetKillLatch>(asked[i])) {
            latch = i;
        }
        const auto* sent = std::get_if<VenueCommand>(&asked[i]);
        if (sent != nullptr && std::holds_alternative<CancelOrder>(*sent)) {
            cancel = i;
        }
    }
    ASSERT_LT(latch, asked.size());
    ASSERT_LT(cancel, asked.size());
    EXPECT_LT(latch, cancel);
}

TEST(EngineOperator, SendsNoOrderAfterAKill) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.feed(command(rig, OperatorVerb::Kill));
    rig.move_position(kCall, -10.0);
    run(rig, 40);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().state, TradingState::Killed);
    EXPECT_EQ(rig.view().underlyings[0].why, Why::Killed);
}

TEST(EngineOperator, CancelsUntilTheExchangeConfirmsThatNothingIsOpen) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.feed(command(rig, OperatorVerb::Kill));
    EXPECT_FALSE(rig.view().orders_done);
    for (int i = 0; i < 100; ++i) {
        rig.advance(milliseconds(50));  // the exchange says nothing
    }
    EXPECT_GT(rig.commands<CancelOrder>().size(), 2U);
    EXPECT_FALSE(rig.view().orders_done);
    rig.done(order, OrderState::Cancelled, 0.0);
    run(rig, 60);
    EXPECT_TRUE(rig.view().orders_done);
}

TEST(EngineOperator, StaysKilledWithoutANameOrAReason) {
    EngineRig rig;
    rig.bring_up();
    rig.feed(command(rig, OperatorVerb::Kill));
    run(rig, 20);
    rig.feed(command(rig, OperatorVerb::Arm, "", "fixed"));
    rig.feed(command(rig, OperatorVerb::Arm, "ann", ""));
    run(rig, 20);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST(EngineOperator, ArmsAfterAKillOnceAFreshReconciliationHasCome) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.done(order, OrderState::Cancelled, 0.0);
    rig.feed(command(rig, OperatorVerb::Kill));
    rig.take();
    rig.feed(command(rig, OperatorVerb::Arm));
    ASSERT_EQ(rig.view().state, TradingState::Killed) << "nothing was reconciled since the kill";
    run(rig, 100);
    EXPECT_EQ(rig.view().state, TradingState::Normal);
    EXPECT_FALSE(rig.orders().empty());
}

TEST(EngineOperator, IsShownTheOrderBudget) {
    EngineRig rig;
    rig.bring_up();
    rig.advance(milliseconds(20));
    EXPECT_GT(rig.view().order_tokens, 1.0);
}

TEST(EngineOperator, StartsKilledWhenTheLatchWasFound) {
    auto config = rig_config();
    config.start_killed = true;
    config.killed_by = FixedString<31>{"bob"};
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST(EngineOperator, HoldsAndResumes) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.feed(command(rig, OperatorVerb::Hold));
    rig.move_position(kCall, -10.0);
    rig.set_position(kCall, -10.0);
    run(rig, 10);
    ASSERT_TRUE(rig.orders().empty());
    rig.feed(command(rig, OperatorVerb::Resume));
    run(rig, 2);
    EXPECT_FALSE(rig.orders().empty());
}

TEST(EngineOperator, StopCancelsAndConfirmsWithoutALatch) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.take();
    rig.feed(command(rig, OperatorVerb::Stop));
    EXPECT_FALSE(rig.view().orders_done);
    EXPECT_FALSE(rig.commands<CancelOrder>().empty());
    rig.done(order, OrderState::Cancelled, 0.0);
    run(rig, 100);
    EXPECT_TRUE(rig.view().orders_done);
    EXPECT_TRUE(rig.orders().empty());
    for (const Action& action : rig.take()) {
        EXPECT_FALSE(std::holds_alternative<SetKillLatch>(action));
    }
}

}  // namespace
}  // namespace hedged::testing
