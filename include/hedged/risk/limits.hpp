// SPDX-License-Identifier: Apache-2.0
// The limits that protect money. None has a default: zero means "not set", fails validation, and
// would deny everything. Numbers in comments are those of the risk-control list. Plain data; filled
// by the configuration, then never changed while orders may leave.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/protocol/engine_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hedged::risk {

// Per underlying.
struct UnderlyingLimits {
    Coins max_order_coins;                      // 1
    double max_order_contracts = 0.0;           // 1
    Usd max_order_value;                        // 2, at the index
    double price_collar_bp = 0.0;               // 3, futures: from the fused reference
    Vol option_price_collar;                    // 3, options: in volatility, 0.02 = two points
    Coins max_hedge_position;                   // 10, per hedge instrument
    double max_hedge_ratio = 0.0;               // 11, 1.1 = 110 % of what is hedged
    double max_initial_margin_ratio = 0.0;      // of equity; above: Reduce
    double max_maintenance_margin_ratio = 0.0;  // of equity; above: Reduce
};

struct Limits {
    std::uint32_t underlying_count = 0;
    std::array<UnderlyingLimits, kUnderlyingsMax> underlyings{};

    std::uint32_t max_orders_per_second = 0;  // 6
    std::uint32_t max_orders_per_minute = 0;  // 6
    std::uint32_t max_orders_per_day = 0;     // 6
    double credits_per_second = 0.0;          // 7, the token bucket that mirrors the exchange's
    double credit_burst = 0.0;                // 7
    double cancel_reserve = 0.0;              // 7, fraction of the burst only cancels may use

    Duration duplicate_window;    // 13
    Duration min_time_to_expiry;  // 16, market time

    Duration quote_age_max;     // 20
    Duration index_age_max;     // 20
    Duration greeks_age_max;    // 20
    Duration position_age_max;  // 20
    Duration feed_lag_max;      // 20, the exchange's stamp against its clock
    Duration clock_error_max;   // 20, what is unknown of the exchange's clock
    Duration bad_input_hold;    // 18, how long a non-finite or zero input holds trading

    Duration reconcile_age_max;  // arming needs a reconciliation younger than this

    std::uint32_t same_refusals_max = 0;  // this many of one class in the window: hold instrument
    Duration same_refusals_window;
    Duration refusal_cool_off;
    std::uint32_t refusals_max = 0;  // this many of any class in the window: kill
    Duration refusals_window;
};

// Capacities that some limits must fit into.
inline constexpr std::uint32_t kOrdersPerDayMax = 1'000'000;
inline constexpr std::size_t kApprovalsRemembered = 32;

struct LimitViolation {
    std::string_view name;  // the field
    std::string_view what;  // in plain words
    std::uint32_t underlying = 0;
};

inline constexpr std::size_t kLimitViolationsMax = 64;
using LimitViolations = FixedVector<LimitViolation, kLimitViolationsMax>;

// Everything that is wrong, not only the first. Empty means the limits may be used.
[[nodiscard]] LimitViolations validate(const Limits& limits) noexcept;

}  // namespace hedged::risk
