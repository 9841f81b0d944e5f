// SPDX-License-Identifier: Apache-2.0
// Who is calling: the three grants of public/auth, access tokens, and the Authorization headers of
// HTTP. Signatures are HMAC-SHA256 over what protocols 1.2 states. The age of a signed time-stamp
// is not judged, since the market may run years away from the client's clock. One thread;
// allocates.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/exchange/deribit/http.hpp"

#include "exchange/deribit/params.hpp"
#include "exchange/deribit/tokens.hpp"

#include <string_view>

namespace hedged::exchange::deribit {

struct Caller {
    std::uint64_t connection = 0;  // 0: HTTP
    std::string_view ip;
};

class Authenticator {
public:
    explicit Authenticator(const FrontConfig& config);

    void add_key(ApiKey key) { keys_.push_back(std::move(key)); }

    // public/auth
    [[nodiscard]] Result<Grant, WireError> authenticate(Params& params, const Caller& caller,
                                                        Instant now);
    [[nodiscard]] Result<Grant, WireError> from_token(std::string_view token, const Caller& caller,
                                                      Instant now) const;
    // The Authorization header of an HTTP request: Bearer, deri-hmac-sha256 or Basic.
    [[nodiscard]] Result<Grant, WireError> from_header(std::string_view authorization,
                                                       const HttpRequest& request,
                                                       Instant now) const;
    [[nodiscard]] TokenStore& tokens() noexcept { return tokens_; }

private:
    [[nodiscard]] const ApiKey* find_key(std::string_view client_id) const noexcept;
    [[nodiscard]] Result<const ApiKey*, WireError> check_secret(std::string_view client_id,
                                                                std::string_view secret) const;
    [[nodiscard]] Result<const ApiKey*, WireError> check_signature(Params& params) const;
    [[nodiscard]] Result<const ApiKey*, WireError> check_http_signature(
        std::string_view fields, const HttpRequest& request) const;
    [[nodiscard]] Result<Grant, WireError> refresh(Params& params, const Caller& caller,
                                                   Instant now);
    [[nodiscard]] Grant issue(Grant grant, const Caller& caller, Instant now);

    std::vector<ApiKey> keys_;
    Duration connection_life_;
    Duration session_life_;
    TokenStore tokens_;
};

}  // namespace hedged::exchange::deribit
