// SPDX-License-Identifier: Apache-2.0
// When a refusal ends an order for the runs to come, and when it does not.
#include "hedged/runtime/inheritance.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace hedged::runtime {
namespace {

constexpr ClientOrderId kOrder = make_client_order_id(3, 1);
const WallTime kNow = wall_from_milliseconds(1'770'000'000'000);

std::unique_ptr<CarryFollower> follower_with_an_order() {
    auto follower = std::make_unique<CarryFollower>(8);
    PlaceOrder order;
    order.client_id = kOrder;
    order.instrument = InstrumentIndex{0};
    order.quantity = Lots{10};
    follower->on(Action{VenueCommand{order}}, kNow);
    return follower;
}

void refuse(CarryFollower& follower, RefusalClass refusal, gateway::LiveState then) {
    OrderReply reply;
    reply.client_id = kOrder;
    reply.outcome = Outcome::Refused;
    reply.refusal = refusal;
    follower.on(Event{reply}, kNow);
    Note note;
    note.kind = NoteKind::OrderRefused;
    note.client_id = kOrder;
    note.values[4] = static_cast<double>(then);
    follower.on(Action{note}, kNow);
}

TEST(CarryRefusal, EndsAnOrderThatTheGatewayTakesForRejected) {
    auto const follower = follower_with_an_order();
    refuse(*follower, RefusalClass::Price, gateway::LiveState::Rejected);
    EXPECT_TRUE(follower->carried(kNow).orders.empty());
    EXPECT_EQ(follower->carried(kNow).counts.refusals.size(), 1U);
}

TEST(CarryRefusal, KeepsAnOrderWhoseFateItLeavesOpen) {
    for (RefusalClass const refusal : {RefusalClass::OrderGone, RefusalClass::StateUnknown}) {
        auto const follower = follower_with_an_order();
        refuse(*follower, refusal, gateway::LiveState::Unknown);
        ASSERT_EQ(follower->carried(kNow).orders.size(), 1U);
        EXPECT_EQ(follower->carried(kNow).orders[0].id, kOrder);
    }
}

}  // namespace
}  // namespace hedged::runtime
