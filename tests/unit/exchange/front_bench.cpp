// SPDX-License-Identifier: Apache-2.0
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::int64_t kStartMs = 1'770'120'000'000;  // 2026-02-03 12:00 UTC
constexpr std::int64_t kWeekMs = 1'770'364'800'000;   // 2026-02-06 08:00 UTC
constexpr std::int64_t kMarchMs = 1'774'598'400'000;  // 2026-03-27 08:00 UTC
constexpr double kIndex = 80'000.0;

void add_options(ChainSnapshot& chain, std::string_view day, std::int64_t expiry_ms,
                 double forward) {
    for (int strike = 76'000; strike <= 84'000; strike += 2'000) {
        for (auto const type : {OptionType::Call, OptionType::Put}) {
            bool const call = type == OptionType::Call;
            ChainOption option;
            option.name =
                "BTC-" + std::string{day} + "-" + std::to_string(strike) + (call ? "-C" : "-P");
            option.type = type;
            option.strike = strike;
            option.expiry = wall_from_milliseconds(expiry_ms);
            option.mark_iv = 0.6;
            option.forward = forward;
            option.index = kIndex;
            option.mark = 0.03;
            option.bid = 0.0295;
            option.ask = 0.0305;
            option.open_interest = 100.0;
            chain.options.push_back(option);
        }
    }
}

}  // namespace

ChainHistory calm_history() {
    ChainSnapshot chain;
    chain.time = wall_from_milliseconds(kStartMs);
    chain.index = kIndex;
    chain.expiries.push_back(
        {wall_from_milliseconds(kWeekMs), "SYN.BTC-6FEB26", kIndex + 20.0, false});
    chain.expiries.push_back(
        {wall_from_milliseconds(kMarchMs), "BTC-27MAR26", kIndex + 600.0, true});
    add_options(chain, "6FEB26", kWeekMs, kIndex + 20.0);
    add_options(chain, "27MAR26", kMarchMs, kIndex + 600.0);
    return {chain};
}

ExchangeConfig calm_market() {
    ExchangeConfig config;
    config.seed = 7;
    config.market.path_volatility = 0.05;
    config.market.perpetual_takers_per_second = 0.0;
    config.market.option_takers_per_second = 0.0;
    return config;
}

FrontConfig desk_front() {
    FrontConfig config;
    // Tests that are not about limits must not run into them.
    config.limits.non_matching = {1000.0, 10'000.0};
    config.limits.matching = {1000.0, 10'000.0};
    config.limits.cancel_all = {1000.0, 10'000.0};
    config.limits.instruments = {1000.0, 10'000.0};
    config.limits.subscribe = {1000.0, 10'000.0};
    return config;
}

Bench::Bench(const Options& options)
    : pace(options.pace),
      market_now(wall_from_milliseconds(kStartMs)),
      exchange(options.market, calm_history()),
      desk(exchange.open_account("desk", 50.0)),
      rival(exchange.open_account("rival", 50.0)),
      front(exchange, options.front, *this) {
    front.add_key({"desk", "s", desk, Rights{}});
    front.add_key(
        {"reader", "r", desk, Rights{Access::Read, Access::Read, Access::None, Access::None}});
    front.add_key({"rival", "x", rival, Rights{}});
    pass(seconds(1));
}

void Bench::send(ConnectionId connection, std::string_view frame) {
    EXPECT_FALSE(closed.contains(connection)) << "sent after close: " << frame;
    sent[connection].emplace_back(frame);
}

void Bench::close(ConnectionId connection, std::string_view reason) {
    closed.emplace(connection, reason);
}

ConnectionId Bench::open(std::string_view ip) {
    ConnectionId const connection{next_connection++};
    EXPECT_TRUE(front.on_open(connection, ip, now));
    return connection;
}

ConnectionId Bench::login(std::string_view ip) {
    auto const connection = open(ip);
    auto const reply =
        call(connection, "public/auth",
             R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s"})");
    EXPECT_TRUE(reply.has("/result/access_token")) << reply.str();
    return connection;
}

std::string Bench::ask(ConnectionId connection, std::string_view method, std::string_view params) {
    int const id = next_id++;
    auto const before = sent[connection].size();
    std::string text = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")";
    text.append(method).append(R"(","params":)").append(params).append("}");
    frame(connection, text);
    std::string const mark = R"("id":)" + std::to_string(id) + ",";
    for (auto i = before; i < sent[connection].size(); ++i) {
        if (sent[connection][i].find(mark) != std::string::npos) {
            return sent[connection][i];
        }
    }
    return {};
}

Json Bench::call(ConnectionId connection, std::string_view method, std::string_view params) {
    auto const reply = ask(connection, method, params);
    EXPECT_FALSE(reply.empty()) << "no reply to " << method;
    return Json{reply.empty() ? "{}" : reply};
}

HttpResponse Bench::http(std::string_view method, std::string_view target,
                         std::vector<HttpHeader> headers, std::string_view body,
                         std::string_view ip) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.headers = headers;
    request.body = body;
    request.peer_ip = ip;
    return front.on_http(request, now);
}

void Bench::pass(Duration real, Duration step) {
    Instant const end = now + real;
    while (now < end) {
        auto const part = end - now < step ? end - now : step;
        now = now + part;
        market_now = market_now + part * pace;
        front.advance(now, market_now);
    }
}

bool Bench::is_closed(ConnectionId connection) const {
    return closed.contains(connection);
}

std::vector<std::string> Bench::take(ConnectionId connection) {
    return std::exchange(sent[connection], {});
}

std::vector<Json> Bench::notifications(ConnectionId connection, std::string_view channel) {
    std::vector<Json> found;
    for (auto const& text : take(connection)) {
        Json const frame{text};
        if (frame.has("/params/channel") && frame.text("/params/channel") == channel) {
            found.emplace_back(frame.raw("/params/data"));
        }
    }
    return found;
}

std::string Bench::rest(ConnectionId connection, std::string_view label) {
    std::string params = R"({"instrument_name":"BTC-PERPETUAL","amount":100,"price":)" +
                         std::to_string(static_cast<int>(best_bid()) - 200) + R"(,"label":")";
    params.append(label).append(R"("})");
    return call(connection, "private/buy", params).text("/result/order/order_id");
}

double Bench::best_bid() const {
    return exchange.quote(exchange.find(kPerpetual)->id).bid.price;
}
double Bench::best_ask() const {
    return exchange.quote(exchange.find(kPerpetual)->id).ask.price;
}
std::size_t Bench::open_orders(AccountId account) const {
    return exchange.open_orders(account).size();
}

}  // namespace hedged::exchange::deribit
