// SPDX-License-Identifier: Apache-2.0
// Which stages share a thread and how an idle thread waits, chosen from what the configuration asks
// and what the machine has. A choice that the measurements show to be harmful is refused with the
// reason instead of being carried out. Pure functions over a description of the machine.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/result.hpp"

#include <string>
#include <vector>

namespace hedged::runtime {

struct Machine {
    std::vector<int> cores;        // the ones this process may run on
    double cpu_quota = 0.0;        // cores' worth of time the control group grants; 0: no limit
    bool fifo_scheduling = false;  // the calling thread runs under SCHED_FIFO or SCHED_RR

    // Cores that can really be used at the same time.
    [[nodiscard]] double usable() const noexcept;
};

struct Plan {
    config::Layout layout = config::Layout::One;  // never Auto
    config::Wait io_wait = config::Wait::Block;   // never Auto
    config::Wait engine_wait = config::Wait::Block;
    int io_core = -1;  // -1: not pinned
    int engine_core = -1;
    std::string reason;  // what was picked and why, for the log
};

[[nodiscard]] Machine describe_machine();

// Cores' worth of time that the control groups of this process grant (cpu.max); 0: no limit. The
// paths are arguments for tests.
[[nodiscard]] double read_cpu_quota(const std::string& cgroup_root, const std::string& self_cgroup);

[[nodiscard]] Result<Plan, std::string> plan_layout(const config::RuntimeConfig& wanted,
                                                    const Machine& machine);

}  // namespace hedged::runtime
