// SPDX-License-Identifier: Apache-2.0
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

std::string order(double amount, double price, std::string_view more = "") {
    std::string params = R"({"instrument_name":"BTC-PERPETUAL","amount":)" +
                         std::to_string(amount) + R"(,"price":)" + std::to_string(price);
    return params.append(more).append("}");
}

TEST(FrontTrading, AnswersARestingOrderWithEveryFieldOfIt) {
    Bench bench;
    auto const desk = bench.login();
    double const price = bench.best_bid() - 100.0;

    auto const reply = bench.call(desk, "private/buy",
                                  order(250, price, R"(,"label":"hedge \u2713","post_only":true)"));

    EXPECT_EQ(reply.text("/result/order/order_state"), "open");
    EXPECT_EQ(reply.text("/result/order/order_type"), "limit");
    EXPECT_EQ(reply.text("/result/order/time_in_force"), "good_til_cancelled");
    EXPECT_EQ(reply.text("/result/order/instrument_name"), kPerpetual);
    EXPECT_EQ(reply.text("/result/order/direction"), "buy");
    EXPECT_EQ(reply.text("/result/order/label"), "hedge \u2713");
    EXPECT_DOUBLE_EQ(reply.number("/result/order/price"), price);
    EXPECT_DOUBLE_EQ(reply.number("/result/order/amount"), 250.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/order/contracts"), 25.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/order/filled_amount"), 0.0);
    EXPECT_DOUBLE_EQ(reply.number("/result/order/average_price"), 0.0);
    EXPECT_TRUE(reply.flag("/result/order/post_only"));
    EXPECT_FALSE(reply.flag("/result/order/reduce_only"));
    EXPECT_FALSE(reply.flag("/result/order/replaced"));
    EXPECT_FALSE(reply.flag("/result/order/mmp"));
    EXPECT_TRUE(reply.flag("/result/order/api"));
    EXPECT_FALSE(reply.flag("/result/order/web"));
    EXPECT_FALSE(reply.flag("/result/order/is_liquidation"));
    EXPECT_FALSE(reply.has("/result/order/cancel_reason"));
    EXPECT_EQ(reply.integer("/result/order/creation_timestamp"),
              bench.exchange.now().milliseconds());
    EXPECT_EQ(reply.size("/result/trades"), 0U);
    EXPECT_EQ(reply.text("/result/order/order_id").find_first_not_of("0123456789"),
              std::string::npos);
}

TEST(FrontTrading, AnswersAFillWithItsTrades) {
    Bench bench;
    auto const desk = bench.login();

    auto const reply =
        bench.call(desk, "private/sell",
                   R"({"instrument_name":"BTC-PERPETUAL","amount":100,"type":"market"})");

    EXPECT_EQ(reply.text("/result/order/order_state"), "filled");
    EXPECT_EQ(reply.text("/result/order/order_type"), "market");
    ASSERT_GE(reply.size("/result/trades"), 1U);
    EXPECT_EQ(reply.text("/result/trades/0/direction"), "sell");
    EXPECT_EQ(reply.text("/result/trades/0/liquidity"), "T");
    EXPECT_EQ(reply.text("/result/trades/0/fee_currency"), "BTC");
    EXPECT_EQ(reply.text("/result/trades/0/order_id"), reply.text("/result/order/order_id"));
    EXPECT_TRUE(reply.is_null("/result/trades/0/matching_id"));
    double const price = reply.number("/result/trades/0/price");
    double const amount = reply.number("/result/trades/0/amount");
    EXPECT_DOUBLE_EQ(reply.number("/result/trades/0/contracts"), amount / 10.0);
    // Taker fee 0.05 % of the notional, in coin, positive when paid.
    EXPECT_NEAR(reply.number("/result/trades/0/fee"), 0.0005 * amount / price, 1e-8);
    EXPECT_GE(reply.integer("/result/trades/0/tick_direction"), 0);
    EXPECT_LE(reply.integer("/result/trades/0/tick_direction"), 3);
}

TEST(FrontTrading, FillsOfOptionsCarryVolatilityAndUnderlying) {
    Bench bench;
    auto const desk = bench.login();

    auto const reply =
        bench.call(desk, "private/buy",
                   R"({"instrument_name":"BTC-27MAR26-80000-C","amount":0.1,"type":"market"})");

    ASSERT_EQ(reply.size("/result/trades"), 1U) << reply.str();
    EXPECT_NEAR(reply.number("/result/trades/0/iv"), 60.0, 5.0);
    EXPECT_NEAR(reply.number("/result/trades/0/underlying_price"), 80'600.0, 800.0);
}

TEST(FrontTrading, TakesContractsInPlaceOfAnAmount) {
    Bench bench;
    auto const desk = bench.login();
    auto const price = std::to_string(bench.best_bid() - 100.0);

    auto const reply =
        bench.call(desk, "private/buy",
                   R"({"instrument_name":"BTC-PERPETUAL","contracts":3,"price":)" + price + "}");

    EXPECT_DOUBLE_EQ(reply.number("/result/order/amount"), 30.0);
}

TEST(FrontTrading, RefusesAmountAndContractsThatDisagree) {
    Bench bench;
    auto const desk = bench.login();
    double const price = bench.best_bid() - 100.0;

    auto const reply = bench.call(desk, "private/buy", order(30, price, R"(,"contracts":4)"));

    EXPECT_EQ(reply.error_code(), 11029);
    EXPECT_EQ(reply.text("/error/message"), "invalid_arguments");
    EXPECT_EQ(reply.text("/error/data/param"), "contracts");
    EXPECT_EQ(bench.call(desk, "private/buy", order(30, price, R"(,"contracts":3)")).error_code(),
              0);
}

struct BadOrder {
    const char* name;
    const char* params;
    int code;
};
class FrontRefusesOrder : public testing::TestWithParam<BadOrder> {};

TEST_P(FrontRefusesOrder, AndNothingRests) {
    Bench bench;
    auto const desk = bench.login();

    auto const reply = bench.call(desk, "private/buy", GetParam().params);

    EXPECT_EQ(reply.error_code(), GetParam().code) << reply.str();
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
    EXPECT_TRUE(bench.exchange.user_trades(bench.desk, {}).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Orders, FrontRefusesOrder,
    testing::Values(
        BadOrder{"NoInstrument", R"({"amount":10,"price":79000})", -32602},
        BadOrder{"UnknownInstrument", R"({"instrument_name":"BTC-X","amount":10,"price":79000})",
                 13020},
        BadOrder{"NoAmount", R"({"instrument_name":"BTC-PERPETUAL","price":79000})", -32602},
        BadOrder{"AmountIsText",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":"10","price":79000})", -32602},
        BadOrder{"NoPrice", R"({"instrument_name":"BTC-PERPETUAL","amount":10})", 11029},
        BadOrder{"WrongTick", R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500.3})",
                 10043},
        BadOrder{"TooSmall", R"({"instrument_name":"BTC-PERPETUAL","amount":1,"price":79500})",
                 10002},
        BadOrder{"BrokenContract",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":15,"price":79500})", 10027},
        BadOrder{"AboveTheBand", R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":99000})",
                 10007},
        BadOrder{"UnknownType",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,"type":"x"})",
                 11029},
        BadOrder{"Stop",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"stop_market",)"
                 R"("trigger_price":70000,"trigger":"mark_price"})",
                 11029},
        BadOrder{"HiddenSize",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
                 R"("display_amount":1})",
                 11029},
        BadOrder{"MarketWithTimeInForce",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market",)"
                 R"("time_in_force":"immediate_or_cancel"})",
                 11029},
        BadOrder{"UnknownTimeInForce",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
                 R"("time_in_force":"soon"})",
                 11029},
        BadOrder{"CrossingPostOnly",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":80500,)"
                 R"("post_only":true,"reject_post_only":true})",
                 11054},
        BadOrder{"TooLate",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
                 R"("valid_until":1770120000000})",
                 13888},
        BadOrder{"ValidUntilOutOfRange",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
                 R"("valid_until":99999999999999})",
                 -32602},
        BadOrder{"ReduceOnlyWithoutPosition",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
                 R"("reduce_only":true})",
                 11030},
        BadOrder{"TooMuchForTheAccount",
                 R"({"instrument_name":"BTC-PERPETUAL","amount":900000000,"price":79500})", 10009}),
    [](const auto& param) { return std::string{param.param.name}; });

TEST(FrontTrading, NamesTheLimitThatAPriceBroke) {
    Bench bench;
    auto const desk = bench.login();

    auto const reply = bench.call(desk, "private/buy", order(10, 99'000));

    EXPECT_EQ(reply.text("/error/message"), "price_too_high");
    EXPECT_DOUBLE_EQ(reply.number("/error/data/limit"),
                     bench.exchange.ticker(bench.exchange.find(kPerpetual)->id).max_price);
}

TEST(FrontTrading, CancelAnswersWithTheOrder) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);

    auto const reply = bench.call(desk, "private/cancel", R"({"order_id":")" + id + R"("})");

    EXPECT_EQ(reply.text("/result/order_id"), id);
    EXPECT_EQ(reply.text("/result/order_state"), "cancelled");
    EXPECT_EQ(reply.text("/result/cancel_reason"), "user_request");
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontTrading, CancellingWhatIsGoneTellsWhy) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);
    auto const params = R"({"order_id":")" + id + R"("})";
    (void)bench.call(desk, "private/cancel", params);

    EXPECT_NE(bench.call(desk, "private/cancel", params).error_code(), 0);
    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"99999999"})").error_code(), 10004);
    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"ETH-1"})").error_code(), 10004);
    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":7})").error_code(), -32602);
    EXPECT_EQ(bench.call(desk, "private/cancel").error_code(), -32602);
}

TEST(FrontTrading, NobodyTouchesTheOrdersOfAnother) {
    Bench bench;
    auto const desk = bench.login();
    auto const rival = bench.open();
    (void)bench.call(
        rival, "public/auth",
        R"({"grant_type":"client_credentials","client_id":"rival","client_secret":"x"})");
    auto const id = bench.rest(desk);
    auto const params = R"({"order_id":")" + id + R"("})";

    EXPECT_NE(bench.call(rival, "private/cancel", params).error_code(), 0);
    EXPECT_NE(bench.call(rival, "private/get_order_state", params).error_code(), 0);
    EXPECT_EQ(bench.call(rival, "private/cancel_all").integer("/result"), 0);
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontTrading, CountsWhatItCancelled) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.rest(desk, "a");
    (void)bench.rest(desk, "a");
    (void)bench.rest(desk, "b");

    EXPECT_EQ(bench.call(desk, "private/cancel_by_label", R"({"label":"a"})").integer("/result"),
              2);
    EXPECT_EQ(bench.call(desk, "private/cancel_all_by_currency", R"({"currency":"ETH"})")
                  .integer("/result"),
              0);
    EXPECT_EQ(
        bench.call(desk, "private/cancel_all_by_currency", R"({"currency":"BTC","kind":"option"})")
            .integer("/result"),
        0);
    EXPECT_EQ(
        bench
            .call(desk, "private/cancel_all_by_kind_or_type", R"({"currency":"any","type":"stop"})")
            .integer("/result"),
        0);
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
    EXPECT_EQ(bench
                  .call(desk, "private/cancel_all_by_instrument",
                        R"({"instrument_name":"BTC-PERPETUAL","type":"limit"})")
                  .integer("/result"),
              1);
    (void)bench.rest(desk);
    EXPECT_EQ(
        bench.call(desk, "private/cancel_all_by_currency_pair", R"({"currency_pair":"btc_usd"})")
            .integer("/result"),
        1);
    (void)bench.rest(desk);
    EXPECT_EQ(bench.call(desk, "private/cancel_all").integer("/result"), 1);
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontTrading, ListsWhatItCancelledWhenAskedForDetails) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);

    auto const reply = bench.call(desk, "private/cancel_all", R"({"detailed":true})");

    EXPECT_EQ(reply.text("/result/0/instrument_name"), kPerpetual);
    EXPECT_EQ(reply.text("/result/0/result/0/order_id"), id);
    EXPECT_EQ(reply.text("/result/0/result/0/order_state"), "cancelled");
}

TEST(FrontTrading, AWrongParameterOfACancelAllCancelsNothing) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.rest(desk);

    EXPECT_EQ(bench.call(desk, "private/cancel_all_by_currency", R"({"currency":"DOGECOIN"})")
                  .error_code(),
              -32602);
    EXPECT_EQ(bench.call(desk, "private/cancel_all", R"({"detailed":"maybe"})").error_code(),
              -32602);
    EXPECT_EQ(bench
                  .call(desk, "private/cancel_all_by_instrument",
                        R"({"instrument_name":"BTC-PERPETUAL","type":"x"})")
                  .error_code(),
              11029);
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontTrading, EditsToATotalAmountAndMarksTheOrderReplaced) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);

    auto const reply =
        bench.call(desk, "private/edit", R"({"order_id":")" + id + R"(","contracts":20})");

    EXPECT_DOUBLE_EQ(reply.number("/result/order/amount"), 200.0);
    EXPECT_TRUE(reply.flag("/result/order/replaced"));
    EXPECT_EQ(reply.text("/result/order/order_id"), id);
}

TEST(FrontTrading, EditsByLabelOnlyWhenOneOrderBearsIt) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk, "one");
    std::string const params = R"({"label":"one","instrument_name":"BTC-PERPETUAL","amount":50})";

    EXPECT_EQ(bench.call(desk, "private/edit_by_label", params).text("/result/order/order_id"), id);
    (void)bench.rest(desk, "one");
    EXPECT_EQ(bench.call(desk, "private/edit_by_label", params).error_code(), 13032);
    EXPECT_EQ(bench
                  .call(desk, "private/edit_by_label",
                        R"({"label":"none","instrument_name":"BTC-PERPETUAL","amount":50})")
                  .error_code(),
              10004);
    EXPECT_EQ(bench
                  .call(desk, "private/edit_by_label",
                        R"({"label":"one","instrument_name":"BTC-27MAR26","amount":50})")
                  .error_code(),
              10004);
}

TEST(FrontTrading, ClosesAWholePosition) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":120,"type":"market"})");

    auto const reply = bench.call(desk, "private/close_position",
                                  R"({"instrument_name":"BTC-PERPETUAL","type":"market"})");

    EXPECT_EQ(reply.text("/result/order/direction"), "sell");
    EXPECT_TRUE(reply.flag("/result/order/reduce_only"));
    EXPECT_DOUBLE_EQ(reply.number("/result/order/filled_amount"), 120.0);
    EXPECT_EQ(bench.call(desk, "private/get_positions", R"({"currency":"BTC"})").size("/result"),
              0U);
}

TEST(FrontTrading, ClosingAtALimitNeedsAPrice) {
    Bench bench;
    auto const desk = bench.login();

    EXPECT_EQ(bench
                  .call(desk, "private/close_position",
                        R"({"instrument_name":"BTC-PERPETUAL","type":"limit"})")
                  .error_code(),
              11029);
}

TEST(FrontTrading, WhileLockedOnlyCancelsPass) {
    Bench bench;
    auto const desk = bench.login();
    auto const id = bench.rest(desk);
    EXPECT_EQ(bench.call(desk, "public/status").text("/result/locked"), "false");
    bench.exchange.set_platform_lock(true);

    EXPECT_EQ(bench.call(desk, "private/buy", order(10, 79'500)).error_code(), 10019);
    EXPECT_EQ(bench.call(desk, "public/status").text("/result/locked"), "true");
    EXPECT_EQ(bench.call(desk, "public/status").text("/result/locked_indices/0"), "btc_usd");
    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":")" + id + R"("})").error_code(),
              0);
}

}  // namespace
}  // namespace hedged::exchange::deribit
