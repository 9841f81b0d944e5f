// SPDX-License-Identifier: Apache-2.0
// The two clocks of the I/O side, handed in: the process's in production, a virtual one in the
// simulator. Plain function pointers, any thread that the functions allow.
#pragma once

#include "hedged/transport/channel.hpp"

namespace hedged::runtime {

struct IoClock {
    transport::NowFunction now = nullptr;
    WallTime (*wall)() = nullptr;
};

}  // namespace hedged::runtime
