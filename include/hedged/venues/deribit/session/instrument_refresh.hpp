// SPDX-License-Identifier: Apache-2.0
// How the sessions of one exchange share the instrument list: whoever meets a name it does not know
// asks, the market session downloads. Same thread for all; plain data.
#pragma once

#include <cstdint>

namespace hedged::deribit {

struct InstrumentRefresh {
    std::uint32_t wanted = 1;     // the list of this number is asked for; one is needed at start
    std::uint32_t completed = 0;  // and this one was downloaded for every coin

    // The number to wait for. A download already under way may be too old to know the name.
    [[nodiscard]] std::uint32_t ask() noexcept { return ++wanted; }
};

}  // namespace hedged::deribit
