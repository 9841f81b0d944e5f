// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/venue_clock.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::market {
namespace {

// What two ordinary quartz clocks may run apart.
constexpr std::int64_t kDriftPerMillion = 100;

Duration drift(Duration age) noexcept {
    std::int64_t const ns = age.nanoseconds() < 0 ? -age.nanoseconds() : age.nanoseconds();
    return Duration{ns / 1'000'000 * kDriftPerMillion};
}

Duration half(Duration d) noexcept {
    return Duration{d.nanoseconds() / 2};
}

}  // namespace

VenueClock::VenueClock(std::int64_t speed) noexcept : speed_(speed) {
    HEDGED_ASSERT(speed >= 1);
}

void VenueClock::on(const ClockSync& sync) noexcept {
    if (sync.round_trip < Duration{} || sync.stamp.venue.nanoseconds() <= 0) {
        return;
    }
    Duration const error = half(sync.round_trip);
    Instant const local = sync.stamp.received - error;
    if (anchored_ && error > anchor_error_ + drift(local - anchor_local_)) {
        return;
    }
    anchored_ = true;
    anchor_venue_ = sync.stamp.venue;
    anchor_local_ = local;
    anchor_error_ = error;
}

std::optional<WallTime> VenueClock::market_time(Instant now) const noexcept {
    if (!anchored_) {
        return std::nullopt;
    }
    return anchor_venue_ + (now - anchor_local_) * speed_;
}

std::optional<Duration> VenueClock::lag(WallTime venue_stamp, Instant now) const noexcept {
    auto const present = market_time(now);
    if (!present || venue_stamp.nanoseconds() <= 0) {
        return std::nullopt;
    }
    return Duration{(*present - venue_stamp).nanoseconds() / speed_};
}

std::optional<Duration> VenueClock::error_bound(Instant now) const noexcept {
    if (!anchored_) {
        return std::nullopt;
    }
    return anchor_error_ + drift(now - anchor_local_);
}

}  // namespace hedged::market
