// SPDX-License-Identifier: Apache-2.0
// Black-76 Greeks of many options at once, eight to a block, for the repricing of a whole book. The
// arithmetic is our own from addition and division up (no math library, nothing fused), so every
// instruction set gives the same bits, and so does the one-leg form: a replay does not depend on
// the machine. Pure, noexcept, no allocation, any thread. maths.md 11.
//
// Against black76(), any K/F, one minute to three years, 5 % to 400 %: delta within 1e-15, price
// within 2e-15 of the forward and two roundings of its own, the others within 4 eps (2 + d1^2) of
// their own size, where d2 is a factor of that of d1 (tests/unit/pricing/greeks_batch_test.cpp;
// against 50 digits in tests/golden).
//
// Inputs are not checked here: pass each option through pricing::check() first and keep total
// volatility above kTotalVolMin; unused lanes of a block keep their defaults.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hedged::pricing {

inline constexpr std::size_t kLanes = 8;
inline constexpr double kTotalVolMin = 1e-8;  // below it an option is its intrinsic value

// Units as in option_point.hpp and black76.hpp; plain doubles, because a lane is storage.
struct alignas(64) OptionBlock {
    double forward[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double strike[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double vol[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double root_time[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};  // sqrt(years)
    double sign[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};       // +1 call, -1 put
};

struct alignas(64) GreeksBlock {
    double price[kLanes];
    double delta[kLanes];
    double gamma[kLanes];
    double speed[kLanes];
    double vega[kLanes];
    double theta[kLanes];
    double vanna[kLanes];
    double volga[kLanes];
    double charm[kLanes];
    double rho[kLanes];  // spot fixed
    double d1[kLanes];   // how many standard deviations in the money: bounds higher derivatives
};

enum class Isa : std::uint8_t { Baseline, Avx2, Avx512 };

[[nodiscard]] const char* to_string(Isa isa) noexcept;
// Whether this build has the kernel and this processor and operating system can run it.
[[nodiscard]] bool available(Isa isa) noexcept;
[[nodiscard]] Isa best_isa() noexcept;

struct GreeksKernel {
    using Run = void (*)(const OptionBlock* options, GreeksBlock* greeks,
                         std::size_t blocks) noexcept;
    Run all = nullptr;
    Run delta_gamma = nullptr;  // fills those two members alone
};

// An unavailable one falls back to the baseline.
[[nodiscard]] GreeksKernel greeks_kernel(Isa isa) noexcept;

// One lane, bit for bit as the kernels: the incremental update of a single leg.
void greeks_of_lane(const OptionBlock& option, GreeksBlock& greeks, std::size_t lane) noexcept;

}  // namespace hedged::pricing
