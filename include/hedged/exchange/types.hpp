// SPDX-License-Identifier: Apache-2.0
// The exchange's own vocabulary of ids and closed lists. It is written from the exchange's side of
// the wire and shares nothing with the trading client beyond core. Any thread, no allocation.
#pragma once

#include "hedged/core/ids.hpp"

#include <compare>
#include <cstdint>
#include <string_view>

namespace hedged::exchange {

using InstrumentId = Index<struct ExchangeInstrumentTag, std::uint32_t>;  // dense, never reused
using AccountId = Index<struct ExchangeAccountTag, std::uint32_t>;        // dense

// The simulated market itself: counterparty of last resort, quotes anonymously, has no margin.
inline constexpr AccountId kHouse{0};

struct OrderId {
    std::uint64_t raw = 0;  // zero is "none"
    friend constexpr auto operator<=>(OrderId, OrderId) noexcept = default;
};
struct TradeId {
    std::uint64_t raw = 0;
    friend constexpr auto operator<=>(TradeId, TradeId) noexcept = default;
};
// Whatever the front uses to tell connections apart; the core only compares it, so that orders of
// one connection can be cancelled when it drops.
struct SessionTag {
    std::uint64_t raw = 0;
    friend constexpr auto operator<=>(SessionTag, SessionTag) noexcept = default;
};

enum class Kind : std::uint8_t { Future, Option };  // a perpetual is a Future
enum class SettlementPeriod : std::uint8_t { Perpetual, Day, Week, Month };
enum class OptionType : std::uint8_t { Call, Put };
enum class Side : std::uint8_t { Buy, Sell };
enum class InstrumentState : std::uint8_t { Created, Started, Settled, Closed };
enum class OrderType : std::uint8_t { Limit, Market };
enum class TimeInForce : std::uint8_t {
    GoodTilCancelled,
    GoodTilDay,  // until the next 08:00 UTC
    ImmediateOrCancel,
    FillOrKill
};
enum class OrderState : std::uint8_t { Open, Filled, Rejected, Cancelled };
enum class Liquidity : std::uint8_t { Maker, Taker };
enum class CancelReason : std::uint8_t {
    None,
    UserRequest,
    CancelOnDisconnect,
    EditPostOnlyReject,
    Settlement,
    RiskMitigation,
    Expired  // immediate remainder, or the end of good_til_day
};

constexpr Side opposite(Side side) noexcept {
    return side == Side::Buy ? Side::Sell : Side::Buy;
}
constexpr double sign_of(Side side) noexcept {
    return side == Side::Buy ? 1.0 : -1.0;
}

// The words of the Deribit wire for each, for example "immediate_or_cancel", "user_request".
[[nodiscard]] std::string_view wire_name(Kind kind) noexcept;
[[nodiscard]] std::string_view wire_name(SettlementPeriod period) noexcept;
[[nodiscard]] std::string_view wire_name(OptionType type) noexcept;
[[nodiscard]] std::string_view wire_name(Side side) noexcept;
[[nodiscard]] std::string_view wire_name(InstrumentState state) noexcept;
[[nodiscard]] std::string_view wire_name(OrderType type) noexcept;
[[nodiscard]] std::string_view wire_name(TimeInForce tif) noexcept;
[[nodiscard]] std::string_view wire_name(OrderState state) noexcept;
[[nodiscard]] std::string_view wire_name(Liquidity liquidity) noexcept;  // "M" or "T"
[[nodiscard]] std::string_view wire_name(CancelReason reason) noexcept;

}  // namespace hedged::exchange
