// SPDX-License-Identifier: Apache-2.0
// "What became of this order?": the truth table of history, open orders and trades.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

constexpr const char* kHistory = "private/get_order_state_by_label";
constexpr const char* kOpen = "private/get_open_orders_by_currency";
constexpr const char* kTrades = "private/get_user_trades_by_currency_and_time";
constexpr const char* kTradesOfOrder = "private/get_user_trades_by_order";

struct QueryRig : AccountRig {
    QueryRig() {
        log_in();
        wire.forget();
        script.result(kHistory, "[]");
        script.result(kOpen, "[]");
        script.result(kTrades, R"({"trades":[],"has_more":false})");
        script.result(kTradesOfOrder, "[]");
    }
    QueryResult ask() {
        session.command(QueryOrder{make_client_order_id(3, 7), perpetual()}, script.now);
        script.serve();
        script.run(seconds(11));
        EXPECT_EQ(wire.count<OrderQueryReply>(), 1U);
        EXPECT_EQ(wire.last<OrderQueryReply>().client_id, make_client_order_id(3, 7));
        return wire.last<OrderQueryReply>().result;
    }
};

TEST(QueryOrder, IsAbsentOnlyWhenAllThreeAnsweredAndNoneKnowsIt) {
    QueryRig rig;
    EXPECT_EQ(rig.ask(), QueryResult::Absent);
    EXPECT_EQ(rig.wire.count_sent(kHistory), 1U);
    EXPECT_EQ(rig.wire.count_sent(kOpen), 1U);
    EXPECT_EQ(rig.wire.count_sent(kTrades), 1U);
}

// Whoever hears that the account is read again counts on no answer any more.
TEST(QueryOrder, FailsWhenTheAccountMustBeReadAgain) {
    QueryRig rig;
    rig.session.command(QueryOrder{make_client_order_id(3, 7), rig.perpetual()}, rig.script.now);
    rig.script.frame("[[[");
    ASSERT_EQ(rig.wire.count<OrderQueryReply>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Failed);
    rig.script.serve();
    rig.script.run(seconds(11));
    EXPECT_EQ(rig.wire.count<OrderQueryReply>(), 1U) << "once";
}

struct Row {
    const char* name;
    const char* method;
    bool error;  // or silence
};
class QueryOrderFails : public ::testing::TestWithParam<Row> {};

TEST_P(QueryOrderFails, WhenOneOfThreeIsNotAnswered) {
    Row const row = GetParam();
    QueryRig rig;
    if (row.error) {
        rig.script.error(row.method, 13028, "temporarily_unavailable");
    } else {
        rig.script.silence(row.method);
    }
    EXPECT_EQ(rig.ask(), QueryResult::Failed);
}

INSTANTIATE_TEST_SUITE_P(
    Table, QueryOrderFails,
    ::testing::Values(Row{"HistoryRefused", kHistory, true}, Row{"HistorySilent", kHistory, false},
                      Row{"OpenRefused", kOpen, true}, Row{"OpenSilent", kOpen, false},
                      Row{"TradesRefused", kTrades, true}, Row{"TradesSilent", kTrades, false}),
    [](const auto& param) { return param.param.name; });

TEST(QueryOrder, FindsItInTheHistoryAndThenAsksForItsTradesById) {
    QueryRig rig;
    rig.script.result(kHistory,
                      "[" + order_json("74365", rig.label(7), "filled", 50.0, 50.0) + "]");
    rig.script.result(kTradesOfOrder,
                      "[" + trade_json("BTC-1", "74365", "", 50.0, 1'700'000'001'000) + "]");
    EXPECT_EQ(rig.ask(), QueryResult::Found);
    EXPECT_EQ(rig.wire.last<OrderUpdate>().state, OrderState::Filled);
    EXPECT_EQ(rig.wire.last<Fill>().client_id, make_client_order_id(3, 7))
        << "a trade without label belongs to the order it names";
    EXPECT_TRUE(std::holds_alternative<OrderQueryReply>(rig.wire.events.back()));
    EXPECT_EQ(rig.wire.count_sent(kTrades), 0U);
}

TEST(QueryOrder, FindsItAmongTheOpenOrdersByItsLabelOnly) {
    QueryRig rig;
    rig.script.result(kOpen, "[" + order_json("1", "by hand", "open", 10.0, 0.0) + "," +
                                 order_json("74365", rig.label(7), "open", 50.0, 0.0) + "," +
                                 order_json("3", rig.label(8), "open", 30.0, 0.0) + "]");
    EXPECT_EQ(rig.ask(), QueryResult::Found);
    ASSERT_EQ(rig.wire.count<OrderUpdate>(), 1U);
    EXPECT_EQ(rig.wire.last<OrderUpdate>().venue_id.view(), "74365");
}

TEST(QueryOrder, FindsItInTheTradesAlone) {
    QueryRig rig;
    rig.script.result(kTrades,
                      R"({"trades":[)" +
                          trade_json("BTC-1", "1", rig.label(8), 10.0, 1'700'000'000'500) + "," +
                          trade_json("BTC-2", "74365", rig.label(7), 50.0, 1'700'000'001'000) +
                          R"(],"has_more":false})");
    EXPECT_EQ(rig.ask(), QueryResult::Found);
    ASSERT_EQ(rig.wire.count<Fill>(), 1U);
    EXPECT_EQ(rig.wire.last<Fill>().trade_id.view(), "BTC-2");
}

TEST(QueryOrder, TakesNoSuchOrderInTheHistoryForAnAnswer) {
    QueryRig rig;
    rig.script.error(kHistory, 10004, "order_not_found");
    EXPECT_EQ(rig.ask(), QueryResult::Absent);
}

TEST(QueryOrder, FailsWhenTheOrderWasFoundButItsTradesAreNotAnswered) {
    QueryRig rig;
    rig.script.result(kHistory,
                      "[" + order_json("74365", rig.label(7), "filled", 50.0, 50.0) + "]");
    rig.script.silence(kTradesOfOrder);
    EXPECT_EQ(rig.ask(), QueryResult::Failed);
    EXPECT_EQ(rig.wire.count<OrderUpdate>(), 1U) << "what was found is true all the same";
}

TEST(QueryOrder, ReadsEveryPageOfTrades) {
    QueryRig rig;
    int page = 0;
    rig.script.answer(kTrades, [&](const SentRequest& request) {
        ++page;
        std::int64_t const at = 1'700'000'000'000 + page * 1'000;
        return result_frame(request.id, R"({"trades":[)" +
                                            trade_json("BTC-" + std::to_string(page), "9",
                                                       page == 3 ? rig.label(7) : "x", 10.0, at) +
                                            R"(],"has_more":)" + (page < 3 ? "true" : "false") +
                                            "}");
    });
    EXPECT_EQ(rig.ask(), QueryResult::Found);
    auto const sent = rig.wire.requests(kTrades);
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_TRUE(sent[1].mentions(R"("start_timestamp":1700000001000)"));
    EXPECT_TRUE(sent[2].mentions(R"("start_timestamp":1700000002000)"));
}

// The rig's exchange says 1,700,000,000.000300 s in every answer.
TEST(QueryOrder, AsksForTheDayOfTheExchangeHoweverWrongTheMachinesOwnClockIs) {
    for (Duration const wrong : {seconds(-420), seconds(420), seconds(-25'000'000)}) {
        QueryRig rig;
        rig.script.wall_error = wrong;
        EXPECT_EQ(rig.ask(), QueryResult::Absent);
        auto const sent = rig.wire.requests(kTrades);
        ASSERT_EQ(sent.size(), 1U);
        EXPECT_TRUE(sent[0].mentions(R"("start_timestamp":1699913)")) << sent[0].text;
        EXPECT_TRUE(sent[0].mentions(R"("end_timestamp":1700086)")) << sent[0].text;
    }
}

TEST(QueryOrder, FailsWhenMoreTradesArePromisedThanCome) {
    QueryRig rig;
    rig.script.result(kTrades, R"({"trades":[],"has_more":true})");
    EXPECT_EQ(rig.ask(), QueryResult::Failed);
}

TEST(QueryOrder, SearchesTheTradesWhenTwoOrdersShareTheLabel) {
    QueryRig rig;
    rig.script.result(kHistory, "[" + order_json("1", rig.label(7), "cancelled", 50.0, 0.0) + "," +
                                    order_json("2", rig.label(7), "filled", 50.0, 50.0) + "]");
    EXPECT_EQ(rig.ask(), QueryResult::Found);
    EXPECT_EQ(rig.wire.count<OrderUpdate>(), 2U);
    EXPECT_EQ(rig.wire.count_sent(kTrades), 1U);
    EXPECT_EQ(rig.wire.count_sent(kTradesOfOrder), 0U);
}

TEST(QueryOrder, FailsAtOnceWithoutAConnectionOrForAForeignOrder) {
    AccountRig down;
    down.session.command(QueryOrder{make_client_order_id(3, 7), down.perpetual()}, down.script.now);
    EXPECT_EQ(down.wire.last<OrderQueryReply>().result, QueryResult::Failed);

    QueryRig rig;
    rig.session.command(QueryOrder{ClientOrderId{}, rig.perpetual()}, rig.script.now);
    EXPECT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Failed);
    EXPECT_TRUE(rig.wire.sent.empty());
}

// The second answer of a query that has failed already must not count for the next one.
TEST(QueryOrder, DoesNotTakeAnAnswerToAnEarlierQueryForItsOwn) {
    QueryRig rig;
    rig.script.silence(kHistory);
    rig.script.silence(kOpen);
    rig.session.command(QueryOrder{make_client_order_id(3, 7), rig.perpetual()}, rig.script.now);
    SentRequest const history = rig.wire.requests(kHistory).at(0);
    SentRequest const open = rig.wire.requests(kOpen).at(0);
    rig.script.frame(error_frame(history.id, 13028, "temporarily_unavailable"));
    ASSERT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Failed);

    rig.session.command(QueryOrder{make_client_order_id(3, 8), rig.perpetual()}, rig.script.now);
    rig.script.frame(result_frame(rig.wire.requests(kHistory).at(1).id, "[]"));
    rig.script.frame(result_frame(open.id, "[]"));
    rig.script.serve();
    EXPECT_EQ(rig.wire.count_sent(kTrades), 0U) << "the open orders were not answered yet";
    rig.script.frame(result_frame(rig.wire.requests(kOpen).at(1).id, "[]"));
    rig.script.serve();
    EXPECT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Absent);
}

TEST(QueryOrder, AnswersEachOfManyOnce) {
    QueryRig rig;
    for (std::uint32_t n = 1; n <= 40; ++n) {
        rig.session.command(QueryOrder{make_client_order_id(3, n), rig.perpetual()},
                            rig.script.now);
    }
    rig.script.serve();
    rig.script.run(seconds(30));
    auto const replies = rig.wire.all<OrderQueryReply>();
    ASSERT_EQ(replies.size(), 40U);
    std::size_t absent = 0;
    for (const OrderQueryReply& reply : replies) {
        absent += reply.result == QueryResult::Absent ? 1U : 0U;
    }
    EXPECT_EQ(absent, 32U) << "those beyond the limit fail at once";
}

}  // namespace
}  // namespace hedged::deribit
