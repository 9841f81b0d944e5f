// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_scene.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace hedged::gateway {
namespace {

using test::GatewayScene;

TEST(GatewaySubmit, PlacesTheApprovedOrderWithAnIdAndAFence) {
    GatewayScene scene;
    auto approved = scene.approve(Side::Sell, 600);
    ASSERT_TRUE(approved.ok());
    PriceTicks const limit = approved.value().get().limit;
    auto const id =
        scene.gateway.submit(std::move(approved.value()), scene.now(), scene.market(), *scene.out);

    ASSERT_TRUE(id.ok());
    EXPECT_EQ(id.value(), make_client_order_id(7, 1));
    auto const placed = scene.take<PlaceOrder>();
    ASSERT_EQ(placed.size(), 1U);
    EXPECT_EQ(placed[0].client_id, id.value());
    EXPECT_EQ(placed[0].instrument, InstrumentIndex{0});
    EXPECT_EQ(placed[0].side, Side::Sell);
    EXPECT_EQ(placed[0].quantity, Lots{600});
    EXPECT_EQ(placed[0].limit, limit);
    EXPECT_EQ(placed[0].time_in_force, TimeInForce::ImmediateOrCancel);
    EXPECT_EQ(placed[0].valid_until, scene.market() + seconds(5));
    EXPECT_EQ(scene.in_flight().sells, Lots{600});
    EXPECT_EQ(scene.in_flight().orders, 1U);
    EXPECT_EQ(scene.gateway.counters().orders_sent, 1U);
}

TEST(GatewaySubmit, NeverRepeatsAnId) {
    GatewayScene scene;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 2'000; ++i) {
        ClientOrderId const id = scene.sent(Side::Buy, 1);
        EXPECT_TRUE(seen.insert(id.raw).second);
        EXPECT_EQ(id.epoch(), 7U);
        scene.reply(id, i % 2 == 0 ? Outcome::Refused : Outcome::Accepted, RefusalClass::PostOnly);
        scene.update(id, OrderState::Cancelled, 1);
        scene.out->clear();
        scene.wait(i % 50 == 0 ? 60'001 : 1'001);
    }
}

TEST(GatewaySubmit, RefusesOnceKilledEvenWithAnApprovalFromBefore) {
    GatewayScene scene;
    auto approved = scene.approve(Side::Buy, 10);
    ASSERT_TRUE(approved.ok());
    scene.state.kill("alice", "stop", scene.now(), *scene.out);
    scene.out->clear();

    auto const result =
        scene.gateway.submit(std::move(approved.value()), scene.now(), scene.market(), *scene.out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::Killed);
    EXPECT_TRUE(scene.out->empty());
    EXPECT_EQ(scene.gateway.orders().size(), 0U);
}

TEST(GatewaySubmit, RefusesOnHoldEvenWithAnApprovalFromBefore) {
    GatewayScene scene;
    auto approved = scene.approve(Side::Buy, 10);
    ASSERT_TRUE(approved.ok());
    scene.state.hold("alice", "wait");

    auto const result =
        scene.gateway.submit(std::move(approved.value()), scene.now(), scene.market(), *scene.out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::Held);
}

TEST(GatewaySubmit, RefusesAnInstrumentThatTheBreakerHoldsMeanwhile) {
    risk::Limits limits = test::wide_limits();
    limits.same_refusals_max = 1;
    GatewayScene scene(limits);
    auto approved = scene.approve(Side::Buy, 10);
    ASSERT_TRUE(approved.ok());
    scene.state.on_refusal(InstrumentIndex{0}, RefusalClass::Money, scene.now(), *scene.out);

    auto const result =
        scene.gateway.submit(std::move(approved.value()), scene.now(), scene.market(), *scene.out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::Held);
}

TEST(GatewaySubmit, RefusesAnApprovalOlderThanItsAge) {
    for (bool const late : {false, true}) {
        GatewayScene scene;
        auto approved = scene.approve(Side::Buy, 10);
        ASSERT_TRUE(approved.ok());
        Instant const then = scene.now() + milliseconds(50) + nanoseconds(late ? 1 : 0);
        auto const result =
            scene.gateway.submit(std::move(approved.value()), then, scene.market(), *scene.out);
        EXPECT_EQ(result.ok(), !late);
    }
}

TEST(GatewaySubmit, RefusesAnApprovalFromTheFuture) {
    GatewayScene scene;
    auto approved = scene.approve(Side::Buy, 10);
    ASSERT_TRUE(approved.ok());
    auto const result = scene.gateway.submit(
        std::move(approved.value()), scene.now() - nanoseconds(1), scene.market(), *scene.out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::ApprovalTooOld);
}

TEST(GatewaySubmit, RefusesWhileTheAccountConnectionIsNotReady) {
    GatewayScene scene;
    for (ConnectionState const state : {ConnectionState::Down, ConnectionState::Connecting}) {
        scene.connect(state);
        auto const result = scene.submit(Side::Buy, 10);
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error(), SubmitRefusal::NotConnected);
    }
    scene.connect();
    EXPECT_TRUE(scene.submit(Side::Buy, 10).ok());
}

TEST(GatewaySubmit, DoesNotCareForTheMarketConnection) {
    GatewayScene scene;
    ConnectionChange down;
    down.stamp = scene.stamp();
    down.stream = Stream::Market;
    down.state = ConnectionState::Down;
    scene.gateway.on(down, *scene.out);
    EXPECT_TRUE(scene.submit(Side::Buy, 10).ok());
}

TEST(GatewaySubmit, RefusesBesideAnOrderOfUnknownFateInThatInstrumentOnly) {
    GatewayScene scene;
    ClientOrderId const lost = scene.sent(Side::Buy, 10);
    scene.reply(lost, Outcome::Unknown);
    ASSERT_EQ(scene.state_of(lost), LiveState::Unknown);

    auto const result = scene.submit(Side::Sell, 10);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::OrderOfUnknownFate);
    EXPECT_TRUE(scene.submit(Side::Sell, 10, 1).ok());

    scene.update(lost, OrderState::Cancelled, 10);
    EXPECT_TRUE(scene.submit(Side::Sell, 10).ok());
}

TEST(GatewaySubmit, TakesTheLastPlaceInItsTableAndRefusesTheNext) {
    GatewayScene scene;
    for (std::uint32_t i = 0; i < kLiveOrdersMax; ++i) {
        ASSERT_TRUE(scene.submit(Side::Buy, 1, i).ok()) << i;
    }
    auto const result = scene.submit(Side::Buy, 1, 64);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::TableFull);
    EXPECT_EQ(scene.gateway.counters().live_orders_high, kLiveOrdersMax);
}

TEST(GatewaySubmit, RefusesBeyondTheOrdersOfASecond) {
    risk::Limits limits = test::wide_limits();
    limits.max_orders_per_second = 2;
    GatewayScene scene(limits);
    EXPECT_TRUE(scene.submit(Side::Buy, 1, 0).ok());
    EXPECT_TRUE(scene.submit(Side::Buy, 1, 1).ok());
    EXPECT_FALSE(scene.gateway.budget(scene.now()).counts_ok);
    auto const result = scene.submit(Side::Buy, 1, 2);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::CountLimit);
    EXPECT_EQ(scene.gateway.counters().rate_limited, 1U);
    scene.wait(1'000);
    EXPECT_TRUE(scene.submit(Side::Buy, 1, 2).ok());
}

TEST(GatewaySubmit, RefusesWhenOnlyTheCancelReserveIsLeft) {
    risk::Limits limits = test::wide_limits();
    limits.credits_per_second = 1.0;
    limits.credit_burst = 4.0;
    GatewayScene scene(limits);
    for (std::uint32_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(scene.submit(Side::Buy, 1, i).ok()) << i;
    }
    EXPECT_FALSE(scene.gateway.budget(scene.now()).credits_ok);
    auto const result = scene.submit(Side::Buy, 1, 3);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), SubmitRefusal::CreditLimit);

    // The reserve is there for exactly this.
    scene.gateway.cancel_all();
    EXPECT_EQ(scene.driven<CancelOrder>().size(), 1U);
}

TEST(GatewaySubmit, FollowsTheExchangesOwnBudget) {
    risk::Limits limits = test::wide_limits();
    GatewayScene scene(limits);
    RateLimitReport report;
    report.stamp = scene.stamp();
    report.orders_per_second = 1.0;
    report.order_burst = 5.0;
    scene.gateway.on(report);

    for (std::uint32_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(scene.submit(Side::Buy, 1, i).ok()) << i;
    }
    EXPECT_FALSE(scene.submit(Side::Buy, 1, 3).ok());
}

TEST(GatewaySubmit, AnswersEachRefusalWithItsReason) {
    EXPECT_EQ(why_of(SubmitRefusal::Killed), Why::Killed);
    EXPECT_EQ(why_of(SubmitRefusal::Held), Why::Held);
    EXPECT_EQ(why_of(SubmitRefusal::NotConnected), Why::AccountNotConnected);
    EXPECT_EQ(why_of(SubmitRefusal::OrderOfUnknownFate), Why::OrderUnknown);
    EXPECT_EQ(why_of(SubmitRefusal::CountLimit), Why::RateLimited);
    EXPECT_EQ(why_of(SubmitRefusal::CreditLimit), Why::RateLimited);
    EXPECT_EQ(why_of(SubmitRefusal::UnknownInstrument), Why::InstrumentMissing);
    EXPECT_EQ(why_of(SubmitRefusal::TableFull), Why::OrderInFlight);
}

}  // namespace
}  // namespace hedged::gateway
