// SPDX-License-Identifier: Apache-2.0
// A budget of requests that refills evenly: `burst` at most, `per_second` back. Kept in
// nanoseconds of refill, so that it never drifts. Told the time; one thread; never allocates.
#pragma once

#include "hedged/core/assert.hpp"
#include "hedged/core/time.hpp"

#include <algorithm>

namespace hedged::deribit {

class TokenBucket {
public:
    TokenBucket(double per_second, double burst) noexcept
        : cost_(static_cast<std::int64_t>(1e9 / per_second)),
          depth_(static_cast<std::int64_t>(1e9 / per_second * burst)) {
        HEDGED_ASSERT(per_second > 0.0 && burst >= 1.0);
    }

    [[nodiscard]] bool take(Instant now) noexcept {
        if (ready_at() > now) {
            return false;
        }
        empty_since_ = std::max(empty_since_, now - depth_) + cost_;
        return true;
    }
    // When the next take() will succeed, if nothing is taken before.
    [[nodiscard]] Instant ready_at() const noexcept { return empty_since_ + cost_; }

private:
    Duration cost_;
    Duration depth_;
    Instant empty_since_{std::int64_t{-3'600} * 1'000'000'000};  // starts full
};

}  // namespace hedged::deribit
