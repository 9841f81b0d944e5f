// SPDX-License-Identifier: Apache-2.0
// Access and refresh tokens. Lives are real time. A token of connection scope serves only the
// websocket that asked for it; one of session scope, or asked for over HTTP, serves any caller.
// Refreshing takes both old tokens away. At most `sessions_per_key` sessions a key: a further one
// ends the oldest. One thread; allocates.
#pragma once

#include "hedged/core/time.hpp"

#include "exchange/deribit/scope.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::exchange::deribit {

struct Grant {
    std::string client_id;
    AccountId account;
    Scope scope;
    std::uint64_t connection = 0;  // 0: not tied to a connection
    std::string access_token;
    std::string refresh_token;
    Instant expires;
    std::int64_t life_seconds = 0;
};

class TokenStore {
public:
    TokenStore(std::string seed, std::size_t sessions_per_key)
        : seed_(std::move(seed)), sessions_per_key_(sessions_per_key) {}

    // Completes the grant with fresh tokens and keeps it. The earlier grant of the same connection,
    // or of the same session name, ends.
    [[nodiscard]] const Grant& issue(Grant grant, Instant now, Duration life);
    // Pointers are good until the next non-const call.
    [[nodiscard]] const Grant* by_access_token(std::string_view token) const noexcept;
    [[nodiscard]] const Grant* by_refresh_token(std::string_view token) const noexcept;
    void end(std::string_view access_token);
    void end_connection(std::uint64_t connection);

private:
    [[nodiscard]] std::string fresh(std::string_view kind);
    void keep_within_sessions(const std::string& client_id);

    std::string seed_;
    std::size_t sessions_per_key_;
    std::uint64_t counter_ = 0;
    std::vector<Grant> grants_;  // oldest first; a few dozen at most
};

}  // namespace hedged::exchange::deribit
