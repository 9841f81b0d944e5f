// SPDX-License-Identifier: Apache-2.0
// The half of Connection that deals with credentials: signing in, what was granted, refreshing.
#include "hedged/venues/deribit/session/connection.hpp"

#include <algorithm>
#include <string>

namespace hedged::deribit {

namespace {

constexpr std::int32_t kTooManyRequests = 10028;
constexpr std::int32_t kInvalidCredentials = 13004;
constexpr std::int32_t kUnauthorized = 13009;
constexpr std::int32_t kAuthorizationRequired = 10000;
constexpr Duration kReauthInterval = seconds(10);
constexpr std::size_t kTokenBytesMax = 4096;

// Milliseconds are what is signed and sent.
WallTime whole_milliseconds(WallTime wall) noexcept {
    return wall_from_milliseconds(wall.milliseconds());
}

}  // namespace

void Connection::log_in(Instant now) noexcept {
    refresh_at_ = kNever;
    PendingRequest* const request =
        ask(Request::Auth, Purpose::Login, now, config_.request_patience);
    if (request == nullptr) {
        fail(now, "no room for the login");
        return;
    }
    WallTime const stamp = whole_milliseconds(wall_at(now));
    Nonce const nonce = nonces_.next(stamp);
    Signature const signature = client_signature(config_.credentials.client_secret.reveal(),
                                                 stamp.milliseconds(), nonce.view(), "");
    // No scope is asked for: the answer then shows all that the key may do, withdrawals included.
    SignedLogin const login{
        config_.credentials.client_id, nonce.view(), "", signature.view(), stamp, ""};
    if (!send(*request, encode_auth(buffer_, request->id, login), now)) {
        fail(now, "the login could not be written");
    }
}

void Connection::refresh(Instant now) noexcept {
    refresh_at_ = kNever;
    PendingRequest* const request =
        ask(Request::Auth, Purpose::Refresh, now, config_.request_patience);
    if (request == nullptr ||
        !send(*request, encode_auth_refresh(buffer_, request->id, refresh_token_), now)) {
        reauthenticate(now);
    }
}

// The connection stays as it is meanwhile: the exchange lets a running one live on.
void Connection::reauthenticate(Instant now) noexcept {
    if (!open()) {
        return;
    }
    if (now < reauth_after_) {
        refresh_at_ = std::min(refresh_at_, reauth_after_);
        return;
    }
    reauth_after_ = now + kReauthInterval;
    ++counters_.reauths;
    log_in(now);
}

Received Connection::on_login(Instant now) noexcept {
    bool const heartbeat = request_->purpose == Purpose::Heartbeat;
    close_request();
    if (decoded_.reply.error) {
        if (heartbeat) {
            fail(now, "the heartbeat was refused");
        } else {
            refuse_login(now);
        }
        return Received::Nothing;
    }
    if (heartbeat) {
        phase_ = Phase::LoggedIn;
        ++counters_.logins;
        return Received::LoggedIn;
    }
    if (!decoded_.reply.auth || !take_grant(*decoded_.reply.auth, now)) {
        fail(now, "the answer to the login holds no token");
        return Received::Nothing;
    }
    if (phase_ != Phase::LoggingIn) {
        return Received::Nothing;
    }
    PendingRequest* const request =
        ask(Request::SetHeartbeat, Purpose::Heartbeat, now, config_.request_patience);
    if (request == nullptr ||
        !send(*request, encode_set_heartbeat(buffer_, request->id, config_.heartbeat), now)) {
        fail(now, "the heartbeat could not be set");
    }
    return Received::Nothing;
}

void Connection::refuse_login(Instant now) noexcept {
    ++counters_.login_refusals;
    RpcError const& error = *decoded_.reply.error;
    std::string reason = error.code == kInvalidCredentials ? "the exchange refuses the key"
                                                           : "the exchange refuses the login";
    reason += " (" + std::to_string(error.code) + " " + std::string{error.message.view()} + ")";
    bool const passes =
        error.refusal == RefusalClass::RetryLater || error.refusal == RefusalClass::StateUnknown;
    bool const throttled = error.refusal == RefusalClass::Throttled;
    fail(now, reason, throttled ? Retry::AfterRefill : passes ? Retry::Soon : Retry::AfterRefusal);
}

void Connection::on_refresh(Instant now) noexcept {
    close_request();
    if (decoded_.reply.error || !decoded_.reply.auth || !take_grant(*decoded_.reply.auth, now)) {
        reauthenticate(now);
        return;
    }
    ++counters_.refreshes;
}

// False: not a grant. A key that could take the money out ends the connection.
bool Connection::take_grant(const AuthGrant& grant, Instant now) noexcept {
    if (grant.refresh_token.empty() || grant.refresh_token.size() > kTokenBytesMax ||
        grant.expires_in <= Duration{}) {
        return false;
    }
    if (grant.allows("wallet:read_write")) {
        ++counters_.login_refusals;
        fail(now, "this key can withdraw (wallet:read_write): use one that cannot",
             Retry::AfterRefusal);
        return true;
    }
    scope_.trade_write = grant.allows("trade:read_write");
    scope_.trade_read = scope_.trade_write || grant.allows("trade:read");
    scope_.account_write = grant.allows("account:read_write");
    scope_.account_read = scope_.account_write || grant.allows("account:read");
    refresh_token_.assign(grant.refresh_token);
    // Between half and four fifths of its life, so that many clients do not refresh together.
    double const share = 0.5 + 0.3 * random_.uniform();
    auto const life = static_cast<double>(grant.expires_in.nanoseconds());
    refresh_at_ = now + std::max(seconds(1), Duration{static_cast<std::int64_t>(life * share)});
    return true;
}

// What an error says about the connection, whoever asked.
void Connection::on_error(Instant now) noexcept {
    ++counters_.error_replies;
    RpcError const& error = *decoded_.reply.error;
    if (error.code == kTooManyRequests) {
        // The exchange will usually close the connection over it.
        ++counters_.throttled;
        throttled_until_ = now + config_.throttled_delay;
        return;
    }
    bool const token_is_dead = error.code == kUnauthorized || error.code == kAuthorizationRequired;
    bool const asked_in_login = request_ != nullptr && (request_->purpose == Purpose::Login ||
                                                        request_->purpose == Purpose::Refresh);
    if (token_is_dead && !asked_in_login && phase_ == Phase::LoggedIn) {
        reauthenticate(now);
    }
}

}  // namespace hedged::deribit
