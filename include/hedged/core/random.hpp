// SPDX-License-Identifier: Apache-2.0
// Seeded pseudo-random numbers (xoshiro256++, Blackman and Vigna 2018; seeded by splitmix64). The
// same seed gives the same sequence on every machine. Never allocates. One thread at a time.
#pragma once

#include <array>
#include <cstdint>

namespace hedged {

class Random {
public:
    explicit Random(std::uint64_t seed) noexcept;

    [[nodiscard]] std::uint64_t next() noexcept;
    [[nodiscard]] double uniform() noexcept;                          // [0, 1)
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;  // [0, bound), bound > 0
    [[nodiscard]] double normal() noexcept;                           // mean 0, variance 1

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace hedged
