// SPDX-License-Identifier: Apache-2.0
// The vector form of implied_vol.cpp for lanes that are plain: see there for the scales and the
// reasons. A lane that is not settled after a few steps is left to the scalar form. Private to
// pricing; each instruction set compiles its own copy.
#pragma once

#include "hedged/pricing/implied_vol_batch.hpp"

#include "pricing/lane_math.hpp"

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

template <class V>
struct QuoteLanes {
    V forward, strike, root_time, sign, price, hint;
};

// beta(x, s) = value, and e^{x/2} - beta(x, s) = complement; x = -|ln(F/K)|.
template <class V>
struct TargetLanes {
    V x, value, complement, log_value;
};

template <class V>
struct StepLanes {
    V newton, change;
};

template <class V>
struct SolutionLanes {
    V total_vol;
    typename BitsOf<V>::type settled;  // all bits of a lane, or none
};

inline constexpr double kLaneSqrtTwoPi = 2.50662827463100050241577;
inline constexpr double kLaneInverseSqrtTwoPi = 0.398942280401432677939946;
// Where the small-t series is the accurate form of the bracket, and ends below 1e-17.
inline constexpr double kSeriesHalfVolMax = 0.25;
inline constexpr int kSeriesTerms = 8;
// No price that a double can hold lies further out than this many standard deviations.
inline constexpr double kFarthest = 37.0;
inline constexpr double kTotalVolMax = 60.0;  // the exponential stays in range below it
// The steps are of order four: one this small leaves an error far below rounding.
inline constexpr double kSettledStep = 1e-5;
inline constexpr int kStepsMax = 6;

template <class V>
[[gnu::always_inline]] inline V square_root(V x) noexcept {
    V root{};
    for (std::size_t i = 0; i < sizeof(V) / sizeof(double); ++i) {
        root[i] = __builtin_sqrt(x[i]);
    }
    return root;
}

template <class V>
[[gnu::always_inline]] inline V larger_of(V a, V b) noexcept {
    return a > b ? a : b;
}

// ln x of a positive, normal number.
template <class V>
[[gnu::always_inline]] inline V log_of(V x) noexcept {
    return log_of_ratio(x, V{} + 1.0, x);
}

template <class Mask>
[[gnu::always_inline]] inline bool any(Mask mask) noexcept {
    std::int64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(Mask) / sizeof(std::int64_t); ++i) {
        bits |= mask[i];
    }
    return bits != 0;
}

// Y(h + t) - Y(h - t) as a series in t, see normalised_black.hpp.
template <class V>
[[gnu::always_inline]] inline V series_bracket(V h, V t) noexcept {
    V const square = t * t;
    V even = mills(-h);
    V odd = 1.0 + h * even;
    V weight = V{} + 1.0;
    V sum = odd;
    for (int j = 1; j <= kSeriesTerms; ++j) {
        double const k = 2.0 * j;
        even = h * odd + (k - 1.0) * even;
        odd = h * even + k * odd;
        weight *= square * (1.0 / (k * (k + 1.0)));
        sum += weight * odd;
    }
    return 2.0 * t * sum;
}

// Whichever form is accurate; where h + t > 0 away from the money, the complement's bracket.
template <class V>
[[gnu::always_inline]] inline V bracket_of(V h, V t, typename BitsOf<V>::type near,
                                           typename BitsOf<V>::type low) noexcept {
    V bracket{};
    if (any(near)) {
        bracket = series_bracket(h, t);
    }
    if (any(~near)) {
        V const sum = h + t;
        V const mine = mills(magnitude(sum));
        V const other = mills(t - h);
        V const apart = low ? mine - other : mine + other;
        bracket = near ? bracket : apart;
    }
    return bracket;
}

template <class V>
[[gnu::always_inline]] inline StepLanes<V> householder_step(V newton, V second, V third) noexcept {
    V const a = second * newton;
    V const factor = (1.0 + 0.5 * a) / (1.0 + a + third * newton * newton * (1.0 / 6.0));
    auto const sane = (factor > 0.25) & (factor < 4.0);
    return {newton, sane ? newton * factor : newton};
}

template <class V>
[[gnu::always_inline]] inline StepLanes<V> step_of(const TargetLanes<V>& target, V s) noexcept {
    V const inverse = 1.0 / s;
    V const h = target.x * inverse;
    V const t = 0.5 * s;
    V const exponent = -0.5 * (h * h + t * t);
    auto const near = (t < kSeriesHalfVolMax) & (h * t > -1.0);
    auto const low = h + t < 0.0;
    V const bracket = bracket_of<V>(h, t, near, low);
    V const curvature = h * h * inverse - 0.5 * t;
    V const steep = h * inverse;
    V const third = curvature * curvature - 3.0 * steep * steep - 0.25;

    V newton{};
    V second = curvature;
    V cubic = third;
    if (any(~low)) {
        V const clipped = exponent < -708.0 ? V{} - 708.0 : exponent;
        V const per_slope = kLaneSqrtTwoPi / exp_of_negative(clipped);
        newton =
            near ? target.value * per_slope - bracket : bracket - target.complement * per_slope;
    }
    if (any(low)) {
        // The scale (-ln beta)^(-1/2), on which the far wing is straight.
        V const log = exponent + log_of(bracket * kLaneInverseSqrtTwoPi);
        V const excess = (log - target.log_value) / target.log_value;
        V const change = excess / (1.0 + square_root(1.0 + excess));
        V const slope = 1.0 / bracket;  // of ln beta
        V const along = slope / log;
        V const wing_second = curvature - slope;
        V const wing_third = third - 3.0 * curvature * slope + 2.0 * slope * slope;
        newton = low ? -2.0 * log * change * bracket : newton;
        second = low ? wing_second - 1.5 * along : second;
        cubic = low ? wing_third - 4.5 * wing_second * along + 3.75 * along * along : cubic;
    }
    return householder_step<V>(newton, second, cubic);
}

// From the inflection s_c = sqrt(2|x|), as in implied_vol.cpp.
template <class V>
[[gnu::always_inline]] inline V cold_start_of(const TargetLanes<V>& target) noexcept {
    V const inflection = square_root(-2.0 * target.x);
    V const floor = kLaneSqrtTwoPi * target.value;
    V const safe = larger_of(inflection, V{} + 1e-6);
    V const t = 0.5 * safe;
    auto const near = t < kSeriesHalfVolMax;
    V const bracket = bracket_of<V>(-t, t, near, near | ~near);
    V const exponent = -t * t;
    V const slope = kLaneInverseSqrtTwoPi * exp_of_negative(exponent);
    V const log_here = exponent + log_of(bracket * kLaneInverseSqrtTwoPi);
    V const upward = safe + (target.value - slope * bracket) / slope;
    V const end = 1.0 / square_root(-log_here);
    V const at = 1.0 / (square_root(-target.log_value) * end);
    V const from = -target.x * (0.70710678118654752440 * end);
    V const to = -2.0 * bracket * log_here;
    V const middle = at * (1.0 - at);
    V const downward =
        safe * (safe * at * at + from * middle) / (safe + (from + to - 2.0 * safe) * middle);
    V const start = target.log_value >= log_here ? upward : downward;
    return inflection < 1e-6 ? floor : start;
}

template <class V>
[[gnu::always_inline]] inline SolutionLanes<V> solve_lanes(const TargetLanes<V>& target,
                                                           V start) noexcept {
    using Mask = typename BitsOf<V>::type;
    V const least = target.x * (-1.0 / kFarthest);
    V s = larger_of(start, least);
    V solution = s;
    Mask settled{};
    for (int i = 0; i < kStepsMax; ++i) {
        StepLanes<V> const step = step_of(target, s);
        V const next = s + step.change;
        auto const small = magnitude(step.newton) <= kSettledStep * s;
        Mask const now = small & ~settled;
        solution = now ? next : solution;
        settled |= now;
        if (!any(~settled)) {
            break;
        }
        // Written so that NaN fails: such a lane stays where it was and is never settled.
        auto const good = (next > least) & (next < kTotalVolMax);
        s = good ? next : s;
    }
    auto const sound = (solution >= least) & (solution > 0.0) & (solution < kTotalVolMax);
    return {solution, settled & sound};
}

// Far enough from every bound that no digit of the target is in doubt.
template <class V>
[[gnu::always_inline]] inline SolutionLanes<V> invert_lanes(const QuoteLanes<V>& in) noexcept {
    auto const call = in.sign > 0.0;
    V const maximum = call ? in.forward : in.strike;
    V const other = call ? in.strike : in.forward;
    V const gain = maximum - other;
    // a - b of two doubles has an error that is itself a double.
    V const lost = (maximum - gain) - other;
    V const premium = gain > 0.0 ? (in.price - gain) - lost : in.price;
    V const scale = square_root(in.forward) * square_root(in.strike);
    V const ratio = in.forward / in.strike;
    V const value = premium / scale;
    auto const plain = (in.forward > 1e-100) & (in.forward < 1e100) & (in.strike > 1e-100) &
                       (in.strike < 1e100) & (ratio > 1e-6) & (ratio < 1e6) & (in.root_time > 0.0) &
                       (in.root_time < 1e3) & (value > 1e-290) & (in.price < maximum);
    TargetLanes<V> target{};
    V const log_ratio = log_of_ratio(in.forward, in.strike, ratio);
    target.x = plain ? -magnitude(log_ratio) : V{} - 0.1;
    target.value = plain ? value : V{} + 0.1;
    target.complement = (maximum - in.price) / scale;
    target.log_value = log_of(target.value);
    V const warm = in.hint * in.root_time;
    auto const hinted = (warm > 0.0) & (warm < kTotalVolMax);
    V start = hinted ? warm : V{} + 1.0;
    if (any(~hinted)) {
        start = hinted ? warm : cold_start_of(target);
    }
    SolutionLanes<V> out = solve_lanes(target, start);
    out.settled &= plain;
    out.total_vol /= in.root_time;
    return out;
}

}  // namespace
}  // namespace hedged::pricing
