// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/thread_setup.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace hedged::runtime {

namespace {

long locked_kilobytes() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.rfind("VmLck:", 0) == 0) {
            return std::strtol(line.c_str() + 6, nullptr, 10);
        }
    }
    return 0;
}

}  // namespace

void name_thread(const char* name) noexcept {
    (void)::pthread_setname_np(::pthread_self(), name);
}

Granted pin_thread(int core) {
    if (core < 0) {
        return {true, "not pinned"};
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(core), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0) {
        return {false, "could not be pinned to core " + std::to_string(core) + ": " +
                           std::strerror(errno)};
    }
    cpu_set_t now;
    CPU_ZERO(&now);
    if (::sched_getaffinity(0, sizeof now, &now) != 0 || !CPU_EQUAL(&set, &now)) {
        return {false, "the system did not keep the thread on core " + std::to_string(core)};
    }
    return {true, "pinned to core " + std::to_string(core)};
}

Granted lock_memory() {
    if (::mlockall(MCL_CURRENT | MCL_FUTURE) != 0) {
        rlimit limit{};
        (void)::getrlimit(RLIMIT_MEMLOCK, &limit);
        return {false, std::string("memory could not be locked: ") + std::strerror(errno) +
                           "; allowed are " + std::to_string(limit.rlim_cur / 1024) +
                           " KiB (LimitMEMLOCK=, ulimit -l)"};
    }
    const long kilobytes = locked_kilobytes();
    return {kilobytes > 0, "memory locked: " + std::to_string(kilobytes / 1024) + " MiB"};
}

Granted forbid_dumps() {
    const rlimit none{0, 0};
    const bool limited = ::setrlimit(RLIMIT_CORE, &none) == 0;
    (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const bool closed = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
    return {limited && closed,
            limited && closed ? "core dumps are off" : "core dumps could not be turned off"};
}

}  // namespace hedged::runtime
