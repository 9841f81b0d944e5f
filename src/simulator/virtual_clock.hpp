// SPDX-License-Identifier: Apache-2.0
// Time as the simulated process sees it. The production code asks its clocks through plain function
// pointers, so the running world of a thread stands behind a thread-local pointer, set for as long
// as a ClockScope lives.
#pragma once

#include "hedged/core/time.hpp"

namespace hedged::simulator {

struct VirtualClock {
    Instant now{seconds(1).nanoseconds()};
    Instant origin{seconds(1).nanoseconds()};
    WallTime market_origin;
    std::int64_t speed = 1;  // of the market's clock
    Duration wall_error;     // of the machine's wall clock against the exchange's

    [[nodiscard]] WallTime market() const noexcept {
        return market_origin + (now - origin) * speed;
    }
    [[nodiscard]] WallTime wall() const noexcept { return market() + wall_error; }
};

class ClockScope {
public:
    explicit ClockScope(const VirtualClock& clock) noexcept;
    ~ClockScope();
    ClockScope(const ClockScope&) = delete;
    ClockScope& operator=(const ClockScope&) = delete;

private:
    const VirtualClock* outer_;
};

[[nodiscard]] Instant virtual_now() noexcept;
[[nodiscard]] WallTime virtual_wall() noexcept;

}  // namespace hedged::simulator
