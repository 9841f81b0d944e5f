// SPDX-License-Identifier: Apache-2.0
// Counts every heap allocation of the test program that links counting_new.cpp.
#pragma once

#include <cstdint>

namespace hedged::testing {

[[nodiscard]] std::uint64_t allocations() noexcept;

}  // namespace hedged::testing
