// SPDX-License-Identifier: Apache-2.0
#include "portfolio/smile_part.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::portfolio {
namespace {

// Greatest values of |(u^2 - 1) phi(u)|, 3 |u phi(u)^2| and phi(u)^3.
constexpr double kFlatMax = 0.3990;
constexpr double kSlantMax = 0.2052;
constexpr double kCubeMax = 0.0636;
// No expansion reaches further than a fifth of the index (leg_part.cpp), and for x up to there
// |ln(1 + x)| <= 1.25 |x| and |ln(1 + x) - x| <= 1.25 x^2 / 2.
constexpr double kStretch = 1.25;
constexpr double kLogReach = 0.25;

}  // namespace

void SmileBlock::clear(std::size_t lane) noexcept {
    slope[lane] = a[lane] = b[lane] = c[lane] = 0.0;
}

void SmilePartBlock::set(std::size_t lane, const SmilePart& part) noexcept {
    delta[lane] = part.delta;
    slope[lane] = part.slope;
    curvature[lane] = part.curvature;
    corner[lane] = part.corner;
    decay[lane] = part.decay;
}

SmilePart SmilePartBlock::get(std::size_t lane) const noexcept {
    return {delta[lane], slope[lane], curvature[lane], corner[lane], decay[lane]};
}

SmilePart difference(const SmilePart& a, const SmilePart& b) noexcept {
    return {a.delta - b.delta, a.slope - b.slope, a.curvature - b.curvature, a.corner - b.corner,
            a.decay - b.decay};
}

SmilePart smile_part(const SmileBlock& smile, const pricing::OptionBlock& options,
                     const pricing::GreeksBlock& greeks, const WeightBlock& weights, double index,
                     double limit, std::size_t lane) noexcept {
    double const root = options.root_time[lane];
    double const total = options.vol[lane] * root;
    double const density = greeks.vega[lane] / (options.forward[lane] * root);
    double const delta = greeks.delta[lane];
    double const d1 = greeks.d1[lane];
    double const a = smile.a[lane] + smile.slope[lane] * root;
    double const b = smile.b[lane];
    double const c = smile.c[lane];
    double const sum = a + delta * (b + c * delta);
    double const raw = density * sum;
    double const turn = density * (density * (b + 2.0 * c * delta) - d1 * sum);  // d raw / d d1
    double const slope = turn / total;
    if (!std::isfinite(raw) || !std::isfinite(slope)) {
        return {};
    }
    bool const limited = !(std::fabs(raw) <= limit);
    bool const corner = limited || std::fabs(raw) + kLogReach * std::fabs(slope) > limit;
    double const bend =
        (kFlatMax * (std::fabs(a) + std::fabs(b) + std::fabs(c)) +
         kSlantMax * (std::fabs(b) + 2.0 * std::fabs(c)) + kCubeMax * 2.0 * std::fabs(c)) /
        (total * total);
    double const scale = weights.scale[lane];  // a linear leg's forward moves by its ratio
    double const per_index = scale / index;
    double const fade = std::fabs(turn * (d1 - total)) / (2.0 * root * root) +
                        std::fabs(density * smile.slope[lane]) / (2.0 * root);
    return {
        .delta = std::clamp(raw, -limit, limit) * scale,
        .slope = limited ? 0.0 : slope * per_index,
        .curvature = (kStretch * kStretch * bend + kStretch * std::fabs(slope)) * per_index / index,
        .corner = corner ? kStretch * std::fabs(slope) * per_index : 0.0,
        .decay = fade * scale};
}

}  // namespace hedged::portfolio
