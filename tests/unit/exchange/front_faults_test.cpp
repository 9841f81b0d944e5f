// SPDX-License-Identifier: Apache-2.0
// The misbehaviour a rehearsal can ask for, one by one.
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::string_view kBuyTen =
    R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500})";

TEST(FrontFaults, ADroppedReplyStillTookEffect) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().methods = "private/buy";
    bench.front.faults().drop_replies = 1;

    EXPECT_TRUE(bench.call(desk, "public/test").has("/result"));
    EXPECT_EQ(bench.ask(desk, "private/buy", kBuyTen), "");

    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    EXPECT_FALSE(bench.is_closed(desk));
    EXPECT_NE(bench.ask(desk, "private/buy", kBuyTen), "");
}

TEST(FrontFaults, ADelayedReplyIsOvertakenByItsNotification) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/subscribe", R"({"channels":["user.orders.any.any.raw"]})");
    (void)bench.take(desk);
    bench.front.faults().methods = "private/buy";
    bench.front.faults().reply_delay = milliseconds(500);

    EXPECT_EQ(bench.ask(desk, "private/buy", kBuyTen), "");
    bench.pass(milliseconds(480));
    EXPECT_EQ(bench.notifications(desk, "user.orders.any.any.raw").size(), 1U);
    bench.pass(milliseconds(20));

    auto const frames = bench.take(desk);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(Json{frames[0]}.text("/result/order/order_state"), "open");
    EXPECT_EQ(Json{frames[0]}.integer("/usDiff"), 500'000);
}

TEST(FrontFaults, DelayedRepliesOfADeadConnectionAreForgotten) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().reply_delay = milliseconds(500);
    (void)bench.ask(desk, "private/buy", kBuyTen);
    bench.front.on_close(desk, bench.now);
    (void)bench.take(desk);

    bench.pass(seconds(1));

    EXPECT_TRUE(bench.take(desk).empty());
}

TEST(FrontFaults, ClosingBeforeActingLosesTheRequest) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().methods = "private/buy";
    bench.front.faults().close_before_acting = 1;

    EXPECT_EQ(bench.ask(desk, "private/buy", kBuyTen), "");

    EXPECT_TRUE(bench.is_closed(desk));
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    EXPECT_TRUE(bench.exchange.order_history(bench.desk, {}, 10).empty());
}

TEST(FrontFaults, ClosingAfterActingLosesOnlyTheReply) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().methods = "private/buy";
    bench.front.faults().close_after_acting = 1;

    EXPECT_EQ(bench.ask(desk, "private/buy", kBuyTen), "");

    EXPECT_TRUE(bench.is_closed(desk));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontFaults, ClosingAfterActingFiresCancelOnDisconnect) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    bench.front.faults().methods = "private/buy";
    bench.front.faults().close_after_acting = 1;

    (void)bench.ask(desk, "private/buy", kBuyTen);

    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    auto const history = bench.exchange.order_history(bench.desk, {}, 10);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].cancel_reason, CancelReason::CancelOnDisconnect);
}

TEST(FrontFaults, SwallowedCancelsDoNothingAndSayNothing) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);
    bench.front.faults().swallow_cancels = 2;

    EXPECT_EQ(bench.ask(desk, "private/cancel", R"({"order_id":")" + id + R"("})"), "");
    EXPECT_EQ(bench.ask(desk, "private/cancel_all"), "");
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    EXPECT_EQ(bench.call(desk, "private/cancel_all").integer("/result"), 1);
}

TEST(FrontFaults, SwallowsAnyRequestWhenAsked) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().swallow_requests = 1;

    EXPECT_EQ(bench.ask(desk, "private/buy", kBuyTen), "");
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    EXPECT_NE(bench.ask(desk, "private/buy", kBuyTen), "");
}

TEST(FrontFaults, RefusesEverythingWithTheCodeGiven) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().reject_methods = "private/buy";
    bench.front.faults().reject_code = 10047;

    auto const reply = bench.call(desk, "private/buy", kBuyTen);

    EXPECT_EQ(reply.error_code(), 10047);
    EXPECT_EQ(reply.text("/error/message"), "matching_engine_queue_full");
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    EXPECT_EQ(bench.call(desk, "private/get_positions").error_code(), 0);
    bench.front.faults().reject_code = 99'999;
    EXPECT_EQ(bench.call(desk, "private/buy", kBuyTen).error_code(), 99'999);
}

TEST(FrontFaults, TellsFillsTwice) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/subscribe",
                     R"({"channels":["user.trades.any.any.raw","user.changes.any.any.raw"]})");
    bench.front.faults().duplicate_user_trades = true;
    (void)bench.take(desk);

    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");

    int trades = 0;
    int changes = 0;
    for (auto const& text : bench.take(desk)) {
        Json const frame{text};
        if (!frame.has("/params/channel")) {
            continue;
        }
        bool const is_trades = frame.text("/params/channel") == "user.trades.any.any.raw";
        trades += is_trades ? 1 : 0;
        changes += !is_trades && frame.size("/params/data/trades") > 0 ? 1 : 0;
    }
    EXPECT_EQ(trades, 2);
    EXPECT_EQ(changes, 2);
    EXPECT_EQ(bench.exchange.user_trades(bench.desk, {}).size(), 1U);
}

TEST(FrontFaults, AFrozenChannelIsSilentWhileOthersSpeak) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "public/subscribe",
                     R"({"channels":["quote.BTC-PERPETUAL","ticker.BTC-PERPETUAL.raw"]})");
    (void)bench.take(desk);
    bench.front.faults().frozen_channels.insert("quote.BTC-PERPETUAL");

    bench.exchange.shock_index(1.001);
    bench.pass(seconds(1));
    int quotes = 0;
    int tickers = 0;
    for (auto const& text : bench.take(desk)) {
        (Json{text}.text("/params/channel") == "quote.BTC-PERPETUAL" ? quotes : tickers) += 1;
    }
    EXPECT_EQ(quotes, 0);
    EXPECT_GT(tickers, 0);

    bench.front.faults().frozen_channels.clear();
    bench.pass(milliseconds(20));
    EXPECT_GE(bench.notifications(desk, "quote.BTC-PERPETUAL").size(), 1U);
}

TEST(FrontFaults, AFrozenChannelGivesNoSnapshotUntilItThaws) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().frozen_channels.insert("book.BTC-PERPETUAL.raw");
    (void)bench.call(desk, "public/subscribe", R"({"channels":["book.BTC-PERPETUAL.raw"]})");
    bench.pass(seconds(1));
    EXPECT_TRUE(bench.notifications(desk, "book.BTC-PERPETUAL.raw").empty());

    bench.front.faults().frozen_channels.clear();
    bench.pass(milliseconds(20));

    auto const told = bench.notifications(desk, "book.BTC-PERPETUAL.raw");
    ASSERT_GE(told.size(), 1U);
    EXPECT_EQ(told[0].text("/type"), "snapshot");
}

TEST(FrontFaults, ADroppedBookChangeBreaksTheChain) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "public/subscribe", R"({"channels":["book.BTC-PERPETUAL.raw"]})");
    auto const start = bench.notifications(desk, "book.BTC-PERPETUAL.raw");
    bench.front.faults().drop_book_changes = 1;

    (void)bench.rest(desk);
    EXPECT_TRUE(bench.notifications(desk, "book.BTC-PERPETUAL.raw").empty());
    (void)bench.rest(desk);

    auto const told = bench.notifications(desk, "book.BTC-PERPETUAL.raw");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].integer("/prev_change_id"), start[0].integer("/change_id"));
}

TEST(FrontFaults, WritesAnOrderStateNobodyKnows) {
    Bench bench;
    auto const desk = bench.login();
    bench.front.faults().order_state_word = "pending_review";

    EXPECT_EQ(bench.call(desk, "private/buy", kBuyTen).text("/result/order/order_state"),
              "pending_review");
    EXPECT_EQ(bench.call(desk, "private/get_open_orders").text("/result/0/order_state"),
              "pending_review");
}

TEST(FrontFaults, CanTellTheNewsBeforeTheReply) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/subscribe", R"({"channels":["user.orders.any.any.raw"]})");
    (void)bench.take(desk);
    auto const first_is_reply = [&] {
        (void)bench.call(desk, "private/buy", kBuyTen);
        auto const frames = bench.take(desk);
        EXPECT_EQ(frames.size(), 2U);
        return Json{frames[0]}.has("/result");
    };

    EXPECT_TRUE(first_is_reply());
    bench.front.faults().notifications_first = true;
    EXPECT_FALSE(first_is_reply());
}

TEST(FrontFaults, OverHttpLeaveTheClientWithoutAnAnswerOrWaiting) {
    Bench bench;
    bench.front.faults().drop_replies = 1;

    EXPECT_EQ(bench.http("GET", "/api/v2/public/test").status, 0);

    bench.front.faults().reply_delay = milliseconds(300);
    auto const late = bench.http("GET", "/api/v2/public/test");
    EXPECT_EQ(late.status, 200);
    EXPECT_EQ(late.hold, milliseconds(300));
}

}  // namespace
}  // namespace hedged::exchange::deribit
