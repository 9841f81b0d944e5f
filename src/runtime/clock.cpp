// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/clock.hpp"

#include <cmath>
#include <ctime>
#include <fstream>
#include <string>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace hedged::runtime {

namespace {

// Two readings further apart than this ratio mean a counter that cannot be trusted.
constexpr double kAgreement = 5e-4;
constexpr std::int64_t kCalibrationNs = 25'000'000;

struct Conversion {
    bool use_tsc = false;
    std::uint64_t base_ticks = 0;
    std::int64_t base_ns = 0;
    // Nanoseconds per tick as a 32.32 fixed-point number: no division, no rounding that grows.
    std::uint64_t multiplier = 0;
};

// Written once by calibrate_clock() before other threads start, read by all.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): measured, not known
Conversion g_conversion;

std::int64_t kernel_ns() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

#if defined(__x86_64__)

struct Pair {
    std::uint64_t ticks = 0;
    std::int64_t ns = 0;
};

// The tightest of several readings, so that an interrupt between the two clocks does not count.
Pair read_pair() noexcept {
    Pair best;
    std::uint64_t narrowest = ~std::uint64_t{0};
    for (int i = 0; i < 16; ++i) {
        const std::uint64_t before = __rdtsc();
        const std::int64_t ns = kernel_ns();
        const std::uint64_t after = __rdtsc();
        if (after - before < narrowest) {
            narrowest = after - before;
            best = {before + (after - before) / 2, ns};
        }
    }
    return best;
}

double measure_ticks_per_ns() noexcept {
    const Pair first = read_pair();
    while (kernel_ns() - first.ns < kCalibrationNs) {
        _mm_pause();
    }
    const Pair last = read_pair();
    return static_cast<double>(last.ticks - first.ticks) / static_cast<double>(last.ns - first.ns);
}

bool counter_is_constant() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    std::string line;
    while (std::getline(cpuinfo, line)) {
        if (line.rfind("flags", 0) == 0) {
            line += ' ';
            return line.find(" constant_tsc ") != std::string::npos &&
                   line.find(" nonstop_tsc ") != std::string::npos;
        }
    }
    return false;
}

#endif

}  // namespace

ClockReport calibrate_clock() {
    g_conversion = {};
#if defined(__x86_64__)
    if (!counter_is_constant()) {
        return {ClockSource::Kernel, 0.0, "the processor does not promise a constant counter"};
    }
    const double first = measure_ticks_per_ns();
    const double second = measure_ticks_per_ns();
    if (!(first > 0.1) || std::abs(first / second - 1.0) > kAgreement) {
        return {ClockSource::Kernel, 0.0, "the counter and the kernel's clock disagree"};
    }
    const double rate = (first + second) / 2.0;
    const Pair base = read_pair();
    g_conversion = {true, base.ticks, base.ns,
                    static_cast<std::uint64_t>(std::llround(4294967296.0 / rate))};
    return {ClockSource::Tsc, rate, {}};
#else
    return {ClockSource::Kernel, 0.0, "not an x86-64 processor"};
#endif
}

Instant monotonic_now() noexcept {
#if defined(__x86_64__)
    if (g_conversion.use_tsc) {
        // Another core may be a few ticks behind the one that took the base.
        const auto ticks = static_cast<std::int64_t>(__rdtsc() - g_conversion.base_ticks);
        __extension__ using Wide = __int128;
        const Wide ns =
            (static_cast<Wide>(ticks) * static_cast<Wide>(g_conversion.multiplier)) >> 32;
        return Instant{g_conversion.base_ns + static_cast<std::int64_t>(ns)};
    }
#endif
    return Instant{kernel_ns()};
}

WallTime wall_now() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return WallTime{static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec};
}

}  // namespace hedged::runtime
