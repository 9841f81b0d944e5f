// SPDX-License-Identifier: Apache-2.0
// exp, ln of a ratio, and the normal distribution for V = double or a vector of doubles, branchless
// and from basic arithmetic alone. Error at most 2 ulp in the ranges stated. Private to pricing.
// As in mills.hpp, the unnamed namespace keeps each instruction set's copy to itself.
#pragma once

#include "pricing/mills.hpp"

#include <cstdint>

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

using Lanes2 [[gnu::vector_size(16)]] = double;
using Lanes4 [[gnu::vector_size(32)]] = double;
using Lanes8 [[gnu::vector_size(64)]] = double;
using Bits2 [[gnu::vector_size(16)]] = std::int64_t;
using Bits4 [[gnu::vector_size(32)]] = std::int64_t;
using Bits8 [[gnu::vector_size(64)]] = std::int64_t;
using Words2 [[gnu::vector_size(16)]] = std::uint64_t;
using Words4 [[gnu::vector_size(32)]] = std::uint64_t;
using Words8 [[gnu::vector_size(64)]] = std::uint64_t;

// What a comparison of lanes yields, and the same to reckon with: a lane may hold garbage, whose
// sums wrap round.
template <class V>
struct BitsOf;
template <>
struct BitsOf<double> {
    using type = std::int64_t;
    using words = std::uint64_t;
};
template <>
struct BitsOf<Lanes2> {
    using type = Bits2;
    using words = Words2;
};
template <>
struct BitsOf<Lanes4> {
    using type = Bits4;
    using words = Words4;
};
template <>
struct BitsOf<Lanes8> {
    using type = Bits8;
    using words = Words8;
};

// Written for both kinds of V: a comparison of lanes yields a mask of lanes.
template <class V>
[[gnu::always_inline]] inline V magnitude(V x) noexcept {
    return x < 0.0 ? -x : x;
}

// ln 2 in two parts; the first has 32 significant bits, so that n * kLn2High is exact.
inline constexpr double kLn2High = 6.93147180369123816490e-01;
inline constexpr double kLn2Low = 1.90821492927058770002e-10;
inline constexpr double kLog2E = 1.44269504088896340736;
// Adding it leaves the nearest integer in the low bits of the mantissa.
inline constexpr double kRounder = 0x1.8p52;

// (e^r - 1 - r) / r^2 on |r| <= ln(2)/2: interpolated at Chebyshev nodes, error 2e-17 of e^r.
inline constexpr double kExpSeries[] = {
    0.5000000000000001,     0.16666666666666669,    0.04166666666662413,    0.008333333333330062,
    0.0013888888917213717,  0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06,
    2.7620088445409746e-07, 2.510038549551032e-08};

// e^x for x in [-708, 0].
template <class V>
[[gnu::always_inline]] inline V exp_of_negative(V x) noexcept {
    using Words = typename BitsOf<V>::words;
    V const shifted = x * kLog2E + kRounder;
    V const n = shifted - kRounder;
    V const r = (x - n * kLn2High) - n * kLn2Low;
    V const mantissa = 1.0 + (r + r * r * polynomial(kExpSeries, r));
    Words const power = __builtin_bit_cast(Words, shifted) << 52;
    return __builtin_bit_cast(V, __builtin_bit_cast(Words, mantissa) + power);
}

// 1 / x of a normal, positive number to about a third of a percent.
template <class V>
[[gnu::always_inline]] inline V rough_inverse(V x) noexcept {
    using Words = typename BitsOf<V>::words;
    // Flips the exponent and, to first order, the mantissa; one Newton step follows.
    constexpr std::uint64_t kFlip = 0x7FDE623822FC16E6;
    V const guess = __builtin_bit_cast(V, kFlip - __builtin_bit_cast(Words, x));
    return guess * (2.0 - x * guess);
}

// (atanh(z)/z - 1) / z^2 in powers of z^2, |z| <= 0.1735: error 2e-17.
inline constexpr double kAtanhSeries[] = {
    0.3333333333333335,  0.19999999999949444, 0.14285714313126918, 0.11111105544689748,
    0.09091446216268435, 0.07665805861027504, 0.07308903576708663};

// ln(forward / strike) as k ln 2 + 2 atanh((F - K') / (F + K')) with K' = 2^k K: the difference is
// exact, so the digits near the money survive. Only the nearest power of two is taken from `ratio`,
// which has to be F / K to a third of a percent.
template <class V>
[[gnu::always_inline]] inline V log_of_ratio(V forward, V strike, V ratio) noexcept {
    using Words = typename BitsOf<V>::words;
    constexpr std::uint64_t kRootHalf = 0x3FE6A09E667F3BCD;  // bits of sqrt(1/2)
    constexpr std::uint64_t kOne = 0x3FF0000000000000;
    constexpr std::uint64_t kExponent = 0x7FF0000000000000;
    Words const power = (__builtin_bit_cast(Words, ratio) - kRootHalf + kOne) & kExponent;  // 2^k
    V const scaled = strike * __builtin_bit_cast(V, power);
    // k as a double without a conversion instruction: drop the biased exponent into 2^52's
    // mantissa.
    Words const biased = (power >> 52) | 0x4330000000000000;
    V const k = __builtin_bit_cast(V, biased) - (0x1p52 + 1023.0);
    V const z = (forward - scaled) / (forward + scaled);
    V const square = z * z;
    V const twice = z + z;
    return k * kLn2High +
           (twice + (twice * square * polynomial(kAtanhSeries, square) + k * kLn2Low));
}

}  // namespace
}  // namespace hedged::pricing
