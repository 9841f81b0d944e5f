// SPDX-License-Identifier: Apache-2.0
// Everything the engine can ask for. The caller owns the list and carries it out in order; that
// order matters for a kill, where the latch is written and synced before the first cancel leaves.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/protocol/reasons.hpp"
#include "hedged/protocol/venue_command.hpp"

#include <array>
#include <cstdint>
#include <variant>

namespace hedged {

enum class NoteKind : std::uint8_t {
    StateChanged,  // values: old state, new state
    Hedge,         // an order was decided; see Note fields
    OrderDone,     // terminal; values: filled lots, average price
    OrderRefused,
    OrderUnknown,
    OrderResolved,
    FillApplied,
    DuplicateFill,
    FillWithoutOrder,
    Overfill,
    RiskDenied,
    PositionAdopted,  // values: ours, the exchange's
    PositionMismatch,
    LegUnpriced,          // values: age of its volatility in seconds
    LegExpired,           // values: our mean of the index samples it was settled on
    GreekDisagreement,    // values: own delta, published delta
    AccountDisagreement,  // values: own net delta of the account, published, tolerated difference
    Reconciled,
    ConnectionChanged,
    PlatformLocked,
    ForeignOrder,
    LeftoverOrder,  // of an earlier epoch; is cancelled
    OperatorActed,
    KillConfirmed,  // the exchange confirms no open order of ours
    LimitReached,   // an internal capacity; values: limit
    UnknownWord,    // the exchange used a word we do not know
    RuntimeFault,   // of the process around the engine, such as a full disk; text says what
    CannotHedge,    // for long; values: delta, what would be hedged, since how many seconds
};

// Debug is for what happens all the time and means nothing by itself.
enum class Severity : std::uint8_t { Debug, Info, Warning, Alarm };

// A fixed binary record of something that happened; another thread turns it into words. The meaning
// of `values` depends on the kind and stands beside the formatter in ops.
struct Note {
    Instant at;
    NoteKind kind = NoteKind::StateChanged;
    Severity severity = Severity::Info;
    UnderlyingIndex underlying;
    InstrumentIndex instrument;
    ClientOrderId client_id;
    Why why = Why::InsideBand;
    RiskCheck check = RiskCheck::None;
    Side side = Side::Buy;
    std::int32_t venue_code = 0;
    std::array<double, 6> values{};
    FixedString<63> text;  // only what the exchange or an operator wrote
};

// Write and sync the kill latch before going on to the next action; or remove it.
struct SetKillLatch {
    FixedString<31> actor;
    FixedString<95> reason;
};
struct ClearKillLatch {
    FixedString<31> actor;
    FixedString<95> reason;
};

using Action = std::variant<VenueCommand, Note, SetKillLatch, ClearKillLatch>;

inline constexpr std::size_t kActionsMax = 512;
using Actions = FixedVector<Action, kActionsMax>;

}  // namespace hedged
