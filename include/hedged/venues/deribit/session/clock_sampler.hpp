// SPDX-License-Identifier: Apache-2.0
// Which of the exchange's clock readings are worth passing on: half the round trip is the error, so
// a slow one says little. Pure; one thread.
#pragma once

#include "hedged/core/time.hpp"

namespace hedged::deribit {

class ClockSampler {
public:
    // True when the reading is about as good as the best of late, or none was passed on for long.
    [[nodiscard]] bool accept(Duration round_trip, Instant now) noexcept {
        bool const overdue = !any_ || now - accepted_at_ >= kSilenceMax;
        if (!overdue && round_trip > best_ * 2 + kSlack) {
            return false;
        }
        best_ = overdue || round_trip < best_ ? round_trip : best_;
        accepted_at_ = now;
        any_ = true;
        return true;
    }

private:
    static constexpr Duration kSilenceMax = seconds(60);
    static constexpr Duration kSlack = milliseconds(1);

    bool any_ = false;
    Duration best_;
    Instant accepted_at_;
};

}  // namespace hedged::deribit
