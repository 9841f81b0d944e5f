// SPDX-License-Identifier: Apache-2.0
#include "auditor/wire.hpp"

#include <charconv>

namespace hedged::auditor {
namespace {

// Both the exchange and its simulation write the envelope's keys first.
constexpr std::size_t kEnvelope = 160;

std::size_t behind(std::string_view text, std::string_view key) noexcept {
    for (std::size_t at = text.find(key); at != std::string_view::npos;
         at = text.find(key, at + 1)) {
        std::size_t const end = at + key.size();
        if (at > 0 && text[at - 1] == '"' && text.substr(end, 2) == "\":") {
            return end + 2;
        }
    }
    return std::string_view::npos;
}

std::string_view text_of(simdjson::dom::object object, std::string_view key) noexcept {
    std::string_view text;
    return object.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::optional<double> number_of(simdjson::dom::object object, std::string_view key) noexcept {
    double number = 0.0;
    if (object.at_key(key).get(number) == simdjson::SUCCESS) {
        return number;
    }
    return std::nullopt;
}

}  // namespace

Glance glance(std::string_view frame) noexcept {
    Glance seen;
    std::string_view const head = frame.substr(0, kEnvelope);
    seen.channel = text_at(head, "channel");
    if (!seen.channel.empty()) {
        return seen;
    }
    std::size_t at = behind(head, "id");
    if (at == std::string_view::npos) {
        return seen;
    }
    std::uint64_t id = 0;
    if (std::from_chars(head.data() + at, head.data() + head.size(), id).ec == std::errc{}) {
        seen.id = id;
    }
    return seen;
}

std::optional<double> number_at(std::string_view frame, std::string_view key) {
    std::size_t const at = behind(frame, key);
    double number = 0.0;
    if (at == std::string_view::npos ||
        std::from_chars(frame.data() + at, frame.data() + frame.size(), number).ec != std::errc{}) {
        return std::nullopt;
    }
    return number;
}

std::string_view text_at(std::string_view frame, std::string_view key) noexcept {
    std::size_t const at = behind(frame, key);
    if (at == std::string_view::npos || at >= frame.size() || frame[at] != '"') {
        return {};
    }
    std::size_t const end = frame.find('"', at + 1);
    return end == std::string_view::npos ? std::string_view{} : frame.substr(at + 1, end - at - 1);
}

void WireReader::visit(simdjson::dom::element element) {
    simdjson::dom::array array;
    simdjson::dom::object object;
    if (element.get(array) == simdjson::SUCCESS) {
        for (simdjson::dom::element const item : array) {
            visit(item);
        }
    } else if (element.get(object) == simdjson::SUCCESS) {
        visit(object);
    }
}

void WireReader::visit(simdjson::dom::object object) {
    std::string_view const order_id = text_of(object, "order_id");
    std::string_view const trade_id = text_of(object, "trade_id");
    if (!trade_id.empty()) {
        news_.trades.push_back({trade_id, order_id, text_of(object, "label"),
                                number_of(object, "amount").value_or(0.0),
                                text_of(object, "direction")});
        return;
    }
    if (!order_id.empty()) {
        news_.orders.push_back(
            {order_id, text_of(object, "label"), text_of(object, "order_state")});
        return;
    }
    news_.names_positions =
        news_.names_positions || number_of(object, "floating_profit_loss").has_value();
    for (simdjson::dom::key_value_pair const field : object) {
        news_.names_positions = news_.names_positions || field.key == "positions";
        visit(field.value);
    }
}

const AccountNews& WireReader::read(std::string_view frame) {
    news_ = {};
    simdjson::dom::object root;
    if (parser_.parse(frame.data(), frame.size(), true).get(root) != simdjson::SUCCESS) {
        return news_;
    }
    news_.readable = true;
    simdjson::dom::element result;
    simdjson::dom::object error;
    if (root.at_key("error").get(error) == simdjson::SUCCESS) {
        news_.is_error = true;
        news_.error_code = static_cast<std::int64_t>(number_of(error, "code").value_or(0.0));
    } else if (root.at_key("result").get(result) == simdjson::SUCCESS) {
        news_.has_result = true;
        bool flag = false;
        simdjson::dom::object fields;
        simdjson::dom::array list;
        if (result.get(flag) == simdjson::SUCCESS) {
            news_.result_is_true = flag;
        } else if (result.get(fields) == simdjson::SUCCESS &&
                   fields.at_key("enabled").get(flag) == simdjson::SUCCESS) {
            news_.result_is_true = flag;
        } else if (result.get(list) == simdjson::SUCCESS) {
            for (simdjson::dom::element const item : list) {
                std::string_view text;
                if (item.get(text) == simdjson::SUCCESS) {
                    news_.strings.push_back(text);
                }
            }
        }
        visit(result);
    }
    simdjson::dom::element params;
    if (root.at_key("params").get(params) == simdjson::SUCCESS) {
        visit(params);
    }
    return news_;
}

RequestSeen WireReader::read_request(std::string_view frame) {
    RequestSeen seen;
    simdjson::dom::object root;
    if (parser_.parse(frame.data(), frame.size(), true).get(root) != simdjson::SUCCESS) {
        seen.method = text_at(frame, "method");
        return seen;
    }
    seen.readable = true;
    seen.id = static_cast<std::uint64_t>(number_of(root, "id").value_or(0.0));
    seen.method = text_of(root, "method");
    simdjson::dom::object params;
    if (root.at_key("params").get(params) != simdjson::SUCCESS) {
        return seen;
    }
    seen.instrument = text_of(params, "instrument_name");
    seen.label = text_of(params, "label");
    seen.order_id = text_of(params, "order_id");
    seen.amount = number_of(params, "amount");
    seen.price = number_of(params, "price");
    std::int64_t until = 0;
    if (params.at_key("valid_until").get(until) == simdjson::SUCCESS) {
        seen.valid_until_ms = until;
    }
    return seen;
}

}  // namespace hedged::auditor
