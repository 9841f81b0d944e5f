// SPDX-License-Identifier: Apache-2.0
// The index in market time: a Brownian bridge of log price between recorded points, a random walk
// after the last. The same seed and the same sequence of times give the same path; every recorded
// point is hit exactly, whatever the steps. One thread; allocates when built.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::exchange {

struct IndexPin {
    WallTime time;
    double price = 0.0;  // USD per coin, > 0
};

class IndexPath {
public:
    // Pins in order of time, at least one. A start before the first pin begins at its price.
    IndexPath(std::vector<IndexPin> pins, double volatility, WallTime start, std::uint64_t seed);

    void advance_to(WallTime time);
    [[nodiscard]] double price() const noexcept;  // not rounded

    // Jumps by a factor; a bridge then leads back to the next recorded point.
    void shock(double factor) noexcept;

    // How fast the index has been moving, against what its volatility leads to expect: 1 is usual.
    [[nodiscard]] double activity() const noexcept;

private:
    void step_to(WallTime time);
    void record_move(double move, double years);

    std::vector<IndexPin> pins_;
    std::size_t next_pin_ = 0;
    double volatility_;
    double log_price_ = 0.0;
    WallTime now_;
    Random random_;
    double recent_variance_ = 0.0;  // per year, smoothed over a minute
};

}  // namespace hedged::exchange
