// SPDX-License-Identifier: Apache-2.0
// A hash of the names and sizes of all fields that a journal holds: two builds with the same one
// read each other's journals. Any thread; never allocates.
#pragma once

#include <cstdint>

namespace hedged::runtime::journal {

[[nodiscard]] std::uint64_t schema_hash() noexcept;

}  // namespace hedged::runtime::journal
