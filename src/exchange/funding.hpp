// SPDX-License-Identifier: Apache-2.0
// The perpetual's premium over the index, a seeded mean-reverting process, and the funding rate
// that follows from it. A positive rate means that longs pay shorts. Rates are per 8 hours. One
// thread.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hedged::exchange {

class PremiumProcess {
public:
    PremiumProcess(double reversion_seconds, double deviation, std::uint64_t seed) noexcept;

    void advance(Duration step) noexcept;
    [[nodiscard]] double value() const noexcept { return value_; }  // fraction of the index
    void shock(double fraction) noexcept { value_ += fraction; }

private:
    double reversion_seconds_;
    double deviation_;
    double value_ = 0.0;
    Random random_;
};

// Deribit's rule: the premium outside a dead zone of 0.025 %, at most 0.5 % per 8 hours.
[[nodiscard]] double funding_rate(double premium) noexcept;

// Mean rate over the last eight hours, kept by the minute.
class FundingMeter {
public:
    void add(WallTime now, Duration step, double rate) noexcept;
    [[nodiscard]] double mean_8h() const noexcept;

private:
    static constexpr std::size_t kMinutes = 480;
    std::array<double, kMinutes> paid_{};  // rate * share of the 8 hours, by minute
    std::int64_t minute_ = -1;
};

}  // namespace hedged::exchange
