// SPDX-License-Identifier: Apache-2.0
#include "portfolio/leg_part.hpp"

#include <cmath>
#include <limits>

namespace hedged::portfolio {
namespace {

constexpr double kDensityMax = 0.398942280401432677940;
constexpr double kUnlimited = std::numeric_limits<double>::max();

// The third derivative of N(d1(F)) by F, times F^3, is
//     phi(d) / v^3 * ((d^2 - 1) + 3 d v + 2 v^2),     d = d1, v = total volatility,
// and `reach` is how far d may wander, in standard deviations, while the bound holds: half of one
// near the strike, up to where the density matters again far from it, never more than a fifth of
// the forward. The density at the near end is bounded without an exponential by
// e^{-m^2/2} <= (1 + m^2/16)^{-8}.
struct ThirdBound {
    double third;  // times F^3
    double reach;  // times F
};

[[gnu::always_inline]] inline ThirdBound third_bound(double d1, double total) noexcept {
    double const inverse = 1.0 / total;
    double const distance = d1 < 0.0 ? -d1 : d1;
    double const far = distance - 6.5;
    double const wished = far > 0.5 ? far : 0.5;
    double const most = 0.2 * inverse;
    double const wander = wished < most ? wished : most;
    double const gap = distance - wander;
    double const near = gap > 0.0 ? gap : 0.0;
    double const high = distance + wander;
    double const fall = 1.0 + near * near * (1.0 / 16.0);
    double const fall2 = fall * fall;
    double const fall4 = fall2 * fall2;
    double const square = high * high;
    double const shape = (square > 1.0 ? square : 1.0) + (3.0 * high + 2.0 * total) * total;
    double const step = wander * total;  // of ln F
    // (F / F')^3 <= e^{3 step} <= 1 / (1 - step)^3 within the reach.
    double const stretch = 1.0 - step;
    double const third = kDensityMax * shape * (inverse * inverse * inverse) /
                         (fall4 * fall4 * (stretch * stretch * stretch));
    return {third, step * (1.0 - 0.5 * step)};
}

[[gnu::always_inline]] inline void write_option_part(const pricing::OptionBlock& options,
                                                     const pricing::GreeksBlock& greeks,
                                                     const WeightBlock& weights, double index,
                                                     std::size_t lane, PartBlock& parts) noexcept {
    double const ratio = weights.ratio[lane];
    double const premium = weights.premium[lane];
    // Inverse: S d(V/F)/dS = delta - V/F. Linear: dV/dS = delta * ratio. The dollar gamma of an
    // inverse leg has one factor of the ratio less, because its coins are valued at the index.
    double const scale = premium != 0.0 ? 1.0 : ratio;
    double const back = premium != 0.0 ? 1.0 / ratio : 1.0;
    double const coin_price = greeks.price[lane] / options.forward[lane];
    auto const bound = third_bound(greeks.d1[lane], options.vol[lane] * options.root_time[lane]);
    parts.delta[lane] = (greeks.delta[lane] - premium * coin_price) * scale;
    parts.gamma[lane] = greeks.gamma[lane] * (ratio * scale);
    parts.speed[lane] = greeks.speed[lane] * (ratio * ratio * scale);
    parts.vega[lane] = greeks.vega[lane] * back;
    parts.theta[lane] = greeks.theta[lane] * back;
    parts.third[lane] = bound.third * scale / (index * index * index);
    parts.decay[lane] =
        (std::fabs(greeks.charm[lane]) - premium * greeks.theta[lane] / options.forward[lane]) *
        scale;
    parts.reach[lane] = bound.reach * index;
}

}  // namespace

void PartBlock::set(std::size_t lane, const LegPart& part) noexcept {
    delta[lane] = part.delta;
    gamma[lane] = part.gamma;
    speed[lane] = part.speed;
    vega[lane] = part.vega;
    theta[lane] = part.theta;
    third[lane] = part.third;
    decay[lane] = part.decay;
    reach[lane] = part.reach;
}

LegPart PartBlock::get(std::size_t lane) const noexcept {
    return {delta[lane], gamma[lane], speed[lane], vega[lane],
            theta[lane], third[lane], decay[lane], reach[lane]};
}

void option_parts(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                  const WeightBlock& weights, double index, PartBlock& parts) noexcept {
    for (std::size_t lane = 0; lane < pricing::kLanes; ++lane) {
        write_option_part(options, greeks, weights, index, lane, parts);
    }
}

void option_part(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                 const WeightBlock& weights, double index, std::size_t lane,
                 PartBlock& parts) noexcept {
    write_option_part(options, greeks, weights, index, lane, parts);
}

LegPart option_part(const pricing::OptionValue& value, double ratio, bool inverse, double index,
                    double total, double years) noexcept {
    double const scale = inverse ? 1.0 : ratio;
    double const back = inverse ? 1.0 / ratio : 1.0;
    // Where the bound is largest: the distance to the strike is not known here.
    auto const bound = third_bound(0.5, total);
    return {.delta = inverse ? value.net_delta.value() : value.delta.value() * ratio,
            .gamma = value.gamma.value() * ratio * scale,
            .speed = value.speed.value() * ratio * ratio * scale,
            .vega = value.vega.value() * back,
            .theta = value.theta.value() * back,
            .third = bound.third * scale / (index * index * index),
            // Inside the window the whole delta is gone by the end of it.
            .decay = std::fabs(value.delta.value()) * scale / years,
            .reach = bound.reach * index};
}

LegPart payoff_part(const pricing::OptionValue& value, double ratio, bool inverse, double index,
                    double strike) noexcept {
    return {.delta = inverse ? value.net_delta.value() : value.delta.value() * ratio,
            .reach = std::fabs(strike / ratio - index)};
}

LegPart future_part(double ratio, bool inverse, double index, double share, double years) noexcept {
    double const delta = inverse ? share / (ratio * index) : share * ratio;
    return {
        .delta = delta, .decay = share < 1.0 ? std::fabs(delta) / years : 0.0, .reach = kUnlimited};
}

}  // namespace hedged::portfolio
