// SPDX-License-Identifier: Apache-2.0
// The error numbers that the Deribit interface speaks, and an error on its way to a client.
// `reason` and `param` become error.data; `data` (JSON) takes their place when it is set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

enum class ErrorCode : std::int32_t {
    AuthorizationRequired = 10000,
    QtyTooLow = 10002,
    OrderOverlap = 10003,
    OrderNotFound = 10004,
    PriceTooLow = 10005,
    PriceTooHigh = 10007,
    NotEnoughFunds = 10009,
    AlreadyClosed = 10010,
    BookClosed = 10012,
    LockedByAdmin = 10019,
    InvalidInstrument = 10020,
    InvalidAmount = 10021,
    InvalidPrice = 10023,
    InvalidOrderId = 10025,
    NonIntegerContractAmount = 10027,
    TooManyRequests = 10028,
    NotOwner = 10029,
    MustBeWebsocket = 10030,
    InvalidArgumentsForInstrument = 10031,
    Retry = 10040,
    SettlementInProgress = 10041,
    PriceWrongTick = 10043,
    MatchingQueueFull = 10047,
    CancelOnDisconnectFailed = 10049,
    AlreadyFilled = 11008,
    InvalidArguments = 11029,
    NotOpenOrder = 11044,
    OutdatedInstrument = 11046,
    SystemMaintenance = 11051,
    PostOnlyReject = 11054,
    PostOnlyNotAllowed = 11055,
    InternalServerError = 11094,
    AccountLocked = 11098,
    InvalidCredentials = 13004,
    Unauthorized = 13009,
    InstrumentClosed = 13019,
    NotFound = 13020,
    Forbidden = 13021,
    TemporarilyUnavailable = 13028,
    NonUniqueOrderLabel = 13032,
    ScopeExceeded = 13403,
    RequestCancelledByUser = 13666,
    Replaced = 13777,
    RawSubscriptionsNeedAuth = 13778,
    TimedOut = 13888,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    ParseError = -32700,
};

// The word that goes with a code; "error" for a code this table does not hold (faults may inject
// any number).
[[nodiscard]] std::string_view message_of(ErrorCode code) noexcept;

struct WireError {
    ErrorCode code = ErrorCode::InternalServerError;
    std::string reason;
    std::string param;
    std::string data;
    std::string message;  // replaces message_of(code) when set
};

using Outcome = std::optional<WireError>;  // empty: the call succeeded

[[nodiscard]] inline WireError bad_param(std::string_view param, std::string_view reason) {
    return {ErrorCode::InvalidParams, std::string{reason}, std::string{param}, {}, {}};
}
[[nodiscard]] inline WireError bad_argument(std::string_view param, std::string_view reason) {
    return {ErrorCode::InvalidArguments, std::string{reason}, std::string{param}, {}, {}};
}
[[nodiscard]] inline WireError fail(ErrorCode code) {
    return {code, {}, {}, {}, {}};
}

}  // namespace hedged::exchange::deribit
