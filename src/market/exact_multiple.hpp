// SPDX-License-Identifier: Apache-2.0
// multiples * step with a single rounding, so that text and double agree: 3 * 0.1 is 0.3. Any
// thread, no allocation.
#pragma once

#include "hedged/core/decimal_step.hpp"

#include <cstdint>

namespace hedged::market {

[[nodiscard]] inline double exact_multiple(const DecimalStep& step,
                                           std::int64_t multiples) noexcept {
    std::int64_t mantissa = 0;
    if (__builtin_mul_overflow(step.mantissa, multiples, &mantissa)) {
        return step.value() * static_cast<double>(multiples);
    }
    return DecimalStep{mantissa, step.exponent}.value();
}

}  // namespace hedged::market
