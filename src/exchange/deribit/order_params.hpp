// SPDX-License-Identifier: Apache-2.0
// Order parameters of the wire to requests of the exchange, and refusals back to wire errors. What
// the exchange does not offer (stops, implied-volatility orders, hidden size) is refused by name
// rather than ignored. One thread.
#pragma once

#include "hedged/exchange/order.hpp"

#include "exchange/deribit/call.hpp"

namespace hedged::exchange::deribit {

// Meaningful only when params.error() stays empty.
[[nodiscard]] OrderRequest read_order(Call& call, Side side);
[[nodiscard]] EditRequest read_edit(Call& call, bool by_label);

// An id of the form "123" or "BTC-123"; nothing when the text is no id of this exchange.
[[nodiscard]] std::optional<std::uint64_t> parse_wire_id(std::string_view text,
                                                         std::string_view currency);
[[nodiscard]] std::optional<OrderId> required_order_id(Call& call);

[[nodiscard]] WireError to_wire(const Reject& reject);
// {"order":{...},"trades":[...]}, or the refusal.
[[nodiscard]] Outcome render_outcome(Call& call, const OrderOutcome& outcome);
void render_orders(Call& call, const std::vector<Order>& orders);
void render_one_order(Call& call, const Order& order);

}  // namespace hedged::exchange::deribit
