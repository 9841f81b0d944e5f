// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry. It needs no corpus: most bytes are options.
#include "fuzz/pricing_fuzz.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hedged::pricing::fuzz::run(data, size);
    return 0;
}
