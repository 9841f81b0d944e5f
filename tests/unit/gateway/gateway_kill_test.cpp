// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_scene.hpp"

#include <gtest/gtest.h>

namespace hedged::gateway {
namespace {

class GatewayKill : public ::testing::Test, public test::GatewayScene {
protected:
    void kill() {
        out->clear();
        state.kill("alice", "drill", now(), *out);
    }
    // The last snapshot the gateway asked for is answered; `named` were in it.
    void list(SnapshotPhase phase, std::initializer_list<ClientOrderId> named = {}) {
        mark(SnapshotKind::OpenOrders, SnapshotPhase::Begin, generation);
        for (ClientOrderId const id : named) {
            gateway.on(report(id, OrderState::Open, 10, 0), *out);
        }
        mark(SnapshotKind::OpenOrders, phase, generation);
    }
    bool asks() {
        auto const requests = driven<RequestSnapshot>();
        for (const RequestSnapshot& request : requests) {
            EXPECT_EQ(request.kind, SnapshotKind::OpenOrders);
            generation = request.generation;
        }
        return !requests.empty();
    }
    std::uint32_t generation = 0;
};

TEST_F(GatewayKill, CancelsEverythingOfOursAtOnceAfterTheLatch) {
    ClientOrderId const a = sent(Side::Buy, 10, 0);
    ClientOrderId const b = sent(Side::Sell, 20, 1);
    kill();
    drive();

    ASSERT_GE(out->size(), 4U);
    EXPECT_TRUE(std::holds_alternative<SetKillLatch>((*out)[0]));
    auto const cancels = take<CancelOrder>();
    ASSERT_EQ(cancels.size(), 2U);
    EXPECT_EQ(cancels[0].client_id, a);
    EXPECT_EQ(cancels[1].client_id, b);
    EXPECT_EQ(take<RequestSnapshot>().size(), 1U);
    EXPECT_TRUE(take<PlaceOrder>().empty());
}

TEST_F(GatewayKill, IsConfirmedByACompleteListWithoutOurs) {
    kill();
    ASSERT_TRUE(asks());
    EXPECT_FALSE(gateway.kill_confirmed());
    list(SnapshotPhase::Complete);
    EXPECT_TRUE(gateway.kill_confirmed());
    EXPECT_EQ(notes(NoteKind::KillConfirmed), 1U);
    wait(60'000);
    EXPECT_FALSE(asks()) << "nothing more to do";
}

TEST_F(GatewayKill, IsNotConfirmedByAFailedListAndAsksAgain) {
    kill();
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Failed);
    EXPECT_FALSE(gateway.kill_confirmed());
    wait(10'000);
    EXPECT_TRUE(asks());
}

TEST_F(GatewayKill, IsNotConfirmedByAListThatSomebodyElseAskedFor) {
    kill();
    ASSERT_TRUE(asks());
    generation = 17;
    list(SnapshotPhase::Complete);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, IsNotConfirmedByAListFromBeforeTheKill) {
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Begin, kGatewayGeneration + 1);
    kill();
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Complete, kGatewayGeneration + 1);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, IsNotConfirmedWhileTheListNamesOneOfOurs) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    kill();
    ASSERT_TRUE(asks());
    wait(5);
    list(SnapshotPhase::Complete, {id});
    EXPECT_FALSE(gateway.kill_confirmed());

    update(id, OrderState::Cancelled, 10);
    wait(5'000);
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Complete);
    EXPECT_TRUE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, FindsAndCancelsWhatOnlyTheListKnows) {
    kill();
    ASSERT_TRUE(asks());
    ClientOrderId const forgotten = make_client_order_id(6, 77);
    list(SnapshotPhase::Complete, {forgotten});
    EXPECT_FALSE(gateway.kill_confirmed());
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].client_id, forgotten);
}

TEST_F(GatewayKill, IsNotConfirmedWhileAnOrderOfUnknownFateMayStillArrive) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    kill();
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Complete);
    EXPECT_FALSE(gateway.kill_confirmed());

    wait(6'000);
    ASSERT_TRUE(asks());
    answer(id, QueryResult::Absent);
    answer(id, QueryResult::Absent);
    ASSERT_FALSE(listed(id));
    list(SnapshotPhase::Complete);
    EXPECT_TRUE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, KeepsCancellingWhenCancelsAreRefused) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    kill();
    std::size_t cancels = 0;
    for (int i = 0; i < 2'000; ++i) {
        std::size_t const left = driven<CancelOrder>().size();
        if (left > 0) {
            cancel_reply(id, Outcome::Refused, RefusalClass::RetryLater);
        }
        cancels += left;
        wait(10);
    }
    // 0, 0.25, 0.75, 1.75, 3.75, 7.75, 11.75, 15.75, 19.75 s.
    EXPECT_EQ(cancels, 9U);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, ResumesWhenTheConnectionComesBack) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    kill();
    drive();
    connect(ConnectionState::Down);
    wait(30'000);
    EXPECT_TRUE(driven<CancelOrder>().empty());
    connect();
    drive();
    EXPECT_EQ(take<CancelOrder>().size(), 1U);
    EXPECT_EQ(take<QueryOrder>().size(), 1U);
    EXPECT_EQ(take<RequestSnapshot>().size(), 1U);
}

TEST_F(GatewayKill, BeginsOnceConnectedWhenTheKillCameWhileDown) {
    connect(ConnectionState::Down);
    kill();
    EXPECT_FALSE(asks());
    connect();
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Complete);
    EXPECT_TRUE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, IsNotConfirmedByAListOfTheConnectionThatDropped) {
    kill();
    ASSERT_TRUE(asks());
    connect(ConnectionState::Down);
    connect();
    list(SnapshotPhase::Complete);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, SpreadsItsCancelsOverTheBudget) {
    risk::Limits tight = test::wide_limits();
    tight.credits_per_second = 5.0;
    tight.credit_burst = 8.0;
    GatewayScene scene(tight);
    for (std::uint32_t i = 0; i < 6; ++i) {
        (void)scene.sent(Side::Buy, 1, i);
    }
    scene.state.kill("alice", "drill", scene.now(), *scene.out);
    EXPECT_EQ(scene.driven<CancelOrder>().size(), 2U);
    std::size_t sent_in_time = 2;
    for (int i = 0; i < 16; ++i) {
        scene.wait(50);
        sent_in_time += scene.driven<CancelOrder>().size();
    }
    EXPECT_EQ(sent_in_time, 6U);
}

TEST_F(GatewayKill, IsNoLongerConfirmedWhenOneOfOursTurnsUp) {
    kill();
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Complete);
    ASSERT_TRUE(gateway.kill_confirmed());

    gateway.on(report(make_client_order_id(6, 9), OrderState::Open, 10, 0), *out);
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, GoesOnCancellingWhatItBeganWhenArmedAgain) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    kill();
    drive();
    wait(1);
    state.on_reconciled(now());
    ASSERT_EQ(state.arm("bob", "ok", now(), *out), risk::ArmResult::Armed);
    wait(500);
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);
    EXPECT_FALSE(gateway.kill_confirmed());
}

TEST_F(GatewayKill, StartsAfreshAtTheNextKill) {
    kill();
    ASSERT_TRUE(asks());
    list(SnapshotPhase::Complete);
    ASSERT_TRUE(gateway.kill_confirmed());
    wait(1);
    state.on_reconciled(now());
    ASSERT_EQ(state.arm("bob", "ok", now(), *out), risk::ArmResult::Armed);
    drive();
    EXPECT_FALSE(gateway.kill_confirmed());
    kill();
    EXPECT_TRUE(asks());
    EXPECT_FALSE(gateway.kill_confirmed());
}

}  // namespace
}  // namespace hedged::gateway
