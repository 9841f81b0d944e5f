// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry into the body that is linked with it.
#include "fuzz/body.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hedged::fuzz::run(data, size);
    return 0;
}
