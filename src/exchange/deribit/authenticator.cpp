// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/authenticator.hpp"

#include "exchange/deribit/digest.hpp"

namespace hedged::exchange::deribit {
namespace {

WireError unauthorized(std::string_view reason) {
    return {ErrorCode::Unauthorized, std::string{reason}, {}, {}, {}};
}

// One "name=value" of "id=a,ts=b,nonce=c,sig=d".
std::string_view named_field(std::string_view fields, std::string_view name) {
    while (!fields.empty()) {
        auto const end = fields.find(',');
        auto field = fields.substr(0, end);
        while (!field.empty() && field.front() == ' ') {
            field.remove_prefix(1);
        }
        if (field.size() > name.size() && field.substr(0, name.size()) == name &&
            field[name.size()] == '=') {
            return field.substr(name.size() + 1);
        }
        fields.remove_prefix(end == std::string_view::npos ? fields.size() : end + 1);
    }
    return {};
}

std::optional<std::string_view> after_scheme(std::string_view header, std::string_view scheme) {
    if (header.size() <= scheme.size() || header[scheme.size()] != ' ') {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        auto const c = static_cast<unsigned char>(header[i]);
        char const lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (lower != scheme[i]) {
            return std::nullopt;
        }
    }
    return header.substr(scheme.size() + 1);
}

Grant whole_key_grant(const ApiKey& key) {
    Grant grant;
    grant.client_id = key.client_id;
    grant.account = key.account;
    grant.scope.rights = key.rights;
    return grant;
}

}  // namespace

Authenticator::Authenticator(const FrontConfig& config)
    : keys_(config.keys),
      connection_life_(config.connection_token_life),
      session_life_(config.session_token_life),
      tokens_(config.token_seed, config.sessions_per_key) {}

const ApiKey* Authenticator::find_key(std::string_view client_id) const noexcept {
    for (auto const& key : keys_) {
        if (key.client_id == client_id) {
            return &key;
        }
    }
    return nullptr;
}

Result<const ApiKey*, WireError> Authenticator::check_secret(std::string_view client_id,
                                                             std::string_view secret) const {
    auto const* const key = find_key(client_id);
    if (key == nullptr || !equal_in_constant_time(key->client_secret, secret)) {
        return fail(ErrorCode::InvalidCredentials);
    }
    return key;
}

Result<const ApiKey*, WireError> Authenticator::check_signature(Params& params) const {
    auto const client_id = params.required_text("client_id");
    auto const signature = params.required_text("signature");
    auto const stamp = params.scalar_text("timestamp");
    if (stamp.empty()) {
        params.refuse(bad_param("timestamp", "value required"));
    }
    auto const nonce = params.scalar_text("nonce");
    auto const data = params.text("data");
    if (params.error()) {
        return *params.error();
    }
    auto const* const key = find_key(client_id);
    if (key == nullptr) {
        return fail(ErrorCode::InvalidCredentials);
    }
    std::string message = stamp;
    message.append("\n").append(nonce).append("\n").append(data);
    if (!equal_in_constant_time(hmac_sha256_hex(key->client_secret, message), signature)) {
        return unauthorized("invalid signature");
    }
    return key;
}

Grant Authenticator::issue(Grant grant, const Caller& caller, Instant now) {
    bool const tied = grant.scope.session.empty() && caller.connection != 0;
    grant.connection = tied ? caller.connection : 0;
    auto life = tied ? connection_life_ : session_life_;
    if (grant.scope.expires && seconds(*grant.scope.expires) < connection_life_) {
        life = seconds(*grant.scope.expires);
    }
    return tokens_.issue(std::move(grant), now, life);
}

Result<Grant, WireError> Authenticator::refresh(Params& params, const Caller& caller, Instant now) {
    auto const token = params.required_text("refresh_token");
    auto const asked = params.text("scope");
    if (params.error()) {
        return *params.error();
    }
    auto const* const held = tokens_.by_refresh_token(token);
    if (held == nullptr) {
        return unauthorized("invalid_token");
    }
    if (held->connection != 0 && held->connection != caller.connection) {
        return unauthorized("token belongs to another connection");
    }
    Grant next = *held;
    if (!asked.empty()) {
        auto const wanted = parse_scope(asked, next.scope.rights);
        if (!within(wanted.rights, next.scope.rights)) {
            return fail(ErrorCode::ScopeExceeded);
        }
        next.scope.rights = wanted.rights;
        next.scope.expires = wanted.expires;
    }
    tokens_.end(next.access_token);
    return issue(std::move(next), caller, now);
}

Result<Grant, WireError> Authenticator::authenticate(Params& params, const Caller& caller,
                                                     Instant now) {
    auto const grant_type = params.required_text("grant_type");
    if (grant_type == "refresh_token") {
        return refresh(params, caller, now);
    }
    Result<const ApiKey*, WireError> key = bad_param("grant_type", "unknown grant type");
    if (grant_type == "client_credentials") {
        auto const client_id = params.required_text("client_id");
        auto const secret = params.required_text("client_secret");
        if (!params.error()) {
            key = check_secret(client_id, secret);
        }
    } else if (grant_type == "client_signature") {
        key = check_signature(params);
    }
    if (params.error()) {
        return *params.error();
    }
    if (!key) {
        return key.error();
    }
    auto grant = whole_key_grant(*key.value());
    auto const asked = parse_scope(params.text("scope"), grant.scope.rights);
    if (params.error()) {
        return *params.error();
    }
    if (!asked.ip.empty() && asked.ip != caller.ip) {
        return fail(ErrorCode::Forbidden);
    }
    auto const ceiling = grant.scope.rights;
    grant.scope = asked;
    grant.scope.rights = narrowed(asked.rights, ceiling);
    return issue(std::move(grant), caller, now);
}

Result<Grant, WireError> Authenticator::from_token(std::string_view token, const Caller& caller,
                                                   Instant now) const {
    auto const* const grant = tokens_.by_access_token(token);
    if (grant == nullptr) {
        return unauthorized("invalid_token");
    }
    if (grant->expires <= now) {
        return unauthorized("token has expired");
    }
    if (grant->connection != 0 && grant->connection != caller.connection) {
        return unauthorized("token belongs to another connection");
    }
    if (!grant->scope.ip.empty() && grant->scope.ip != caller.ip) {
        return fail(ErrorCode::Forbidden);
    }
    return *grant;
}

Result<const ApiKey*, WireError> Authenticator::check_http_signature(
    std::string_view fields, const HttpRequest& request) const {
    auto const* const key = find_key(named_field(fields, "id"));
    if (key == nullptr) {
        return fail(ErrorCode::InvalidCredentials);
    }
    std::string message{named_field(fields, "ts")};
    message.append("\n").append(named_field(fields, "nonce")).append("\n");
    message.append(request.method).append("\n").append(request.target).append("\n");
    message.append(request.body).append("\n");
    if (!equal_in_constant_time(hmac_sha256_hex(key->client_secret, message),
                                named_field(fields, "sig"))) {
        return unauthorized("invalid signature");
    }
    return key;
}

Result<Grant, WireError> Authenticator::from_header(std::string_view authorization,
                                                    const HttpRequest& request, Instant now) const {
    if (auto const token = after_scheme(authorization, "bearer")) {
        return from_token(*token, {0, request.peer_ip}, now);
    }
    Result<const ApiKey*, WireError> key = unauthorized("unknown authorization scheme");
    if (auto const fields = after_scheme(authorization, "deri-hmac-sha256")) {
        key = check_http_signature(*fields, request);
    } else if (auto const packed = after_scheme(authorization, "basic")) {
        auto const pair = base64_decoded(*packed).value_or("");
        auto const colon = pair.find(':');
        key = colon == std::string::npos
                  ? Result<const ApiKey*, WireError>{fail(ErrorCode::InvalidCredentials)}
                  : check_secret(std::string_view{pair}.substr(0, colon),
                                 std::string_view{pair}.substr(colon + 1));
    }
    if (!key) {
        return key.error();
    }
    auto grant = whole_key_grant(*key.value());
    grant.expires = now + session_life_;  // it lives for this request only
    return grant;
}

}  // namespace hedged::exchange::deribit
