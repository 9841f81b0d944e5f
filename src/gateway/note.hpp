// SPDX-License-Identifier: Apache-2.0
// A note about one order of ours. Values, for every kind of note about an order: filled lots,
// average price, quantity in lots, limit in smallest ticks, state (LiveState), reference price.
#pragma once

#include "hedged/gateway/live_order.hpp"
#include "hedged/protocol/action.hpp"

namespace hedged::gateway {

[[nodiscard]] inline Note note_about(const LiveOrder& order, NoteKind kind, Severity severity,
                                     Instant now) noexcept {
    Note note;
    note.at = now;
    note.kind = kind;
    note.severity = severity;
    note.underlying = order.underlying;
    note.instrument = order.instrument;
    note.client_id = order.id;
    note.side = order.side;
    note.values = {static_cast<double>(order.filled.value()),
                   order.average_price(),
                   static_cast<double>(order.quantity.value()),
                   static_cast<double>(order.limit.value()),
                   static_cast<double>(order.state),
                   order.reference_price};
    return note;
}

}  // namespace hedged::gateway
