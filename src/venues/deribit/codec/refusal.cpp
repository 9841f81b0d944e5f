// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/refusal.hpp"

namespace hedged::deribit {

ClassifiedError classify_error(std::int32_t code) noexcept {
    using enum RefusalClass;
    switch (code) {
        case 10028:  // too_many_requests; the session is usually ended as well
        case 10047:  // matching_engine_queue_full
        case 10066:  // too_many_concurrent_requests
        case 13903:  // too_many_quotes
            return {Throttled, true};
        case 10019:  // locked_by_admin
        case 10040:  // retry
        case 10041:  // settlement_in_progress
        case 11051:  // system_maintenance
        case 12998:  // wait
        case 13028:  // temporarily_unavailable
        case 13503:  // unavailable
        case 13666:  // request_cancelled_by_user
        case 13777:  // replaced by a later edit
        case 13888:  // timed_out: valid_until had passed, so it is known not to have executed
            return {RetryLater, true};
        case 11094:  // internal_server_error
            return {StateUnknown, true};
        case 10009:  // not_enough_funds
        case 10013:  // 10013 to 10018: limits of the account
        case 10014:
        case 10015:
        case 10016:
        case 10017:
        case 10018:
        case 10037:
        case 10038:
        case 10039:  // not_enough_funds_in_currency
        case 10072:
        case 11098:  // account_locked
            return {Money, true};
        case 10005:  // price_too_low
        case 10006:
        case 10007:  // price_too_high
        case 10011:
        case 10023:
        case 10026:
        case 10043:  // price_wrong_tick
            return {Price, true};
        case 10002:  // qty_too_low
        case 10021:  // invalid_amount
        case 10027:  // non_integer_contract_amount
        case 10032:  // whole_cost_too_low
            return {Size, true};
        case 10004:  // order_not_found
        case 10010:  // already_closed
        case 10025:  // invalid_order_id
        case 10029:  // not_owner
        case 11008:  // already_filled
        case 11044:  // not_open_order
        case 13032:  // non_unique_order_label
            return {OrderGone, true};
        case 11021:  // post_only_price_modification_not_possible
        case 11054:  // post_only_reject
        case 11055:  // post_only_not_allowed
            return {PostOnly, true};
        case 10012:  // book_closed
        case 10020:  // invalid_or_unsupported_instrument
        case 11046:  // outdated_instrument
        case 13019:  // orderbook_closed
        case 13020:  // not_found
            return {Instrument, true};
        case 10000:  // authorization_required
        case 13004:  // invalid_credentials
        case 13009:  // unauthorized
        case 13021:  // forbidden
        case 13403:  // scope_exceeded
        case 13778:  // raw_subscriptions_not_available_for_unauthorized
            return {Authentication, true};
        case 10030:  // must_be_websocket_request
        case 10031:
        case 11029:  // invalid_arguments
        case 11043:
        case 11047:
        case 11049:
        case 11050:
        case -32000:
        case -32600:
        case -32601:
        case -32602:
        case -32700:
            return {Malformed, true};
        case 10003:  // order_overlap: self-trade protection
        case 10049:  // cancel_on_disconnect_failed
        case 13030:  // market maker protection holds orders back
        case 13042:  // cod_not_enabled
            return {Other, true};
        default:
            return {Other, false};
    }
}

}  // namespace hedged::deribit
