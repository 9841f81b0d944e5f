// SPDX-License-Identifier: Apache-2.0
// Why the daemon does or does not do something, as enums that travel in records and snapshots, with
// the plain words that people read. to_string() never allocates; any thread.
#pragma once

#include "hedged/protocol/event.hpp"

#include <cstdint>
#include <string_view>

namespace hedged {

// Reduce sends only orders that shrink exposure; Killed is latched and survives a restart.
enum class TradingState : std::uint8_t { Normal, Hold, Reduce, Killed };

// The risk checks by the number that docs/operations.md and the risk-control list give them.
enum class RiskCheck : std::uint8_t {
    None = 0,
    MaxOrderSize = 1,
    MaxOrderValue = 2,
    PriceCollar = 3,
    MessageRate = 6,
    VenueCredits = 7,
    PositionLimit = 10,
    HedgeOnly = 11,
    Duplicate = 13,
    Instrument = 16,
    NonFinite = 18,
    Staleness = 20,
    TradingStateGate = 41,
};

// The answer to `hedgectl why`: the first thing that keeps an underlying from being hedged now.
enum class Why : std::uint8_t {
    InsideBand,
    Hedging,        // an order went out in this decision
    OrderInFlight,  // an earlier one is still working
    OrderUnknown,   // an order's fate is unknown: nothing new until the exchange says
    BelowOneLot,
    MarketNotConnected,
    AccountNotConnected,
    CancelOnDisconnectMissing,
    ScopeMissing,  // the key may not trade
    NotReconciled,
    ClockUnknown,
    NotArmed,
    Held,  // by an operator or by a cause that clears itself; see the reason text
    Killed,
    PlatformLocked,
    InstrumentMissing,  // the configured hedge instrument is not in the exchange's list
    InstrumentNotTradable,
    IndexStale,
    QuoteStale,
    GreeksStale,
    AccountStale,
    QuoteCrossed,
    QuoteEmpty,
    BeyondSlippageCap,  // the best price on offer is worse than the cap allows
    PricesDisagree,     // reference-price vote failed
    LegUnpriced,        // a leg of the book has no usable market data
    NonFinite,
    RiskDenied,  // see the risk check beside it
    RateLimited,
    RefusalBreaker,  // too many refusals of one kind
    JournalBehind,   // the disk is full or does not keep up
    WarmingUp,       // watching market and account before the first order
};

[[nodiscard]] std::string_view to_string(TradingState state) noexcept;
[[nodiscard]] std::string_view to_string(RiskCheck check) noexcept;
[[nodiscard]] std::string_view to_string(Why why) noexcept;
[[nodiscard]] std::string_view to_string(Side side) noexcept;
[[nodiscard]] std::string_view to_string(OrderState state) noexcept;
[[nodiscard]] std::string_view to_string(TimeInForce tif) noexcept;
[[nodiscard]] std::string_view to_string(RefusalClass refusal) noexcept;
[[nodiscard]] std::string_view to_string(CancelReason reason) noexcept;
[[nodiscard]] std::string_view to_string(InstrumentKind kind) noexcept;
[[nodiscard]] std::string_view to_string(InstrumentState state) noexcept;
[[nodiscard]] std::string_view to_string(ConnectionState state) noexcept;
[[nodiscard]] std::string_view to_string(Stream stream) noexcept;
[[nodiscard]] std::string_view to_string(OperatorVerb verb) noexcept;

}  // namespace hedged
