// SPDX-License-Identifier: Apache-2.0
// The methods we call. A JSON-RPC reply does not say what it answers, so the caller remembers the
// Request it sent under an id and names it when it decodes the reply. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace hedged::deribit {

enum class Request : std::uint8_t {
    Unknown,  // a capture: guess from the shape of the result
    Auth,
    Hello,
    Test,
    SetHeartbeat,
    DisableHeartbeat,
    GetTime,
    Status,
    Subscribe,
    SubscribePrivate,
    Unsubscribe,
    UnsubscribePrivate,
    Instruments,
    Instrument,
    Ticker,  // also the order book call: a ticker with levels
    BookSummary,
    LastTrades,
    EnableCancelOnDisconnect,
    GetCancelOnDisconnect,
    AccountSummary,
    AccountSummaries,
    Positions,
    OpenOrders,
    OrderState,
    OrderStateByLabel,
    OrderHistory,
    UserTradesByCurrency,
    UserTradesByOrder,
    Buy,
    Sell,
    Edit,
    Cancel,
    CancelByLabel,
    CancelAll,
    CancelAllByCurrency,
    CancelAllByInstrument,
    Logout,
};

// The method as it stands in the frame, and back; an unknown method is Request::Unknown.
[[nodiscard]] std::string_view method_name(Request request) noexcept;
[[nodiscard]] Request request_of_method(std::string_view method) noexcept;

}  // namespace hedged::deribit
