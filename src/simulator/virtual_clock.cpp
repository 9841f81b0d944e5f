// SPDX-License-Identifier: Apache-2.0
#include "simulator/virtual_clock.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::simulator {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
thread_local const VirtualClock* current = nullptr;

}  // namespace

ClockScope::ClockScope(const VirtualClock& clock) noexcept : outer_(current) {
    current = &clock;
}

ClockScope::~ClockScope() {
    current = outer_;
}

Instant virtual_now() noexcept {
    HEDGED_ASSERT(current != nullptr);
    return current->now;
}

WallTime virtual_wall() noexcept {
    HEDGED_ASSERT(current != nullptr);
    return current->wall();
}

}  // namespace hedged::simulator
