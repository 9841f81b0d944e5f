// SPDX-License-Identifier: Apache-2.0
// What an account hears about itself.
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::string_view kBuyTen =
    R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})";

Bench& with(Bench& bench, ConnectionId connection, std::string_view channel) {
    auto const reply = bench.call(connection, "private/subscribe",
                                  R"({"channels":[")" + std::string{channel} + R"("]})");
    EXPECT_EQ(reply.size("/result"), 1U) << channel;
    (void)bench.take(connection);
    return bench;
}

TEST(FrontUserOrders, AtFullRateAreOneObjectEach) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.BTC-PERPETUAL.raw");

    auto const id = bench.rest(desk, "mine");

    auto const told = bench.notifications(desk, "user.orders.BTC-PERPETUAL.raw");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text("/order_id"), id);
    EXPECT_EQ(told[0].text("/label"), "mine");
    EXPECT_EQ(told[0].text("/order_state"), "open");
}

TEST(FrontUserOrders, AtASlowerPaceAreAList) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.future.BTC.100ms");
    (void)bench.rest(desk, "first");
    (void)bench.take(desk);
    (void)bench.rest(desk, "second");
    (void)bench.rest(desk, "third");
    EXPECT_TRUE(bench.notifications(desk, "user.orders.future.BTC.100ms").empty());

    bench.pass(milliseconds(100));

    auto const told = bench.notifications(desk, "user.orders.future.BTC.100ms");
    ASSERT_EQ(told.size(), 1U);
    ASSERT_EQ(told[0].size(""), 2U);
    EXPECT_EQ(told[0].text("/0/label"), "second");
    EXPECT_EQ(told[0].text("/1/label"), "third");
}

TEST(FrontUserOrders, ReplyAndNotificationShowTheSameOrder) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.any.any.raw");

    auto const reply = bench.call(desk, "private/buy", kBuyTen);

    auto const told = bench.notifications(desk, "user.orders.any.any.raw");
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back().raw("/order_id"), reply.raw("/result/order/order_id"));
    EXPECT_EQ(told.back().raw("/order_state"), reply.raw("/result/order/order_state"));
    EXPECT_EQ(told.back().raw("/filled_amount"), reply.raw("/result/order/filled_amount"));
}

TEST(FrontUserOrders, SelectionsByKindLeaveOtherKindsOut) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.option.BTC.raw");
    with(bench, desk, "user.orders.any.ETH.raw");
    with(bench, desk, "user.orders.BTC-27MAR26.raw");

    (void)bench.rest(desk);

    auto const frames = bench.take(desk);
    EXPECT_EQ(frames.size(), 1U);  // the reply alone
}

TEST(FrontUserTrades, AreAListAtEveryPace) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.trades.BTC-PERPETUAL.raw");

    auto const reply = bench.call(desk, "private/buy", kBuyTen);

    auto const told = bench.notifications(desk, "user.trades.BTC-PERPETUAL.raw");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].raw("/0"), reply.raw("/result/trades/0"));
}

TEST(FrontUserTrades, TellTheMakerToo) {
    Bench bench;
    auto const desk = bench.login();
    auto const rival = bench.open();
    (void)bench.call(
        rival, "public/auth",
        R"({"grant_type":"client_credentials","client_id":"rival","client_secret":"x"})");
    with(bench, desk, "user.trades.any.any.raw");
    double const price = bench.best_ask() - 0.5;
    auto const text = std::to_string(price);
    auto const maker = bench.call(
        desk, "private/sell",
        R"({"instrument_name":"BTC-PERPETUAL","amount":10,"label":"quote","price":)" + text + "}");
    ASSERT_EQ(maker.text("/result/order/order_state"), "open");
    (void)bench.take(desk);

    (void)bench.call(rival, "private/buy", kBuyTen);

    auto const told = bench.notifications(desk, "user.trades.any.any.raw");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text("/0/liquidity"), "M");
    EXPECT_EQ(told[0].text("/0/label"), "quote");
    EXPECT_EQ(told[0].text("/0/direction"), "sell");
    EXPECT_EQ(told[0].text("/0/order_id"), maker.text("/result/order/order_id"));
}

TEST(FrontUserChanges, GiveOrderTradesAndPositionInOneUpdate) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.changes.any.any.raw");

    (void)bench.call(desk, "private/sell", kBuyTen);

    auto const told = bench.notifications(desk, "user.changes.any.any.raw");
    ASSERT_GE(told.size(), 1U);
    auto const& last = told.back();
    EXPECT_EQ(last.text("/instrument_name"), kPerpetual);
    EXPECT_EQ(last.text("/orders/0/order_state"), "filled");
    EXPECT_DOUBLE_EQ(last.number("/trades/0/amount"), 10.0);
    EXPECT_DOUBLE_EQ(last.number("/positions/0/size"), -10.0);
    EXPECT_EQ(last.text("/positions/0/direction"), "sell");
}

TEST(FrontUserChanges, AtASlowerPaceGatherPerInstrument) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.changes.any.any.100ms");
    (void)bench.call(desk, "private/buy", kBuyTen);
    bench.pass(milliseconds(200));
    (void)bench.take(desk);
    (void)bench.call(desk, "private/buy", kBuyTen);
    (void)bench.take(desk);
    (void)bench.call(desk, "private/buy", kBuyTen);
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-27MAR26","amount":10,"type":"market"})");
    (void)bench.take(desk);

    bench.pass(milliseconds(200));

    std::map<std::string, std::string> sizes;
    std::size_t trades = 0;
    for (auto const& change : bench.notifications(desk, "user.changes.any.any.100ms")) {
        auto const name = change.text("/instrument_name");
        EXPECT_FALSE(sizes.contains(name)) << "one notification an instrument";
        sizes[name] = change.raw("/positions/0/size");
        trades += change.size("/trades");
    }
    EXPECT_EQ(trades, 2U);
    EXPECT_EQ(sizes["BTC-PERPETUAL"], "30.0");
    EXPECT_EQ(sizes["BTC-27MAR26"], "10.0");
}

TEST(FrontUserPortfolio, SpeaksAfterATradeUnderTheNameAskedFor) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.portfolio.btc");

    (void)bench.call(desk, "private/buy", kBuyTen);
    bench.pass(milliseconds(200));

    auto const told = bench.notifications(desk, "user.portfolio.btc");
    ASSERT_GE(told.size(), 1U);
    EXPECT_GT(told.back().number("/delta_total_map/btc_usd"), 0.0);
    EXPECT_GT(told.back().number("/initial_margin"), 0.0);
    EXPECT_EQ(told.back().text("/margin_model"), "segregated_sm");
}

TEST(FrontUserChannels, AreDeafToOtherAccounts) {
    Bench bench;
    auto const desk = bench.login();
    auto const rival = bench.open();
    (void)bench.call(
        rival, "public/auth",
        R"({"grant_type":"client_credentials","client_id":"rival","client_secret":"x"})");
    with(bench, rival, "user.changes.any.any.raw");
    with(bench, rival, "user.orders.any.any.raw");

    (void)bench.call(desk, "private/buy", kBuyTen);
    (void)bench.rest(desk);

    EXPECT_TRUE(bench.take(rival).empty());
}

TEST(FrontUserChannels, HearOrdersPlacedOverHttp) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.any.any.raw");

    (void)bench.http("GET",
                     "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10&price=79500",
                     {{"Authorization", "Basic ZGVzazpz"}});

    EXPECT_EQ(bench.notifications(desk, "user.orders.any.any.raw").size(), 1U);
}

TEST(FrontUserChannels, StayWhenThePublicOnesAreDropped) {
    Bench bench;
    auto const desk = bench.login();
    with(bench, desk, "user.orders.any.any.raw");
    with(bench, desk, "quote.BTC-PERPETUAL");

    (void)bench.call(desk, "public/unsubscribe_all");
    (void)bench.rest(desk);
    EXPECT_EQ(bench.notifications(desk, "user.orders.any.any.raw").size(), 1U);

    (void)bench.call(desk, "private/unsubscribe_all");
    (void)bench.rest(desk);
    EXPECT_TRUE(bench.notifications(desk, "user.orders.any.any.raw").empty());
}

}  // namespace
}  // namespace hedged::exchange::deribit
