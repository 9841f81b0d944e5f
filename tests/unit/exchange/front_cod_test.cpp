// SPDX-License-Identifier: Apache-2.0
// Cancel-on-disconnect, and where it does not reach.
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

bool cod_enabled(Bench& bench, ConnectionId connection, std::string_view params = "{}") {
    return bench.call(connection, "private/get_cancel_on_disconnect", params)
        .flag("/result/enabled");
}

TEST(FrontCancelOnDisconnect, IsOffUntilAskedFor) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.rest(desk);

    EXPECT_FALSE(cod_enabled(bench, desk));
    bench.front.on_close(desk, bench.now);

    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontCancelOnDisconnect, CancelsWhenTheSocketCloses) {
    Bench bench;
    auto const desk = bench.login();
    auto const before = bench.rest(desk);
    EXPECT_EQ(bench.call(desk, "private/enable_cancel_on_disconnect").text("/result"), "ok");
    EXPECT_TRUE(cod_enabled(bench, desk));
    (void)bench.rest(desk);

    bench.front.on_close(desk, bench.now);

    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    auto const again = bench.login();
    auto const state =
        bench.call(again, "private/get_order_state", R"({"order_id":")" + before + R"("})");
    EXPECT_EQ(state.text("/result/order_state"), "cancelled");
    EXPECT_EQ(state.text("/result/cancel_reason"), "cancel_on_disconnect");
}

TEST(FrontCancelOnDisconnect, TellsTheAccountsOtherConnections) {
    Bench bench;
    auto const desk = bench.login();
    auto const watcher = bench.login();
    (void)bench.call(watcher, "private/subscribe",
                     R"({"channels":["user.orders.BTC-PERPETUAL.raw"]})");
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    auto const id = bench.rest(desk);
    (void)bench.take(watcher);

    bench.front.on_close(desk, bench.now);

    auto const told = bench.notifications(watcher, "user.orders.BTC-PERPETUAL.raw");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text("/order_id"), id);
    EXPECT_EQ(told[0].text("/cancel_reason"), "cancel_on_disconnect");
}

TEST(FrontCancelOnDisconnect, LeavesTheOrdersOfOtherConnections) {
    Bench bench;
    auto const one = bench.login();
    auto const two = bench.login();
    (void)bench.call(one, "private/enable_cancel_on_disconnect");
    (void)bench.rest(one, "goes");
    (void)bench.rest(two, "stays");

    bench.front.on_close(one, bench.now);

    auto const left = bench.exchange.open_orders(bench.desk);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].label, "stays");
}

TEST(FrontCancelOnDisconnect, LeavesOrdersPlacedOverHttp) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    auto const response = bench.http("GET",
                                     "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10"
                                     "&price=79500",
                                     {{"Authorization", "Basic ZGVzazpz"}});
    ASSERT_EQ(response.status, 200) << response.body;

    bench.front.on_close(desk, bench.now);

    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontCancelOnDisconnect, DoesNotFireAfterALogout) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.rest(desk);

    EXPECT_EQ(bench.ask(desk, "private/logout"), "");
    bench.front.on_close(desk, bench.now);

    EXPECT_TRUE(bench.is_closed(desk));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontCancelOnDisconnect, FiresWhenAHeartbeatIsLost) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.call(desk, "public/set_heartbeat", R"({"interval":10})");
    (void)bench.rest(desk);

    bench.pass(seconds(19));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    bench.pass(seconds(1));

    EXPECT_TRUE(bench.is_closed(desk));
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontCancelOnDisconnect, WithoutHeartbeatsWaitsTenMinutes) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.rest(desk);

    bench.pass(seconds(599), seconds(1));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    bench.pass(seconds(1));

    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontCancelOnDisconnect, ConnectionScopeDiesWithTheConnection) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect", R"({"scope":"connection"})");
    bench.front.on_close(desk, bench.now);

    EXPECT_FALSE(cod_enabled(bench, bench.login()));
}

TEST(FrontCancelOnDisconnect, AccountScopeStartsEveryNewConnectionWithIt) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect", R"({"scope":"account"})");
    EXPECT_TRUE(cod_enabled(bench, desk, R"({"scope":"account"})"));
    bench.front.on_close(desk, bench.now);

    auto const next = bench.login();
    EXPECT_TRUE(cod_enabled(bench, next));
    (void)bench.rest(next);
    bench.front.on_close(next, bench.now);
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);

    auto const last = bench.login();
    (void)bench.call(last, "private/disable_cancel_on_disconnect", R"({"scope":"account"})");
    EXPECT_FALSE(cod_enabled(bench, last));
    EXPECT_FALSE(cod_enabled(bench, bench.login()));
}

TEST(FrontCancelOnDisconnect, AccountScopeDoesNotReachConnectionsAlreadyOpen) {
    Bench bench;
    auto const old = bench.login();
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect", R"({"scope":"account"})");

    EXPECT_FALSE(cod_enabled(bench, old));
}

TEST(FrontCancelOnDisconnect, CanBeTurnedOffAgain) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.call(desk, "private/disable_cancel_on_disconnect");
    (void)bench.rest(desk);

    EXPECT_FALSE(cod_enabled(bench, desk));
    bench.front.on_close(desk, bench.now);

    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontCancelOnDisconnect, IsForWebsocketsOnly) {
    Bench bench;
    auto const response = bench.http("GET", "/api/v2/private/enable_cancel_on_disconnect",
                                     {{"Authorization", "Basic ZGVzazpz"}});

    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(Json{response.body}.error_code(), 10030);
}

TEST(FrontCancelOnDisconnect, RefusesAnUnknownScope) {
    Bench bench;
    auto const desk = bench.login();

    EXPECT_EQ(
        bench.call(desk, "private/enable_cancel_on_disconnect", R"({"scope":"all"})").error_code(),
        -32602);
    EXPECT_FALSE(cod_enabled(bench, desk));
}

TEST(FrontCancelOnDisconnect, MayComeLateOrNeverWhenAFaultSaysSo) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.rest(desk);
    bench.front.faults().cancel_on_disconnect_delay = seconds(2);

    bench.front.on_close(desk, bench.now);
    bench.pass(milliseconds(1980));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    bench.pass(milliseconds(20));
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);

    auto const next = bench.login();
    (void)bench.call(next, "private/enable_cancel_on_disconnect");
    (void)bench.rest(next);
    bench.front.faults().cancel_on_disconnect_lost = true;
    bench.front.on_close(next, bench.now);
    bench.pass(seconds(10));
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

}  // namespace
}  // namespace hedged::exchange::deribit
