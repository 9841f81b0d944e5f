// SPDX-License-Identifier: Apache-2.0
// Black's formula written out plainly in long double, to be bumped; shares nothing with the
// library.
#pragma once

#include <cmath>

namespace hedged::test_support {

struct LongBlack {
    long double sign;  // +1 call, -1 put
    long double forward;
    long double strike;
    long double years;
    long double vol;

    [[nodiscard]] long double total() const { return vol * std::sqrt(years); }
    [[nodiscard]] long double d1() const {
        return std::log(forward / strike) / total() + 0.5L * total();
    }
    [[nodiscard]] static long double normal(long double x) {
        return 0.5L * std::erfc(-x / std::sqrt(2.0L));
    }
    [[nodiscard]] static long double density(long double x) {
        return std::exp(-0.5L * x * x) / std::sqrt(2.0L * std::acos(-1.0L));
    }
    [[nodiscard]] long double price() const {
        return sign * (forward * normal(sign * d1()) - strike * normal(sign * (d1() - total())));
    }
    [[nodiscard]] long double delta() const { return sign * normal(sign * d1()); }
    [[nodiscard]] long double gamma() const { return density(d1()) / (forward * total()); }
    [[nodiscard]] long double vega() const { return forward * density(d1()) * std::sqrt(years); }
};

}  // namespace hedged::test_support
