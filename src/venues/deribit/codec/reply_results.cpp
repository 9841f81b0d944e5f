// SPDX-License-Identifier: Apache-2.0
// Results of requests, each read as what was asked for; and the error object.
#include "hedged/venues/deribit/codec/refusal.hpp"

#include "venues/deribit/codec/message_decoders.hpp"

#include <limits>

namespace hedged::deribit {
namespace {

[[nodiscard]] DecodeFault decode_auth(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("access_token", "refresh_token", "scope", "expires_in");
    AuthGrant grant;
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"access_token", "refresh_token", "expires_in"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kKeys["access_token"]:
                         return read_text(field, grant.access_token);
                     case kKeys["refresh_token"]:
                         return read_text(field, grant.refresh_token);
                     case kKeys["scope"]:
                         return read_text(field, grant.scope);
                     default: {
                         std::int64_t left = 0;
                         const DecodeFault bad = read_integer(field, left);
                         if (bad == DecodeFault::None && (left < 0 || left > 9'000'000'000)) {
                             return DecodeFault::OutOfRange;
                         }
                         grant.expires_in = seconds(left);
                         return bad;
                     }
                 }
             });
    if (fault == DecodeFault::None) {
        context.out->reply.auth = grant;
    }
    return fault;
}

[[nodiscard]] DecodeFault decode_channels(Context& context, od::value& value) noexcept {
    return each(value, [&](od::value& element) {
        std::string_view channel;
        const DecodeFault fault = read_text(element, channel);
        if (fault == DecodeFault::None) {
            context.out->channels.push_back(channel);
        }
        return fault;
    });
}

[[nodiscard]] DecodeFault decode_time(Context& context, od::value& value) noexcept {
    if (is_container(value)) {
        return DecodeFault::Mistyped;
    }
    WallTime time;
    const DecodeFault fault = read_milliseconds(value, time);
    context.out->reply.server_time = time;
    return fault;
}

[[nodiscard]] DecodeFault decode_version(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("version");
    return walk(context, value, kKeys, kKeys.mask({"version"}), [&](unsigned, od::value& field) {
        std::string_view version;
        const DecodeFault fault = read_text(field, version);
        context.out->reply.version.assign_truncated(version);
        return fault;
    });
}

[[nodiscard]] DecodeFault decode_acknowledgement(Context& context, od::value& value) noexcept {
    std::string_view word;
    const DecodeFault fault = read_text(value, word);
    context.out->reply.acknowledged = word == "ok";
    return fault == DecodeFault::None && word != "ok" ? DecodeFault::UnknownWord : fault;
}

[[nodiscard]] DecodeFault decode_cod(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("enabled", "scope");
    bool enabled = false;
    std::string_view scope;
    const DecodeFault fault = walk(context, value, kKeys, kKeys.mask({"enabled", "scope"}),
                                   [&](unsigned key, od::value& field) {
                                       return key == kKeys["enabled"] ? read_bool(field, enabled)
                                                                      : read_text(field, scope);
                                   });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (scope != "connection" && scope != "account") {
        return context.fail(DecodeFault::UnknownWord, "scope");
    }
    context.out->reply.cancel_on_disconnect = enabled;
    context.out->reply.cancel_on_disconnect_whole = scope == "account";
    return DecodeFault::None;
}

// A number, or with detailed:true a list of what was cancelled, which the order stream tells
// anyway.
[[nodiscard]] DecodeFault decode_cancel_count(Context& context, od::value& value) noexcept {
    std::int64_t count = 0;
    if (is_array(value)) {
        const DecodeFault fault = each(value, [&](od::value&) {
            ++count;
            return DecodeFault::None;
        });
        context.out->reply.count = count;
        return fault;
    }
    if (is_container(value)) {
        return DecodeFault::Mistyped;
    }
    const DecodeFault fault = read_integer(value, count);
    if (fault == DecodeFault::None && count < 0) {
        return DecodeFault::OutOfRange;
    }
    context.out->reply.count = count;
    return fault;
}

// error.data is free-form; what it lacks or garbles never hides the error itself, unless it is no
// JSON: the parser has then lost its place.
[[nodiscard]] DecodeFault read_error_data(Context& context, od::value& value,
                                          RpcError& error) noexcept {
    static constexpr auto kKeys = keys("reason", "param", "limit");
    if (!is_object(value)) {
        return DecodeFault::None;
    }
    Context scratch{context.table, context.tag, {}, {}, {}, false, context.out, {}, {}};
    const DecodeFault fault = walk(scratch, value, kKeys, 0, [&](unsigned key, od::value& field) {
        std::string_view text;
        if (key == kKeys["limit"]) {
            (void)read_optional(field, error.limit);
        } else if (is_text(field) && read_text(field, text) == DecodeFault::None) {
            if (key == kKeys["reason"]) {
                error.reason.assign_truncated(text);
            } else {
                error.parameter.assign_truncated(text);
            }
        }
        return DecodeFault::None;
    });
    return fault == DecodeFault::NotJson ? fault : DecodeFault::None;
}

}  // namespace

DecodeFault decode_error_object(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("code", "message", "data");
    context.message = MessageKind::ErrorReply;
    RpcError error;
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"code"}), [&](unsigned key, od::value& field) {
            if (key == kKeys["code"]) {
                std::int64_t code = 0;
                const DecodeFault bad = read_integer(field, code);
                if (bad == DecodeFault::None && (code < std::numeric_limits<std::int32_t>::min() ||
                                                 code > std::numeric_limits<std::int32_t>::max())) {
                    return DecodeFault::OutOfRange;
                }
                error.code = static_cast<std::int32_t>(code);
                return bad;
            }
            if (key == kKeys["data"]) {
                return read_error_data(context, field, error);
            }
            std::string_view message;
            const DecodeFault bad = read_text(field, message);
            error.message.assign_truncated(message);
            return bad == DecodeFault::Null ? DecodeFault::None : bad;
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    const ClassifiedError classified = classify_error(error.code);
    error.refusal = classified.refusal;
    if (!classified.known) {
        ++context.counters.unknown_error_codes;
    }
    context.out->reply.error = error;
    return DecodeFault::None;
}

DecodeFault decode_result(Context& context, od::value& value, Request request) noexcept {
    context.message = MessageKind::Reply;
    context.out->reply.request = request;
    switch (request) {
        case Request::Auth:
            return decode_auth(context, value);
        case Request::Hello:
        case Request::Test:
            return decode_version(context, value);
        case Request::SetHeartbeat:
        case Request::DisableHeartbeat:
        case Request::EnableCancelOnDisconnect:
            return decode_acknowledgement(context, value);
        case Request::GetTime:
            return decode_time(context, value);
        case Request::Status:
            return decode_status(context, value);
        case Request::Subscribe:
        case Request::SubscribePrivate:
        case Request::Unsubscribe:
        case Request::UnsubscribePrivate:
            return decode_channels(context, value);
        case Request::Instruments:
            return decode_instruments(context, value);
        case Request::Instrument:
            return decode_instrument(context, value);
        case Request::Ticker:
            return decode_ticker(context, value);
        case Request::LastTrades:
            return decode_public_trades(context, value);
        case Request::GetCancelOnDisconnect:
            return decode_cod(context, value);
        case Request::AccountSummary:
            return decode_account(context, value);
        case Request::AccountSummaries:
            return decode_account_summaries(context, value);
        case Request::Positions:
            context.snapshot = true;
            return decode_positions(context, value);
        case Request::OpenOrders:
        case Request::OrderState:
        case Request::OrderStateByLabel:
        case Request::OrderHistory:
            context.snapshot = true;
            return decode_orders(context, value);
        case Request::UserTradesByCurrency:
        case Request::UserTradesByOrder:
            context.snapshot = true;
            return decode_user_trades(context, value);
        case Request::Buy:
        case Request::Sell:
        case Request::Edit:
            return decode_order_reply(context, value);
        case Request::Cancel:
            return decode_order(context, value);
        case Request::CancelByLabel:
        case Request::CancelAll:
        case Request::CancelAllByCurrency:
        case Request::CancelAllByInstrument:
            return decode_cancel_count(context, value);
        case Request::BookSummary:
        case Request::Logout:
        case Request::Unknown:
            return DecodeFault::None;  // nothing in it is used
    }
    return DecodeFault::None;
}

}  // namespace hedged::deribit
