// SPDX-License-Identifier: Apache-2.0
// The order budget. Engine thread only; told the time; all memory is taken at construction.
// Two mechanisms, both must agree before an order leaves:
//   counts (check 6): at most N orders in any second, any minute, any day, exactly, by remembering
//     when the last ones left. Cancels are exempt.
//   credits (check 7): a token bucket that mirrors the exchange's, at most 80 % of what it states.
//     Every command costs one. Orders must leave the reserve untouched; cancels may use it.
// In any window W all commands together are at most burst + rate * W.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/protocol/event.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::gateway {

struct RateLimits {
    std::uint32_t orders_per_second = 0;
    std::uint32_t orders_per_minute = 0;
    std::uint32_t orders_per_day = 0;
    double credits_per_second = 0.0;
    double credit_burst = 0.0;
    double cancel_reserve = 0.0;  // fraction of the burst
};

// Of what the exchange states, so that its own clock and counting never find us over the line.
inline constexpr double kVenueBudgetShare = 0.8;

class RateLimiter {
public:
    explicit RateLimiter(const RateLimits& limits);

    // At start, oldest first: orders that an earlier run sent so long ago.
    void restore(Duration age, std::uint32_t orders, Instant now) noexcept;

    // The exchange's own statement; never widens what was configured.
    void on(const RateLimitReport& report, Instant now) noexcept;
    // It says that we are out of credits, so we are.
    void on_throttled(Instant now) noexcept;

    [[nodiscard]] bool counts_ok(Instant now) const noexcept;
    [[nodiscard]] bool order_credits_ok(Instant now) noexcept;

    // Takes from the budget, or answers false and takes nothing.
    [[nodiscard]] bool take_order(Instant now) noexcept;
    [[nodiscard]] bool take_cancel(Instant now) noexcept;

    [[nodiscard]] double tokens(Instant now) noexcept;
    [[nodiscard]] double credit_rate() const noexcept { return rate_; }
    [[nodiscard]] double credit_burst() const noexcept { return burst_; }

private:
    void refill(Instant now) noexcept;
    [[nodiscard]] bool window_ok(std::uint32_t count_max, Duration window,
                                 Instant now) const noexcept;

    RateLimits limits_;
    double rate_;
    double burst_;
    double tokens_;
    Instant refilled_at_;
    bool started_ = false;
    std::vector<Instant> sent_;  // ring of the last orders, as many as the largest count
    std::uint64_t sent_count_ = 0;
};

}  // namespace hedged::gateway
