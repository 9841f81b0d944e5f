// SPDX-License-Identifier: Apache-2.0
// What a run of the daemon was told to obey, restated for the auditor by whoever starts the run:
// from the configuration file, never from the daemon's own objects, so that a daemon that obeys
// something else is found out. Durations are real time. Plain values; allocates.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::auditor {

// One start of a daemon: every start has a number of its own, never used again.
using InstanceId = Index<struct AuditedInstanceTag, std::uint32_t>;

// One connection of one instance, never used again.
struct ConnectionId {
    std::uint64_t raw = 0;
    friend constexpr auto operator<=>(ConnectionId, ConnectionId) noexcept = default;
};

enum class Stream : std::uint8_t { Market, Account };

// Which delta the band is about (docs/architecture.md): of the account counted in coins, or of the
// options and futures counted in dollars. `equity` adds the account's equity to the latter.
enum class DeltaKind : std::uint8_t { Coin, Usd, UsdWithEquity };

struct CoinFacts {
    std::string coin;              // "BTC"
    std::string hedge_instrument;  // "BTC-PERPETUAL"
    DeltaKind delta_kind = DeltaKind::Coin;
    double band_lower = 0.0;  // coins of delta
    double band_target = 0.0;
    double band_upper = 0.0;
    double max_order_coins = 0.0;
    double max_order_contracts = 0.0;
    double max_order_usd = 0.0;
    double price_collar_bp = 0.0;
    double max_hedge_position_coins = 0.0;
    // The most that the configured smile dynamics may add to the delta of one option coin.
    double smile_delta_per_coin = 0.0;
    friend bool operator==(const CoinFacts&, const CoinFacts&) = default;
};

struct LimitFacts {
    std::uint32_t orders_per_second = 0;
    std::uint32_t orders_per_minute = 0;
    std::uint32_t orders_per_day = 0;
    double credits_per_second = 0.0;
    double credit_burst = 0.0;
    double cancel_reserve = 0.0;  // fraction of the burst
    Duration quote_age_max;
    Duration index_age_max;
    Duration greeks_age_max;
    Duration position_age_max;
    Duration feed_lag_max;
    double disagreement_max = 0.0;  // of the sources of the reference price, of their median
    friend bool operator==(const LimitFacts&, const LimitFacts&) = default;
};

struct RunFacts {
    std::uint32_t epoch = 0;
    std::string account_tag;  // four characters, as in the labels "dh<tag><epoch><number>"
    std::string state_dir;    // instances with the same one share the kill latch and the journal
    std::string host;         // instances of one host are kept apart by its lock
    std::vector<CoinFacts> coins;
    LimitFacts limits;
    Duration fence_margin = milliseconds(500);  // real time, on top of an order's valid_until
    std::int64_t market_speed = 1;
    bool require_arm = true;
    bool journaled = true;  // false: run without a journal, so intents cannot be asked for
    std::uint64_t config_hash = 0;
    std::vector<std::string> secrets;  // must appear in no output; shorter than 6 bytes are ignored
};

}  // namespace hedged::auditor
