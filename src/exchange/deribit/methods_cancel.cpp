// SPDX-License-Identifier: Apache-2.0
// Cancels, one or many. Many answer with how many there were, or with the orders when asked for
// details.
#include "exchange/deribit/order_params.hpp"

#include <array>
#include <map>

namespace hedged::exchange::deribit {
namespace {

Outcome cancel(Call& call) {
    auto const id = required_order_id(call);
    if (!id) {
        return call.params.error();
    }
    auto const cancelled = call.exchange().cancel(call.account(), *id);
    if (!cancelled) {
        return to_wire(cancelled.error());
    }
    render_one_order(call, cancelled.value());
    return std::nullopt;
}

// Order types of the wire; those this exchange does not know select nothing.
bool read_type(Call& call, OrderFilter& filter) {
    auto const word = call.params.text("type", "all");
    if (word == "limit") {
        filter.type = OrderType::Limit;
    } else if (word == "trigger_all" || word == "stop" || word == "take" ||
               word == "trailing_stop") {
        return false;
    } else if (word != "all") {
        call.params.refuse(bad_argument("type", "unknown type"));
    }
    return true;
}

void render_detailed(Call& call, const std::vector<Order>& orders) {
    std::map<InstrumentId, std::vector<Order>> by_instrument;
    for (auto const& order : orders) {
        by_instrument[order.instrument].push_back(order);
    }
    call.json.begin_array();
    for (auto const& [id, list] : by_instrument) {
        auto const& instrument = call.exchange().instrument(id);
        call.json.begin_object().field("instrument_name", instrument.name);
        call.json.field("currency", instrument.base_currency).field("type", "limit").key("result");
        render_orders(call, list);
        call.json.end_object();
    }
    call.json.end_array();
}

Outcome cancel_matching(Call& call, const OrderFilter& filter, bool nothing) {
    bool const detailed = call.params.flag("detailed", false);
    if (call.params.error()) {
        return call.params.error();
    }
    if (call.exchange().in_settlement()) {
        return fail(ErrorCode::SettlementInProgress);
    }
    std::vector<Order> cancelled;
    if (!nothing) {
        cancelled = call.exchange().cancel_all(call.account(), filter);
    }
    if (detailed) {
        render_detailed(call, cancelled);
    } else {
        call.json.value(static_cast<std::uint64_t>(cancelled.size()));
    }
    return std::nullopt;
}

Outcome cancel_all(Call& call) {
    return cancel_matching(call, {}, false);
}

Outcome cancel_by_currency_rule(Call& call, bool currency_required) {
    OrderFilter filter;
    bool nothing = currency_choice(call, currency_required) == CurrencyChoice::None;
    filter.kind = kind_choice(call, nothing);
    nothing = !read_type(call, filter) || nothing;
    return cancel_matching(call, filter, nothing);
}

Outcome cancel_all_by_currency(Call& call) {
    return cancel_by_currency_rule(call, true);
}

Outcome cancel_all_by_kind_or_type(Call& call) {
    return cancel_by_currency_rule(call, true);
}

Outcome cancel_all_by_currency_pair(Call& call) {
    OrderFilter filter;
    auto const pair = call.params.required_text("currency_pair");
    bool nothing = pair != call.exchange().instrument(InstrumentId{0}).price_index;
    filter.kind = kind_choice(call, nothing);
    nothing = !read_type(call, filter) || nothing;
    return cancel_matching(call, filter, nothing);
}

Outcome cancel_all_by_instrument(Call& call) {
    OrderFilter filter;
    filter.instrument = call.instrument_id();
    bool const nothing = !read_type(call, filter);
    return cancel_matching(call, filter, nothing);
}

Outcome cancel_by_label(Call& call) {
    OrderFilter filter;
    filter.label = std::string{call.params.required_text("label")};
    bool const nothing = currency_choice(call, false) == CurrencyChoice::None;
    return cancel_matching(call, filter, nothing);
}

constexpr std::array kMethods{
    Method{"private/cancel", cancel, Need::TradeWrite, CreditClass::Matching},
    Method{"private/cancel_all", cancel_all, Need::TradeWrite, CreditClass::CancelAll},
    Method{"private/cancel_all_by_currency", cancel_all_by_currency, Need::TradeWrite,
           CreditClass::Matching},
    Method{"private/cancel_all_by_currency_pair", cancel_all_by_currency_pair, Need::TradeWrite,
           CreditClass::Matching},
    Method{"private/cancel_all_by_kind_or_type", cancel_all_by_kind_or_type, Need::TradeWrite,
           CreditClass::Matching},
    Method{"private/cancel_all_by_instrument", cancel_all_by_instrument, Need::TradeWrite,
           CreditClass::Matching},
    Method{"private/cancel_by_label", cancel_by_label, Need::TradeWrite, CreditClass::Matching},
};

}  // namespace

std::span<const Method> cancel_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
