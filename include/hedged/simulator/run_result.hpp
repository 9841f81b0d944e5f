// SPDX-License-Identifier: Apache-2.0
// What one simulated run came to. Plain values.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/simulator/fault_kind.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::simulator {

struct Finding {
    std::string rule;
    std::uint64_t event = 0;
    Instant at;
    std::string seen;
};

struct RunResult {
    std::uint64_t seed = 0;
    Duration simulated;
    double cpu_seconds = 0.0;
    std::uint64_t hash = 0;
    std::uint64_t events = 0;
    std::uint64_t orders = 0;
    std::uint64_t fills = 0;
    std::uint64_t deaths = 0;  // crashes, power losses
    std::uint64_t starts = 0;
    FaultTally faults;
    std::vector<Finding> findings;
    std::string newest_events;  // a table, when something was found
    std::string ended;          // the daemon's state after the quiet minute, in words
};

}  // namespace hedged::simulator
