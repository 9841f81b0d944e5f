// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/random.hpp"

#include "hedged/core/assert.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace hedged {
namespace {

std::uint64_t splitmix(std::uint64_t& x) noexcept {
    x += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = x;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

}  // namespace

Random::Random(std::uint64_t seed) noexcept {
    for (auto& word : state_) {
        word = splitmix(seed);
    }
}

std::uint64_t Random::next() noexcept {
    std::uint64_t const result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    std::uint64_t const t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double Random::uniform() noexcept {
    return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

std::uint64_t Random::below(std::uint64_t bound) noexcept {
    HEDGED_ASSERT(bound > 0);
    std::uint64_t const threshold = (0 - bound) % bound;
    while (true) {
        std::uint64_t const draw = next();
        if (draw >= threshold) {
            return draw % bound;
        }
    }
}

double Random::normal() noexcept {
    double const radius = std::sqrt(-2.0 * std::log1p(-uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace hedged
