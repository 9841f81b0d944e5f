// SPDX-License-Identifier: Apache-2.0
// A forward, or the mark of a future, as a ratio to the index of the same message. It moves little
// from one message to the next, whatever the market does; one that jumps is one wrong digit until
// the next message says the same. Engine thread only; memory is taken at construction.
#pragma once

#include "hedged/core/ids.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace hedged::engine {

class RatioWatch {
public:
    explicit RatioWatch(std::size_t instrument_capacity) : ratios_(instrument_capacity) {}

    [[nodiscard]] bool believable(InstrumentIndex instrument, double ratio) noexcept {
        Ratios& known = ratios_[instrument.raw];
        bool const usual = known.believed == 0.0 || close(ratio, known.believed);
        if (usual || close(ratio, known.doubted)) {
            known = {ratio, 0.0};
            return true;
        }
        known.doubted = ratio;
        return false;
    }

    static constexpr double kJump = 0.02;

private:
    struct Ratios {
        double believed = 0.0;
        double doubted = 0.0;
    };
    static bool close(double a, double b) noexcept { return std::fabs(a - b) <= kJump * b; }

    std::vector<Ratios> ratios_;
};

}  // namespace hedged::engine
