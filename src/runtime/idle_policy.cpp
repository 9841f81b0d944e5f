// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/idle_policy.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>

namespace hedged::runtime {

namespace {

constexpr Duration kSpinCap = milliseconds(2);
constexpr std::int64_t kSmoothing = 8;     // a new gap counts one eighth
constexpr Duration kGapCap = seconds(10);  // one quiet night must not be remembered for an hour

}  // namespace

IdlePolicy::IdlePolicy(config::Wait wait) noexcept : wait_(wait), gap_(kGapCap) {
    HEDGED_ASSERT(wait != config::Wait::Auto);
}

void IdlePolicy::on_work(Instant now) noexcept {
    if (any_) {
        const Duration gap = std::clamp(now - last_work_, Duration{}, kGapCap);
        gap_ = gap_ + Duration{(gap - gap_).nanoseconds() / kSmoothing};
    }
    any_ = true;
    last_work_ = now;
}

Duration IdlePolicy::spin_budget() const noexcept {
    const Duration budget{gap_.nanoseconds() * 5 / 2};
    return budget > kSpinCap ? Duration{} : budget;
}

IdleStep IdlePolicy::on_idle(Instant now) const noexcept {
    switch (wait_) {
        case config::Wait::Spin:
            return IdleStep::Spin;
        case config::Wait::Yield:
            return IdleStep::Yield;
        case config::Wait::Adaptive:
            return any_ && now - last_work_ < spin_budget() ? IdleStep::Spin : IdleStep::Park;
        case config::Wait::Block:
        case config::Wait::Auto:
            break;
    }
    return IdleStep::Park;
}

bool IdlePolicy::stays_awake() const noexcept {
    return wait_ == config::Wait::Spin || wait_ == config::Wait::Yield;
}

}  // namespace hedged::runtime
