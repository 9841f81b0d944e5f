// SPDX-License-Identifier: Apache-2.0
// The Greeks kernel for V = double or a vector of doubles. Each instruction set compiles its own
// copy (greeks_kernel_*.cpp). Private to pricing. maths.md 1.1, 2. One exponential serves both
// normals, because phi(d2) = phi(d1) F / K, and their tails are phi(d) Y(|d|) with Mills' ratio Y,
// which keeps relative accuracy.
#pragma once

#include "hedged/pricing/greeks_batch.hpp"

#include "pricing/lane_math.hpp"

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

template <class V>
struct OptionLanes {
    V forward, strike, vol, root_time, sign;
};

template <class V>
struct DensityLanes {
    V total, inverse_total, inverse_forward, d1, density, gamma;
};

template <class V>
[[gnu::always_inline]] inline DensityLanes<V> density_of(const OptionLanes<V>& in) noexcept {
    constexpr double kInverseRootTwoPi = 0.398942280401432677939946;
    DensityLanes<V> out{};
    out.total = in.vol * in.root_time;
    V const inverse = 1.0 / (in.forward * out.total);
    out.inverse_total = in.forward * inverse;
    out.inverse_forward = out.total * inverse;
    // Only the nearest power of two is read from the ratio: a division saved.
    V const ratio = in.forward * rough_inverse(in.strike);
    out.d1 = log_of_ratio(in.forward, in.strike, ratio) * out.inverse_total + 0.5 * out.total;
    V const exponent = -0.5 * out.d1 * out.d1;
    V const clipped = exponent < -708.0 ? V{} - 708.0 : exponent;
    // Beyond 37 standard deviations the density is zero for every purpose; the clip is not left in.
    out.density = exponent < -708.0 ? V{} : exp_of_negative(clipped) * kInverseRootTwoPi;
    out.gamma = out.density * inverse;
    return out;
}

// N(d) from the tail N(-|d|).
template <class V>
[[gnu::always_inline]] inline V from_tail(V d, V tail) noexcept {
    return d < 0.0 ? tail : 1.0 - tail;
}

template <class V>
struct DeltaLanes {
    V delta, gamma;
};

template <class V>
[[gnu::always_inline]] inline DeltaLanes<V> delta_and_gamma(const OptionLanes<V>& in) noexcept {
    DensityLanes<V> const base = density_of(in);
    V const upside = from_tail(in.sign * base.d1, base.density * mills(magnitude(base.d1)));
    return {in.sign * upside, base.gamma};
}

template <class V>
struct GreeksLanes {
    V price, delta, gamma, speed, vega, theta, vanna, volga, charm, rho, d1;
};

template <class V>
[[gnu::always_inline]] inline GreeksLanes<V> all_greeks(const OptionLanes<V>& in) noexcept {
    DensityLanes<V> const base = density_of(in);
    GreeksLanes<V> out{};
    V const d2 = base.d1 - base.total;
    // Both Mills' ratios and the strike over one division.
    V const u1 = magnitude(base.d1);
    V const u2 = magnitude(d2);
    V const below1 = polynomial(kMillsDenominator, u1);
    V const below2 = polynomial(kMillsDenominator, u2);
    V const all = 1.0 / (below1 * below2 * in.strike);
    V const tail1 = base.density * (polynomial(kMillsNumerator, u1) * (below2 * in.strike * all));
    V const tail2 = base.density * in.forward * (polynomial(kMillsNumerator, u2) * (below1 * all));
    out.delta = in.sign * from_tail(in.sign * base.d1, tail1);
    out.gamma = base.gamma;
    V const exercised = in.sign * from_tail(in.sign * d2, tail2);
    // The side out of the money, a difference of two numbers below the forward; the other side is
    // parity away. Straight from delta, a deep put would carry the rounding of its strike.
    V const side = in.forward < in.strike ? V{} + 1.0 : V{} - 1.0;
    V const outside = side * (in.forward * from_tail(side * base.d1, tail1) -
                              in.strike * from_tail(side * d2, tail2));
    V const gain = in.sign * (in.forward - in.strike);
    V const scaled = in.forward * base.density;
    V const inverse_time = in.vol * base.inverse_total;  // 1 / sqrt(years)
    out.price = (outside < 0.0 ? V{} : outside) + (gain > 0.0 ? gain : V{});
    out.speed = -out.gamma * base.inverse_forward * (base.d1 * base.inverse_total + 1.0);
    out.vega = scaled * in.root_time;
    out.theta = -0.5 * scaled * in.vol * inverse_time;
    V const inverse_vol = in.root_time * base.inverse_total;
    out.vanna = -base.density * d2 * inverse_vol;
    out.volga = out.vega * base.d1 * (d2 * inverse_vol);
    out.charm = 0.5 * base.density * d2 * (inverse_time * inverse_time);
    out.rho = in.strike * exercised * (in.root_time * in.root_time);
    out.d1 = base.d1;
    return out;
}

}  // namespace
}  // namespace hedged::pricing
