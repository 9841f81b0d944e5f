// SPDX-License-Identifier: Apache-2.0
// Whether the delta that the exchange states for the whole account keeps disagreeing with ours: a
// leg that we do not know of, a size or a sign misread. A report and our sum are never of exactly
// one moment, so a single difference means nothing. Engine thread only, no allocation.
#pragma once

#include "hedged/core/time.hpp"

#include <cmath>
#include <cstdint>

namespace hedged::engine {

class DeltaWatch {
public:
    static constexpr int kReportsMin = 3;
    static constexpr Duration kLastsMin = seconds(5);
    static constexpr Duration kAlarmEvery = seconds(60);

    // One report of the exchange, `difference` being ours less theirs. True when it is time to say
    // so. A number that is not finite counts as a disagreement.
    [[nodiscard]] bool on_report(double difference, double tolerance, Instant now) noexcept {
        if (std::fabs(difference) <= tolerance) {
            clear();
            return false;
        }
        bool const turned = reports_ > 0 && std::signbit(difference) != negative_;
        if (reports_ == 0 || turned) {
            since_ = now;
            reports_ = 0;
            negative_ = std::signbit(difference);
        }
        ++reports_;
        bool const said = said_ && now - said_at_ < kAlarmEvery;
        if (reports_ < kReportsMin || now - since_ < kLastsMin || said) {
            return false;
        }
        said_ = true;
        said_at_ = now;
        return true;
    }
    // Orders or fills are on their way: what was seen so far is no evidence.
    void clear() noexcept { reports_ = 0; }

private:
    Instant since_;
    Instant said_at_;
    int reports_ = 0;
    bool negative_ = false;
    bool said_ = false;
};

}  // namespace hedged::engine
