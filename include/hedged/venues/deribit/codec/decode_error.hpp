// SPDX-License-Identifier: Apache-2.0
// Why a frame, or one entry of it, could not be decoded: the fault, the field by its name on the
// wire, and the kind of message. Plain data; `field` points at static text. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace hedged::deribit {

enum class DecodeFault : std::uint8_t {
    None,
    NotJson,       // malformed or truncated JSON, or not UTF-8
    TooLarge,      // above kFrameBytesMax; not looked at
    Missing,       // a required field is absent
    Null,          // a required field is null
    Mistyped,      // another JSON type than the field has
    OutOfRange,    // not finite, overflows, or outside what the field can mean
    TooLong,       // an identifier that our vocabulary cannot hold
    UnknownWord,   // a word where no meaning can be assumed, such as a side
    Inconsistent,  // two fields contradict each other
    Duplicate,     // one key twice in one object
    TableFull,     // the instrument table has no room
    NotAMessage,   // JSON, but not a JSON-RPC message
};

// What was being decoded when it failed, or what was decoded.
enum class MessageKind : std::uint8_t {
    Unknown,
    Envelope,
    Heartbeat,
    Ticker,
    IncrementalTicker,
    Quote,
    Book,
    MarkPrices,
    PriceIndex,
    ExpirationPrice,
    PublicTrades,
    InstrumentState,
    PlatformState,
    Orders,
    UserTrades,
    UserChanges,
    Portfolio,
    AccountLock,
    Positions,
    Instruments,
    Reply,
    ErrorReply,
    Request,         // what a client sent; appears in captures only
    UnusedChannel,   // a channel we know and have no use for
    UnknownChannel,  // survived and counted
    UnknownMethod,
};

struct DecodeError {
    DecodeFault fault = DecodeFault::None;
    MessageKind message = MessageKind::Unknown;
    std::string_view field;  // empty when the fault is not one field's

    [[nodiscard]] bool ok() const noexcept { return fault == DecodeFault::None; }
};

[[nodiscard]] std::string_view to_string(DecodeFault fault) noexcept;
[[nodiscard]] std::string_view to_string(MessageKind kind) noexcept;

}  // namespace hedged::deribit
