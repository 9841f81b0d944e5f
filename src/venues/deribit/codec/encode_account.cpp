// SPDX-License-Identifier: Apache-2.0
// Login, liveness, subscriptions and questions.
#include "hedged/venues/deribit/codec/request.hpp"

#include "venues/deribit/codec/json_writer.hpp"

#include <algorithm>

namespace hedged::deribit {
namespace {

[[nodiscard]] JsonWriter start(Buffer out, RequestId id, Request request) noexcept {
    JsonWriter json(out.first(std::min(out.size(), kRequestBytesMax)));
    json.open(id, method_name(request));
    return json;
}

[[nodiscard]] std::string_view encode_plain(Buffer out, RequestId id, Request request) noexcept {
    return start(out, id, request).done();
}

[[nodiscard]] std::string_view encode_one(Buffer out, RequestId id, Request request,
                                          std::string_view key, std::string_view value) noexcept {
    JsonWriter json = start(out, id, request);
    json.text(key, value);
    return json.done();
}

// Every byte of a name could need six, so room is asked for the worst case; a frame a little below
// its limit is better than one that must be taken back.
[[nodiscard]] SubscribeFrame encode_channels(Buffer out, RequestId id, Request request,
                                             std::span<const std::string_view> channels) noexcept {
    constexpr std::size_t kTail = 8;  // ]}} and room to spare
    const std::size_t limit = std::min(out.size(), kRequestBytesMax);
    JsonWriter json = start(out, id, request);
    json.open_list("channels");
    SubscribeFrame result;
    for (const std::string_view channel : channels) {
        const bool plain = std::none_of(channel.begin(), channel.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
        });
        const std::size_t needed = channel.size() * (plain ? 1 : 6) + 3;
        if (!json.ok() || json.size() + needed + kTail > limit) {
            break;
        }
        json.element(channel);
        ++result.taken;
    }
    json.close_list();
    if (result.taken > 0) {
        result.frame = json.done();
    }
    return result;
}

[[nodiscard]] std::string_view scope_word(DisconnectScope scope) noexcept {
    return scope == DisconnectScope::Account ? "account" : "connection";
}

}  // namespace

std::string_view encode_auth(Buffer out, RequestId id, const SignedLogin& login) noexcept {
    JsonWriter json = start(out, id, Request::Auth);
    json.word("grant_type", "client_signature");
    json.text("client_id", login.client_id);
    json.milliseconds("timestamp", login.timestamp);
    json.text("nonce", login.nonce);
    json.text("data", login.data);
    json.text("signature", login.signature);
    if (!login.scope.empty()) {
        json.text("scope", login.scope);
    }
    return json.done();
}

std::string_view encode_auth_secret(Buffer out, RequestId id, std::string_view client_id,
                                    std::string_view client_secret,
                                    std::string_view scope) noexcept {
    JsonWriter json = start(out, id, Request::Auth);
    json.word("grant_type", "client_credentials");
    json.text("client_id", client_id);
    json.text("client_secret", client_secret);
    if (!scope.empty()) {
        json.text("scope", scope);
    }
    return json.done();
}

std::string_view encode_auth_refresh(Buffer out, RequestId id,
                                     std::string_view refresh_token) noexcept {
    JsonWriter json = start(out, id, Request::Auth);
    json.word("grant_type", "refresh_token");
    json.text("refresh_token", refresh_token);
    return json.done();
}

std::string_view encode_hello(Buffer out, RequestId id, std::string_view client_name,
                              std::string_view client_version) noexcept {
    JsonWriter json = start(out, id, Request::Hello);
    json.text("client_name", client_name);
    json.text("client_version", client_version);
    return json.done();
}

// The exchange takes whole seconds and no less than ten.
std::string_view encode_set_heartbeat(Buffer out, RequestId id, Duration interval) noexcept {
    constexpr std::int64_t kSecondsMin = 10;
    JsonWriter json = start(out, id, Request::SetHeartbeat);
    json.number("interval",
                std::max(kSecondsMin, interval.nanoseconds() / seconds(1).nanoseconds()));
    return json.done();
}

std::string_view encode_test(Buffer out, RequestId id) noexcept {
    return encode_plain(out, id, Request::Test);
}
std::string_view encode_get_time(Buffer out, RequestId id) noexcept {
    return encode_plain(out, id, Request::GetTime);
}
std::string_view encode_status(Buffer out, RequestId id) noexcept {
    return encode_plain(out, id, Request::Status);
}
std::string_view encode_logout(Buffer out, RequestId id) noexcept {
    return encode_plain(out, id, Request::Logout);
}

SubscribeFrame encode_subscribe(Buffer out, RequestId id, Access access,
                                std::span<const std::string_view> channels) noexcept {
    return encode_channels(
        out, id, access == Access::Public ? Request::Subscribe : Request::SubscribePrivate,
        channels);
}
SubscribeFrame encode_unsubscribe(Buffer out, RequestId id, Access access,
                                  std::span<const std::string_view> channels) noexcept {
    return encode_channels(
        out, id, access == Access::Public ? Request::Unsubscribe : Request::UnsubscribePrivate,
        channels);
}

std::string_view encode_get_instruments(Buffer out, RequestId id, std::string_view currency,
                                        std::string_view kind) noexcept {
    JsonWriter json = start(out, id, Request::Instruments);
    json.text("currency", currency);
    if (!kind.empty()) {
        json.text("kind", kind);
    }
    json.flag("expired", false);
    return json.done();
}

std::string_view encode_get_positions(Buffer out, RequestId id,
                                      std::string_view currency) noexcept {
    return encode_one(out, id, Request::Positions, "currency", currency);
}
std::string_view encode_get_open_orders(Buffer out, RequestId id,
                                        std::string_view currency) noexcept {
    return encode_one(out, id, Request::OpenOrders, "currency", currency);
}
std::string_view encode_get_user_trades_by_order(Buffer out, RequestId id,
                                                 std::string_view order_id) noexcept {
    return encode_one(out, id, Request::UserTradesByOrder, "order_id", order_id);
}
std::string_view encode_get_order_state(Buffer out, RequestId id,
                                        std::string_view order_id) noexcept {
    return encode_one(out, id, Request::OrderState, "order_id", order_id);
}

std::string_view encode_get_order_history(Buffer out, RequestId id, std::string_view instrument,
                                          std::uint32_t count) noexcept {
    JsonWriter json = start(out, id, Request::OrderHistory);
    json.text("instrument_name", instrument);
    json.number("count", count);
    json.flag("include_old", true);
    json.flag("include_unfilled", true);
    return json.done();
}

std::string_view encode_get_user_trades(Buffer out, RequestId id, std::string_view currency,
                                        WallTime from, WallTime to, std::uint32_t count) noexcept {
    JsonWriter json = start(out, id, Request::UserTradesByCurrency);
    json.text("currency", currency);
    json.milliseconds("start_timestamp", from);
    json.milliseconds("end_timestamp", to);
    json.number("count", count);
    json.word("sorting", "asc");
    return json.done();
}

std::string_view encode_get_order_state_by_label(Buffer out, RequestId id,
                                                 std::string_view currency,
                                                 std::string_view label) noexcept {
    JsonWriter json = start(out, id, Request::OrderStateByLabel);
    json.text("currency", currency);
    json.text("label", label);
    return json.done();
}

std::string_view encode_get_account_summary(Buffer out, RequestId id,
                                            std::string_view currency) noexcept {
    JsonWriter json = start(out, id, Request::AccountSummary);
    json.text("currency", currency);
    json.flag("extended", true);
    return json.done();
}

std::string_view encode_enable_cancel_on_disconnect(Buffer out, RequestId id,
                                                    DisconnectScope scope) noexcept {
    return encode_one(out, id, Request::EnableCancelOnDisconnect, "scope", scope_word(scope));
}
std::string_view encode_get_cancel_on_disconnect(Buffer out, RequestId id,
                                                 DisconnectScope scope) noexcept {
    return encode_one(out, id, Request::GetCancelOnDisconnect, "scope", scope_word(scope));
}

}  // namespace hedged::deribit
