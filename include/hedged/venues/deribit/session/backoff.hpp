// SPDX-License-Identifier: Apache-2.0
// How long to wait before trying again: doubles up to a cap, with the upper half drawn at random so
// that many clients do not return together. Pure; the random source is the caller's.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"

#include <algorithm>

namespace hedged::deribit {

struct BackoffConfig {
    Duration first = milliseconds(500);
    Duration cap = seconds(30);
};

class Backoff {
public:
    explicit Backoff(BackoffConfig config) noexcept : config_(config), next_(config.first) {}

    // In [d/2, d], where d is first, 2 first, 4 first ... cap.
    [[nodiscard]] Duration draw(Random& random) noexcept {
        std::int64_t const whole = next_.nanoseconds();
        next_ = std::min(next_ * 2, config_.cap);
        std::int64_t const half = whole / 2;
        return Duration{whole - half +
                        static_cast<std::int64_t>(random.uniform() * static_cast<double>(half))};
    }
    void reset() noexcept { next_ = config_.first; }

private:
    BackoffConfig config_;
    Duration next_;
};

}  // namespace hedged::deribit
