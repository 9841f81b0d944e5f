// SPDX-License-Identifier: Apache-2.0
// Stateless mixing (the splitmix64 finaliser): values that must be the same for the same place in
// the book or the same option without being drawn in order. Pure, no allocation.
#pragma once

#include <cstdint>

namespace hedged::exchange {

constexpr std::uint64_t mix_hash(std::uint64_t state, std::uint64_t value) noexcept {
    std::uint64_t z = state + 0x9E3779B97F4A7C15ULL * (value + 1U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

// [0, 1)
constexpr double uniform_hash(std::uint64_t hash) noexcept {
    return static_cast<double>(hash >> 11U) * 0x1.0p-53;
}

}  // namespace hedged::exchange
