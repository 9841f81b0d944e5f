// SPDX-License-Identifier: Apache-2.0
// Orders that go in or change. What they do is the exchange's business.
#include "exchange/deribit/order_params.hpp"

#include <array>

namespace hedged::exchange::deribit {
namespace {

Outcome submit(Call& call, Side side) {
    auto const request = read_order(call, side);
    if (call.params.error()) {
        return call.params.error();
    }
    return render_outcome(call, call.exchange().submit(call.account(), request));
}

Outcome buy(Call& call) {
    return submit(call, Side::Buy);
}

Outcome sell(Call& call) {
    return submit(call, Side::Sell);
}

Outcome edit(Call& call) {
    auto const request = read_edit(call, false);
    if (call.params.error()) {
        return call.params.error();
    }
    return render_outcome(call, call.exchange().edit(call.account(), request));
}

Outcome edit_by_label(Call& call) {
    auto const request = read_edit(call, true);
    if (call.params.error()) {
        return call.params.error();
    }
    // The label is looked for in the instrument named, not in the whole account.
    OrderFilter filter;
    filter.label = request.label;
    filter.instrument = call.instrument()->id;
    auto const found = call.exchange().open_orders(call.account(), filter);
    if (found.empty()) {
        return fail(ErrorCode::OrderNotFound);
    }
    if (found.size() > 1) {
        return fail(ErrorCode::NonUniqueOrderLabel);
    }
    auto exact = request;
    exact.order_id = found.front().order_id;
    return render_outcome(call, call.exchange().edit(call.account(), exact));
}

Outcome close_position(Call& call) {
    auto const* const instrument = call.instrument();
    auto const type = call.params.required_text("type");
    auto const price = call.params.number("price");
    if (call.params.error()) {
        return call.params.error();
    }
    if (type != "limit" && type != "market") {
        return bad_argument("type", "must be limit or market");
    }
    if (type == "limit" && !price) {
        return bad_argument("price", "value required");
    }
    auto const limit = type == "limit" ? price : std::nullopt;
    return render_outcome(call, call.exchange().close_position(call.account(), instrument->id,
                                                               limit, call.session.tag()));
}

constexpr std::array kMethods{
    Method{"private/buy", buy, Need::TradeWrite, CreditClass::Matching},
    Method{"private/sell", sell, Need::TradeWrite, CreditClass::Matching},
    Method{"private/edit", edit, Need::TradeWrite, CreditClass::Matching},
    Method{"private/edit_by_label", edit_by_label, Need::TradeWrite, CreditClass::Matching},
    Method{"private/close_position", close_position, Need::TradeWrite, CreditClass::Matching},
};

}  // namespace

std::span<const Method> trading_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
