// SPDX-License-Identifier: Apache-2.0
// The words an order is described with, by us and by any exchange. Every enum that an exchange can
// extend has Unknown: an unknown word is counted and survived, never guessed.
#pragma once

#include "hedged/core/fixed_string.hpp"

#include <cstdint>

namespace hedged {

enum class Side : std::uint8_t { Buy, Sell };
enum class TimeInForce : std::uint8_t {
    GoodTilCancelled,
    GoodTilDay,
    ImmediateOrCancel,
    FillOrKill,
    Unknown
};
// A partly filled order is Open with 0 < filled < amount.
enum class OrderState : std::uint8_t {
    Unknown,
    Open,
    Filled,
    Cancelled,
    Rejected,
    Untriggered,
    Triggered
};
enum class Liquidity : std::uint8_t { Unknown, Maker, Taker };
enum class CancelReason : std::uint8_t {
    None,
    UserRequest,
    CancelOnDisconnect,
    Liquidation,
    RiskMitigation,
    MarketMakerProtection,
    EditPostOnlyReject,
    Settlement,
    Other
};

// How an exchange's refusal must be treated; protocols.md 1.9.
enum class RefusalClass : std::uint8_t {
    Throttled,     // out of rate credits; the session is probably gone as well
    RetryLater,    // known not executed; the condition passes by itself
    StateUnknown,  // it may have executed: reconcile
    Money,         // funds or account limits
    Price,
    Size,
    OrderGone,  // the order is not open (any more): ask what happened
    PostOnly,
    Instrument,
    Authentication,
    Malformed,  // our bug
    Other
};

// An order command ends in one of three ways; Unknown counts at full size until the exchange says.
enum class Outcome : std::uint8_t { Accepted, Refused, Unknown };

using VenueOrderId = FixedString<39>;
using TradeId = FixedString<39>;

[[nodiscard]] constexpr Side opposite(Side side) noexcept {
    return side == Side::Buy ? Side::Sell : Side::Buy;
}
[[nodiscard]] constexpr double sign_of(Side side) noexcept {
    return side == Side::Buy ? 1.0 : -1.0;
}

}  // namespace hedged
