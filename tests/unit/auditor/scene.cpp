// SPDX-License-Identifier: Apache-2.0
#include "unit/auditor/scene.hpp"

#include "auditor/label.hpp"
#include "unit/exchange/core_market.hpp"

#include <algorithm>
#include <cstdio>

namespace hedged::auditor::test {
namespace {

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

std::string stamp(const exchange::Exchange& exchange) {
    return std::to_string(exchange.now().milliseconds());
}

exchange::AccountId seeded(exchange::Exchange& exchange, double option, double future_usd) {
    std::vector<exchange::SeedPosition> positions;
    if (future_usd != 0.0) {
        positions.push_back({"BTC-6FEB26", future_usd, 0.0});
    }
    if (option != 0.0) {
        positions.push_back({"BTC-6FEB26-80000-C", option, 0.0});
    }
    auto const account = exchange.seed_account("desk", 20.0, positions);
    EXPECT_TRUE(account.ok());
    return account.value();
}

}  // namespace

Scene::Scene(double option, double future_usd)
    : exchange(exchange::test::quiet(), {exchange::test::recording()}),
      account(seeded(exchange, option, future_usd)),
      auditor(exchange, account) {}

RunFacts Scene::facts(std::uint32_t epoch) {
    RunFacts facts;
    facts.epoch = epoch;
    facts.account_tag = "test";
    facts.state_dir = "first";
    facts.host = "here";
    CoinFacts coin;
    coin.coin = "BTC";
    coin.hedge_instrument = "BTC-PERPETUAL";
    coin.band_lower = -0.5;
    coin.band_target = 0.0;
    coin.band_upper = 0.5;
    coin.max_order_coins = 2.0;
    coin.max_order_contracts = 25'000.0;
    coin.max_order_usd = 200'000.0;
    coin.price_collar_bp = 50.0;
    coin.max_hedge_position_coins = 3.0;
    facts.coins = {coin};
    LimitFacts& limits = facts.limits;
    limits.orders_per_second = 4;
    limits.orders_per_minute = 20;
    limits.orders_per_day = 100;
    limits.credits_per_second = 5.0;
    limits.credit_burst = 20.0;
    limits.cancel_reserve = 0.25;
    limits.quote_age_max = milliseconds(500);
    limits.index_age_max = seconds(2);
    limits.greeks_age_max = seconds(5);
    limits.position_age_max = seconds(10);
    limits.feed_lag_max = seconds(1);
    limits.disagreement_max = 0.01;
    facts.require_arm = false;
    facts.config_hash = 77;
    facts.secrets = {"marker-secret"};
    return facts;
}

Start Scene::start(InstanceId instance, std::uint32_t epoch) {
    return start(instance, facts(epoch));
}

Start Scene::start(InstanceId instance, const RunFacts& facts) {
    auditor.daemon_started(now, instance, facts);
    Start run;
    run.instance = instance;
    run.epoch = facts.epoch;
    connect(run);
    return run;
}

void Scene::connect(Start& run, std::string_view without) {
    run.market = ConnectionId{next_connection_++};
    run.account = ConnectionId{next_connection_++};
    auditor.connection_opened(now, run.instance, run.market, Stream::Market);
    auditor.connection_opened(now, run.instance, run.account, Stream::Account);
    auto const read = [&](std::string_view method, const std::string& result) {
        std::uint64_t const id = ask(run, method, "{\"currency\":\"BTC\"}");
        if (method != without) {
            answer(run, id, result);
        } else {
            refuse(run, id, 11094);
        }
    };
    read("private/subscribe", R"(["user.changes.any.BTC.raw"])");
    read("private/get_cancel_on_disconnect", R"({"enabled":true,"scope":"connection"})");
    read("private/get_open_orders_by_currency", "[]");
    read("private/get_user_trades_by_currency_and_time", R"({"trades":[],"has_more":false})");
    read("private/get_positions", R"([{"instrument_name":"BTC-6FEB26","size":80000}])");
    read("private/get_account_summary", R"({"equity":20})");
    market(run);
}

void Scene::market(const Start& run) {
    quote(run, "79990", "80010");
    ticker(run, "BTC-PERPETUAL", 80'000.0);
    index(run, 80'000.0);
    ticker(run, "BTC-6FEB26-80000-C", 0.02);
}

void Scene::quote(const Start& run, std::string_view bid, std::string_view ask) {
    std::string frame =
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"quote.BTC-PERPETUAL",)"
        R"("data":{"timestamp":)" +
        stamp(exchange) + R"(,"instrument_name":"BTC-PERPETUAL","best_bid_price":)";
    frame.append(bid).append(R"(,"best_bid_amount":1000,"best_ask_price":)").append(ask);
    frame.append(R"(,"best_ask_amount":1000}}})");
    auditor.frame_arrived(now, run.market, frame);
}

void Scene::index(const Start& run, double price) {
    auditor.frame_arrived(now, run.market,
                          R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                          R"("deribit_price_index.btc_usd","data":{"timestamp":)" +
                              stamp(exchange) + R"(,"price":)" + number(price) +
                              R"(,"index_name":"btc_usd"}}})");
}

void Scene::ticker(const Start& run, std::string_view instrument, double mark) {
    std::string const name{instrument};
    auditor.frame_arrived(
        now, run.market,
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.)" + name +
            R"(.raw","data":{"timestamp":)" + stamp(exchange) + R"(,"instrument_name":")" + name +
            R"(","mark_price":)" + number(mark) + "}}}");
}

std::uint64_t Scene::ask(Start& run, std::string_view method, const std::string& params) {
    std::uint64_t const id = run.next_request++;
    auditor.frame_left(now, run.account,
                       R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" +
                           std::string{method} + R"(","params":)" + params + "}");
    return id;
}

void Scene::answer(const Start& run, std::uint64_t id, const std::string& result) {
    auditor.frame_arrived(now, run.account,
                          R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":)" +
                              result + R"(,"usIn":1,"usOut":2,"usDiff":1,"testnet":true})");
}

void Scene::refuse(const Start& run, std::uint64_t id, int code) {
    auditor.frame_arrived(now, run.account,
                          R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
                              R"(,"error":{"code":)" + std::to_string(code) +
                              R"(,"message":"refused"},"testnet":true})");
}

void Scene::stream(const Start& run, const std::string& data) {
    auditor.frame_arrived(now, run.account,
                          R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                          R"("user.changes.any.BTC.raw","data":)" +
                              data + "}}");
}

std::string Scene::send(Start& run, const OrderText& order) {
    std::string label = order.label;
    std::uint64_t const id = std::uint64_t{run.epoch} << 32U | run.next_number;
    if (label.empty()) {
        label = label_of(id, "test");
        ++run.next_number;
        if (order.journaled) {
            auditor.intent_journaled(now, run.instance, id);
        }
    }
    WallTime const until = exchange.now() + order.fence;
    std::string const text =
        R"({"jsonrpc":"2.0","id":)" + std::to_string(run.next_request) + R"(,"method":"private/)" +
        order.side + R"(","params":{"instrument_name":")" + order.instrument + R"(","amount":)" +
        order.amount + R"(,"type":"limit","price":)" + order.price + R"(,"label":")" + label +
        R"(","time_in_force":"immediate_or_cancel","valid_until":)" +
        std::to_string(until.milliseconds()) + "}}";
    auditor.frame_left(now, run.account, text);
    sent_.push_back({label, text, order, run.next_request++});
    return label;
}

void Scene::reach(const Start& run, const std::string& label, bool rests) {
    auto const sent =
        std::ranges::find_if(sent_, [&](const Sent& each) { return each.label == label; });
    ASSERT_NE(sent, sent_.end());
    exchange::OrderRequest request;
    request.instrument = exchange.find(sent->order.instrument)->id;
    request.side = sent->order.side == "buy" ? exchange::Side::Buy : exchange::Side::Sell;
    request.amount = std::stod(sent->order.amount);
    request.price = std::stod(sent->order.price);
    request.time_in_force =
        rests ? exchange::TimeInForce::GoodTilCancelled : exchange::TimeInForce::ImmediateOrCancel;
    request.label = label;
    auto const outcome = exchange.submit(account, request);
    EXPECT_TRUE(outcome.ok());
    auditor.frame_reached_exchange(now, run.account, sent->text);
}

void Scene::tell_end(const Start& run, const std::string& label, std::string_view state) {
    auto const sent =
        std::ranges::find_if(sent_, [&](const Sent& each) { return each.label == label; });
    ASSERT_NE(sent, sent_.end());
    std::string const order = "9" + label.substr(10);
    std::string trades;
    if (state == "filled") {
        trades = R"({"trade_id":"t)" + std::to_string(next_trade_++) + R"(","order_id":")" + order +
                 R"(","label":")" + label + R"(","amount":)" + sent->order.amount + "}";
    }
    stream(run, R"({"instrument_name":"BTC-PERPETUAL","trades":[)" + trades +
                    R"(],"positions":[{"instrument_name":"BTC-PERPETUAL","size":1}],"orders":)"
                    R"([{"order_id":")" +
                    order + R"(","label":")" + label + R"(","order_state":")" + std::string{state} +
                    R"("}]})");
}

std::string Scene::hedge(Start& run, const OrderText& order) {
    market(run);
    std::string label = send(run, order);
    reach(run, label);
    tell_end(run, label);
    auditor.end_of_event(now);
    return label;
}

void Scene::advance(Duration time) {
    now = now + time;
    exchange.advance(exchange.now() + time);
    auditor.end_of_event(now);
}

void Scene::wait(Duration time, const Start* with_market) {
    for (Duration passed; passed < time; passed = passed + milliseconds(100)) {
        advance(std::min(milliseconds(100), time - passed));
        if (with_market != nullptr) {
            market(*with_market);
        }
    }
}

DaemonPicture Scene::picture(const Start& run) const {
    DaemonPicture said;
    said.state = DaemonState::Normal;
    said.reconciled = true;
    said.epoch = run.epoch;
    said.config_hash = 77;
    for (const exchange::Position& position : exchange.positions(account)) {
        said.positions.push_back({exchange.instrument(position.instrument).name, position.size});
    }
    said.coins = {{"BTC", 0.1, true, -0.5, 0.0, 0.5}};
    return said;
}

std::vector<std::size_t> Scene::rules() const {
    std::vector<std::size_t> found;
    for (std::size_t number = 1; number <= kRules; ++number) {
        if (auditor.violation_count(rule_of(number)) > 0) {
            found.push_back(number);
        }
    }
    return found;
}

std::string Scene::all() const {
    std::string text;
    for (const Violation& violation : auditor.violations()) {
        text += describe(violation) + "\n";
    }
    return text;
}

}  // namespace hedged::auditor::test
