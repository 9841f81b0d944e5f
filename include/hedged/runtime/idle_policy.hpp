// SPDX-License-Identifier: Apache-2.0
// What a thread does when a turn found no work. Told the time, so that tests need no clock; one
// thread; no allocation.
//   spin      never gives up the core
//   yield     lets others run, comes back at once
//   adaptive  spins for 2.5 times the smoothed gap between two pieces of work, then parks; when
//             that would be longer than 2 ms it parks at once, because spinning would not last
//             until the next tick anyway
//   block     parks
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/time.hpp"

#include <cstdint>

namespace hedged::runtime {

enum class IdleStep : std::uint8_t { Spin, Yield, Park };

class IdlePolicy {
public:
    explicit IdlePolicy(config::Wait wait) noexcept;

    void on_work(Instant now) noexcept;
    [[nodiscard]] IdleStep on_idle(Instant now) const noexcept;

    [[nodiscard]] Duration spin_budget() const noexcept;  // adaptive only
    // Parks never, so that exercising the path between ticks costs nobody else anything.
    [[nodiscard]] bool stays_awake() const noexcept;

private:
    config::Wait wait_;
    Instant last_work_;
    Duration gap_;
    bool any_ = false;
};

}  // namespace hedged::runtime
