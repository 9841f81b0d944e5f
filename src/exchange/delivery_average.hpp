// SPDX-License-Identifier: Apache-2.0
// The mean of index samples over the window before 08:00 UTC, which is the delivery price
// (protocols.md 1.11). Pure state, no allocation, one thread.
#pragma once

#include "hedged/core/time.hpp"

#include <cstdint>

namespace hedged::exchange {

class DeliveryAverage {
public:
    // `index` stands in for samples of a window that had begun before `start`.
    DeliveryAverage(Duration window, Duration interval, WallTime start, double index) noexcept;

    [[nodiscard]] WallTime settlement() const noexcept { return settlement_; }
    // When the next sample is due: the last one falls on the settlement itself.
    [[nodiscard]] WallTime next_sample() const noexcept;
    void sample(double index) noexcept;
    void begin_next_day() noexcept;

    [[nodiscard]] bool in_window(WallTime now) const noexcept;
    // Share of the window still to come: 1 before it, 0 at settlement.
    [[nodiscard]] double weight() const noexcept;
    [[nodiscard]] double mean() const noexcept;  // of the samples taken; 0 without any
    [[nodiscard]] double expected(double index) const noexcept;

private:
    Duration window_;
    Duration interval_;
    WallTime settlement_;
    std::int64_t samples_;
    std::int64_t taken_ = 0;
    double sum_ = 0.0;
};

}  // namespace hedged::exchange
