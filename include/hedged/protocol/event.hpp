// SPDX-License-Identifier: Apache-2.0
// Everything the engine can be told. An Event is trivially copyable, made once and never changed;
// time and randomness enter the engine only inside one. Connection, instrument and operator events
// travel with the account events and are never dropped.
#pragma once

#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/instrument.hpp"
#include "hedged/protocol/market_events.hpp"

#include <cstdint>
#include <type_traits>
#include <variant>

namespace hedged {

enum class Stream : std::uint8_t { Market, Account };
enum class ConnectionState : std::uint8_t { Down, Connecting, Ready };

struct ConnectionChange {
    Stamp stamp;
    Stream stream = Stream::Market;
    ConnectionState state = ConnectionState::Down;
    bool cancel_on_disconnect = false;  // Ready account stream: set and read back
    bool may_trade = false;             // Ready account stream: the granted scope allows orders
    FixedString<79> reason;
};

// A new or changed instrument. Indices are dense and never re-used within a process.
struct InstrumentDefinition {
    Stamp stamp;
    InstrumentSpec spec;
};

struct InstrumentStateChange {
    Stamp stamp;
    InstrumentIndex instrument;
    InstrumentState state = InstrumentState::Unknown;
};

// The instrument's market data is unusable until the next Quote: a sequence gap, or its stream
// died.
struct MarketDataGap {
    Stamp stamp;
    InstrumentIndex instrument;
};

// An index the exchange locked or unlocked; without a valid underlying the whole platform.
struct PlatformLock {
    Stamp stamp;
    UnderlyingIndex underlying;
    bool locked = false;
};

// stamp.venue is the exchange's clock, half a round trip before stamp.received.
struct ClockSync {
    Stamp stamp;
    Duration round_trip;
};

// The order budget that the exchange states for this account.
struct RateLimitReport {
    Stamp stamp;
    double orders_per_second = 0.0;
    double order_burst = 0.0;
};

// Whether what the engine is told and does can be recorded. Behind: written but not yet safe on the
// disk for too long. Full: no room is being made for what comes next; what is in hand suffices for
// cancels. Failed: the disk refused, and nothing written since may be trusted to last.
enum class JournalHealth : std::uint8_t { Good, Behind, Full, Failed };
struct JournalReport {
    Stamp stamp;
    JournalHealth health = JournalHealth::Good;
    FixedString<63> text;
};

// Stop: nothing new, cancel what is ours, and let EngineView::orders_done say when the exchange has
// confirmed it; for an orderly shutdown, without a latch.
enum class OperatorVerb : std::uint8_t { Kill, Arm, Hold, Resume, Stop };
struct OperatorCommand {
    Stamp stamp;
    OperatorVerb verb = OperatorVerb::Kill;
    std::uint64_t request = 0;
    FixedString<31> actor;
    FixedString<95> reason;
};

// The runtime's clock tick (about every 10 ms) and the end of a drained batch. The engine prices
// and decides on BatchEnd only.
struct Timer {
    Instant now;
};
struct BatchEnd {
    Instant now;
};

using Event = std::variant<Quote, Ticker, MarkVol, IndexPrice, OrderUpdate, Fill, PositionUpdate,
                           AccountUpdate, OrderReply, CancelReply, OrderQueryReply, SnapshotMark,
                           ConnectionChange, InstrumentDefinition, InstrumentStateChange,
                           MarketDataGap, PlatformLock, ClockSync, RateLimitReport, JournalReport,
                           OperatorCommand, Timer, BatchEnd>;

static_assert(std::is_trivially_copyable_v<Event>);

}  // namespace hedged
