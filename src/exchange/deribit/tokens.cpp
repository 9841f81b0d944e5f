// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/tokens.hpp"

#include "exchange/deribit/digest.hpp"

#include <algorithm>

namespace hedged::exchange::deribit {

std::string TokenStore::fresh(std::string_view kind) {
    std::string message{kind};
    message.append(std::to_string(++counter_));
    return std::to_string(counter_) + "." + hmac_sha256_hex(seed_, message);
}

const Grant& TokenStore::issue(Grant grant, Instant now, Duration life) {
    std::erase_if(grants_, [&](const Grant& old) {
        bool const same_connection = grant.connection != 0 && old.connection == grant.connection;
        bool const same_session = !grant.scope.session.empty() &&
                                  old.client_id == grant.client_id &&
                                  old.scope.session == grant.scope.session;
        return same_connection || same_session;
    });
    grant.access_token = fresh("access");
    grant.refresh_token = fresh("refresh");
    grant.life_seconds = life.nanoseconds() / 1'000'000'000;
    grant.expires = now + life;
    grants_.push_back(std::move(grant));
    keep_within_sessions(grants_.back().client_id);
    return grants_.back();
}

void TokenStore::keep_within_sessions(const std::string& client_id) {
    auto const is_session = [&](const Grant& grant) {
        return grant.connection == 0 && grant.client_id == client_id;
    };
    auto const held =
        static_cast<std::size_t>(std::count_if(grants_.begin(), grants_.end(), is_session));
    if (held > sessions_per_key_) {
        grants_.erase(std::find_if(grants_.begin(), grants_.end(), is_session));
    }
}

const Grant* TokenStore::by_access_token(std::string_view token) const noexcept {
    for (auto const& grant : grants_) {
        if (equal_in_constant_time(grant.access_token, token)) {
            return &grant;
        }
    }
    return nullptr;
}

const Grant* TokenStore::by_refresh_token(std::string_view token) const noexcept {
    for (auto const& grant : grants_) {
        if (equal_in_constant_time(grant.refresh_token, token)) {
            return &grant;
        }
    }
    return nullptr;
}

void TokenStore::end(std::string_view access_token) {
    std::erase_if(grants_, [&](const Grant& g) { return g.access_token == access_token; });
}

void TokenStore::end_connection(std::uint64_t connection) {
    std::erase_if(grants_, [&](const Grant& g) { return g.connection == connection; });
}

}  // namespace hedged::exchange::deribit
