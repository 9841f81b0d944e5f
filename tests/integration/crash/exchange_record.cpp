// SPDX-License-Identifier: Apache-2.0
#include "integration/crash/exchange_record.hpp"

#include "support/json_tree.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace hedged::crash {

namespace {

using testing::JsonTree;

JsonTree result_of(support::DaemonRig& rig, const std::string& query) {
    const std::string answer = rig.exchange_says(query);
    const auto body = answer.find("\r\n\r\n");
    JsonTree tree =
        body == std::string::npos ? JsonTree{} : testing::parse_json_tree(answer.substr(body + 4));
    const JsonTree* const result = tree.find("result");
    if (result == nullptr) {
        throw std::runtime_error("the exchange did not answer " + query + ": " + answer);
    }
    return *result;
}

std::string text(JsonTree& item, std::string_view key) {
    const JsonTree* const found = item.find(key);
    std::string out = found == nullptr ? std::string{} : found->text;
    std::erase(out, '"');
    return out;
}

double number(JsonTree& item, std::string_view key) {
    return std::strtod(text(item, key).c_str(), nullptr);
}

std::uint64_t last_number(const std::string& id) {
    const auto digits = id.find_last_not_of("0123456789");
    return std::strtoull(id.c_str() + (digits == std::string::npos ? 0 : digits + 1), nullptr, 10);
}

std::vector<OrderRecord> orders_in(JsonTree list) {
    std::vector<OrderRecord> out;
    for (JsonTree& item : list.items) {
        OrderRecord order;
        order.id = text(item, "order_id");
        order.label = text(item, "label");
        order.epoch = epoch_of_label(order.label);
        order.created_ms = static_cast<std::int64_t>(number(item, "creation_timestamp"));
        order.sequence = last_number(order.id);
        out.push_back(order);
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    return out;
}

}  // namespace

std::uint32_t epoch_of_label(const std::string& label) {
    constexpr std::size_t kSize = 16;
    constexpr std::size_t kEpochAt = 6;
    if (label.size() != kSize || label.rfind("dhpapr", 0) != 0) {
        return 0;
    }
    return static_cast<std::uint32_t>(std::strtoul(label.substr(kEpochAt, 4).c_str(), nullptr, 36));
}

std::vector<OrderRecord> ExchangeRecord::orders() const {
    return orders_in(result_of(rig_,
                               "private/get_order_history_by_currency?currency=BTC&count=1000&"
                               "include_unfilled=true"));
}

std::vector<OrderRecord> ExchangeRecord::open_orders() const {
    return orders_in(result_of(rig_, "private/get_open_orders_by_currency?currency=BTC"));
}

std::vector<TradeRecord> ExchangeRecord::trades() const {
    JsonTree result =
        result_of(rig_, "private/get_user_trades_by_currency?currency=BTC&count=1000");
    JsonTree* const list = result.find("trades");
    std::vector<TradeRecord> out;
    if (list == nullptr) {
        throw std::runtime_error("the exchange lists no trades: " + result.print());
    }
    for (JsonTree& item : list->items) {
        TradeRecord trade;
        trade.id = text(item, "trade_id");
        trade.sequence = last_number(trade.id);
        const double sign = text(item, "direction") == "buy" ? 1.0 : -1.0;
        trade.coins = sign * number(item, "amount") / number(item, "price");
        out.push_back(trade);
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    return out;
}

std::vector<PositionRecord> ExchangeRecord::positions() const {
    std::vector<PositionRecord> out;
    for (JsonTree& item : result_of(rig_, "private/get_positions?currency=BTC").items) {
        out.push_back({text(item, "instrument_name"), number(item, "size")});
    }
    std::erase_if(out, [](const auto& position) { return position.size == 0.0; });
    return out;
}

double ExchangeRecord::delta() const {
    JsonTree summary = result_of(rig_, "private/get_account_summary?currency=BTC");
    if (summary.find("delta_total") == nullptr) {
        throw std::runtime_error("the exchange states no delta: " + summary.print());
    }
    return number(summary, "delta_total");
}

}  // namespace hedged::crash
