// SPDX-License-Identifier: Apache-2.0
// Properties by random search: a body that draws its case from a seeded generator runs ten thousand
// times, or HEDGED_TEST_CASES times. The first case that fails is named with its seed and ends the
// search; HEDGED_TEST_SEED runs that one alone.
#pragma once

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace hedged::test_support {

inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

template <class Body>
void for_random_cases(std::uint64_t first_seed, const Body& body) {
    std::uint64_t const alone = from_environment("HEDGED_TEST_SEED", 0);
    std::uint64_t const cases = alone != 0 ? 1 : from_environment("HEDGED_TEST_CASES", 10'000);
    // Properties do not share cases.
    std::uint64_t const first = alone != 0 ? alone : first_seed << 32U;
    for (std::uint64_t seed = first; seed < first + cases; ++seed) {
        Random random(seed);
        body(random);
        if (testing::Test::HasFailure()) {
            FAIL() << "reproduce this case alone with HEDGED_TEST_SEED=" << seed;
        }
    }
}

// For a search that runs its own loop.
inline long random_cases(long by_default) {
    return static_cast<long>(
        from_environment("HEDGED_TEST_CASES", static_cast<std::uint64_t>(by_default)));
}

inline double between(Random& random, double low, double high) {
    return low + (high - low) * random.uniform();
}
inline double log_between(Random& random, double low, double high) {
    return low * std::exp(std::log(high / low) * random.uniform());
}

}  // namespace hedged::test_support
