// SPDX-License-Identifier: Apache-2.0
// exp, logarithms and the normal distribution from basic arithmetic alone, for engine code outside
// the kernels: a math library picks its instructions by the processor and may round differently on
// another, and a replay must not depend on the machine. Errors of a few ulp. NaN in gives NaN
// out. Private to pricing; any thread, no allocation.
#pragma once

namespace hedged::pricing {

// ln(a / b) for positive a and b; keeps its digits when they are near each other. NaN when the
// ratio is not within 1e-300 to 1e300.
[[nodiscard]] double portable_log_ratio(double a, double b) noexcept;
// 0 below e^-708, 1e307 above e^708.
[[nodiscard]] double portable_exp(double x) noexcept;
// To the 1e-16 absolute that a grid needs, within +-1e100.
[[nodiscard]] double portable_asinh(double x) noexcept;
[[nodiscard]] double portable_normal_density(double x) noexcept;
[[nodiscard]] double portable_normal_distribution(double x) noexcept;

}  // namespace hedged::pricing
