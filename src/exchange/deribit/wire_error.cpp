// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/wire_error.hpp"

#include <array>
#include <utility>

namespace hedged::exchange::deribit {
namespace {

constexpr std::array<std::pair<ErrorCode, std::string_view>, 49> kMessages = {{
    {ErrorCode::AuthorizationRequired, "authorization_required"},
    {ErrorCode::QtyTooLow, "qty_too_low"},
    {ErrorCode::OrderOverlap, "order_overlap"},
    {ErrorCode::OrderNotFound, "order_not_found"},
    {ErrorCode::PriceTooLow, "price_too_low"},
    {ErrorCode::PriceTooHigh, "price_too_high"},
    {ErrorCode::NotEnoughFunds, "not_enough_funds"},
    {ErrorCode::AlreadyClosed, "already_closed"},
    {ErrorCode::BookClosed, "book_closed"},
    {ErrorCode::LockedByAdmin, "locked_by_admin"},
    {ErrorCode::InvalidInstrument, "invalid_or_unsupported_instrument"},
    {ErrorCode::InvalidAmount, "invalid_amount"},
    {ErrorCode::InvalidPrice, "invalid_price"},
    {ErrorCode::InvalidOrderId, "invalid_order_id"},
    {ErrorCode::NonIntegerContractAmount, "non_integer_contract_amount"},
    {ErrorCode::TooManyRequests, "too_many_requests"},
    {ErrorCode::NotOwner, "not_owner_of_order"},
    {ErrorCode::MustBeWebsocket, "must_be_websocket_request"},
    {ErrorCode::InvalidArgumentsForInstrument, "invalid_args_for_instrument"},
    {ErrorCode::Retry, "retry"},
    {ErrorCode::SettlementInProgress, "settlement_in_progress"},
    {ErrorCode::PriceWrongTick, "price_wrong_tick"},
    {ErrorCode::MatchingQueueFull, "matching_engine_queue_full"},
    {ErrorCode::CancelOnDisconnectFailed, "cancel_on_disconnect_failed"},
    {ErrorCode::AlreadyFilled, "already_filled"},
    {ErrorCode::InvalidArguments, "invalid_arguments"},
    {ErrorCode::NotOpenOrder, "not_open_order"},
    {ErrorCode::OutdatedInstrument, "outdated_instrument"},
    {ErrorCode::SystemMaintenance, "system_maintenance"},
    {ErrorCode::PostOnlyReject, "post_only_reject"},
    {ErrorCode::PostOnlyNotAllowed, "post_only_not_allowed"},
    {ErrorCode::InternalServerError, "internal_server_error"},
    {ErrorCode::AccountLocked, "account_locked"},
    {ErrorCode::InvalidCredentials, "invalid_credentials"},
    {ErrorCode::Unauthorized, "unauthorized"},
    {ErrorCode::InstrumentClosed, "orderbook_closed"},
    {ErrorCode::NotFound, "not_found"},
    {ErrorCode::Forbidden, "forbidden"},
    {ErrorCode::TemporarilyUnavailable, "temporarily_unavailable"},
    {ErrorCode::NonUniqueOrderLabel, "non_unique_order_label"},
    {ErrorCode::ScopeExceeded, "scope_exceeded"},
    {ErrorCode::RequestCancelledByUser, "request_cancelled_by_user"},
    {ErrorCode::Replaced, "replaced"},
    {ErrorCode::RawSubscriptionsNeedAuth, "raw_subscriptions_not_available_for_unauthorized"},
    {ErrorCode::TimedOut, "timed_out"},
    {ErrorCode::InvalidRequest, "Invalid Request"},
    {ErrorCode::MethodNotFound, "Method not found"},
    {ErrorCode::InvalidParams, "Invalid params"},
    {ErrorCode::ParseError, "Parse error"},
}};

}  // namespace

std::string_view message_of(ErrorCode code) noexcept {
    for (auto const& [known, message] : kMessages) {
        if (known == code) {
            return message;
        }
    }
    return "error";
}

}  // namespace hedged::exchange::deribit
