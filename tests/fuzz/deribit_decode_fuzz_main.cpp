// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry. Start it with tests/data/deribit and tests/data/deribit_made as corpus.
#include "fuzz/deribit_decode_fuzz.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hedged::deribit::fuzz::decode_bytes(data, size);
    return 0;
}
