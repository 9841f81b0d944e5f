// SPDX-License-Identifier: Apache-2.0
// The three ends of an order, and what happens to it at every point where a connection can break.
#include "hedged/core/random.hpp"

#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

#include <map>

namespace hedged::deribit {
namespace {

using namespace testing;

struct ReadyRig : AccountRig {
    ReadyRig() {
        log_in();
        wire.forget();
    }
    std::int64_t placed_id(std::string_view method = "private/buy") const {
        return wire.requests(method).back().id;
    }
};

template <class T>
std::ptrdiff_t first_at(const Wire& wire) {
    for (std::size_t i = 0; i < wire.events.size(); ++i) {
        if (std::holds_alternative<T>(wire.events[i])) {
            return static_cast<std::ptrdiff_t>(i);
        }
    }
    return -1;
}

TEST(PlaceOrder, LeavesAtOnceWithLabelPriceAmountAndFence) {
    ReadyRig rig;
    PlaceOrder const order = rig.order(7);
    rig.place(order);

    ASSERT_EQ(rig.wire.count_sent("private/buy"), 1U);
    SentRequest const request = rig.wire.requests("private/buy")[0];
    EXPECT_TRUE(request.mentions(R"("instrument_name":"BTC-PERPETUAL")"));
    EXPECT_TRUE(request.mentions(R"("label":")" + rig.label(7) + '"'));
    EXPECT_TRUE(request.mentions(R"("amount":50)"));
    EXPECT_TRUE(request.mentions(R"("price":60000)"));
    EXPECT_TRUE(
        request.mentions("\"valid_until\":" + std::to_string(order.valid_until.milliseconds())));
    EXPECT_EQ(rig.wire.count<OrderReply>(), 0U);
}

TEST(PlaceOrder, GoesToTheSideThatWasAsked) {
    ReadyRig rig;
    rig.place(rig.order(8, Side::Sell));
    EXPECT_EQ(rig.wire.count_sent("private/sell"), 1U);
    EXPECT_EQ(rig.wire.count_sent("private/buy"), 0U);
}

TEST(PlaceOrder, IsAcceptedWithItsEventsFirst) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(7, "filled", 50.0)));

    OrderReply const reply = rig.wire.last<OrderReply>();
    EXPECT_EQ(reply.outcome, Outcome::Accepted);
    EXPECT_EQ(reply.client_id, make_client_order_id(3, 7));
    EXPECT_EQ(reply.venue_id.view(), "74365");
    ASSERT_EQ(rig.wire.count<Fill>(), 1U);
    EXPECT_EQ(rig.wire.last<Fill>().amount, 50.0);
    EXPECT_EQ(rig.wire.last<OrderUpdate>().state, OrderState::Filled);
    EXPECT_LT(first_at<Fill>(rig.wire), first_at<OrderUpdate>(rig.wire));
    EXPECT_LT(first_at<OrderUpdate>(rig.wire), first_at<OrderReply>(rig.wire));
}

TEST(PlaceOrder, IsRefusedWhenTheExchangeCallsTheOrderRejected) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(7, "rejected", 0.0)));
    EXPECT_EQ(rig.wire.last<OrderUpdate>().state, OrderState::Rejected);
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
}

struct ErrorCase {
    int code;
    const char* message;
    Outcome outcome;
    RefusalClass refusal;
};

class PlaceOrderErrors : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(PlaceOrderErrors, AreClassedAndQuoted) {
    ErrorCase const expected = GetParam();
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.frame(error_frame(rig.placed_id(), expected.code, expected.message));

    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    OrderReply const reply = rig.wire.last<OrderReply>();
    EXPECT_EQ(reply.outcome, expected.outcome);
    EXPECT_EQ(reply.refusal, expected.refusal);
    EXPECT_EQ(reply.venue_code, expected.code);
    EXPECT_EQ(reply.message.view(), expected.message);
}

INSTANTIATE_TEST_SUITE_P(
    Classes, PlaceOrderErrors,
    ::testing::Values(
        ErrorCase{10028, "too_many_requests", Outcome::Refused, RefusalClass::Throttled},
        ErrorCase{10041, "settlement_in_progress", Outcome::Refused, RefusalClass::RetryLater},
        ErrorCase{13888, "timed_out", Outcome::Refused, RefusalClass::RetryLater},
        ErrorCase{11094, "internal_server_error", Outcome::Unknown, RefusalClass::StateUnknown},
        ErrorCase{10009, "not_enough_funds", Outcome::Refused, RefusalClass::Money},
        ErrorCase{10007, "price_too_high", Outcome::Refused, RefusalClass::Price},
        ErrorCase{10021, "invalid_amount", Outcome::Refused, RefusalClass::Size},
        ErrorCase{11054, "post_only_reject", Outcome::Refused, RefusalClass::PostOnly},
        ErrorCase{10012, "book_closed", Outcome::Refused, RefusalClass::Instrument},
        ErrorCase{11029, "invalid_arguments", Outcome::Refused, RefusalClass::Malformed},
        ErrorCase{99999, "something_new", Outcome::Refused, RefusalClass::Other}),
    [](const auto& param) { return std::to_string(param.param.code); });

TEST(PlaceOrder, BecomesUnknownOnceWhenNobodyAnswers) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.pass(milliseconds(2'999));
    EXPECT_EQ(rig.wire.count<OrderReply>(), 0U);
    rig.script.pass(milliseconds(1));
    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Unknown);
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::StateUnknown);
    rig.script.run(seconds(10));
    rig.script.close();
    EXPECT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.session.counters().orders_unknown, 1U);
}

TEST(PlaceOrder, PassesOnALateAnswerAfterUnknown) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.pass(seconds(3));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(7, "filled", 50.0)));

    EXPECT_EQ(rig.wire.count<Fill>(), 1U);
    EXPECT_EQ(rig.wire.count<OrderUpdate>(), 1U);
    auto const replies = rig.wire.all<OrderReply>();
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies[0].outcome, Outcome::Unknown);
    EXPECT_EQ(replies[1].outcome, Outcome::Accepted);
    EXPECT_EQ(rig.session.counters().late_replies, 1U);
}

TEST(PlaceOrder, DoesNotRepeatUnknownWhenTheLateAnswerKnowsNothingEither) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.pass(seconds(3));
    rig.script.frame(error_frame(rig.placed_id(), 11094, "internal_server_error"));
    EXPECT_EQ(rig.wire.count<OrderReply>(), 1U);
}

TEST(PlaceOrder, IsUnknownWhenTheAnswerCannotBeRead) {
    ReadyRig rig;
    rig.place(rig.order(7));
    std::string broken = rig.placed(7, "open", 0.0);
    broken.replace(broken.find("\"direction\":\"buy\""), 17, "\"direction\":77");
    rig.script.frame(result_frame(rig.placed_id(), broken));

    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Unknown);
    EXPECT_EQ(rig.session.counters().decode_errors, 1U);
}

TEST(PlaceOrder, IsUnknownWhenTheAnswerSpeaksOfAnotherOrder) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(8, "open", 0.0)));
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Unknown);
    EXPECT_EQ(rig.wire.last<OrderReply>().client_id, make_client_order_id(3, 7));
}

TEST(PlaceOrder, AnswersAreMatchedInWhateverOrderTheyCome) {
    ReadyRig rig;
    for (std::uint32_t n = 1; n <= 3; ++n) {
        rig.place(rig.order(n));
    }
    auto const sent = rig.wire.requests("private/buy");
    rig.script.frame(error_frame(sent[2].id, 10009, "not_enough_funds"));
    rig.script.frame(result_frame(sent[0].id, rig.placed(1, "open", 0.0)));
    rig.script.frame(error_frame(sent[1].id, 10043, "price_wrong_tick"));

    std::map<std::uint32_t, OrderReply> replies;
    for (const OrderReply& reply : rig.wire.all<OrderReply>()) {
        EXPECT_TRUE(replies.emplace(reply.client_id.number(), reply).second);
    }
    EXPECT_EQ(replies[1].outcome, Outcome::Accepted);
    EXPECT_EQ(replies[2].venue_code, 10043);
    EXPECT_EQ(replies[3].venue_code, 10009);
}

// The connection breaks before the frame left, after it left, and after the answer.
TEST(CutPoint, WhileSendingMakesTheOrderUnknownAndEndsTheConnection) {
    ReadyRig rig;
    rig.wire.accepts = false;
    rig.place(rig.order(7));
    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Unknown);
    EXPECT_EQ(rig.wire.last<ConnectionChange>().state, ConnectionState::Down);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
    rig.script.close();
    EXPECT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.count<ConnectionChange>(), 1U);
}

TEST(CutPoint, AfterSendingMakesEveryUnansweredOrderUnknown) {
    ReadyRig rig;
    rig.place(rig.order(1));
    rig.place(rig.order(2));
    rig.script.frame(
        result_frame(rig.wire.requests("private/buy")[0].id, rig.placed(1, "open", 0.0)));
    rig.wire.events.clear();
    rig.script.close();

    auto const replies = rig.wire.all<OrderReply>();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].client_id.number(), 2U);
    EXPECT_EQ(replies[0].outcome, Outcome::Unknown);
}

TEST(CutPoint, AfterTheAnswerChangesNothingAboutTheOrder) {
    ReadyRig rig;
    rig.place(rig.order(1));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(1, "open", 0.0)));
    rig.wire.events.clear();
    rig.script.close();
    EXPECT_EQ(rig.wire.count<OrderReply>(), 0U);
    EXPECT_EQ(rig.wire.last<ConnectionChange>().state, ConnectionState::Down);
}

TEST(CutPoint, MakesCancelsUnknownAndQueriesAndReadingsFailed) {
    ReadyRig rig;
    rig.script.silence("private/get_positions");
    rig.session.command(
        CancelOrder{make_client_order_id(3, 1), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    rig.session.command(QueryOrder{make_client_order_id(3, 2), rig.perpetual()}, rig.script.now);
    rig.session.command(RequestSnapshot{SnapshotKind::Positions, 4}, rig.script.now);
    rig.wire.events.clear();
    rig.script.close();

    ASSERT_EQ(rig.wire.count<CancelReply>(), 1U);
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Unknown);
    ASSERT_EQ(rig.wire.count<OrderQueryReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Failed);
    ASSERT_EQ(rig.wire.count<SnapshotMark>(), 1U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().generation, 4U);
}

TEST(PlaceOrder, IsRefusedAtOnceWhileNotReady) {
    AccountRig rig;
    rig.place(rig.order(1));
    rig.script.start();
    rig.place(rig.order(2));
    rig.script.open();
    rig.place(rig.order(3));
    auto const replies = rig.wire.all<OrderReply>();
    ASSERT_EQ(replies.size(), 3U);
    for (const OrderReply& reply : replies) {
        EXPECT_EQ(reply.outcome, Outcome::Refused);
        EXPECT_EQ(reply.refusal, RefusalClass::RetryLater);
        EXPECT_EQ(reply.venue_code, 0);
    }
    EXPECT_EQ(rig.wire.count_sent("private/buy"), 0U);
}

TEST(PlaceOrder, IsRefusedWhenItsInstrumentIsUnknown) {
    ReadyRig rig;
    PlaceOrder order = rig.order(1);
    order.instrument = InstrumentIndex{};
    rig.place(order);
    order.instrument = InstrumentIndex{5'000};
    rig.place(order);
    EXPECT_EQ(rig.wire.count<OrderReply>(), 2U);
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::Instrument);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(PlaceOrder, IsRefusedWhenItsInstrumentWasSeenButNeverDefined) {
    AccountRig rig{account_config(), coins({"BTC"}), 11, UnknownNames::Register};
    rig.log_in();
    rig.wire.forget();
    PlaceOrder order = rig.order(1);
    order.instrument = rig.table.find_or_register("BTC-1JAN27");
    rig.place(order);
    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::Instrument);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(PlaceOrder, IsRefusedWhenItCannotBeWritten) {
    ReadyRig rig;
    PlaceOrder order = rig.order(1);
    order.client_id = ClientOrderId{};
    rig.place(order);
    ASSERT_EQ(rig.wire.count<OrderReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::Malformed);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(PlaceOrder, IsHeldBackAfterRunningOutOfCreditsButCancelsAreNot) {
    ReadyRig rig;
    rig.place(rig.order(1));
    rig.script.frame(error_frame(rig.placed_id(), 10028, "too_many_requests"));
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::Throttled);
    rig.wire.forget();
    rig.place(rig.order(2));
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::RetryLater);
    rig.session.command(CancelOrder{make_client_order_id(3, 9), rig.perpetual(), {}},
                        rig.script.now);
    EXPECT_EQ(rig.wire.count_sent("private/buy"), 0U);
    EXPECT_EQ(rig.wire.count_sent("private/cancel_by_label"), 1U);
}

TEST(PlaceOrder, IsRefusedWhenTooManyRequestsAreUnanswered) {
    ReadyRig rig;
    for (std::uint32_t n = 1; n <= 300; ++n) {
        rig.place(rig.order(n));
    }
    EXPECT_EQ(rig.wire.count_sent("private/buy"), PendingRequests::kCapacity);
    EXPECT_EQ(rig.wire.count<OrderReply>(), 300U - PendingRequests::kCapacity);
    EXPECT_EQ(rig.wire.last<OrderReply>().refusal, RefusalClass::RetryLater);
}

TEST(CancelOrder, GoesByTheExchangesIdWhereThereIsOne) {
    ReadyRig rig;
    rig.session.command(
        CancelOrder{make_client_order_id(3, 7), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    ASSERT_EQ(rig.wire.count_sent("private/cancel"), 1U);
    SentRequest const request = rig.wire.sent.back();
    EXPECT_TRUE(request.mentions(R"("order_id":"74365")"));
    rig.script.frame(
        result_frame(request.id, order_json("74365", rig.label(7), "cancelled", 50.0, 10.0)));
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Accepted);
    EXPECT_EQ(rig.wire.last<OrderUpdate>().state, OrderState::Cancelled);
    EXPECT_EQ(rig.wire.last<OrderUpdate>().filled_amount, 10.0);
    EXPECT_LT(first_at<OrderUpdate>(rig.wire), first_at<CancelReply>(rig.wire));
}

TEST(CancelOrder, GoesByLabelWhereTheExchangeHasNotNamedTheOrder) {
    ReadyRig rig;
    rig.session.command(CancelOrder{make_client_order_id(3, 7), rig.perpetual(), {}},
                        rig.script.now);
    SentRequest const request = rig.wire.requests("private/cancel_by_label").at(0);
    EXPECT_TRUE(request.mentions(R"("label":")" + rig.label(7) + '"'));
    EXPECT_TRUE(request.mentions(R"("currency":"BTC")"));
    rig.script.frame(result_frame(request.id, "1"));
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Accepted);
    EXPECT_EQ(rig.wire.last<CancelReply>().refusal, RefusalClass::Other);
}

TEST(CancelOrder, ByLabelThatCancelsNothingIsAQuestionAndNotAnAnswer) {
    ReadyRig rig;
    rig.session.command(CancelOrder{make_client_order_id(3, 7), rig.perpetual(), {}},
                        rig.script.now);
    rig.script.frame(result_frame(rig.wire.sent.back().id, "0"));
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<CancelReply>().refusal, RefusalClass::OrderGone);
}

TEST(CancelOrder, OfAnOrderThatIsGoneIsAQuestion) {
    ReadyRig rig;
    rig.session.command(
        CancelOrder{make_client_order_id(3, 7), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    rig.script.frame(error_frame(rig.wire.sent.back().id, 11044, "not_open_order"));
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<CancelReply>().refusal, RefusalClass::OrderGone);
    EXPECT_EQ(rig.wire.last<CancelReply>().venue_code, 11044);
}

TEST(CancelOrder, BecomesUnknownWhenNobodyAnswers) {
    ReadyRig rig;
    rig.session.command(
        CancelOrder{make_client_order_id(3, 7), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    rig.script.pass(seconds(3));
    ASSERT_EQ(rig.wire.count<CancelReply>(), 1U);
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Unknown);
    EXPECT_EQ(rig.session.counters().cancels_unknown, 1U);
}

TEST(CancelOrder, LeavesAlsoBeforeTheSessionIsReady) {
    AccountRig rig;
    rig.script.error("private/get_positions", 13028, "temporarily_unavailable");
    rig.log_in();
    ASSERT_NE(rig.session.state(), ConnectionState::Ready);
    rig.session.command(
        CancelOrder{make_client_order_id(3, 7), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    EXPECT_EQ(rig.wire.count_sent("private/cancel"), 1U);
}

TEST(CancelOrder, IsRefusedAtOnceWithoutAConnection) {
    AccountRig rig;
    rig.session.command(
        CancelOrder{make_client_order_id(3, 7), rig.perpetual(), VenueOrderId{"74365"}},
        rig.script.now);
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<CancelReply>().refusal, RefusalClass::RetryLater);
}

TEST(Stream, PassesOnFillsOrdersAndPositionsAlsoOfStrangers) {
    ReadyRig rig;
    rig.script.notify(
        "user.changes.any.BTC.raw",
        R"({"trades":[)" + trade_json("BTC-1", "555", "made by hand", 20.0, 1'700'000'001'000) +
            R"(],"positions":[)" + position_json("BTC-PERPETUAL", -180.0) + R"(],"orders":[)" +
            order_json("555", "made by hand", "filled", 20.0, 20.0) +
            R"(],"instrument_name":"BTC-PERPETUAL"})");
    EXPECT_FALSE(rig.wire.last<Fill>().client_id.ours());
    EXPECT_FALSE(rig.wire.last<OrderUpdate>().client_id.ours());
    EXPECT_EQ(rig.wire.last<PositionUpdate>().size, -180.0);
    EXPECT_FALSE(rig.wire.last<PositionUpdate>().from_snapshot);
}

TEST(Stream, MayReportAFillBeforeTheAnswer) {
    ReadyRig rig;
    rig.place(rig.order(7));
    rig.script.notify("user.changes.any.BTC.raw",
                      R"({"trades":[)" +
                          trade_json("BTC-9001", "74365", rig.label(7), 50.0, 1'700'000'001'000) +
                          R"(],"positions":[],"orders":[)" +
                          order_json("74365", rig.label(7), "filled", 50.0, 50.0) +
                          R"(],"instrument_name":"BTC-PERPETUAL"})");
    EXPECT_EQ(rig.wire.last<Fill>().client_id, make_client_order_id(3, 7));
    rig.script.frame(result_frame(rig.placed_id(), rig.placed(7, "filled", 50.0)));
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Accepted);
    EXPECT_EQ(rig.wire.all<Fill>()[0].trade_id, rig.wire.all<Fill>()[1].trade_id);
}

// Whatever happens to the connection and the answers: one first answer for each order, none
// without, and nothing but the exchange's own word makes it anything but Unknown once it left.
TEST(PlaceOrder, GetsExactlyOneFirstAnswerUnderRandomFaults) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Random random{seed};
        AccountRig rig{account_config(), coins({"BTC"}), seed};
        rig.log_in();
        std::uint32_t number = 0;
        for (int step = 0; step < 200; ++step) {
            rig.wire.accepts = random.below(50) != 0;
            switch (random.below(6)) {
                case 0:
                case 1:
                    rig.place(rig.order(++number));
                    break;
                case 2:
                    for (const SentRequest& sent : rig.wire.requests("private/buy")) {
                        if (random.below(4) == 0 && rig.session.phase() == Phase::LoggedIn) {
                            rig.script.frame(error_frame(sent.id, 10009, "not_enough_funds"));
                        }
                    }
                    break;
                case 3:
                    if (random.below(8) == 0) {
                        rig.script.close();
                    }
                    break;
                case 4:
                    if (rig.session.phase() == Phase::Closing) {
                        rig.script.close();
                    } else if (rig.session.phase() == Phase::Connecting) {
                        rig.script.open();
                    }
                    break;
                default:
                    rig.script.run(milliseconds(static_cast<std::int64_t>(random.below(4'000))));
            }
            rig.wire.accepts = true;
            rig.script.serve();
        }
        rig.script.close();
        std::map<std::uint32_t, int> unknown;
        std::map<std::uint32_t, int> definite;
        for (const OrderReply& reply : rig.wire.all<OrderReply>()) {
            ++(reply.outcome == Outcome::Unknown ? unknown : definite)[reply.client_id.number()];
        }
        for (std::uint32_t n = 1; n <= number; ++n) {
            EXPECT_GE(unknown[n] + definite[n], 1) << "seed " << seed << " order " << n;
            EXPECT_LE(unknown[n], 1) << "seed " << seed << " order " << n;
            EXPECT_LE(definite[n], 1) << "seed " << seed << " order " << n;
        }
    }
}

}  // namespace
}  // namespace hedged::deribit
