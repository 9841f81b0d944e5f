// SPDX-License-Identifier: Apache-2.0
#include "perf/peers/client_common.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sched.h>
#include <sys/prctl.h>

namespace hedged::perf {

namespace {

std::atomic<bool> g_stop{false};

long resident_kib() {
    std::FILE* const file = std::fopen("/proc/self/status", "r");
    char line[256];
    long kib = 0;
    while (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
        if (std::strncmp(line, "VmRSS:", 6) == 0) {
            (void)std::sscanf(line + 6, "%ld", &kib);
        }
    }
    if (file != nullptr) {
        (void)std::fclose(file);
    }
    return kib;
}

}  // namespace

void prepare_client() {
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sigaction action {};
    action.sa_handler = [](int) { g_stop.store(true); };
    (void)::sigaction(SIGTERM, &action, nullptr);
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(kClientCore, &cores);
    if (::sched_setaffinity(0, sizeof cores, &cores) != 0) {
        std::fprintf(stderr, "not pinned to core %d\n", kClientCore);
    }
}

bool told_to_stop() noexcept {
    return g_stop.load(std::memory_order_relaxed);
}

std::int64_t steady_ns() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void report_client(double decide50, double decide99, double decide999, double write50,
                   double write99, double write999, std::size_t samples) {
    std::printf("decide %.3f %.3f %.3f write %.3f %.3f %.3f samples %zu memory %ld\n", decide50,
                decide99, decide999, write50, write99, write999, samples, resident_kib());
    std::fflush(stdout);
}

void report_client(Samples& decide, Samples& write) {
    report_client(decide.us(0.5), decide.us(0.99), decide.us(0.999), write.us(0.5), write.us(0.99),
                  write.us(0.999), decide.count());
}

int write_order(char* into, std::size_t room, std::uint64_t id, bool buy, double price) {
    // Prices come in half dollars; whole tenths print in a third of the time of a double.
    const auto tenths = static_cast<long long>(price * 10.0 + 0.5);
    return std::snprintf(
        into, room,
        R"({"jsonrpc":"2.0","id":%llu,"method":"private/%s","params":{"instrument_name":)"
        R"("BTC-PERPETUAL","amount":100,"type":"limit","price":%lld.%lld,"time_in_force":)"
        R"("immediate_or_cancel","label":"yardstick0001"}})",
        static_cast<unsigned long long>(id), buy ? "buy" : "sell", tenths / 10, tenths % 10);
}

}  // namespace hedged::perf
