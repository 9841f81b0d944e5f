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
// V is a double or a pair of them: the same operations either way, so the same bits.
using Pair [[gnu::vector_size(16)]] = double;
constexpr std::size_t kPair = 2;

template <class V>
struct ThirdBound {
    V third;  // times F^3
    V reach;  // times F
};

template <class V>
[[gnu::always_inline]] inline ThirdBound<V> third_bound(V d1, V total) noexcept {
    V const distance = d1 < 0.0 ? -d1 : d1;
    V const far = distance - 6.5;
    V const wander = far > 0.5 ? far : V{} + 0.5;
    V const gap = distance - wander;
    V const near = gap > 0.0 ? gap : V{};
    V const high = distance + wander;
    V const fall = 1.0 + near * near * (1.0 / 16.0);
    V const fall2 = fall * fall;
    V const fall4 = fall2 * fall2;
    V const square = high * high;
    V const shape = (square > 1.0 ? square : V{} + 1.0) + (3.0 * high + 2.0 * total) * total;
    V const wished = wander * total;  // a step of ln F
    V const step = wished < 0.2 ? wished : V{} + 0.2;
    // (F / F')^3 <= e^{3 step} <= 1 / (1 - step)^3 within the reach.
    V const stretch = (1.0 - step) * total;
    V const third = kDensityMax * shape / (fall4 * fall4 * (stretch * stretch * stretch));
    return {third, step * (1.0 - 0.5 * step)};
}

template <class V>
[[gnu::always_inline]] inline V load(const double* lanes) noexcept {
    V value;
    __builtin_memcpy(&value, lanes, sizeof value);
    return value;
}
template <class V>
[[gnu::always_inline]] inline void store(double* lanes, V value) noexcept {
    __builtin_memcpy(lanes, &value, sizeof value);
}

template <class V>
[[gnu::always_inline]] inline void write_parts(const pricing::OptionBlock& options,
                                               const pricing::GreeksBlock& greeks,
                                               const WeightBlock& weights, double index,
                                               std::size_t lane, PartBlock& parts) noexcept {
    // Inverse: S d(V/F)/dS = delta - V/F. Linear: dV/dS = delta * ratio. The dollar gamma of an
    // inverse leg has one factor of the ratio less, because its coins are valued at the index.
    double const inverse_index = 1.0 / index;
    V const ratio = load<V>(weights.ratio + lane);
    V const scale = load<V>(weights.scale + lane);
    V const back = load<V>(weights.back + lane);
    V const per_coin = load<V>(weights.premium + lane) * back * inverse_index;  // 1/F; 0 if linear
    V const theta = load<V>(greeks.theta + lane);
    V const charm = load<V>(greeks.charm + lane);
    ThirdBound<V> const bound = third_bound<V>(
        load<V>(greeks.d1 + lane), load<V>(options.vol + lane) * load<V>(options.root_time + lane));
    store<V>(parts.delta + lane,
             (load<V>(greeks.delta + lane) - per_coin * load<V>(greeks.price + lane)) * scale);
    store<V>(parts.gamma + lane, load<V>(greeks.gamma + lane) * (ratio * scale));
    store<V>(parts.speed + lane, load<V>(greeks.speed + lane) * (ratio * ratio * scale));
    store<V>(parts.vega + lane, load<V>(greeks.vega + lane) * back);
    store<V>(parts.theta + lane, theta * back);
    store<V>(parts.third + lane,
             bound.third * scale * (inverse_index * inverse_index * inverse_index));
    store<V>(parts.decay + lane, ((charm < 0.0 ? -charm : charm) - per_coin * theta) * scale);
    store<V>(parts.reach + lane, bound.reach * index);
}

}  // namespace

LegPart difference(const LegPart& a, const LegPart& b) noexcept {
    return {.delta = a.delta - b.delta,
            .gamma = a.gamma - b.gamma,
            .speed = a.speed - b.speed,
            .vega = a.vega - b.vega,
            .theta = a.theta - b.theta,
            .third = a.third - b.third,
            .decay = a.decay - b.decay};
}

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

void WeightBlock::set_ratio(std::size_t lane, double new_ratio, bool is_inverse) noexcept {
    ratio[lane] = new_ratio;
    scale[lane] = is_inverse ? 1.0 : new_ratio;
    back[lane] = is_inverse ? 1.0 / new_ratio : 1.0;
    premium[lane] = is_inverse ? 1.0 : 0.0;
}

void option_parts(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                  const WeightBlock& weights, double index, PartBlock& parts) noexcept {
    for (std::size_t lane = 0; lane < pricing::kLanes; lane += kPair) {
        write_parts<Pair>(options, greeks, weights, index, lane, parts);
    }
}

void option_part(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                 const WeightBlock& weights, double index, std::size_t lane,
                 PartBlock& parts) noexcept {
    write_parts<double>(options, greeks, weights, index, lane, parts);
}

LegPart averaged_part(const pricing::OptionValue& value, bool inverse, double index, double share,
                      double total, double years) noexcept {
    double const delta = value.delta.value();
    double const gamma = value.gamma.value();
    // An inverse option's net delta is delta - share * V / S. The expansion takes a leg's coin
    // value for V / S, of which this is not the slope; what it lacks is put into the derivatives.
    double const fixed = inverse ? (1.0 - share) / index : 0.0;
    // Where the bound is largest: the distance to the strike is not known here.
    auto const bound = third_bound<double>(0.5, total);
    return {.delta = inverse ? value.net_delta.value() : delta,
            .gamma = gamma + fixed * delta,
            .speed = value.speed.value() + fixed * (gamma - delta / index),
            .vega = value.vega.value(),
            .theta = value.theta.value(),
            .third = bound.third / (index * index * index),
            // Inside the window the whole delta is gone by the end of it.
            .decay = std::fabs(delta) / years,
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
