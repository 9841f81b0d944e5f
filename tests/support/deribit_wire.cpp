// SPDX-License-Identifier: Apache-2.0
#include "support/deribit_wire.hpp"

#include <cstdlib>
#include <sstream>

namespace hedged::deribit::testing {

namespace {

std::string text_after(std::string_view frame, std::string_view key, char end) {
    std::size_t const at = frame.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    std::size_t const from = at + key.size();
    return std::string{frame.substr(from, frame.find(end, from) - from)};
}

std::string number(double value) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return text.str();
}

}  // namespace

bool Wire::send(std::string_view frame) noexcept {
    if (!accepts) {
        return false;
    }
    if (counting_only) {
        return true;
    }
    SentRequest request;
    request.id = std::atoll(text_after(frame, "\"id\":", ',').c_str());
    request.method = text_after(frame, "\"method\":\"", '"');
    request.text = std::string{frame};
    sent.push_back(request);
    return true;
}

std::vector<SentRequest> Wire::requests(std::string_view method) const {
    std::vector<SentRequest> found;
    for (const SentRequest& request : sent) {
        if (request.method == method) {
            found.push_back(request);
        }
    }
    return found;
}

std::string result_frame(std::int64_t id, std::string_view result) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":)" +
           std::string{result} +
           R"(,"usIn":1700000000000100,"usOut":1700000000000300,"usDiff":200,"testnet":true})";
}

std::string error_frame(std::int64_t id, int code, std::string_view message) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"error":{"message":")" +
           std::string{message} + R"(","code":)" + std::to_string(code) +
           R"(},"usIn":1700000000000100,"usOut":1700000000000300,"usDiff":200,"testnet":true})";
}

std::string notification(std::string_view channel, std::string_view data) {
    return R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":")" +
           std::string{channel} + R"(","data":)" + std::string{data} + "}}";
}

std::string auth_result(std::string_view scope, int expires_in) {
    return R"({"token_type":"bearer","scope":")" + std::string{scope} +
           R"(","refresh_token":"1782.refresh","expires_in":)" + std::to_string(expires_in) +
           R"(,"access_token":"1782.access","enabled_features":[]})";
}

std::string echo_channels(const SentRequest& request) {
    std::size_t const from = request.text.find('[');
    std::size_t const to = request.text.rfind(']');
    return result_frame(request.id, request.text.substr(from, to - from + 1));
}

std::string perpetual_json(std::string_view coin) {
    std::string const c{coin};
    std::string const size = c == "BTC" ? "10.0" : "1.0";
    return R"({"tick_size":0.5,"tick_size_steps":[],"taker_commission":5.0e-4,)"
           R"("settlement_period":"perpetual","settlement_currency":")" +
           c + R"(","rfq":false,"quote_currency":"USD","price_index":")" +
           (c == "BTC" ? "btc_usd" : "eth_usd") + R"(","min_trade_amount":)" + size +
           R"(,"maker_commission":0.0,"kind":"future","is_active":true,)"
           R"("instrument_type":"reversed",)"
           R"("instrument_name":")" +
           c +
           R"(-PERPETUAL","instrument_id":124972,"future_type":"reversed",)"
           R"("expiration_timestamp":32503708800000,"creation_timestamp":1534167754000,)"
           R"("counter_currency":"USD","contract_size":)" +
           size + R"(,"base_currency":")" + c + R"("})";
}

std::string option_json(std::string_view name, double strike, std::string_view type) {
    return R"({"tick_size":0.0001,"tick_size_steps":[{"tick_size":0.0005,"above_price":0.005}],)"
           R"("taker_commission":3.0e-4,"strike":)" +
           number(strike) +
           R"(,"settlement_period":"month","settlement_currency":"BTC","rfq":false,)"
           R"("quote_currency":"BTC","price_index":"btc_usd","option_type":")" +
           std::string{type} +
           R"(","min_trade_amount":0.1,"maker_commission":3.0e-4,"kind":"option",)"
           R"("is_active":true,"instrument_type":"reversed","instrument_name":")" +
           std::string{name} +
           R"(","instrument_id":222972,"expiration_timestamp":1798185600000,)"
           R"("creation_timestamp":1700000000000,"counter_currency":"USD","contract_size":1.0,)"
           R"("base_currency":"BTC"})";
}

std::string instruments_result(const SentRequest& request) {
    if (request.mentions(R"("ETH")")) {
        return result_frame(request.id, "[" + perpetual_json("ETH") + "]");
    }
    return result_frame(request.id, "[" + perpetual_json("BTC") + "," +
                                        option_json("BTC-25DEC26-100000-C", 100'000, "call") + "]");
}

std::string order_json(std::string_view order_id, std::string_view label, std::string_view state,
                       double amount, double filled, std::string_view instrument) {
    return R"({"web":false,"time_in_force":"immediate_or_cancel","replaced":false,)"
           R"("reduce_only":false,"price":60000.0,"post_only":false,"order_type":"limit",)"
           R"("order_state":")" +
           std::string{state} + R"(","order_id":")" + std::string{order_id} + R"(","max_show":)" +
           number(amount) + R"(,"last_update_timestamp":1700000001000,"label":")" +
           std::string{label} + R"(","is_liquidation":false,"instrument_name":")" +
           std::string{instrument} + R"(","filled_amount":)" + number(filled) +
           R"(,"direction":"buy","creation_timestamp":1700000000900,"average_price":)" +
           (filled > 0.0 ? "60000.0" : "0.0") + R"(,"api":true,"amount":)" + number(amount) + "}";
}

std::string trade_json(std::string_view trade_id, std::string_view order_id, std::string_view label,
                       double amount, std::int64_t at_ms, std::string_view instrument) {
    return R"({"trade_seq":30289442,"trade_id":")" + std::string{trade_id} + R"(","timestamp":)" +
           std::to_string(at_ms) +
           R"(,"tick_direction":2,"state":"filled","self_trade":false,"reduce_only":false,)"
           R"("price":60000.0,"post_only":false,"order_type":"limit","order_id":")" +
           std::string{order_id} + R"(","matching_id":null,"mark_price":60001.0,"liquidity":"T",)" +
           (label.empty() ? "" : R"("label":")" + std::string{label} + R"(",)") +
           R"("instrument_name":")" + std::string{instrument} +
           R"(","index_price":59990.0,"fee_currency":"BTC","fee":5.0e-8,"direction":"buy",)"
           R"("amount":)" +
           number(amount) + "}";
}

std::string position_json(std::string_view instrument, double size) {
    return R"({"total_profit_loss":0.0,"size_currency":)" + number(size / 60'000.0) +
           R"(,"size":)" + number(size) +
           R"(,"settlement_price":60000.0,"realized_profit_loss":0.0,"open_orders_margin":0.0,)"
           R"("mark_price":60000.0,"maintenance_margin":0.0,"leverage":50,"kind":"future",)"
           R"("instrument_name":")" +
           std::string{instrument} +
           R"(","initial_margin":0.0,"index_price":60000.0,"floating_profit_loss":0.0,)"
           R"("direction":")" +
           (size > 0.0   ? "buy"
            : size < 0.0 ? "sell"
                         : "zero") +
           R"(","delta":)" + number(size / 60'000.0) + R"(,"average_price":60000.0})";
}

std::string account_json(std::string_view coin) {
    return R"({"currency":")" + std::string{coin} +
           R"(","equity":10.0,"balance":10.0,"margin_balance":10.0,"initial_margin":0.5,)"
           R"("maintenance_margin":0.25,"options_value":0.0,"options_delta":0.0,)"
           R"("delta_total":0.1,"available_funds":9.5,"limits":{"non_matching_engine":)"
           R"({"rate":20,"burst":100},"limits_per_currency":false,"matching_engine":{"trading":)"
           R"({"total":{"rate":5,"burst":20}},"cancel_all":{"rate":5,"burst":20}}}})";
}

}  // namespace hedged::deribit::testing
