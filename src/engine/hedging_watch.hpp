// SPDX-License-Identifier: Apache-2.0
// Whether a desk has been unable to hedge for so long that somebody must look: a single obstacle is
// routine, and for each there is a note; what nobody may miss is that together they do not end.
// Engine thread only, no allocation.
#pragma once

#include "hedged/core/time.hpp"

#include <optional>

namespace hedged::engine {

class HedgingWatch {
public:
    static constexpr Duration kAfter = seconds(30);
    static constexpr Duration kAlarmEvery = seconds(60);

    // `able`: hedging is possible, under way, or stopped by an operator. When it is time to say so,
    // for how long it has not been.
    [[nodiscard]] std::optional<Duration> on(bool able, Instant now) noexcept {
        if (able) {
            since_.reset();
            said_at_.reset();
            return std::nullopt;
        }
        since_ = since_.value_or(now);
        bool const due = now - *since_ >= kAfter && (!said_at_ || now - *said_at_ >= kAlarmEvery);
        if (!due) {
            return std::nullopt;
        }
        said_at_ = now;
        return now - *since_;
    }

private:
    std::optional<Instant> since_;
    std::optional<Instant> said_at_;
};

}  // namespace hedged::engine
