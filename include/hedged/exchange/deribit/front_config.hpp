// SPDX-License-Identifier: Apache-2.0
// What the Deribit front grants and tolerates. Durations and rates are REAL time, whatever the pace
// of the market. Defaults are Deribit's (protocols 1.2, 1.3, 1.10). Plain values.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hedged::exchange::deribit {

// A leaky bucket: `burst` calls at once, refilled continuously at `rate` per second.
struct CreditLimit {
    double rate = 0.0;
    double burst = 0.0;
};

struct CreditLimits {
    CreditLimit non_matching{20.0, 100.0};  // per account, or per address before authentication
    CreditLimit matching{5.0, 20.0};        // per account
    CreditLimit cancel_all{5.0, 20.0};      // per account
    CreditLimit instruments{1.0, 50.0};     // public/get_instruments
    CreditLimit subscribe{3.3, 10.0};
};

// "none", "read" or "read_write" for each right of a key.
enum class Access : std::uint8_t { None, Read, ReadWrite };

struct Rights {
    Access account = Access::ReadWrite;
    Access trade = Access::ReadWrite;
    Access wallet = Access::ReadWrite;
    Access block_trade = Access::ReadWrite;
    friend bool operator==(const Rights&, const Rights&) noexcept = default;
};

struct ApiKey {
    std::string client_id;
    std::string client_secret;
    AccountId account;
    Rights rights;
};

struct AccountTier {
    AccountId account;
    CreditLimit matching;
};

struct FrontConfig {
    std::vector<ApiKey> keys;
    std::vector<AccountTier> tiers;  // accounts that trade faster than the default
    CreditLimits limits;
    bool limits_enforced = true;
    Duration connection_token_life{seconds(31'536'000)};
    Duration session_token_life{seconds(900)};
    std::size_t sessions_per_key = 16;
    std::size_t connections_per_address = 32;
    std::size_t channels_per_connection = 2000;
    Duration idle_limit{seconds(600)};
    Duration heartbeat_interval_min{seconds(10)};
    Duration test_answer_limit{seconds(10)};  // from test_request to public/test
    Duration portfolio_interval{milliseconds(100)};
    std::string token_seed = "simulated exchange";  // tokens are digests of this and a counter
    bool testnet = true;
    std::string version = "1.2.26";
};

}  // namespace hedged::exchange::deribit
