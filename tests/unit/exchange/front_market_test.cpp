// SPDX-License-Identifier: Apache-2.0
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::string_view kOption = "BTC-27MAR26-80000-C";

std::string named(std::string_view instrument) {
    return R"({"instrument_name":")" + std::string{instrument} + R"("})";
}

TEST(FrontMarket, ListsWhatIsTradedWithItsUnits) {
    Bench bench;
    auto const connection = bench.open();

    auto const all =
        bench.call(connection, "public/get_instruments", R"({"currency":"BTC","expired":false})");
    auto const futures =
        bench.call(connection, "public/get_instruments", R"({"currency":"any","kind":"future"})");

    EXPECT_EQ(all.size("/result"), 22U);
    ASSERT_EQ(futures.size("/result"), 2U);
    EXPECT_EQ(
        bench.call(connection, "public/get_instruments", R"({"currency":"ETH"})").size("/result"),
        0U);
    EXPECT_EQ(
        bench.call(connection, "public/get_instruments", R"({"currency":"BTC","expired":true})")
            .size("/result"),
        0U);
    EXPECT_EQ(
        bench.call(connection, "public/get_instruments", R"({"currency":"XXX"})").error_code(),
        -32602);
    // Some clients name no currency and expect them all.
    EXPECT_EQ(bench.call(connection, "public/get_instruments").raw("/result"), all.raw("/result"));
}

TEST(FrontMarket, DescribesThePerpetual) {
    Bench bench;
    auto const reply = bench.call(bench.open(), "public/get_instrument", named(kPerpetual));

    EXPECT_EQ(reply.text("/result/kind"), "future");
    EXPECT_EQ(reply.text("/result/settlement_period"), "perpetual");
    EXPECT_EQ(reply.text("/result/instrument_type"), "reversed");
    EXPECT_EQ(reply.text("/result/quote_currency"), "USD");
    EXPECT_EQ(reply.text("/result/counter_currency"), "USD");
    EXPECT_EQ(reply.text("/result/settlement_currency"), "BTC");
    EXPECT_EQ(reply.text("/result/price_index"), "btc_usd");
    EXPECT_EQ(reply.integer("/result/expiration_timestamp"), 32'503'708'800'000);
    EXPECT_DOUBLE_EQ(reply.number("/result/contract_size"), 10.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/min_trade_amount"), 10.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/tick_size"), 0.5);
    EXPECT_EQ(reply.integer("/result/max_leverage"), 50);
    EXPECT_DOUBLE_EQ(reply.number("/result/taker_commission"), 0.0005);
    EXPECT_TRUE(reply.flag("/result/is_active"));
    EXPECT_TRUE(reply.is_array("/result/tick_size_steps"));
    EXPECT_FALSE(reply.has("/result/strike"));
}

TEST(FrontMarket, DescribesAnOption) {
    Bench bench;
    auto const reply = bench.call(bench.open(), "public/get_instrument", named(kOption));

    EXPECT_EQ(reply.text("/result/kind"), "option");
    EXPECT_EQ(reply.text("/result/option_type"), "call");
    EXPECT_DOUBLE_EQ(reply.number("/result/strike"), 80'000.0);
    EXPECT_EQ(reply.text("/result/quote_currency"), "BTC");
    EXPECT_EQ(reply.integer("/result/expiration_timestamp"), 1'774'598'400'000);
    EXPECT_DOUBLE_EQ(reply.number("/result/contract_size"), 1.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/tick_size"), 0.0001);
    EXPECT_DOUBLE_EQ(reply.number("/result/tick_size_steps/0/above_price"), 0.005);
    EXPECT_DOUBLE_EQ(reply.number("/result/tick_size_steps/0/tick_size"), 0.0005);
}

TEST(FrontMarket, TickerOfThePerpetualHasFundingAndNoGreeks) {
    Bench bench;
    auto const reply = bench.call(bench.open(), "public/ticker", named(kPerpetual));

    EXPECT_EQ(reply.text("/result/state"), "open");
    EXPECT_NEAR(reply.number("/result/index_price"), 80'000.0, 400.0);
    EXPECT_GT(reply.number("/result/best_ask_price"), reply.number("/result/best_bid_price"));
    EXPECT_GT(reply.number("/result/best_bid_amount"), 0.0);
    EXPECT_GT(reply.number("/result/max_price"), reply.number("/result/mark_price"));
    EXPECT_LT(reply.number("/result/min_price"), reply.number("/result/mark_price"));
    EXPECT_TRUE(reply.has("/result/current_funding"));
    EXPECT_TRUE(reply.has("/result/funding_8h"));
    EXPECT_TRUE(reply.has("/result/stats/volume"));
    EXPECT_TRUE(reply.has("/result/last_price"));
    EXPECT_FALSE(reply.has("/result/greeks"));
    EXPECT_EQ(reply.integer("/result/timestamp"), bench.exchange.now().milliseconds());
}

TEST(FrontMarket, TickerOfAnOptionSpeaksInPercentAndUnadjustedDelta) {
    Bench bench;
    auto const reply = bench.call(bench.open(), "public/ticker", named(kOption));

    EXPECT_NEAR(reply.number("/result/mark_iv"), 60.0, 3.0);
    EXPECT_NEAR(reply.number("/result/underlying_price"), 80'600.0, 600.0);
    EXPECT_EQ(reply.text("/result/underlying_index"), "BTC-27MAR26");
    EXPECT_NEAR(reply.number("/result/greeks/delta"), 0.55, 0.05);
    EXPECT_GT(reply.number("/result/greeks/vega"), 0.0);
    EXPECT_LT(reply.number("/result/greeks/theta"), 0.0);
    EXPECT_FALSE(reply.has("/result/funding_8h"));
}

TEST(FrontMarket, RefusesInstrumentsItDoesNotKnow) {
    Bench bench;
    auto const connection = bench.open();
    for (auto const* const method :
         {"public/ticker", "public/get_instrument", "public/get_order_book",
          "public/get_contract_size", "public/get_book_summary_by_instrument",
          "public/get_last_trades_by_instrument"}) {
        EXPECT_EQ(bench.call(connection, method, named("BTC-30FEB26")).error_code(), 13020)
            << method;
        EXPECT_EQ(bench.call(connection, method, R"({"instrument_name":5})").error_code(), -32602)
            << method;
    }
}

TEST(FrontMarket, OrderBookHoldsTheLevelsAskedFor) {
    Bench bench;
    auto const connection = bench.open();
    auto const reply = bench.call(connection, "public/get_order_book",
                                  R"({"instrument_name":"BTC-PERPETUAL","depth":3})");

    ASSERT_EQ(reply.size("/result/bids"), 3U);
    ASSERT_EQ(reply.size("/result/asks"), 3U);
    EXPECT_DOUBLE_EQ(reply.number("/result/bids/0/0"), reply.number("/result/best_bid_price"));
    EXPECT_DOUBLE_EQ(reply.number("/result/bids/0/1"), reply.number("/result/best_bid_amount"));
    EXPECT_GT(reply.number("/result/bids/0/0"), reply.number("/result/bids/1/0"));
    EXPECT_LT(reply.number("/result/asks/0/0"), reply.number("/result/asks/1/0"));
    EXPECT_GT(reply.integer("/result/change_id"), 1LL << 37);
    EXPECT_EQ(bench
                  .call(connection, "public/get_order_book",
                        R"({"instrument_name":"BTC-PERPETUAL","depth":0})")
                  .error_code(),
              -32602);
}

TEST(FrontMarket, SummarisesTheWholeChain) {
    Bench bench;
    auto const connection = bench.open();
    auto const reply = bench.call(connection, "public/get_book_summary_by_currency",
                                  R"({"currency":"BTC","kind":"option"})");

    ASSERT_EQ(reply.size("/result"), 20U);
    EXPECT_GT(reply.number("/result/0/mark_price"), 0.0);
    EXPECT_NEAR(reply.number("/result/0/mark_iv"), 60.0, 3.0);
    EXPECT_TRUE(reply.has("/result/0/underlying_price"));
    EXPECT_FALSE(reply.has("/result/0/greeks"));
    EXPECT_EQ(bench.call(connection, "public/get_book_summary_by_instrument", named(kPerpetual))
                  .text("/result/0/instrument_name"),
              kPerpetual);
}

TEST(FrontMarket, KnowsItsIndex) {
    Bench bench;
    auto const connection = bench.open();

    EXPECT_EQ(bench.call(connection, "public/get_index_price_names").text("/result/0"), "btc_usd");
    EXPECT_NEAR(bench.call(connection, "public/get_index_price", R"({"index_name":"btc_usd"})")
                    .number("/result/index_price"),
                80'000.0, 400.0);
    EXPECT_EQ(
        bench.call(connection, "public/get_index_price", R"({"index_name":"xyz"})").error_code(),
        -32602);
    EXPECT_EQ(bench.call(connection, "public/get_currencies").text("/result/0/currency"), "BTC");
    EXPECT_DOUBLE_EQ(bench.call(connection, "public/get_contract_size", named(kPerpetual))
                         .number("/result/contract_size"),
                     10.0);
}

TEST(FrontMarket, ShowsTheLastTradesOfAnInstrumentAndOfAKind) {
    Bench bench;
    auto const desk = bench.login();
    auto const sold = bench.call(
        desk, "private/sell", R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");

    auto const one = bench.call(desk, "public/get_last_trades_by_instrument", named(kPerpetual));
    auto const all = bench.call(desk, "public/get_last_trades_by_currency",
                                R"({"currency":"BTC","kind":"future"})");
    auto const options = bench.call(desk, "public/get_last_trades_by_currency",
                                    R"({"currency":"BTC","kind":"option"})");

    EXPECT_EQ(one.text("/result/trades/0/trade_id"), sold.text("/result/trades/0/trade_id"));
    EXPECT_EQ(one.text("/result/trades/0/direction"), "sell");
    EXPECT_FALSE(one.has("/result/trades/0/order_id"));
    EXPECT_FALSE(one.flag("/result/has_more"));
    EXPECT_EQ(all.raw("/result/trades/0"), one.raw("/result/trades/0"));
    EXPECT_EQ(options.size("/result/trades"), 0U);
}

TEST(FrontMarket, PublishesDeliveryPricesOnceSomethingExpired) {
    Bench::Options options;
    options.pace = 3600;
    Bench bench{options};
    auto const connection = bench.open();
    EXPECT_EQ(bench.call(connection, "public/get_delivery_prices", R"({"index_name":"btc_usd"})")
                  .integer("/result/records_total"),
              0);

    bench.pass(seconds(70));

    auto const reply =
        bench.call(connection, "public/get_delivery_prices", R"({"index_name":"btc_usd"})");
    EXPECT_EQ(reply.text("/result/data/0/date"), "2026-02-06");
    EXPECT_NEAR(reply.number("/result/data/0/delivery_price"), 80'000.0, 4'000.0);
    auto const expired =
        bench.call(connection, "public/get_instruments", R"({"currency":"BTC","expired":true})");
    EXPECT_EQ(expired.size("/result"), 10U);
    auto const ticker = bench.call(connection, "public/ticker", named("BTC-6FEB26-80000-C"));
    EXPECT_EQ(ticker.text("/result/state"), "closed");
    EXPECT_EQ(ticker.text("/result/estimated_delivery_price"), "expired");
    EXPECT_TRUE(ticker.has("/result/delivery_price"));
}

TEST(FrontMarket, FundingOverAPeriodIsProportionalToItsLength) {
    Bench bench;
    auto const connection = bench.open();
    auto const value = [&](std::string_view end) {
        return bench
            .call(connection, "public/get_funding_rate_value",
                  R"({"instrument_name":"BTC-PERPETUAL","start_timestamp":0,"end_timestamp":)" +
                      std::string{end} + "}")
            .number("/result");
    };

    EXPECT_DOUBLE_EQ(value("57600000"), 2.0 * value("28800000"));
    EXPECT_DOUBLE_EQ(
        value("28800000"),
        bench.call(connection, "public/ticker", named(kPerpetual)).number("/result/funding_8h"));
    EXPECT_EQ(bench
                  .call(connection, "public/get_funding_rate_value",
                        R"({"instrument_name":"BTC-27MAR26","start_timestamp":0,)"
                        R"("end_timestamp":1})")
                  .error_code(),
              -32602);
}

TEST(FrontAccount, PositionsCarryTheirSignAndTheirCoins) {
    Bench bench;
    auto const desk = bench.login();
    EXPECT_EQ(bench.call(desk, "private/get_position", named(kPerpetual)).text("/result/direction"),
              "zero");
    (void)bench.call(desk, "private/sell",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":4000,"type":"market"})");
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-27MAR26-80000-C","amount":0.2,"type":"market"})");

    auto const future = bench.call(desk, "private/get_position", named(kPerpetual));
    EXPECT_EQ(future.text("/result/direction"), "sell");
    EXPECT_DOUBLE_EQ(future.number("/result/size"), -4000.0);
    EXPECT_NEAR(future.number("/result/size_currency"),
                -4000.0 / future.number("/result/mark_price"), 1e-6);
    EXPECT_NEAR(future.number("/result/delta"), future.number("/result/size_currency"), 1e-6);
    auto const option =
        bench.call(desk, "private/get_positions", R"({"currency":"BTC","kind":"option"})");
    ASSERT_EQ(option.size("/result"), 1U);
    EXPECT_EQ(option.text("/result/0/direction"), "buy");
    EXPECT_NEAR(option.number("/result/0/delta"), 0.11, 0.01);
    EXPECT_TRUE(option.has("/result/0/average_price_usd"));
    EXPECT_FALSE(option.has("/result/0/size_currency"));
    EXPECT_EQ(bench.call(desk, "private/get_positions").size("/result"), 2U);
    EXPECT_EQ(bench.call(desk, "private/get_positions", R"({"currency":"ETH"})").size("/result"),
              0U);
}

TEST(FrontAccount, SummaryAddsUp) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/sell",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":4000,"type":"market"})");
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-27MAR26-80000-C","amount":0.2,"type":"market"})");

    auto const reply =
        bench.call(desk, "private/get_account_summary", R"({"currency":"BTC","extended":true})");

    EXPECT_NEAR(reply.number("/result/equity"),
                reply.number("/result/margin_balance") + reply.number("/result/options_value"),
                1e-7);
    EXPECT_NEAR(
        reply.number("/result/delta_total"),
        reply.number("/result/delta_total_map/btc_usd") - reply.number("/result/options_value"),
        1e-6);
    EXPECT_EQ(reply.text("/result/currency"), "BTC");
    EXPECT_EQ(reply.text("/result/type"), "main");
    EXPECT_EQ(
        bench.call(desk, "private/get_account_summaries").raw("/result/summaries/0"),
        bench.call(desk, "private/get_account_summary", R"({"currency":"btc"})").raw("/result"));
    EXPECT_FALSE(bench.call(desk, "private/get_account_summary", R"({"currency":"BTC"})")
                     .has("/result/limits"));
    EXPECT_EQ(bench.call(desk, "private/get_account_summary", R"({"currency":"ETH"})").error_code(),
              -32602);
    EXPECT_EQ(bench.call(desk, "private/get_subaccounts", R"({"with_portfolio":true})")
                  .text("/result/0/portfolio/btc/currency"),
              "BTC");
}

TEST(FrontAccount, SettlementShowsInItsHistoryAndInTheLog) {
    Bench::Options options;
    options.pace = 3600;
    Bench bench{options};
    auto const desk = bench.login();
    (void)bench.call(desk, "private/sell",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":4000,"type":"market"})");
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-6FEB26-76000-C","amount":0.2,"type":"market"})");

    bench.pass(seconds(70));

    auto const all =
        bench.call(desk, "private/get_settlement_history_by_currency", R"({"currency":"BTC"})");
    auto const deliveries = bench.call(desk, "private/get_settlement_history_by_currency",
                                       R"({"currency":"BTC","type":"delivery"})");
    auto const perpetual =
        bench.call(desk, "private/get_settlement_history_by_instrument", named(kPerpetual));
    auto const log =
        bench.call(desk, "private/get_transaction_log",
                   R"({"currency":"BTC","start_timestamp":0,"end_timestamp":9000000000000,)"
                   R"("query":"delivery"})");

    EXPECT_GE(all.size("/result/settlements"), 4U);
    ASSERT_EQ(deliveries.size("/result/settlements"), 1U);
    EXPECT_EQ(deliveries.text("/result/settlements/0/instrument_name"), "BTC-6FEB26-76000-C");
    EXPECT_EQ(deliveries.text("/result/settlements/0/type"), "delivery");
    EXPECT_GE(perpetual.size("/result/settlements"), 3U);
    EXPECT_DOUBLE_EQ(perpetual.number("/result/settlements/0/position"), -4000.0);
    EXPECT_TRUE(perpetual.has("/result/settlements/0/funding"));
    EXPECT_TRUE(all.is_null("/result/continuation"));
    ASSERT_EQ(log.size("/result/logs"), 1U);
    EXPECT_EQ(log.text("/result/logs/0/instrument_name"), "BTC-6FEB26-76000-C");
    EXPECT_EQ(bench.call(desk, "private/get_transaction_log", R"({"currency":"BTC"})").error_code(),
              -32602);
    // The position is gone without a trade.
    EXPECT_EQ(bench.call(desk, "private/get_positions", R"({"kind":"option"})").size("/result"),
              0U);
}

TEST(FrontAccount, TheLogAccountsForEveryCoinThatSettlementMoved) {
    Bench::Options options;
    options.pace = 3600;
    Bench bench{options};
    auto const desk = bench.login();
    auto const sold =
        bench.call(desk, "private/sell",
                   R"({"instrument_name":"BTC-PERPETUAL","amount":40000,"type":"market"})");
    double fees = 0.0;
    for (std::size_t i = 0; i < sold.size("/result/trades"); ++i) {
        fees += sold.number("/result/trades/" + std::to_string(i) + "/fee");
    }

    bench.pass(seconds(70));

    auto const log =
        bench.call(desk, "private/get_transaction_log",
                   R"({"currency":"BTC","start_timestamp":0,"end_timestamp":9000000000000})");
    auto const count = log.size("/result/logs");
    ASSERT_GE(count, 3U);
    double moved = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        auto const at = "/result/logs/" + std::to_string(i);
        moved += log.number(at + "/change");
        EXPECT_EQ(log.integer(at + "/id"), static_cast<std::int64_t>(count - i));
    }
    EXPECT_NE(moved, 0.0);
    EXPECT_NEAR(bench.call(desk, "private/get_account_summary", R"({"currency":"BTC"})")
                    .number("/result/balance"),
                50.0 - fees + moved, 1e-8);
}

}  // namespace
}  // namespace hedged::exchange::deribit
