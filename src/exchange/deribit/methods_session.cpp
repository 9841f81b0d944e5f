// SPDX-License-Identifier: Apache-2.0
// Authentication, liveness and cancel-on-disconnect.
#include "exchange/deribit/call.hpp"

#include <array>

namespace hedged::exchange::deribit {
namespace {

Outcome auth(Call& call) {
    Caller const caller{call.session.connection.raw, call.session.ip};
    auto granted = call.services.authenticator.authenticate(call.params, caller, call.now);
    if (!granted) {
        return granted.error();
    }
    auto const& grant = granted.value();
    auto& json = call.json;
    json.begin_object().field("access_token", grant.access_token);
    json.field("refresh_token", grant.refresh_token).field("expires_in", grant.life_seconds);
    json.field("token_type", "bearer").field("scope", render_scope(grant.scope));
    if (auto const state = call.params.text("state"); !state.empty()) {
        json.field("state", state);
    }
    json.key("enabled_features").begin_array().end_array().end_object();
    if (!call.session.is_http()) {
        bool const first_login = !call.session.grant.has_value();
        call.session.grant = grant;
        // A refresh must not undo what the client has set on this connection since.
        if (first_login && call.services.cancel_on_disconnect_accounts.contains(grant.account)) {
            call.session.cancel_on_disconnect = grant.account;
        }
    }
    return std::nullopt;
}

Outcome version(Call& call) {
    call.json.begin_object().field("version", call.services.config.version).end_object();
    return std::nullopt;
}

Outcome hello(Call& call) {
    (void)call.params.required_text("client_name");
    (void)call.params.required_text("client_version");
    return call.params.error() ? call.params.error() : version(call);
}

Outcome test(Call& call) {
    call.session.liveness.test_answered();
    if (call.params.text("expected_result") == "exception") {
        return fail(ErrorCode::InternalServerError);
    }
    return version(call);
}

Outcome get_time(Call& call) {
    call.json.value(call.exchange().now().milliseconds());
    return std::nullopt;
}

Outcome status(Call& call) {
    bool const locked = call.exchange().platform_locked();
    auto const& listed = call.exchange().instrument(InstrumentId{0});
    auto& json = call.json;
    // Here the exchange writes a word where platform_state has a flag ("partial" is a third one).
    json.begin_object().field("locked", locked ? "true" : "false");
    json.key("locked_indices").begin_array();
    if (locked) {
        json.value(listed.price_index);
    }
    json.end_array().key("locked_currencies").begin_array();
    if (locked) {
        json.value(listed.base_currency);
    }
    json.end_array().end_object();
    return std::nullopt;
}

Outcome set_heartbeat(Call& call) {
    auto const interval = call.params.required_integer("interval");
    auto const least = call.services.config.heartbeat_interval_min;
    if (!call.params.error() && (interval < 0 || interval > 86'400 || seconds(interval) < least)) {
        auto const limit = std::to_string(least.nanoseconds() / 1'000'000'000);
        return bad_param("interval", "value must be at least " + limit);
    }
    if (call.params.error()) {
        return call.params.error();
    }
    call.session.liveness.start(seconds(interval), call.now);
    call.json.value("ok");
    return std::nullopt;
}

Outcome disable_heartbeat(Call& call) {
    call.session.liveness.stop();
    call.json.value("ok");
    return std::nullopt;
}

Outcome logout(Call& call) {
    bool const invalidate = call.params.flag("invalidate_token", true);
    if (call.params.error()) {
        return call.params.error();
    }
    if (invalidate) {
        call.services.authenticator.tokens().end(call.grant->access_token);
    }
    call.session.logged_out = true;
    return std::nullopt;
}

// True for "account", false for "connection".
bool account_scope(Call& call) {
    auto const scope = call.params.text("scope", "connection");
    if (scope != "connection" && scope != "account") {
        call.params.refuse(bad_param("scope", "must be connection or account"));
    }
    return scope == "account";
}

Outcome enable_cancel_on_disconnect(Call& call) {
    bool const for_account = account_scope(call);
    if (call.params.error()) {
        return call.params.error();
    }
    if (for_account) {
        call.services.cancel_on_disconnect_accounts.insert(call.account());
    }
    call.session.cancel_on_disconnect = call.account();
    call.json.value("ok");
    return std::nullopt;
}

Outcome disable_cancel_on_disconnect(Call& call) {
    bool const for_account = account_scope(call);
    if (call.params.error()) {
        return call.params.error();
    }
    if (for_account) {
        call.services.cancel_on_disconnect_accounts.erase(call.account());
    }
    call.session.cancel_on_disconnect.reset();
    call.json.value("ok");
    return std::nullopt;
}

Outcome get_cancel_on_disconnect(Call& call) {
    bool const for_account = account_scope(call);
    if (call.params.error()) {
        return call.params.error();
    }
    bool const on = for_account
                        ? call.services.cancel_on_disconnect_accounts.contains(call.account())
                        : call.session.cancel_on_disconnect.has_value();
    call.json.begin_object().field("scope", for_account ? "account" : "connection");
    call.json.field("enabled", on).end_object();
    return std::nullopt;
}

constexpr std::array kMethods{
    Method{"public/auth", auth},
    Method{"public/hello", hello, Need::Nothing, CreditClass::NonMatching, true},
    Method{"public/test", test},
    Method{"public/get_time", get_time},
    Method{"public/status", status},
    Method{"public/set_heartbeat", set_heartbeat, Need::Nothing, CreditClass::NonMatching, true},
    Method{"public/disable_heartbeat", disable_heartbeat, Need::Nothing, CreditClass::NonMatching,
           true},
    Method{"public/logout", logout, Need::Login, CreditClass::NonMatching, true},
    Method{"private/logout", logout, Need::Login, CreditClass::NonMatching, true},
    Method{"private/enable_cancel_on_disconnect", enable_cancel_on_disconnect, Need::AccountWrite,
           CreditClass::NonMatching, true},
    Method{"private/disable_cancel_on_disconnect", disable_cancel_on_disconnect, Need::AccountWrite,
           CreditClass::NonMatching, true},
    Method{"private/get_cancel_on_disconnect", get_cancel_on_disconnect, Need::AccountRead,
           CreditClass::NonMatching, true},
};

}  // namespace

std::span<const Method> session_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
