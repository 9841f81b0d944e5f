// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/decode_error.hpp"

namespace hedged::deribit {

std::string_view to_string(DecodeFault fault) noexcept {
    switch (fault) {
        case DecodeFault::None:
            return "no fault";
        case DecodeFault::NotJson:
            return "not valid JSON";
        case DecodeFault::TooLarge:
            return "frame too large";
        case DecodeFault::Missing:
            return "missing";
        case DecodeFault::Null:
            return "null";
        case DecodeFault::Mistyped:
            return "of another type";
        case DecodeFault::OutOfRange:
            return "out of range";
        case DecodeFault::TooLong:
            return "too long";
        case DecodeFault::UnknownWord:
            return "an unknown word";
        case DecodeFault::Inconsistent:
            return "in contradiction with another field";
        case DecodeFault::Duplicate:
            return "given twice";
        case DecodeFault::TableFull:
            return "one instrument more than the table holds";
        case DecodeFault::NotAMessage:
            return "not a JSON-RPC message";
    }
    return "?";
}

std::string_view to_string(MessageKind kind) noexcept {
    switch (kind) {
        case MessageKind::Unknown:
            return "unknown";
        case MessageKind::Envelope:
            return "envelope";
        case MessageKind::Heartbeat:
            return "heartbeat";
        case MessageKind::Ticker:
            return "ticker";
        case MessageKind::IncrementalTicker:
            return "incremental ticker";
        case MessageKind::Quote:
            return "quote";
        case MessageKind::Book:
            return "book";
        case MessageKind::MarkPrices:
            return "mark prices";
        case MessageKind::PriceIndex:
            return "price index";
        case MessageKind::ExpirationPrice:
            return "expiration price";
        case MessageKind::PublicTrades:
            return "public trades";
        case MessageKind::InstrumentState:
            return "instrument state";
        case MessageKind::PlatformState:
            return "platform state";
        case MessageKind::Orders:
            return "orders";
        case MessageKind::UserTrades:
            return "user trades";
        case MessageKind::UserChanges:
            return "user changes";
        case MessageKind::Portfolio:
            return "portfolio";
        case MessageKind::AccountLock:
            return "account lock";
        case MessageKind::Positions:
            return "positions";
        case MessageKind::Instruments:
            return "instruments";
        case MessageKind::Reply:
            return "reply";
        case MessageKind::ErrorReply:
            return "error reply";
        case MessageKind::Request:
            return "request";
        case MessageKind::UnusedChannel:
            return "unused channel";
        case MessageKind::UnknownChannel:
            return "unknown channel";
        case MessageKind::UnknownMethod:
            return "unknown method";
    }
    return "?";
}

}  // namespace hedged::deribit
