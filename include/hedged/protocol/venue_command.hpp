// SPDX-License-Identifier: Apache-2.0
// What the gateway tells an exchange session to do. Trivially copyable; the codec turns it to bytes
// with the instrument table that assigned the index.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <cstdint>
#include <variant>

namespace hedged {

struct PlaceOrder {
    ClientOrderId client_id;
    InstrumentIndex instrument;
    Side side = Side::Buy;
    Lots quantity;     // > 0
    PriceTicks limit;  // always a limit order; a market order is never sent
    TimeInForce time_in_force = TimeInForce::ImmediateOrCancel;
    bool post_only = false;
    bool reduce_only = false;
    WallTime valid_until;  // the exchange refuses the order after this: the expiry fence
};

struct CancelOrder {
    ClientOrderId client_id;
    InstrumentIndex instrument;
    VenueOrderId venue_id;  // empty when the exchange has not named the order: cancel by label
};

// "What became of this order?" Answered by OrderQueryReply.
struct QueryOrder {
    ClientOrderId client_id;
    InstrumentIndex instrument;
};

struct RequestSnapshot {
    SnapshotKind kind = SnapshotKind::OpenOrders;
    std::uint32_t generation = 0;
};

// Keep this instrument's market data subscribed from now on.
struct WatchInstrument {
    InstrumentIndex instrument;
};

using VenueCommand =
    std::variant<PlaceOrder, CancelOrder, QueryOrder, RequestSnapshot, WatchInstrument>;

}  // namespace hedged
