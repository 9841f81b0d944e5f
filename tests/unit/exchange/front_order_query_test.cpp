// SPDX-License-Identifier: Apache-2.0
// What an account can ask about its orders and fills.
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

TEST(FrontOrderQueries, FindsOrdersByIdLabelCurrencyAndInstrument) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk, "mine");

    EXPECT_EQ(bench.call(desk, "private/get_order_state", R"({"order_id":")" + id + R"("})")
                  .text("/result/order_state"),
              "open");
    EXPECT_EQ(
        bench.call(desk, "private/get_order_state_by_label", R"({"currency":"BTC","label":"mine"})")
            .text("/result/0/order_id"),
        id);
    for (auto const* const method :
         {"private/get_open_orders", "private/get_open_orders_by_currency",
          "private/get_open_orders_by_instrument", "private/get_open_orders_by_label"}) {
        auto const reply = bench.call(
            desk, method, R"({"currency":"BTC","instrument_name":"BTC-PERPETUAL","label":"mine"})");
        EXPECT_EQ(reply.size("/result"), 1U) << method;
        EXPECT_EQ(reply.text("/result/0/order_id"), id) << method;
    }
    EXPECT_EQ(bench
                  .call(desk, "private/get_open_orders_by_currency",
                        R"({"currency":"BTC","kind":"option"})")
                  .size("/result"),
              0U);
    EXPECT_EQ(
        bench
            .call(desk, "private/get_open_orders_by_label", R"({"currency":"BTC","label":"other"})")
            .size("/result"),
        0U);
}

TEST(FrontOrderQueries, HistoryHidesUnfilledOrdersUnlessAskedFor) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.rest(desk);
    (void)bench.call(desk, "private/cancel_all");
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");

    auto const brief =
        bench.call(desk, "private/get_order_history_by_currency", R"({"currency":"BTC"})");
    auto const full = bench.call(desk, "private/get_order_history_by_instrument",
                                 R"({"instrument_name":"BTC-PERPETUAL","include_unfilled":true})");

    ASSERT_EQ(brief.size("/result"), 1U);
    EXPECT_EQ(brief.text("/result/0/order_state"), "filled");
    ASSERT_EQ(full.size("/result"), 2U);
    EXPECT_EQ(full.text("/result/1/order_state"), "cancelled");
    EXPECT_EQ(bench
                  .call(desk, "private/get_order_history_by_currency",
                        R"({"currency":"BTC","include_unfilled":true,"offset":1,"count":5})")
                  .size("/result"),
              1U);
}

TEST(FrontOrderQueries, UserTradesAgreeHoweverTheyAreAskedFor) {
    Bench bench;
    auto const desk = bench.login();
    auto const bought = bench.call(
        desk, "private/buy", R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");
    auto const trade = bought.raw("/result/trades/0");
    auto const time = std::to_string(bought.integer("/result/trades/0/timestamp"));
    auto const id = bought.text("/result/order/order_id");

    EXPECT_EQ(
        bench.call(desk, "private/get_user_trades_by_order", R"({"order_id":")" + id + R"("})")
            .raw("/result/0"),
        trade);
    for (auto const* const method :
         {"private/get_user_trades_by_currency", "private/get_user_trades_by_currency_and_time",
          "private/get_user_trades_by_instrument",
          "private/get_user_trades_by_instrument_and_time"}) {
        auto const reply =
            bench.call(desk, method,
                       R"({"currency":"BTC","instrument_name":"BTC-PERPETUAL","start_timestamp":)" +
                           time + R"(,"end_timestamp":)" + time + "}");
        EXPECT_EQ(reply.raw("/result/trades/0"), trade) << method;
        EXPECT_FALSE(reply.flag("/result/has_more")) << method;
    }
    EXPECT_EQ(bench
                  .call(desk, "private/get_user_trades_by_instrument_and_time",
                        R"({"instrument_name":"BTC-PERPETUAL","start_timestamp":1,)"
                        R"("end_timestamp":2})")
                  .size("/result/trades"),
              0U);
    EXPECT_EQ(
        bench.call(desk, "private/get_user_trades_by_currency_and_time", R"({"currency":"BTC"})")
            .error_code(),
        -32602);
}

TEST(FrontOrderQueries, PagesThroughUserTrades) {
    Bench bench;
    auto const desk = bench.login();
    for (int i = 0; i < 3; ++i) {
        (void)bench.call(desk, "private/buy",
                         R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");
    }
    auto const newest =
        bench.call(desk, "private/get_user_trades_by_currency", R"({"currency":"BTC","count":2})");
    auto const oldest = bench.call(desk, "private/get_user_trades_by_currency",
                                   R"({"currency":"BTC","count":3,"sorting":"asc"})");

    EXPECT_TRUE(newest.flag("/result/has_more"));
    ASSERT_EQ(newest.size("/result/trades"), 2U);
    ASSERT_EQ(oldest.size("/result/trades"), 3U);
    EXPECT_FALSE(oldest.flag("/result/has_more"));
    EXPECT_EQ(newest.raw("/result/trades/0"), oldest.raw("/result/trades/2"));
    auto const middle = std::to_string(oldest.integer("/result/trades/1/trade_seq"));
    EXPECT_EQ(bench
                  .call(desk, "private/get_user_trades_by_instrument",
                        R"({"instrument_name":"BTC-PERPETUAL","start_seq":)" + middle + "}")
                  .size("/result/trades"),
              2U);
}

}  // namespace
}  // namespace hedged::exchange::deribit
