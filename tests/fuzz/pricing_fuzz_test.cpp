// SPDX-License-Identifier: Apache-2.0
// A seeded run of the fuzz bodies: random bytes with the doubles that formulas trip over strewn in.
#include "fuzz/pricing_fuzz.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <string>
#include <vector>

namespace hedged::pricing {
namespace {

using Limits = std::numeric_limits<double>;

constexpr double kPieces[] = {0.0,
                              -0.0,
                              1.0,
                              -1.0,
                              1.0 + Limits::epsilon(),
                              1.0 - Limits::epsilon() / 2,
                              10.0,
                              1e-4,
                              1e-8,
                              1e-16,
                              1e150,
                              1e-150,
                              Limits::min(),
                              Limits::denorm_min(),
                              Limits::max(),
                              Limits::infinity(),
                              -Limits::infinity(),
                              Limits::quiet_NaN()};
constexpr std::size_t kLongest = 200;

std::vector<std::uint8_t> random_bytes(Random& random) {
    std::vector<std::uint8_t> bytes(1 + random.below(kLongest));
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(random.below(256));
    }
    // A byte that chooses a bit pattern, then the pattern.
    for (std::uint64_t times = random.below(4); times > 0 && bytes.size() > 9; --times) {
        std::size_t const at = random.below(bytes.size() - 8);
        auto const bits = std::bit_cast<std::uint64_t>(kPieces[random.below(std::size(kPieces))]);
        bytes[at] = 3;
        for (std::size_t i = 0; i < 8; ++i) {
            bytes[at + 1 + i] = static_cast<std::uint8_t>(bits >> (56U - 8U * i));
        }
    }
    return bytes;
}

TEST(PricingFuzz, SeededBytesBreakNoRule) {
    constexpr std::uint64_t kSeed = 20'260'817;
    constexpr int kRuns = 100'000;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    Random random(kSeed);
    for (int i = 0; i < kRuns; ++i) {
        auto const bytes = random_bytes(random);
        fuzz::run(bytes.data(), bytes.size());
    }
}

}  // namespace
}  // namespace hedged::pricing
