// SPDX-License-Identifier: Apache-2.0
// How many cases a random search tries: few by default, as many as HEDGED_TEST_CASES says in a long
// run.
#pragma once

#include <cstdlib>

namespace hedged::test_support {

inline long random_cases(long by_default) {
    const char* const wanted = std::getenv("HEDGED_TEST_CASES");
    long const number = wanted == nullptr ? 0 : std::strtol(wanted, nullptr, 10);
    return number > 0 ? number : by_default;
}

}  // namespace hedged::test_support
