// SPDX-License-Identifier: Apache-2.0
// Y(u) = N(-u) / phi(u) for u >= 0, Mills' ratio, for a double or a vector of doubles.
// One rational function holds on [0, 40]; every coefficient is positive, so nothing cancels. It was
// made by interpolating the exact function at the Chebyshev nodes of (u - 3)/(u + 3) with 60
// digits: relative error 7e-17 with these rounded coefficients. Beyond 40 the density is zero in
// double and Y only has to stay finite. Private to pricing; any thread, no allocation. The unnamed
// namespace is deliberate: this file is compiled for several instruction sets, and a shared copy
// could be the one that an older processor cannot run.
#pragma once

#include <cstddef>

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

// Even and odd powers apart halve the chain of dependent operations.
template <class V, std::size_t N>
[[gnu::always_inline]] inline V polynomial(const double (&c)[N], V x) noexcept {
    constexpr std::size_t kTopEven = (N - 1) / 2 * 2;
    constexpr std::size_t kTopOdd = N / 2 * 2 - 1;
    V const square = x * x;
    V even = V{} + c[kTopEven];
    for (std::size_t i = kTopEven; i >= 2; i -= 2) {
        even = even * square + c[i - 2];
    }
    V odd = V{} + c[kTopOdd];
    for (std::size_t i = kTopOdd; i >= 3; i -= 2) {
        odd = odd * square + c[i - 2];
    }
    return even + x * odd;
}

inline constexpr double kMillsNumerator[] = {
    1.2533141373155003,    2.033593630407034,     1.6385111972200248,   0.845614553362689,
    0.3064448938838087,    0.08106794420678111,   0.015825083896021608, 0.002252254798375295,
    0.0002243229540813824, 1.419936156458469e-05, 4.380033588718343e-07};
inline constexpr double kMillsDenominator[] = {1.0,
                                               2.420457521451686,
                                               2.738588473409947,
                                               1.9155130173865675,
                                               0.9223202375998961,
                                               0.32182569771011144,
                                               0.08329180090233021,
                                               0.016048530822683673,
                                               0.002266454160444634,
                                               0.00022476095743185148,
                                               1.4199361564669383e-05,
                                               4.3800335887144717e-07};

template <class V>
[[gnu::always_inline]] inline V mills(V u) noexcept {
    return polynomial(kMillsNumerator, u) / polynomial(kMillsDenominator, u);
}

}  // namespace
}  // namespace hedged::pricing
