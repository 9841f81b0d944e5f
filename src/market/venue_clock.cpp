// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/venue_clock.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::market {
namespace {

// What two ordinary quartz clocks may run apart.
constexpr std::int64_t kDriftPerMillion = 100;
constexpr Duration kJump = seconds(1);

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

// Both may be off by their errors, and the older one by the drift since.
bool VenueClock::agree(const Anchor& a, const Anchor& b) const noexcept {
    Duration const passed = b.local - a.local;
    WallTime const expected = a.venue + passed * speed_;
    Duration const apart{(b.venue - expected).nanoseconds() / speed_};
    Duration const allowed = a.error + b.error + drift(passed) + kJump;
    return apart <= allowed && apart >= Duration{} - allowed;
}

bool VenueClock::on(const ClockSync& sync) noexcept {
    if (sync.round_trip < Duration{} || sync.stamp.venue.nanoseconds() <= 0) {
        return false;
    }
    Duration const error = half(sync.round_trip);
    Anchor const sample{sync.stamp.venue, sync.stamp.received - error, error};
    bool const jumped = anchored_ && !agree(anchor_, sample);
    if (jumped) {
        bool const confirmed = doubted_ && agree(*doubted_, sample);
        doubted_ = sample;
        if (!confirmed) {
            return false;
        }
    } else if (anchored_ && error > anchor_.error + drift(sample.local - anchor_.local)) {
        doubted_.reset();
        return false;
    }
    doubted_.reset();
    anchored_ = true;
    anchor_ = sample;
    return jumped;
}

std::optional<WallTime> VenueClock::market_time(Instant now) const noexcept {
    if (!anchored_) {
        return std::nullopt;
    }
    return anchor_.venue + (now - anchor_.local) * speed_;
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
    return anchor_.error + drift(now - anchor_.local);
}

}  // namespace hedged::market
