// SPDX-License-Identifier: Apache-2.0
#include "exchange/index_path.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::exchange {
namespace {

constexpr double kSmoothingYears = 60.0 / (365.0 * 86'400.0);

}  // namespace

IndexPath::IndexPath(std::vector<IndexPin> pins, double volatility, WallTime start,
                     std::uint64_t seed)
    : pins_(std::move(pins)),
      volatility_(volatility),
      now_(start),
      random_(seed),
      recent_variance_(volatility * volatility) {
    HEDGED_ASSERT(!pins_.empty());
    log_price_ = std::log(pins_.front().price);
    while (next_pin_ < pins_.size() && pins_[next_pin_].time <= start) {
        log_price_ = std::log(pins_[next_pin_].price);
        now_ = pins_[next_pin_].time;
        ++next_pin_;
    }
    // Opening between two recorded points means drawing where the bridge had got to.
    if (next_pin_ > 0) {
        advance_to(start);
    }
}

void IndexPath::advance_to(WallTime time) {
    while (next_pin_ < pins_.size() && pins_[next_pin_].time <= time) {
        const IndexPin& pin = pins_[next_pin_];
        const double target = std::log(pin.price);
        record_move(target - log_price_, years_between(now_, pin.time));
        log_price_ = target;
        now_ = pin.time;
        ++next_pin_;
    }
    if (time > now_) {
        step_to(time);
    }
}

void IndexPath::step_to(WallTime time) {
    const double step = years_between(now_, time);
    double mean = 0.0;
    double variance = volatility_ * volatility_ * step;
    if (next_pin_ < pins_.size()) {
        const double whole = years_between(now_, pins_[next_pin_].time);
        mean = (std::log(pins_[next_pin_].price) - log_price_) * step / whole;
        variance *= (whole - step) / whole;
    }
    const double move = mean + std::sqrt(variance) * random_.normal();
    record_move(move, step);
    log_price_ += move;
    now_ = time;
}

void IndexPath::record_move(double move, double years) {
    if (years <= 0.0) {
        return;
    }
    const double kept = std::exp(-years / kSmoothingYears);
    recent_variance_ = kept * recent_variance_ + (1.0 - kept) * move * move / years;
}

double IndexPath::price() const noexcept {
    return std::exp(log_price_);
}

void IndexPath::shock(double factor) noexcept {
    const double move = std::log(factor);
    log_price_ += move;
    recent_variance_ += move * move / kSmoothingYears;
}

double IndexPath::activity() const noexcept {
    return volatility_ > 0.0 ? std::sqrt(recent_variance_) / volatility_ : 1.0;
}

}  // namespace hedged::exchange
