// SPDX-License-Identifier: Apache-2.0
#include "runtime/io_stage.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::runtime {
namespace {

// Never connected: what is tested is what the stage lets through to its session.
class Socket : public ::testing::Test {
protected:
    Socket() : lines_(16, 1), latch_(folder_.file("latch")), io_(settings(), lines_, latch_) {}

    static IoSettings settings() {
        IoSettings out;
        out.endpoint.host = "127.0.0.1";
        out.underlyings.push_back(deribit::underlying_of("BTC"));
        out.instrument_capacity = 16;
        out.account.tag = *deribit::AccountTag::make("test");
        return out;
    }
    // The answer to one PlaceOrder.
    std::string answer_to_an_order() {
        PlaceOrder order;
        order.client_id = make_client_order_id(1, 1);
        order.instrument = InstrumentIndex{0};
        order.quantity = Lots{1};
        EXPECT_TRUE(lines_.commands.push(IoCommand{order, {}}));
        EXPECT_TRUE(io_.flush());
        Event event;
        while (lines_.account.pop(event)) {
            if (const auto* reply = std::get_if<OrderReply>(&event)) {
                EXPECT_EQ(reply->client_id, order.client_id);
                EXPECT_EQ(reply->outcome, Outcome::Refused);
                return std::string(reply->message.view());
            }
        }
        return "no answer";
    }
    support::TemporaryFolder folder_;
    Lines lines_;
    KillLatch latch_;
    IoStage io_;
};

TEST_F(Socket, AsksTheSessionWhileNothingForbidsIt) {
    const std::string answer = answer_to_an_order();
    EXPECT_EQ(answer.find("kill"), std::string::npos) << answer;
    EXPECT_EQ(lines_.orders_stopped_at_socket.load(), 0U);
}

TEST_F(Socket, StopsAnOrderThatWasDecidedBeforeTheKill) {
    latch_.raise();
    EXPECT_EQ(answer_to_an_order(), "not sent: the kill switch is set");
    EXPECT_EQ(lines_.orders_stopped_at_socket.load(), 1U);
}

TEST_F(Socket, StopsAnOrderWhileTheProcessIsStopping) {
    lines_.stopping.store(true);
    EXPECT_EQ(answer_to_an_order(), "not sent: the daemon is stopping");
}

TEST_F(Socket, LetsCancelsAndQuestionsPassAKill) {
    latch_.raise();
    CancelOrder cancel;
    cancel.client_id = make_client_order_id(1, 1);
    ASSERT_TRUE(lines_.commands.push(IoCommand{cancel, {}}));
    QueryOrder query;
    query.client_id = make_client_order_id(1, 1);
    ASSERT_TRUE(lines_.commands.push(IoCommand{query, {}}));
    EXPECT_TRUE(io_.flush());
    EXPECT_EQ(lines_.orders_stopped_at_socket.load(), 0U);
    Event event;
    bool cancel_answered = false;
    while (lines_.account.pop(event)) {
        cancel_answered = cancel_answered || std::holds_alternative<CancelReply>(event);
    }
    EXPECT_TRUE(cancel_answered) << "the session saw it and said that it is not connected";
}

}  // namespace
}  // namespace hedged::runtime
