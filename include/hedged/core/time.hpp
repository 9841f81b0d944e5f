// SPDX-License-Identifier: Apache-2.0
// Time as values; nothing in this library reads a clock. Instant is monotonic and local: ages,
// time-outs and rate limits use it. WallTime is nanoseconds since 1970 UTC: expiries, funding and
// the exchange's stamps use it. The two never mix; a difference of either is a Duration.
#pragma once

#include <compare>
#include <cstdint>

namespace hedged {

class Duration {
public:
    constexpr Duration() noexcept = default;
    constexpr explicit Duration(std::int64_t nanoseconds) noexcept : ns_(nanoseconds) {}
    [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return ns_; }
    [[nodiscard]] constexpr double seconds() const noexcept {
        return static_cast<double>(ns_) * 1e-9;
    }
    friend constexpr Duration operator+(Duration a, Duration b) noexcept {
        return Duration{a.ns_ + b.ns_};
    }
    friend constexpr Duration operator-(Duration a, Duration b) noexcept {
        return Duration{a.ns_ - b.ns_};
    }
    friend constexpr Duration operator*(Duration a, std::int64_t n) noexcept {
        return Duration{a.ns_ * n};
    }
    friend constexpr auto operator<=>(Duration, Duration) noexcept = default;

private:
    std::int64_t ns_{};
};

constexpr Duration nanoseconds(std::int64_t n) noexcept {
    return Duration{n};
}
constexpr Duration microseconds(std::int64_t n) noexcept {
    return Duration{n * 1'000};
}
constexpr Duration milliseconds(std::int64_t n) noexcept {
    return Duration{n * 1'000'000};
}
constexpr Duration seconds(std::int64_t n) noexcept {
    return Duration{n * 1'000'000'000};
}

// A point on one clock. Clock is a tag, so that points of different clocks cannot be compared.
template <class Clock>
class TimePoint {
public:
    constexpr TimePoint() noexcept = default;
    constexpr explicit TimePoint(std::int64_t nanoseconds) noexcept : ns_(nanoseconds) {}
    [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return ns_; }
    [[nodiscard]] constexpr std::int64_t milliseconds() const noexcept { return ns_ / 1'000'000; }
    friend constexpr Duration operator-(TimePoint a, TimePoint b) noexcept {
        return Duration{a.ns_ - b.ns_};
    }
    friend constexpr TimePoint operator+(TimePoint t, Duration d) noexcept {
        return TimePoint{t.ns_ + d.nanoseconds()};
    }
    friend constexpr TimePoint operator-(TimePoint t, Duration d) noexcept {
        return TimePoint{t.ns_ - d.nanoseconds()};
    }
    friend constexpr auto operator<=>(TimePoint, TimePoint) noexcept = default;

private:
    std::int64_t ns_{};
};

using Instant = TimePoint<struct MonotonicClock>;
using WallTime = TimePoint<struct UtcClock>;

// Nanoseconds in 64 bits end in the year 2262; a later stamp (exchanges give perpetuals an expiry
// in the year 3000) becomes that end, an earlier one than 1678 its beginning.
constexpr WallTime wall_from_milliseconds(std::int64_t ms) noexcept {
    constexpr std::int64_t kMostMilliseconds = 9'223'372'036'854;
    if (ms > kMostMilliseconds || ms < -kMostMilliseconds) {
        return WallTime{(ms > 0 ? 1 : -1) * kMostMilliseconds * 1'000'000};
    }
    return WallTime{ms * 1'000'000};
}

// Time to expiry in years of 365 days; negative after expiry. maths.md 1.1.
constexpr double years_between(WallTime now, WallTime expiry) noexcept {
    return (expiry - now).seconds() / (365.0 * 86'400.0);
}

}  // namespace hedged
