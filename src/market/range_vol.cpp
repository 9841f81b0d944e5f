// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/range_vol.hpp"

#include "hedged/market/vol_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hedged::market {
namespace {

// Sum and squares about a running mean (Welford), so that a drift costs no digits.
class SampleVariance {
public:
    void add(double x) noexcept {
        count_ += 1.0;
        double const off = x - mean_;
        mean_ += off / count_;
        squares_ += off * (x - mean_);
    }
    [[nodiscard]] double value() const noexcept { return squares_ / (count_ - 1.0); }

private:
    double count_ = 0.0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

}  // namespace

std::optional<double> parkinson_variance(std::span<const PriceBar> bars) noexcept {
    if (bars.empty()) {
        return std::nullopt;
    }
    double sum = 0.0;
    for (PriceBar const& bar : bars) {
        double const range = std::log(bar.high / bar.low);
        sum += range * range;
    }
    return sum / (4.0 * std::numbers::ln2 * static_cast<double>(bars.size()));
}

double rogers_satchell(const PriceBar& bar) noexcept {
    return std::log(bar.high / bar.close) * std::log(bar.high / bar.open) +
           std::log(bar.low / bar.close) * std::log(bar.low / bar.open);
}

double yang_zhang_k(std::size_t bars) noexcept {
    if (bars < 2) {
        return 0.0;
    }
    auto const n = static_cast<double>(bars);
    return 0.34 / (1.34 + (n + 1.0) / (n - 1.0));
}

std::optional<double> yang_zhang_variance(std::span<const PriceBar> bars) noexcept {
    if (bars.size() < 2) {
        return std::nullopt;
    }
    SampleVariance between;
    SampleVariance within;
    double ranges = 0.0;
    for (PriceBar const& bar : bars) {
        between.add(std::log(bar.open / bar.previous_close));
        within.add(std::log(bar.close / bar.open));
        ranges += rogers_satchell(bar);
    }
    double const k = yang_zhang_k(bars.size());
    return between.value() + k * within.value() +
           (1.0 - k) * ranges / static_cast<double>(bars.size());
}

Vol annualised(double variance_per_bar, Duration interval) noexcept {
    return Vol{std::sqrt(std::max(variance_per_bar, 0.0) / years_of(interval).value())};
}

}  // namespace hedged::market
