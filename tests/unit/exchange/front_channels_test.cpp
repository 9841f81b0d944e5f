// SPDX-License-Identifier: Apache-2.0
// Subscriptions and market-data channels.
#include "front_bench.hpp"

#include <cmath>

namespace hedged::exchange::deribit {
namespace {

std::string channels(std::string_view name) {
    return R"({"channels":[")" + std::string{name} + R"("]})";
}

TEST(FrontChannels, TheReplyGoesAheadOfTheSnapshot) {
    Bench bench;
    auto const connection = bench.open();
    bench.frame(connection, R"({"id":5,"method":"public/subscribe","params":{"channels":[)"
                            R"("book.BTC-PERPETUAL.100ms","quote.BTC-PERPETUAL"]}})");

    auto const frames = bench.take(connection);
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_EQ(Json{frames[0]}.integer("/id"), 5);
    EXPECT_EQ(Json{frames[1]}.text("/params/data/type"), "snapshot");
    EXPECT_EQ(Json{frames[1]}.text("/method"), "subscription");
    EXPECT_FALSE(Json{frames[1]}.has("/id"));
}

TEST(FrontChannels, SubscribingTwiceGivesNoSecondSnapshot) {
    Bench bench;
    auto const connection = bench.open();
    auto const params = channels("book.BTC-PERPETUAL.100ms");
    (void)bench.call(connection, "public/subscribe", params);
    (void)bench.take(connection);

    EXPECT_EQ(bench.call(connection, "public/subscribe", params).size("/result"), 1U);
    EXPECT_TRUE(bench.notifications(connection, "book.BTC-PERPETUAL.100ms").empty());

    (void)bench.call(connection, "public/unsubscribe", params);
    (void)bench.call(connection, "public/subscribe", params);
    EXPECT_EQ(bench.notifications(connection, "book.BTC-PERPETUAL.100ms").size(), 1U);
}

TEST(FrontChannels, LeavesOutNamesThatAreNoChannel) {
    Bench bench;
    auto const connection = bench.open();
    auto const reply = bench.call(
        connection, "public/subscribe",
        R"({"channels":["quote.BTC-PERPETUAL","quote.BTC-NOPE","book.BTC-PERPETUAL.250ms","",)"
        R"("user.changes.any.any.100ms","ticker.BTC-PERPETUAL","perpetual.BTC-27MAR26.100ms",)"
        R"("book.BTC-PERPETUAL.none.7.100ms","deribit_price_index.doge_usd","a.b.c.d.e.f.g.h"]})");

    EXPECT_EQ(reply.raw("/result"), R"(["quote.BTC-PERPETUAL"])");
}

TEST(FrontChannels, RawNeedsALogin) {
    Bench bench;
    auto const connection = bench.open();
    for (auto const* const name : {"book.BTC-PERPETUAL.raw", "ticker.BTC-PERPETUAL.raw",
                                   "trades.BTC-PERPETUAL.raw", "trades.future.BTC.raw"}) {
        EXPECT_EQ(bench.call(connection, "public/subscribe", channels(name)).error_code(), 13778)
            << name;
    }
    EXPECT_EQ(bench.call(connection, "private/subscribe", channels("user.lock")).error_code(),
              10000);
    EXPECT_EQ(bench.call(bench.login(), "public/subscribe", channels("ticker.BTC-PERPETUAL.raw"))
                  .size("/result"),
              1U);
}

TEST(FrontChannels, ARefusedSubscriptionSubscribesToNothing) {
    Bench bench;
    auto const connection = bench.open();

    (void)bench.call(connection, "public/subscribe",
                     R"({"channels":["quote.BTC-PERPETUAL","book.BTC-PERPETUAL.raw"]})");
    bench.exchange.shock_index(1.001);
    bench.pass(seconds(2));

    EXPECT_TRUE(bench.notifications(connection, "quote.BTC-PERPETUAL").empty());
}

TEST(FrontChannels, AnUnsubscribedChannelFallsSilent) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/subscribe",
                     R"({"channels":["quote.BTC-PERPETUAL","ticker.BTC-PERPETUAL.100ms"]})");
    EXPECT_EQ(bench
                  .call(connection, "public/unsubscribe",
                        R"({"channels":["quote.BTC-PERPETUAL","quote.BTC-27MAR26"]})")
                  .raw("/result"),
              R"(["quote.BTC-PERPETUAL"])");
    (void)bench.take(connection);
    bench.exchange.shock_index(1.001);
    bench.pass(seconds(1));
    EXPECT_FALSE(bench.take(connection).empty());

    EXPECT_EQ(bench.call(connection, "public/unsubscribe_all").text("/result"), "ok");
    (void)bench.take(connection);
    bench.exchange.shock_index(0.999);
    bench.pass(seconds(1));
    EXPECT_TRUE(bench.take(connection).empty());
}

TEST(FrontChannels, KeepTheirPaceInRealTime) {
    Bench::Options options;
    options.pace = 50;
    Bench bench{options};
    auto const desk = bench.login();
    (void)bench.call(desk, "public/subscribe",
                     R"({"channels":["ticker.BTC-PERPETUAL.100ms","ticker.BTC-PERPETUAL.agg2",)"
                     R"("deribit_price_index.btc_usd","markprice.options.btc_usd"]})");
    (void)bench.take(desk);
    std::map<std::string, int> heard;
    for (int i = 0; i < 500; ++i) {
        bench.exchange.shock_index(i % 2 == 0 ? 1.001 : 1.0 / 1.001);
        bench.pass(milliseconds(20));
    }
    for (auto const& text : bench.take(desk)) {
        ++heard[Json{text}.text("/params/channel")];
    }

    EXPECT_NEAR(heard["ticker.BTC-PERPETUAL.100ms"], 100, 5);
    EXPECT_NEAR(heard["ticker.BTC-PERPETUAL.agg2"], 10, 1);
    EXPECT_NEAR(heard["deribit_price_index.btc_usd"], 10, 1);
    EXPECT_NEAR(heard["markprice.options.btc_usd"], 10, 1);
}

TEST(FrontChannels, EachStartsWithTheState) {
    Bench bench;
    auto const desk = bench.login();
    auto const first = [&](std::string_view name) {
        EXPECT_EQ(bench.call(desk, "private/subscribe", channels(name)).size("/result"), 1U)
            << name;
        auto const told = bench.notifications(desk, name);
        EXPECT_EQ(told.size(), 1U) << name;
        return told.empty() ? Json{"{}"} : told[0];
    };

    EXPECT_EQ(first("quote.BTC-PERPETUAL").number("/best_bid_price"), bench.best_bid());
    EXPECT_EQ(first("ticker.BTC-PERPETUAL.raw").text("/state"), "open");
    EXPECT_TRUE(first("ticker.BTC-27MAR26-80000-C.100ms").has("/greeks/delta"));
    EXPECT_EQ(first("deribit_price_index.btc_usd").text("/index_name"), "btc_usd");
    EXPECT_NEAR(first("deribit_volatility_index.btc_usd").number("/volatility"), 60.0, 5.0);
    auto const expiration = first("estimated_expiration_price.btc_usd");
    EXPECT_EQ(expiration.integer("/seconds"), 20 * 3600 - 1);
    EXPECT_FALSE(expiration.flag("/is_estimated"));
    EXPECT_TRUE(first("perpetual.BTC-PERPETUAL.100ms").has("/interest"));
    EXPECT_FALSE(first("platform_state").flag("/locked"));
    EXPECT_TRUE(first("platform_state.public_methods_state")
                    .flag("/allow_unauthenticated_public_requests"));
    EXPECT_FALSE(first("user.lock").flag("/locked"));
    EXPECT_DOUBLE_EQ(first("user.portfolio.btc").number("/balance"), 50.0);
    EXPECT_EQ(first("user.portfolio.any").text("/currency"), "BTC");
    auto const top = first("book.BTC-PERPETUAL.none.1.100ms");
    EXPECT_EQ(top.size("/bids"), 1U);
    EXPECT_DOUBLE_EQ(top.number("/bids/0/0"), bench.best_bid());
    EXPECT_FALSE(top.has("/type"));
}

TEST(FrontChannels, OptionMarksGiveTheWholeChainWithVolatilityAsAFraction) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/subscribe", channels("markprice.options.btc_usd"));

    auto const told = bench.notifications(connection, "markprice.options.btc_usd");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].size(""), 20U);
    EXPECT_NEAR(told[0].number("/0/iv"), 0.6, 0.03);
    EXPECT_GT(told[0].number("/0/mark_price"), 0.0);
    EXPECT_TRUE(told[0].has("/0/instrument_name"));
}

TEST(FrontChannels, GroupedBooksPutLevelsTogetherAwayFromTheMiddle) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/subscribe", channels("book.BTC-PERPETUAL.5.10.100ms"));
    auto const told = bench.notifications(connection, "book.BTC-PERPETUAL.5.10.100ms");
    ASSERT_EQ(told.size(), 1U);
    auto const book = bench.exchange.book(bench.exchange.find(kPerpetual)->id);
    double const lowest = told[0].number("/bids/0/0");
    double expected = 0.0;
    for (auto const& level : book.bids) {
        expected += level.price >= lowest ? level.amount : 0.0;
    }

    EXPECT_DOUBLE_EQ(std::fmod(lowest, 5.0), 0.0);
    EXPECT_LE(lowest, bench.best_bid());
    EXPECT_GE(told[0].number("/asks/0/0"), bench.best_ask());
    EXPECT_DOUBLE_EQ(told[0].number("/bids/0/1"), expected);
}

TEST(FrontChannels, IncrementalTickersAddUpToTheTicker) {
    Bench bench;
    auto const desk = bench.login();
    std::string const name = "incremental_ticker.BTC-27MAR26-80000-C";
    (void)bench.call(desk, "public/subscribe", channels(name));
    auto const start = bench.notifications(desk, name);
    ASSERT_EQ(start.size(), 1U);
    EXPECT_EQ(start[0].text("/type"), "snapshot");
    double mark = start[0].number("/mark_price");
    double delta = start[0].number("/greeks/delta");
    int partial = 0;
    for (int i = 0; i < 50; ++i) {
        bench.exchange.shock_index(1.0 + 0.0003 * (i % 7 - 3));
        bench.pass(milliseconds(100));
        for (auto const& change : bench.notifications(desk, name)) {
            EXPECT_EQ(change.text("/type"), "change");
            EXPECT_TRUE(change.has("/timestamp"));
            EXPECT_EQ(change.text("/instrument_name"), "BTC-27MAR26-80000-C");
            mark = change.has("/mark_price") ? change.number("/mark_price") : mark;
            delta = change.has("/greeks/delta") ? change.number("/greeks/delta") : delta;
            partial += change.has("/open_interest") ? 0 : 1;
        }
    }
    auto const ticker =
        bench.call(desk, "public/ticker", R"({"instrument_name":"BTC-27MAR26-80000-C"})");

    EXPECT_GT(partial, 10);
    EXPECT_DOUBLE_EQ(mark, ticker.number("/result/mark_price"));
    EXPECT_DOUBLE_EQ(delta, ticker.number("/result/greeks/delta"));
}

TEST(FrontChannels, TradesComeAsListsByInstrumentAndByKind) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "public/subscribe",
                     R"({"channels":["trades.BTC-PERPETUAL.raw","trades.future.BTC.100ms",)"
                     R"("trades.option.BTC.raw","trades.any.any.raw"]})");
    (void)bench.take(desk);
    auto const sold = bench.call(
        desk, "private/sell", R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");
    bench.pass(milliseconds(200));
    std::map<std::string, std::string> heard;
    for (auto const& text : bench.take(desk)) {
        Json const frame{text};
        if (frame.has("/params/channel")) {
            heard[frame.text("/params/channel")] = frame.raw("/params/data/0/trade_id");
        }
    }

    auto const id = "\"" + sold.text("/result/trades/0/trade_id") + "\"";
    EXPECT_EQ(heard["trades.BTC-PERPETUAL.raw"], id);
    EXPECT_EQ(heard["trades.future.BTC.100ms"], id);
    EXPECT_EQ(heard["trades.any.any.raw"], id);
    EXPECT_FALSE(heard.contains("trades.option.BTC.raw"));
}

TEST(FrontChannels, TellWhenThePlatformAndTheAccountAreLocked) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/subscribe", R"({"channels":["platform_state","user.lock"]})");
    (void)bench.take(desk);

    bench.exchange.set_platform_lock(true);
    bench.exchange.set_account_lock(bench.desk, true);
    bench.exchange.set_account_lock(bench.rival, true);
    bench.pass(milliseconds(20));

    auto const frames = bench.take(desk);
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_TRUE(Json{frames[0]}.flag("/params/data/locked"));
    EXPECT_EQ(Json{frames[0]}.text("/params/data/price_index"), "btc_usd");
    EXPECT_TRUE(Json{frames[1]}.flag("/params/data/locked"));
    EXPECT_EQ(Json{frames[1]}.text("/params/data/currency"), "ALL");
}

TEST(FrontChannels, TellTheLifeOfInstruments) {
    Bench::Options options;
    options.pace = 3600;
    Bench bench{options};
    auto const connection = bench.open();
    (void)bench.call(connection, "public/subscribe",
                     R"({"channels":["instrument.state.option.BTC","instrument.state.any.any"]})");

    bench.pass(seconds(70));

    auto const told = bench.notifications(connection, "instrument.state.option.BTC");
    int settled = 0;
    for (auto const& change : told) {
        EXPECT_TRUE(change.has("/timestamp"));
        settled += change.text("/instrument_name") == "BTC-6FEB26-80000-C" ? 1 : 0;
    }
    EXPECT_GE(settled, 1);
}

TEST(FrontChannels, EndAtTheLimitOfAConnection) {
    Bench::Options options;
    options.front.channels_per_connection = 2;
    Bench bench{options};
    auto const reply = bench.call(
        bench.open(), "public/subscribe",
        R"({"channels":["quote.BTC-PERPETUAL","quote.BTC-27MAR26","quote.BTC-27MAR26-80000-C"]})");

    EXPECT_EQ(reply.size("/result"), 2U);
}

}  // namespace
}  // namespace hedged::exchange::deribit
