// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/refusal.hpp"

#include <algorithm>
#include <iterator>

namespace hedged::deribit {
namespace {

// too_many_requests (the session is usually ended as well), matching_engine_queue_full,
// too_many_concurrent_requests, too_many_quotes
constexpr std::int32_t kThrottled[] = {10028, 10047, 10066, 13903};
// Known not executed: locked_by_admin, retry, settlement_in_progress, system_maintenance, wait,
// temporarily_unavailable, unavailable, cancelled by the user, replaced, timed_out (valid_until had
// passed)
constexpr std::int32_t kRetryLater[] = {10019, 10040, 10041, 11051, 12998,
                                        13028, 13503, 13666, 13777, 13888};
constexpr std::int32_t kStateUnknown[] = {11094};  // internal_server_error
// not_enough_funds, the limits of the account (10013 to 10018 and others), account_locked
constexpr std::int32_t kMoney[] = {10009, 10013, 10014, 10015, 10016, 10017,
                                   10018, 10037, 10038, 10039, 10072, 11098};
// price_too_low, price_too_high, price_wrong_tick and their like
constexpr std::int32_t kPrice[] = {10005, 10006, 10007, 10011, 10023, 10026, 10043};
// qty_too_low, invalid_amount, non_integer_contract_amount, whole_cost_too_low
constexpr std::int32_t kSize[] = {10002, 10021, 10027, 10032};
// order_not_found, already_closed, invalid_order_id, not_owner, already_filled, not_open_order,
// non_unique_order_label
constexpr std::int32_t kOrderGone[] = {10004, 10010, 10025, 10029, 11008, 11044, 13032};
// post_only_price_modification_not_possible, post_only_reject, post_only_not_allowed
constexpr std::int32_t kPostOnly[] = {11021, 11054, 11055};
// book_closed, invalid_or_unsupported_instrument, outdated_instrument, orderbook_closed, not_found
constexpr std::int32_t kInstrument[] = {10012, 10020, 11046, 13019, 13020};
// authorization_required, invalid_credentials, unauthorized, forbidden, scope_exceeded, raw
// channels without a login
constexpr std::int32_t kAuthentication[] = {10000, 13004, 13009, 13021, 13403, 13778};
// must_be_websocket_request, invalid_arguments and their like, and those of JSON-RPC itself
constexpr std::int32_t kMalformed[] = {10030, 10031,  11029,  11043,  11047,  11049,
                                       11050, -32000, -32600, -32601, -32602, -32700};
// order_overlap (self-trade protection), cancel_on_disconnect_failed, market maker protection,
// cod_not_enabled
constexpr std::int32_t kOther[] = {10003, 10049, 13030, 13042};

template <std::size_t N>
[[nodiscard]] bool holds(const std::int32_t (&codes)[N], std::int32_t code) noexcept {
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

}  // namespace

ClassifiedError classify_error(std::int32_t code) noexcept {
    using enum RefusalClass;
    if (holds(kThrottled, code)) {
        return {Throttled, true};
    }
    if (holds(kRetryLater, code)) {
        return {RetryLater, true};
    }
    if (holds(kStateUnknown, code)) {
        return {StateUnknown, true};
    }
    if (holds(kMoney, code)) {
        return {Money, true};
    }
    if (holds(kPrice, code)) {
        return {Price, true};
    }
    if (holds(kSize, code)) {
        return {Size, true};
    }
    if (holds(kOrderGone, code)) {
        return {OrderGone, true};
    }
    if (holds(kPostOnly, code)) {
        return {PostOnly, true};
    }
    if (holds(kInstrument, code)) {
        return {Instrument, true};
    }
    if (holds(kAuthentication, code)) {
        return {Authentication, true};
    }
    if (holds(kMalformed, code)) {
        return {Malformed, true};
    }
    return {Other, holds(kOther, code)};
}

}  // namespace hedged::deribit
