// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/rate_limiter.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/risk/limits.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::gateway {
namespace {

constexpr Duration kSecond = seconds(1);
constexpr Duration kMinute = seconds(60);
constexpr Duration kDay = seconds(86'400);

bool usable(double value) noexcept {
    return std::isfinite(value) && value > 0.0;
}

}  // namespace

RateLimiter::RateLimiter(const RateLimits& limits)
    : limits_(limits),
      rate_(limits.credits_per_second),
      burst_(limits.credit_burst),
      tokens_(limits.credit_burst),
      sent_(std::max({limits.orders_per_second, limits.orders_per_minute, limits.orders_per_day})) {
    HEDGED_ASSERT(limits.orders_per_second > 0 && limits.orders_per_minute > 0);
    HEDGED_ASSERT(limits.orders_per_day > 0 && limits.orders_per_day <= risk::kOrdersPerDayMax);
    HEDGED_ASSERT(usable(rate_) && usable(burst_));
    HEDGED_ASSERT(limits.cancel_reserve > 0.0 && limits.cancel_reserve < 1.0);
}

void RateLimiter::refill(Instant now) noexcept {
    if (!started_) {
        started_ = true;
        refilled_at_ = now;
    }
    // Time that does not move forward earns nothing.
    if (now > refilled_at_) {
        tokens_ = std::min(burst_, tokens_ + rate_ * (now - refilled_at_).seconds());
        refilled_at_ = now;
    }
}

void RateLimiter::restore(Duration age, std::uint32_t orders, Instant now) noexcept {
    Instant const at = now - age;
    refill(at);
    tokens_ = std::max(0.0, tokens_ - static_cast<double>(orders));
    auto const remembered = std::min<std::size_t>(orders, sent_.size());
    for (std::size_t i = 0; i < remembered; ++i) {
        sent_[sent_count_ % sent_.size()] = at;
        ++sent_count_;
    }
}

void RateLimiter::on(const RateLimitReport& report, Instant now) noexcept {
    refill(now);
    if (usable(report.orders_per_second)) {
        rate_ = std::min(limits_.credits_per_second, kVenueBudgetShare * report.orders_per_second);
    }
    if (usable(report.order_burst)) {
        burst_ = std::min(limits_.credit_burst, kVenueBudgetShare * report.order_burst);
    }
    tokens_ = std::min(tokens_, burst_);
}

void RateLimiter::on_throttled(Instant now) noexcept {
    refill(now);
    tokens_ = 0.0;
}

bool RateLimiter::window_ok(std::uint32_t count_max, Duration window, Instant now) const noexcept {
    if (sent_count_ < count_max) {
        return true;
    }
    Instant const oldest = sent_[(sent_count_ - count_max) % sent_.size()];
    return now - oldest >= window;
}

bool RateLimiter::counts_ok(Instant now) const noexcept {
    return window_ok(limits_.orders_per_second, kSecond, now) &&
           window_ok(limits_.orders_per_minute, kMinute, now) &&
           window_ok(limits_.orders_per_day, kDay, now);
}

bool RateLimiter::order_credits_ok(Instant now) noexcept {
    refill(now);
    return tokens_ - 1.0 >= limits_.cancel_reserve * burst_;
}

bool RateLimiter::take_order(Instant now) noexcept {
    if (!counts_ok(now) || !order_credits_ok(now)) {
        return false;
    }
    tokens_ -= 1.0;
    sent_[sent_count_ % sent_.size()] = now;
    ++sent_count_;
    return true;
}

bool RateLimiter::take_cancel(Instant now) noexcept {
    refill(now);
    if (tokens_ < 1.0) {
        return false;
    }
    tokens_ -= 1.0;
    return true;
}

double RateLimiter::tokens(Instant now) noexcept {
    refill(now);
    return tokens_;
}

}  // namespace hedged::gateway
