// SPDX-License-Identifier: Apache-2.0
// The body of the Deribit decoder's fuzz target, shared with a short test that every build runs:
// decode the bytes in every way there is and hold what comes out against rules that any input must
// obey. A broken rule aborts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hedged::deribit::fuzz {

void decode_bytes(const std::uint8_t* data, std::size_t size);

}  // namespace hedged::deribit::fuzz
