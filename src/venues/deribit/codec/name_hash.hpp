// SPDX-License-Identifier: Apache-2.0
// A fixed hash of short names, eight bytes a step. No seed: the same names land in the same slots
// in every run. Names come from the exchange, not from an attacker, and the table compares whole
// names, so a collision costs time only.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hedged::deribit {

[[nodiscard]] inline std::uint64_t name_hash(std::string_view name) noexcept {
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = name.size() * kMix;
    const char* at = name.data();
    std::size_t left = name.size();
    while (left >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        hash = (hash ^ word) * kMix;
        hash ^= hash >> 32U;
        at += 8;
        left -= 8;
    }
    if (left > 0) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, left);
        hash = (hash ^ word) * kMix;
        hash ^= hash >> 32U;
    }
    return hash;
}

}  // namespace hedged::deribit
