// SPDX-License-Identifier: Apache-2.0
#include "exchange/funding.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hedged::exchange {
namespace {

constexpr double kDeadZone = 0.00025;
constexpr double kLargestRate = 0.005;
constexpr double kEightHours = 8.0 * 3'600.0;
constexpr std::int64_t kMinute = 60'000'000'000;

}  // namespace

PremiumProcess::PremiumProcess(double reversion_seconds, double deviation,
                               std::uint64_t seed) noexcept
    : reversion_seconds_(reversion_seconds), deviation_(deviation), random_(seed) {
    value_ = deviation_ * random_.normal();
}

// The exact transition of an Ornstein-Uhlenbeck process, so the step size does not bias it.
void PremiumProcess::advance(Duration step) noexcept {
    const double kept = std::exp(-step.seconds() / reversion_seconds_);
    value_ = kept * value_ + deviation_ * std::sqrt(1.0 - kept * kept) * random_.normal();
}

double funding_rate(double premium) noexcept {
    const double outside = std::max(premium, kDeadZone) + std::min(premium, -kDeadZone);
    return std::clamp(outside, -kLargestRate, kLargestRate);
}

void FundingMeter::add(WallTime now, Duration step, double rate) noexcept {
    const std::int64_t minute = now.nanoseconds() / kMinute;
    if (minute_ < 0) {
        minute_ = minute;
    }
    const std::int64_t passed =
        std::min<std::int64_t>(minute - minute_, static_cast<std::int64_t>(kMinutes));
    for (std::int64_t i = 1; i <= passed; ++i) {
        paid_[static_cast<std::size_t>(minute_ + i) % kMinutes] = 0.0;
    }
    minute_ = minute;
    const double share = std::min(step.seconds() / kEightHours, 1.0);
    paid_[static_cast<std::size_t>(minute) % kMinutes] += rate * share;
}

double FundingMeter::mean_8h() const noexcept {
    return std::accumulate(paid_.begin(), paid_.end(), 0.0);
}

}  // namespace hedged::exchange
