// SPDX-License-Identifier: Apache-2.0
// The exchange's clock as we know it: an anchor (its time at one of our instants) from ClockSync
// events. In a rehearsal market time runs `speed` times faster than ours; ages and lags are always
// answered in real time. Unknown until the first sync. Engine thread only; no allocation.
// A sample that says that the clock jumped is believed when the next one says so too: one wrong
// number would expire every option of the book.
// A sample with a long round trip is worse than an older good one: the anchor is replaced when the
// new error bound is not above the old one aged by 100 parts per million.
#pragma once

#include "hedged/protocol/event.hpp"

#include <cstdint>
#include <optional>

namespace hedged::market {

class VenueClock {
public:
    explicit VenueClock(std::int64_t speed = 1) noexcept;

    // True when it moved the clock by more than it was known to be wrong, and a second.
    bool on(const ClockSync& sync) noexcept;
    void forget() noexcept {
        anchored_ = false;
        doubted_.reset();
    }

    [[nodiscard]] bool known() const noexcept { return anchored_; }
    [[nodiscard]] std::optional<WallTime> market_time(Instant now) const noexcept;
    // Real time since the exchange made the stamp; negative when the stamp is ahead of our clock.
    [[nodiscard]] std::optional<Duration> lag(WallTime venue_stamp, Instant now) const noexcept;
    // Half the round trip of the anchor, plus drift since; real time. Empty when unknown.
    [[nodiscard]] std::optional<Duration> error_bound(Instant now) const noexcept;
    [[nodiscard]] std::int64_t speed() const noexcept { return speed_; }

private:
    struct Anchor {
        WallTime venue;
        Instant local;
        Duration error;
    };
    [[nodiscard]] bool agree(const Anchor& a, const Anchor& b) const noexcept;

    std::int64_t speed_;
    bool anchored_ = false;
    Anchor anchor_;
    std::optional<Anchor> doubted_;  // the last sample, when it says that the clock jumped
};

}  // namespace hedged::market
