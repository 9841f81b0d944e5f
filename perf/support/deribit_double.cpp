// SPDX-License-Identifier: Apache-2.0
#include "perf/support/deribit_double.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace hedged::perf {

namespace {

constexpr double kIndex = 76'000.0;
constexpr std::size_t kStrikesPerExpiry = 50;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr double kVol = 50.0;
constexpr double kShort = -0.1;

std::int64_t now_us() {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

// Whole half-dollars, so that best prices stay on the tick. Neighbours differ by 30 to 90 USD, and
// an order's side, size and price do not come again for a hundred ticks: it is never a duplicate.
double level_of(std::uint64_t n) {
    const std::uint64_t scatter = (n * n * 7 + n * 13) % 61;
    return (n % 2 == 0 ? 0.0 : 60.0) + 0.5 * static_cast<double>(scatter);
}

// 08:00 UTC of a day that lies this many days ahead.
std::int64_t expiry_ms(std::size_t expiry) {
    static const std::int64_t today = now_us() / 1000 / kDayMs;
    return (today + 7 + static_cast<std::int64_t>(expiry) * 14) * kDayMs + kDayMs / 3;
}

double strike_of(std::size_t option) {
    const std::size_t place = option % kStrikesPerExpiry / 2;
    return 52'000.0 + 2'000.0 * static_cast<double>(place);
}

bool is_call(std::size_t option) {
    return option % 2 == 0;
}

std::string_view after(std::string_view text, std::string_view key, char end) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = text.substr(at + key.size());
    return rest.substr(0, rest.find(end));
}

double number_after(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    return at == std::string_view::npos ? 0.0 : std::strtod(text.data() + at + key.size(), nullptr);
}

template <class... Parts>
std::string printed(const char* format, Parts... parts) {
    std::array<char, 2048> text{};
    const int size = std::snprintf(text.data(), text.size(), format, parts...);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string perpetual_json() {
    return R"({"tick_size":0.5,"tick_size_steps":[],"taker_commission":0.0005,)"
           R"("settlement_period":"perpetual","settlement_currency":"BTC","rfq":false,)"
           R"("quote_currency":"USD","price_index":"btc_usd","min_trade_amount":10.0,)"
           R"("maker_commission":0.0,"kind":"future","is_active":true,)"
           R"("instrument_type":"reversed","instrument_name":"BTC-PERPETUAL",)"
           R"("instrument_id":124972,"future_type":"reversed",)"
           R"("expiration_timestamp":32503708800000,"creation_timestamp":1534167754000,)"
           R"("counter_currency":"USD","contract_size":10.0,"base_currency":"BTC"})";
}

}  // namespace

DeribitDouble::DeribitDouble(std::size_t options) : options_(options), index_(kIndex) {
    instruments_ = "[" + perpetual_json();
    for (std::size_t i = 0; i < options; ++i) {
        names_.push_back(printed("BTC-E%02zu-%.0f-%c", i / kStrikesPerExpiry, strike_of(i),
                                 is_call(i) ? 'C' : 'P'));
        instruments_ += printed(
            R"(,{"tick_size":0.0001,"tick_size_steps":[{"tick_size":0.0005,"above_price":0.005}],)"
            R"("taker_commission":0.0003,"strike":%.1f,"settlement_period":"month",)"
            R"("settlement_currency":"BTC","rfq":false,"quote_currency":"BTC",)"
            R"("price_index":"btc_usd","option_type":"%s","min_trade_amount":0.1,)"
            R"("maker_commission":0.0003,"kind":"option","is_active":true,)"
            R"("instrument_type":"reversed","instrument_name":"%s","instrument_id":%zu,)"
            R"("expiration_timestamp":%lld,"creation_timestamp":1700000000000,)"
            R"("counter_currency":"USD","contract_size":1.0,"base_currency":"BTC"})",
            strike_of(i), is_call(i) ? "call" : "put", names_.back().c_str(), 200'000 + i,
            static_cast<long long>(expiry_ms(i / kStrikesPerExpiry)));
        positions_ += (i == 0 ? "" : ",") +
                      printed(R"({"total_profit_loss":0.0,"size":%.1f,"kind":"option",)"
                              R"("instrument_name":"%s","direction":"sell","delta":0.0,)"
                              R"("mark_price":0.05,"average_price":0.05,"index_price":76000.0})",
                              kShort, names_.back().c_str());
    }
    instruments_ += "]";
    tick_.reserve(2048);
}

const std::vector<std::string>& DeribitDouble::answer(std::string_view request) {
    out_.clear();
    const std::string_view method = after(request, R"("method":")", '"');
    std::string_view id = after(request, R"("id":)", ',');
    id = id.substr(0, id.find('}'));
    const auto is = [method](std::string_view name) { return method == name; };
    if (is_order(request)) {
        fill(request, id);
    } else if (is("public/auth")) {
        reply(id, R"({"token_type":"bearer","scope":"account:read_write trade:read_write )"
                  R"(wallet:read","refresh_token":"r","expires_in":31536000,"access_token":"a"})");
    } else if (is("public/set_heartbeat") || is("private/enable_cancel_on_disconnect")) {
        reply(id, R"("ok")");
    } else if (is("private/get_cancel_on_disconnect")) {
        reply(id, R"({"enabled":true,"scope":"connection"})");
    } else if (is("public/get_time")) {
        reply(id, std::to_string(now_us() / 1000));
    } else if (is("public/status")) {
        reply(id, R"({"locked":"false","locked_indices":[]})");
    } else if (is("public/get_instruments")) {
        reply(id, instruments_);
    } else if (is("public/subscribe") || is("private/subscribe")) {
        subscribe(request, id);
    } else if (is("private/get_positions")) {
        const std::string perpetual =
            printed(R"({"size":%.1f,"kind":"future","instrument_name":"BTC-PERPETUAL",)"
                    R"("direction":"%s","delta":0.0,"mark_price":76000.0,"average_price":76000.0})",
                    position_usd_, position_usd_ < 0.0 ? "sell" : "buy");
        reply(id, "[" + positions_ + (positions_.empty() ? "" : ",") + perpetual + "]");
    } else if (is("private/get_open_orders_by_currency")) {
        reply(id, "[]");
    } else if (is("private/get_account_summary")) {
        reply(id, R"({"currency":"BTC","equity":1000.0,"balance":1000.0,"margin_balance":1000.0,)"
                  R"("initial_margin":1.0,"maintenance_margin":0.5,"options_value":0.0,)"
                  R"("delta_total":0.0,"available_funds":900.0,"limits":{"non_matching_engine":)"
                  R"({"rate":100000,"burst":100000},"limits_per_currency":false,)"
                  R"("matching_engine":{"trading":{"total":{"rate":100000,"burst":100000}},)"
                  R"("cancel_all":{"rate":100,"burst":100}}}})");
    } else if (is("private/get_user_trades_by_currency_and_time")) {
        reply(id, R"({"trades":[],"has_more":false})");
    } else if (is("public/test") || is("public/hello")) {
        reply(id, R"({"version":"1.2.26"})");
    } else if (method.starts_with("private/cancel")) {
        reply(id, "0");
    } else {
        ++unknown_requests_;
        std::fprintf(stderr, "the double has no answer to: %.*s\n",
                     static_cast<int>(request.size()), request.data());
    }
    return out_;
}

void DeribitDouble::reply(std::string_view id, std::string_view result) {
    const long long us = now_us();
    std::string text = R"({"jsonrpc":"2.0","id":)";
    text.append(id).append(R"(,"result":)").append(result);
    text += printed(R"(,"usIn":%lld,"usOut":%lld,"usDiff":20,"testnet":true})", us - 20, us);
    out_.push_back(std::move(text));
}

bool DeribitDouble::is_order(std::string_view request) noexcept {
    return request.find(R"("method":"private/buy")") != std::string_view::npos ||
           request.find(R"("method":"private/sell")") != std::string_view::npos;
}

// Grants everything, and says the present state of each option asked for, as the exchange does.
void DeribitDouble::subscribe(std::string_view request, std::string_view id) {
    const std::size_t from = request.find('[');
    const std::string_view channels = request.substr(from, request.rfind(']') + 1 - from);
    wants_ticks_ = wants_ticks_ || channels.find("ticker.BTC-PERPETUAL") != std::string_view::npos;
    wants_changes_ = wants_changes_ || channels.find("user.changes") != std::string_view::npos;
    reply(id, channels);
    if (channels.find("quote.BTC-PERPETUAL") != std::string_view::npos) {
        out_.push_back(printed(
            R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
            R"("quote.BTC-PERPETUAL","data":{"timestamp":%lld,"instrument_name":"BTC-PERPETUAL",)"
            R"("best_bid_price":%.1f,"best_bid_amount":100000.0,"best_ask_price":%.1f,)"
            R"("best_ask_amount":100000.0}}})",
            static_cast<long long>(now_us() / 1000), index_ - 0.5, index_ + 0.5));
    }
    for (std::size_t i = 0; i < options_; ++i) {
        if (channels.find("\"ticker." + names_[i] + ".") != std::string_view::npos) {
            out_.push_back(option_ticker(i));
        }
    }
}

std::string DeribitDouble::option_ticker(std::size_t option) const {
    const char* const name = names_[option].c_str();
    return printed(
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.%s.100ms","data":)"
        R"({"underlying_price":%.2f,"underlying_index":"SYN.%s","timestamp":%lld,)"
        R"("stats":{"volume":16.7,"price_change":-18.1818,"low":0.009,"high":0.011},)"
        R"("state":"open","settlement_price":0.01,"open_interest":1767.5,"min_price":0.0001,)"
        R"("max_price":0.9,"mark_price":0.05,"mark_iv":%.2f,"last_price":0.05,)"
        R"("interest_rate":0.0,"instrument_name":"%s","index_price":%.2f,)"
        R"("estimated_delivery_price":76000.0,"bid_iv":49.0,"best_bid_price":0.0495,)"
        R"("best_bid_amount":2.8,"best_ask_price":0.0505,"best_ask_amount":18.5,"ask_iv":51.0}}})",
        name, kIndex * 1.002, name, static_cast<long long>(now_us() / 1000), kVol, name, kIndex);
}

std::string_view DeribitDouble::tick(std::uint64_t n) {
    return write_tick(n, n);
}

std::string_view DeribitDouble::quiet_tick(std::uint64_t n) {
    return write_tick(n - 1, n);
}

std::string_view DeribitDouble::write_tick(std::uint64_t level, std::uint64_t n) {
    index_ = kIndex + level_of(level);
    tick_.resize(2048);
    const int size = std::snprintf(
        tick_.data(), tick_.size(),
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
        R"("ticker.BTC-PERPETUAL.raw","data":{"timestamp":%lld,"stats":{"volume_usd":198239570.0,)"
        R"("volume":2611.5,"price_change":-3.1,"low":74650.5,"high":79360.0},"state":"open",)"
        R"("settlement_price":77011.24,"open_interest":981023120,"min_price":74860.5,)"
        R"("max_price":77140.5,"mark_price":%.2f,"last_price":%.1f,"interest_value":0.0018,)"
        R"("instrument_name":"BTC-PERPETUAL","index_price":%.2f,"funding_8h":0.00001121,)"
        R"("estimated_delivery_price":%.2f,"current_funding":0.0,"best_bid_price":%.1f,)"
        R"("best_bid_amount":%.1f,"best_ask_price":%.1f,"best_ask_amount":%.1f}}})",
        static_cast<long long>(now_us() / 1000), index_ + 0.11, index_, index_, index_,
        index_ - 0.5, 100'000.0 + static_cast<double>(n % 97) * 10.0, index_ + 0.5,
        120'000.0 + static_cast<double>(n % 89) * 10.0);
    return {tick_.data(), static_cast<std::size_t>(size)};
}

void DeribitDouble::fill(std::string_view request, std::string_view id) {
    ++orders_;
    const bool buy = request.find("private/buy") != std::string_view::npos;
    const double amount = number_after(request, R"("amount":)");
    const double price = index_ + (buy ? 0.5 : -0.5);
    const std::string label(after(request, R"("label":")", '"'));
    position_usd_ += buy ? amount : -amount;
    const long long us = now_us();
    const char* const side = buy ? "buy" : "sell";
    const auto number = static_cast<unsigned long long>(orders_);
    const std::string order = printed(
        R"({"time_in_force":"immediate_or_cancel","reduce_only":false,"price":%.1f,)"
        R"("post_only":false,"order_type":"limit","order_state":"filled","order_id":"7%llu",)"
        R"("last_update_timestamp":%lld,"label":"%s","instrument_name":"BTC-PERPETUAL",)"
        R"("filled_amount":%.1f,"direction":"%s","creation_timestamp":%lld,"average_price":%.1f,)"
        R"("api":true,"amount":%.1f,"web":false,"replaced":false})",
        price, number, us / 1000, label.c_str(), amount, side, us / 1000, price, amount);
    const std::string trade = printed(
        R"({"trade_seq":%llu,"trade_id":"4%llu","timestamp":%lld,"state":"filled","price":%.1f,)"
        R"("order_id":"7%llu","liquidity":"T","label":"%s","instrument_name":"BTC-PERPETUAL",)"
        R"("index_price":%.2f,"mark_price":%.2f,"fee_currency":"BTC","fee":0.00001,)"
        R"("direction":"%s","contracts":%.1f,"amount":%.1f,"tick_direction":2})",
        number, number, us / 1000, price, number, label.c_str(), index_, index_ + 0.11, side,
        amount / 10.0, amount);
    reply(id, R"({"trades":[)" + trade + R"(],"order":)" + order + "}");
    if (wants_changes_) {
        out_.push_back(R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                       R"("user.changes.any.BTC.raw","data":{"instrument_name":"BTC-PERPETUAL",)"
                       R"("trades":[)" +
                       trade + R"(],"positions":[],"orders":[)" + order + "]}}}");
    }
}

}  // namespace hedged::perf
