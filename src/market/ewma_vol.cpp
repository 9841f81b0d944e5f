// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/ewma_vol.hpp"

#include "hedged/core/assert.hpp"

#include "market/price_check.hpp"

#include <cmath>
#include <numbers>

namespace hedged::market {
namespace {

// One half-life of prices, less the rounding of any number of steps.
constexpr double kWarmWeight = 0.5 * (1.0 - 1e-9);

}  // namespace

EwmaVol::EwmaVol(const EwmaSettings& settings) noexcept : settings_(settings) {
    HEDGED_ASSERT(settings.half_life > Duration{} && settings.shortest_step >= Duration{} &&
                  settings.longest_step > settings.shortest_step);
}

bool EwmaVol::on_price(UsdPrice price, WallTime at) noexcept {
    bool const first = last_ == UsdPrice{};
    if (!is_sample(price, at) || at < newest_) {
        return false;
    }
    newest_ = at;
    Duration const step = at - last_time_;
    if (!first && (step < settings_.shortest_step || step == Duration{})) {
        return true;
    }
    if (!first) {
        double const gain =
            -std::expm1(-std::numbers::ln2 * (step.seconds() / settings_.half_life.seconds()));
        sum_ *= 1.0 - gain;
        weight_ *= 1.0 - gain;
        if (step <= settings_.longest_step) {
            double const move = std::log(price / last_);
            sum_ += gain * (move * move / years_of(step).value());
            weight_ += gain;
        } else {
            ++gaps_;
        }
    }
    last_ = price;
    last_time_ = at;
    return true;
}

VolEstimate EwmaVol::estimate() const noexcept {
    if (!(weight_ > 0.0)) {
        return {};
    }
    return {weight_ >= kWarmWeight ? VolStatus::Usable : VolStatus::WarmingUp,
            Vol{std::sqrt(sum_ / weight_)}};
}

}  // namespace hedged::market
