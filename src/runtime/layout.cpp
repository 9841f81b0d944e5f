// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/layout.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string>

namespace hedged::runtime {

namespace {

using config::Layout;
using config::RuntimeConfig;
using config::Wait;

bool spins(Wait wait) {
    return wait == Wait::Spin;
}

bool has_core(const Machine& machine, int core) {
    return std::find(machine.cores.begin(), machine.cores.end(), core) != machine.cores.end();
}

std::string words(Layout layout, Wait wait) {
    const char* waits[] = {"auto", "spin", "yield", "adaptive", "block"};
    return std::string(layout == Layout::One ? "one" : "two") + " thread" +
           (layout == Layout::One ? "" : "s") + ", wait " + waits[static_cast<int>(wait)];
}

// Cores in words: "2 cores" or "1.5 cores' worth of time".
std::string describe(const Machine& machine) {
    std::string out =
        std::to_string(machine.cores.size()) + (machine.cores.size() == 1 ? " core" : " cores");
    if (machine.cpu_quota > 0.0) {
        std::ostringstream quota;
        quota << machine.cpu_quota;
        out += ", limited by the control group to " + quota.str();
    }
    return out;
}

// What the measurements favour: with a core to spare a second thread pays; on two cores one thread
// that runs to completion is best at every quantile; a lone core must be shared, so it parks.
Plan choose(const RuntimeConfig& wanted, const Machine& machine) {
    Plan plan;
    plan.layout = wanted.layout;
    if (plan.layout == Layout::Auto) {
        plan.layout = machine.usable() >= 3.0 ? Layout::Two : Layout::One;
    }
    Wait wait = wanted.wait;
    if (wait == Wait::Auto) {
        if (machine.usable() < 2.0) {
            wait = Wait::Block;
        } else if (plan.layout == Layout::Two && machine.usable() < 3.0) {
            wait = Wait::Yield;
        } else {
            wait = machine.fifo_scheduling ? Wait::Adaptive : Wait::Spin;
        }
    }
    plan.io_wait = wait;
    plan.engine_wait = wait;
    return plan;
}

// A thread that may spin is pinned to the last cores: the first one takes most interrupts.
void place(Plan& plan, const RuntimeConfig& wanted, const Machine& machine) {
    plan.engine_core = wanted.engine_core;
    plan.io_core = plan.layout == Layout::One ? wanted.engine_core : wanted.io_core;
    const bool park = plan.engine_wait == Wait::Block;
    if (park || machine.cores.size() < 2) {
        return;
    }
    if (plan.engine_core < 0) {
        plan.engine_core = machine.cores.back();
        if (plan.layout == Layout::Two && plan.engine_core == plan.io_core) {
            plan.engine_core = machine.cores[machine.cores.size() - 2];
        }
    }
    if (plan.layout == Layout::One) {
        plan.io_core = plan.engine_core;
    } else if (plan.io_core < 0) {
        const auto other = std::find_if(machine.cores.rbegin(), machine.cores.rend(),
                                        [&](int core) { return core != plan.engine_core; });
        plan.io_core = *other;
    }
}

std::string refusal(const Plan& plan, const Machine& machine) {
    const int threads = plan.layout == Layout::One ? 1 : 2;
    const int spinners = spins(plan.engine_wait) ? threads : 0;
    if (spinners == 0) {
        return {};
    }
    if (machine.fifo_scheduling) {
        return "wait 'spin' under real-time scheduling is refused: the kernel stops a real-time "
               "thread that never sleeps for about 50 ms in every second; use wait 'adaptive' or "
               "normal priority";
    }
    if (spinners > machine.usable()) {
        return "more spinning threads (" + std::to_string(spinners) + ") than there are cores (" +
               describe(machine) +
               "): they would take turns of milliseconds; use layout 'one', "
               "or wait 'yield'";
    }
    if (spinners + 1 > machine.usable()) {
        return "spinning on every core (" + describe(machine) +
               ") leaves none for the kernel's network work, the log and the control socket; use "
               "layout 'one', or wait 'yield'";
    }
    if (plan.layout == Layout::Two && plan.io_core >= 0 && plan.io_core == plan.engine_core) {
        return "two spinning threads on core " + std::to_string(plan.io_core) +
               " would take turns of milliseconds; give each a core, or use wait 'yield'";
    }
    return {};
}

}  // namespace

double Machine::usable() const noexcept {
    const auto count = static_cast<double>(cores.size());
    return cpu_quota > 0.0 ? std::min(count, cpu_quota) : count;
}

double read_cpu_quota(const std::string& cgroup_root, const std::string& self_cgroup) {
    // Version 2: "0::/path"; the limit may stand at any level above us, and the smallest holds.
    std::ifstream self(self_cgroup);
    std::string line;
    std::string path;
    while (std::getline(self, line)) {
        if (line.rfind("0::", 0) == 0) {
            path = line.substr(3);
        }
    }
    double smallest = 0.0;
    while (true) {
        std::ifstream file(cgroup_root + path + "/cpu.max");
        std::string quota;
        double period = 0.0;
        if (file >> quota >> period && quota != "max" && period > 0.0) {
            const double cores = std::strtod(quota.c_str(), nullptr) / period;
            smallest = smallest == 0.0 ? cores : std::min(smallest, cores);
        }
        const auto slash = path.find_last_of('/');
        if (path.empty() || slash == std::string::npos) {
            return smallest;
        }
        path.resize(slash);
    }
}

Machine describe_machine() {
    Machine machine;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) {
        for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
            if (CPU_ISSET(core, &set)) {
                machine.cores.push_back(static_cast<int>(core));
            }
        }
    }
    machine.cpu_quota = read_cpu_quota("/sys/fs/cgroup", "/proc/self/cgroup");
    const int policy = ::sched_getscheduler(0);
    machine.fifo_scheduling = policy == SCHED_FIFO || policy == SCHED_RR;
    return machine;
}

Result<Plan, std::string> plan_layout(const RuntimeConfig& wanted, const Machine& machine) {
    if (machine.cores.empty()) {
        return std::string("the system does not say which cores this process may use");
    }
    for (const int core : {wanted.io_core, wanted.engine_core}) {
        if (core >= 0 && !has_core(machine, core)) {
            return "core " + std::to_string(core) + " is not among those this process may use (" +
                   describe(machine) + ")";
        }
    }
    Plan plan = choose(wanted, machine);
    place(plan, wanted, machine);
    if (std::string why = refusal(plan, machine); !why.empty()) {
        return why;
    }
    plan.reason = words(plan.layout, plan.engine_wait) + " (" + describe(machine);
    if (wanted.layout == Layout::Auto || wanted.wait == Wait::Auto) {
        plan.reason += "; picked by 'auto'";
    }
    plan.reason += ")";
    return plan;
}

}  // namespace hedged::runtime
