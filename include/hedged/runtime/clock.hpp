// SPDX-License-Identifier: Apache-2.0
// The process's clocks. monotonic_now() costs one rdtsc once calibrate_clock() found a counter that
// is constant over frequency, sleep and cores and agrees with the kernel; otherwise it asks the
// kernel. Any thread; never allocates. Market time, which may run faster than ours in rehearsals,
// is the engine's business: it follows the exchange's stamps.
#pragma once

#include "hedged/core/time.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::runtime {

enum class ClockSource : std::uint8_t { Kernel, Tsc };

struct ClockReport {
    ClockSource source = ClockSource::Kernel;
    double ticks_per_ns = 0.0;  // Tsc only
    std::string_view reason;    // why the kernel clock is used, in words
};

// Once, before any other thread exists. Takes about 50 ms when the counter is usable.
ClockReport calibrate_clock();

[[nodiscard]] Instant monotonic_now() noexcept;
[[nodiscard]] WallTime wall_now() noexcept;

}  // namespace hedged::runtime
