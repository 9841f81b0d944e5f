// SPDX-License-Identifier: Apache-2.0
#include "hedged/engine/carried.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>

namespace hedged::engine {
namespace {

constexpr Duration kMinute = seconds(60);
constexpr Duration kDay = seconds(86'400);

Duration age_of(WallTime at, WallTime now) noexcept {
    return std::max(now - at, Duration{});
}

}  // namespace

void CarriedTally::on_order(WallTime sent) noexcept {
    std::int64_t const number =
        std::max<std::int64_t>(sent.nanoseconds(), 0) / kMinute.nanoseconds();
    Minute& minute = minutes_[static_cast<std::size_t>(number) % minutes_.size()];
    if (number > minute.number) {
        minute = Minute{number, sent, 0};
    }
    // From before what is in its place, because the clock was set back: counted there, for longer.
    minute.last = std::max(minute.last, sent);
    ++minute.orders;
}

void CarriedTally::on_refusal(WallTime at, const InstrumentName& instrument,
                              RefusalClass refusal) noexcept {
    recent_[refusals_ % recent_.size()] = Refusal{at, instrument, refusal};
    ++refusals_;
}

CarriedCounts CarriedTally::counts(WallTime now) const noexcept {
    CarriedCounts out;
    for (const Minute& minute : minutes_) {
        if (minute.orders > 0 && age_of(minute.last, now) < kDay) {
            HEDGED_ASSERT(out.sends.push_back({age_of(minute.last, now), minute.orders}));
        }
    }
    std::sort(out.sends.begin(), out.sends.end(),
              [](const CarriedSends& a, const CarriedSends& b) { return a.age > b.age; });
    std::uint64_t const known = std::min<std::uint64_t>(refusals_, recent_.size());
    for (std::uint64_t i = refusals_ - known; i < refusals_; ++i) {
        const Refusal& past = recent_[i % recent_.size()];
        HEDGED_ASSERT(
            out.refusals.push_back({age_of(past.at, now), past.instrument, past.refusal}));
    }
    std::sort(out.refusals.begin(), out.refusals.end(),
              [](const CarriedRefusal& a, const CarriedRefusal& b) { return a.age > b.age; });
    return out;
}

}  // namespace hedged::engine
