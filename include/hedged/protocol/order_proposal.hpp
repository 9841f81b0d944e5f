// SPDX-License-Identifier: Apache-2.0
// What hedging proposes and risk judges: one limit order with the numbers it was sized from, kept
// beside it so that a denial or a record can say why. Plain data, trivially copyable.
// A proposal is not permission: only risk::Gatekeeper turns one into something that can be sent.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/units.hpp"
#include "hedged/protocol/order_terms.hpp"

namespace hedged {

struct OrderProposal {
    InstrumentIndex instrument;
    UnderlyingIndex underlying;
    Side side = Side::Buy;
    Lots quantity;     // > 0
    PriceTicks limit;  // > 0, on the instrument's grid at that price
    TimeInForce time_in_force = TimeInForce::ImmediateOrCancel;
    bool post_only = false;
    bool reduce_only = false;

    // Why this order, for the record; risk judges with its own numbers from the OrderContext.
    double reference_price = 0.0;  // quote currency; what slippage is measured against
    UsdPrice index;                // at the decision
    BookDelta delta_before;        // filled and in flight
    BookDelta target;
};

}  // namespace hedged
