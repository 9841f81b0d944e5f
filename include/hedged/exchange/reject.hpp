// SPDX-License-Identifier: Apache-2.0
// Why the exchange refuses a request, with the number and text that Deribit gives for it
// (protocols.md 1.9). Any thread, no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace hedged::exchange {

enum class RejectCode : std::uint16_t {
    QuantityTooLow,          // 10002
    OrderNotFound,           // 10004
    PriceTooLow,             // 10005, limit is the lowest price accepted
    PriceTooHigh,            // 10007, limit is the highest price accepted
    NotEnoughFunds,          // 10009
    AlreadyClosed,           // 10010
    TooManyOpenOrders,       // 10013, limit is the number allowed
    LockedByAdmin,           // 10019
    UnknownInstrument,       // 10020
    InvalidAmount,           // 10021
    InvalidPrice,            // 10023
    NonIntegerContracts,     // 10027
    NotOwnerOfOrder,         // 10029
    SettlementInProgress,    // 10041
    PriceWrongTick,          // 10043
    AlreadyFilled,           // 11008
    InvalidArguments,        // 11029
    OtherReject,             // 11030, reason says what
    NotOpenOrder,            // 11044
    UnsupportedCombination,  // 11047
    PostOnlyReject,          // 11054
    PostOnlyNotAllowed,      // 11055
    AccountLocked,           // 11098
    OrderbookClosed,         // 13019
    NonUniqueLabel,          // 13032
    TimedOut                 // 13888
};

struct Reject {
    RejectCode code = RejectCode::OtherReject;
    double limit = 0.0;       // where the code has one, otherwise 0
    std::string_view reason;  // static text for error.data.reason, may be empty
    std::string_view param;   // the offending parameter, may be empty
};

[[nodiscard]] int deribit_code(RejectCode code) noexcept;
[[nodiscard]] std::string_view deribit_message(RejectCode code) noexcept;

}  // namespace hedged::exchange
