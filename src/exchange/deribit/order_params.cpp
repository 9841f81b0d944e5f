// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/order_params.hpp"

#include "exchange/deribit/render_account.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hedged::exchange::deribit {
namespace {

constexpr std::array<std::string_view, 7> kNotOffered = {
    "trigger",  "trigger_price",     "trigger_offset", "display_amount",
    "advanced", "linked_order_type", "otoco_config"};

void refuse_what_is_not_offered(Params& params) {
    for (auto const name : kNotOffered) {
        if (params.has(name)) {
            params.refuse(bad_argument(name, "not offered by this exchange"));
        }
    }
}

// Amount in the instrument's unit, from `amount`, `contracts` or both when they agree.
std::optional<double> read_amount(Params& params, const Instrument* instrument) {
    auto const amount = params.number("amount");
    auto const contracts = params.number("contracts");
    if (!contracts || instrument == nullptr) {
        return amount;
    }
    double const from_contracts = *contracts * instrument->contract_size;
    if (amount && std::fabs(*amount - from_contracts) > 1e-9 * instrument->contract_size) {
        params.refuse(bad_argument("contracts", "amount and contracts do not agree"));
    }
    return from_contracts;
}

std::optional<WallTime> read_valid_until(Params& params) {
    auto const until = params.integer("valid_until");
    if (!until) {
        return std::nullopt;
    }
    constexpr std::int64_t kFarthest = 9'000'000'000'000;  // keeps nanoseconds within 64 bits
    if (*until < 0 || *until > kFarthest) {
        params.refuse(bad_param("valid_until", "value out of range"));
        return std::nullopt;
    }
    return wall_from_milliseconds(*until);
}

TimeInForce read_time_in_force(Params& params) {
    auto const word = params.text("time_in_force", "good_til_cancelled");
    for (auto const tif : {TimeInForce::GoodTilCancelled, TimeInForce::GoodTilDay,
                           TimeInForce::ImmediateOrCancel, TimeInForce::FillOrKill}) {
        if (word == wire_name(tif)) {
            return tif;
        }
    }
    params.refuse(bad_argument("time_in_force", "unknown time_in_force"));
    return TimeInForce::GoodTilCancelled;
}

void read_type_and_price(Params& params, OrderRequest& request) {
    auto const type = params.text("type", "limit");
    auto const price = params.number("price");
    if (type == "limit") {
        request.type = OrderType::Limit;
        if (!price) {
            params.refuse(bad_argument("price", "value required"));
        }
        request.price = price.value_or(0.0);
    } else if (type == "market") {
        request.type = OrderType::Market;
        if (params.has("time_in_force")) {
            params.refuse(bad_argument("time_in_force", "not allowed for market orders"));
        }
    } else {
        params.refuse(bad_argument("type", "not offered by this exchange"));
    }
}

}  // namespace

OrderRequest read_order(Call& call, Side side) {
    auto& params = call.params;
    OrderRequest request;
    auto const* const instrument = call.instrument();
    request.side = side;
    request.session = call.session.tag();
    refuse_what_is_not_offered(params);
    auto const amount = read_amount(params, instrument);
    read_type_and_price(params, request);
    request.time_in_force = read_time_in_force(params);
    request.post_only = params.flag("post_only", false);
    request.reject_post_only = params.flag("reject_post_only", false);
    request.reduce_only = params.flag("reduce_only", false);
    request.mmp = params.flag("mmp", false);
    request.label.assign(params.text("label"));
    request.valid_until = read_valid_until(params);
    if (!amount) {
        params.refuse(bad_param("amount", "value required"));
    }
    request.amount = amount.value_or(0.0);
    if (instrument != nullptr) {
        request.instrument = instrument->id;
    }
    return request;
}

EditRequest read_edit(Call& call, bool by_label) {
    auto& params = call.params;
    EditRequest request;
    const Instrument* instrument = nullptr;
    refuse_what_is_not_offered(params);
    if (by_label) {
        request.label.assign(params.required_text("label"));
        instrument = call.instrument();
    } else if (auto const id = required_order_id(call)) {
        request.order_id = *id;
        if (auto const order = call.exchange().order(call.account(), *id)) {
            instrument = &call.exchange().instrument(order->instrument);
        }
    }
    request.amount = read_amount(params, instrument);
    request.price = params.number("price");
    request.post_only = params.flag("post_only");
    request.reject_post_only = params.flag("reject_post_only", false);
    request.reduce_only = params.flag("reduce_only");
    request.valid_until = read_valid_until(params);
    return request;
}

std::optional<std::uint64_t> parse_wire_id(std::string_view text, std::string_view currency) {
    if (text.size() > currency.size() + 1 && text.substr(0, currency.size()) == currency &&
        text[currency.size()] == '-') {
        text.remove_prefix(currency.size() + 1);
    }
    std::uint64_t raw = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), raw);
    if (failure != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return raw;
}

std::optional<OrderId> required_order_id(Call& call) {
    auto const text = call.params.required_text("order_id");
    if (call.params.error()) {
        return std::nullopt;
    }
    auto const& currency = call.exchange().instrument(InstrumentId{0}).base_currency;
    auto const raw = parse_wire_id(text, currency);
    if (!raw || *raw == 0) {
        call.params.refuse(fail(ErrorCode::OrderNotFound));
        return std::nullopt;
    }
    return OrderId{*raw};
}

WireError to_wire(const Reject& reject) {
    WireError error;
    error.code = static_cast<ErrorCode>(deribit_code(reject.code));
    error.message.assign(deribit_message(reject.code));
    if (reject.limit != 0.0) {
        JsonWriter json{error.data};
        json.begin_object().field("limit", reject.limit);
        if (!reject.reason.empty()) {
            json.field("reason", reject.reason);
        }
        if (!reject.param.empty()) {
            json.field("param", reject.param);
        }
        json.end_object();
    }
    error.reason.assign(reject.reason);
    error.param.assign(reject.param);
    return error;
}

void render_one_order(Call& call, const Order& order) {
    render_order(call.json, call.exchange().instrument(order.instrument), order,
                 call.services.faults.order_state_word);
}

void render_orders(Call& call, const std::vector<Order>& orders) {
    call.json.begin_array();
    for (auto const& order : orders) {
        render_one_order(call, order);
    }
    call.json.end_array();
}

Outcome render_outcome(Call& call, const OrderOutcome& outcome) {
    if (outcome.reject) {
        return to_wire(*outcome.reject);
    }
    auto& json = call.json;
    json.begin_object().key("order");
    render_one_order(call, outcome.order);
    json.key("trades").begin_array();
    for (auto const& trade : outcome.trades) {
        render_user_trade(json, call.exchange().instrument(trade.instrument), trade);
    }
    json.end_array().end_object();
    return std::nullopt;
}

}  // namespace hedged::exchange::deribit
