// SPDX-License-Identifier: Apache-2.0
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

TEST(MarketSession, ReadsTheInstrumentsBeforeItSubscribes) {
    MarketRig rig;
    rig.script.silence("public/get_instruments");
    rig.log_in();
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 1U);
    EXPECT_EQ(rig.wire.count_sent("public/subscribe"), 0U);
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);

    rig.script.answer("public/get_instruments", instruments_result);
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.wire.count<InstrumentDefinition>(), 2U);
    EXPECT_TRUE(rig.perpetual().valid());
}

TEST(MarketSession, BracketsTheInstrumentList) {
    MarketRig rig;
    rig.log_in();
    auto const marks = rig.wire.all<SnapshotMark>();
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0].kind, SnapshotKind::Instruments);
    EXPECT_EQ(marks[0].phase, SnapshotPhase::Begin);
    EXPECT_EQ(marks[1].phase, SnapshotPhase::Complete);
}

TEST(MarketSession, ReadsOneListInTenSecondsAtMost) {
    MarketRig rig{market_config(), coins({"BTC", "ETH"})};
    rig.log_in();
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 1U);
    rig.script.run(seconds(8));
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 1U);
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    rig.script.run(seconds(3));
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 2U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_TRUE(rig.table.find("ETH-PERPETUAL").valid());
}

TEST(MarketSession, FailsTheListAndTriesAgainAfterAnError) {
    MarketRig rig;
    rig.script.error("public/get_instruments", 13028, "temporarily_unavailable");
    rig.log_in();
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
    rig.script.answer("public/get_instruments", instruments_result);
    rig.script.run(seconds(12));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(MarketSession, FailsTheListWhenItIsNotAnswered) {
    MarketRig rig;
    rig.script.silence("public/get_instruments");
    rig.log_in();
    rig.script.run(seconds(10));
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
}

TEST(MarketSession, EmitsOnlyWhatIsNewOrChangedWhenTheListIsReadAgain) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    rig.script.run(seconds(10));
    rig.session.command(RequestSnapshot{SnapshotKind::Instruments, 5}, rig.script.now);
    rig.script.serve();
    EXPECT_EQ(rig.wire.count<InstrumentDefinition>(), 0U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Complete);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().generation, 5U);

    rig.script.answer("public/get_instruments", [](const SentRequest& request) {
        std::string changed = perpetual_json("BTC");
        changed.replace(changed.find("\"tick_size\":0.5"), 15, "\"tick_size\":2.5");
        return result_frame(
            request.id,
            "[" + changed + "," + option_json("BTC-25DEC26-100000-C", 100'000, "call") + "]");
    });
    rig.script.run(seconds(10));
    rig.session.command(RequestSnapshot{SnapshotKind::Instruments, 6}, rig.script.now);
    rig.script.serve();
    ASSERT_EQ(rig.wire.count<InstrumentDefinition>(), 1U);
    EXPECT_EQ(rig.wire.last<InstrumentDefinition>().spec.index, rig.perpetual());
}

TEST(MarketSession, ReadsTheListAgainWhenANewStrikeAppears) {
    MarketRig rig;
    rig.log_in();
    rig.script.answer("public/get_instruments", [](const SentRequest& request) {
        return result_frame(request.id,
                            "[" + option_json("BTC-25DEC26-130000-C", 130'000, "call") + "]");
    });
    rig.script.notify("instrument.state.any.BTC", R"({"timestamp":1700000003000,"state":"created",)"
                                                  R"("instrument_name":"BTC-25DEC26-130000-C"})");
    rig.script.run(seconds(11));
    EXPECT_TRUE(rig.table.find("BTC-25DEC26-130000-C").valid());
    EXPECT_EQ(rig.wire.last<InstrumentDefinition>().spec.strike, UsdPrice{130'000.0});
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 2U);
}

TEST(MarketSession, DoesNotWaitForAFreshListAfterAShortInterruption) {
    MarketRig rig;
    rig.log_in();
    rig.script.close();
    rig.script.silence("public/get_instruments");
    rig.script.pass(seconds(1));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    rig.script.run(seconds(10));
    EXPECT_EQ(rig.wire.count_sent("public/get_instruments"), 2U) << "it is read all the same";
}

TEST(MarketSession, WaitsForAFreshListAfterALongInterruption) {
    MarketRig rig;
    rig.log_in();
    rig.script.close();
    rig.script.silence("public/get_instruments");
    rig.script.pass(seconds(700));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(5));
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    rig.script.answer("public/get_instruments", instruments_result);
    rig.script.run(seconds(5));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(MarketSession, PassesMarketEventsOn) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    rig.script.notify("deribit_price_index.btc_usd",
                      R"({"timestamp":1700000004000,"price":60123.5,"index_name":"btc_usd"})");
    rig.script.notify("quote.BTC-PERPETUAL",
                      R"({"timestamp":1700000004001,"instrument_name":"BTC-PERPETUAL",)"
                      R"("best_bid_price":60000.0,"best_bid_amount":10.0,)"
                      R"("best_ask_price":60000.5,"best_ask_amount":20.0})");
    rig.script.notify("platform_state", R"({"price_index":"btc_usd","locked":true})");

    ASSERT_EQ(rig.wire.events.size(), 3U);
    EXPECT_EQ(rig.wire.last<IndexPrice>().price, UsdPrice{60'123.5});
    EXPECT_EQ(rig.wire.last<IndexPrice>().stamp.received, rig.script.now);
    EXPECT_EQ(rig.wire.last<Quote>().ask_amount, 20.0);
    EXPECT_TRUE(rig.wire.last<PlatformLock>().locked);
}

TEST(MarketSession, AsksAtLoginWhatIsLockedAlready) {
    MarketRig rig;
    rig.script.result("public/status", R"({"locked":"partial","locked_indices":["btc_usd"]})");
    rig.log_in();
    ASSERT_GE(rig.wire.count<PlatformLock>(), 1U);
    EXPECT_TRUE(rig.wire.last<PlatformLock>().locked);
}

TEST(MarketSession, ReadsTheExchangesClockRegularly) {
    MarketRig rig;
    rig.log_in();
    rig.script.run(seconds(30));
    EXPECT_GE(rig.wire.count_sent("public/get_time"), 3U);
    EXPECT_LE(rig.wire.count_sent("public/get_time"), 5U);
    ClockSync const sync = rig.wire.last<ClockSync>();
    EXPECT_EQ(sync.stamp.venue, WallTime{std::int64_t{1'700'000'000'000'300'000}});
}

// "result" is of 2023, "usOut" of 2255.
TEST(MarketSession, LeavesOutATimeThatContradictsItself) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    rig.script.silence("public/get_time");
    rig.script.run(seconds(11));
    std::size_t const before = rig.wire.count<ClockSync>();
    SentRequest const request = rig.wire.requests("public/get_time").at(0);
    rig.script.frame(R"({"jsonrpc":"2.0","id":)" + std::to_string(request.id) +
                     R"(,"result":1700000000000,"usIn":1700000000000300,)"
                     R"("usOut":9007199254740993,"usDiff":0,"testnet":true})");
    EXPECT_EQ(rig.wire.count<ClockSync>(), before);
    EXPECT_EQ(rig.session.counters().clock_samples_dropped, 1U);
}

TEST(MarketSession, MeasuresTheRoundTripFromSendingToReceiving) {
    MarketRig rig;
    rig.script.silence("public/get_time");
    rig.log_in();
    SentRequest const request = rig.wire.requests("public/get_time").at(0);
    EXPECT_EQ(rig.wire.count<ClockSync>(), 0U);
    rig.script.now = rig.script.now + milliseconds(30);
    rig.script.frame(result_frame(request.id, "1700000000123"));
    // Sent when the first list was read, one second before.
    EXPECT_EQ(rig.wire.last<ClockSync>().round_trip, milliseconds(1'030));
    EXPECT_EQ(rig.wire.last<ClockSync>().stamp.received, rig.script.now);
}

TEST(MarketSession, TakesNoClockReadingFromAnAnswerThatIsTooLate) {
    MarketRig rig;
    rig.script.silence("public/get_time");
    rig.log_in();
    SentRequest const request = rig.wire.requests("public/get_time").at(0);
    rig.script.run(seconds(11));
    rig.script.frame(result_frame(request.id, "1700000000123"));
    EXPECT_EQ(rig.wire.count<ClockSync>(), 0U);
    EXPECT_EQ(rig.session.counters().late_replies, 1U);
}

TEST(MarketSession, RefusesCommandsThatAreNotItsOwnAtOnce) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    PlaceOrder order;
    order.client_id = make_client_order_id(1, 1);
    rig.session.command(order, rig.script.now);
    rig.session.command(CancelOrder{order.client_id, {}, {}}, rig.script.now);
    rig.session.command(QueryOrder{order.client_id, {}}, rig.script.now);
    rig.session.command(RequestSnapshot{SnapshotKind::Positions, 9}, rig.script.now);

    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<CancelReply>().outcome, Outcome::Refused);
    EXPECT_EQ(rig.wire.last<OrderQueryReply>().result, QueryResult::Failed);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
    EXPECT_EQ(rig.session.counters().misrouted_commands, 4U);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(MarketSession, FailsAListThatWasUnderWayWhenTheConnectionIsLost) {
    MarketRig rig;
    rig.log_in();
    rig.script.run(seconds(10));
    rig.script.silence("public/get_instruments");
    rig.session.command(RequestSnapshot{SnapshotKind::Instruments, 8}, rig.script.now);
    rig.wire.events.clear();
    rig.script.close();
    ASSERT_EQ(rig.wire.count<SnapshotMark>(), 1U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().generation, 8U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
}

TEST(MarketSession, NeedsNoCallBeyondItsDeadlines) {
    MarketRig rig{market_config(BookFeed::Incremental), coins({"BTC", "ETH"})};
    rig.script.start();
    rig.script.open();
    int const calls = rig.script.follow_deadlines(seconds(15));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_LT(calls, 100);
}

TEST(MarketSession, DoesNotAskToBeCalledWithoutEndWhenTheExchangeIsSilent) {
    for (const char* method : {"public/auth", "public/set_heartbeat", "public/get_instruments",
                               "public/subscribe", "public/get_time"}) {
        MarketRig rig;
        rig.script.silence(method);
        rig.script.start();
        rig.script.open();
        EXPECT_LT(rig.script.follow_deadlines(seconds(15)), 200) << method;
    }
}

TEST(MarketSession, StaysWithinItsRequestBudget) {
    MarketRig rig{market_config(BookFeed::Incremental)};
    rig.script.start();
    Instant const begin = rig.script.now;
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(60));
    std::size_t general = 0;
    for (const SentRequest& request : rig.wire.sent) {
        general += request.method.find("subscribe") == std::string::npos ? 1U : 0U;
    }
    EXPECT_LE(static_cast<double>(general), 20.0 + 4.0 * (rig.script.now - begin).seconds());
}

}  // namespace
}  // namespace hedged::deribit
