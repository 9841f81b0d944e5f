// SPDX-License-Identifier: Apache-2.0
// The daemon itself in a race: everything on that `hedged run` has, with limits wide enough for an
// order on every tick.
//   hedged_client PORT [spin|yield|adaptive|block] [one|two] [cold]
// cold: without the keep-warm pass.
#include "hedged/ops/log.hpp"
#include "hedged/ops/names.hpp"
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/daemon.hpp"

#include "perf/peers/client_common.hpp"
#include "perf/support/busy_config.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sched.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace hedged::perf {

namespace {

config::Wait wait_named(const std::string& name) {
    return name == "yield"      ? config::Wait::Yield
           : name == "adaptive" ? config::Wait::Adaptive
           : name == "block"    ? config::Wait::Block
                                : config::Wait::Spin;
}

runtime::DaemonSettings settings(int count, char** words) {
    runtime::DaemonSettings out;
    out.config = busy_config();
    out.plan.layout = config::Layout::One;
    out.plan.engine_wait = out.plan.io_wait = config::Wait::Spin;
    out.plan.engine_core = kClientCore;
    for (int i = 2; i < count; ++i) {
        const std::string word = words[i];
        if (word == "two") {
            out.plan.layout = config::Layout::Two;
            out.plan.io_core = 0;
        } else if (word == "cold") {
            out.config.runtime.keep_warm = false;
        } else if (word != "one") {
            out.plan.engine_wait = out.plan.io_wait = wait_named(word);
        }
    }
    out.endpoint.host = "127.0.0.1";
    out.endpoint.port = static_cast<std::uint16_t>(std::strtoul(words[1], nullptr, 10));
    out.endpoint.target = "/ws/api/v2";
    out.endpoint.tls = false;
    out.credentials = {"perf", deribit::Secret{"perf"}};
    out.seed = 1;
    return out;
}

double us(Duration time) {
    return time.seconds() * 1e6;
}

// As the ops thread of `hedged run`: words the records into a file and looks at the picture.
void attend(runtime::Daemon& daemon, ops::Log& log) {
    ops::Names names;
    while (!told_to_stop()) {
        Note note;
        while (daemon.next_note(note)) {
            log.record(note, names, runtime::monotonic_now());
        }
        runtime::NamedInstrument named;
        while (daemon.next_name(named)) {
            names.instrument(named.index, std::string(named.name.view()));
        }
        (void)daemon.view();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

int run(int count, char** words) {
    (void)runtime::calibrate_clock();
    const std::string folder =
        std::filesystem::temp_directory_path() / ("hedged-race-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    ops::LogSettings log_settings;
    log_settings.file = folder + "/hedged.log";
    log_settings.console = false;
    auto log = ops::Log::open(log_settings);
    if (!log) {
        std::fprintf(stderr, "%s\n", log.error().c_str());
        return 1;
    }
    runtime::KillLatch latch(folder + "/kill");
    runtime::Daemon daemon(settings(count, words), latch);
    // The ops thread belongs on the other core; the engine pins itself.
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    (void)::sched_setaffinity(0, sizeof cores, &cores);
    if (!daemon.start().ok) {
        return 1;
    }
    attend(daemon, *log.value());
    const runtime::Histogram& decide = daemon.decide_latency();
    const runtime::Histogram& write = daemon.wire_latency();
    report_client(us(decide.quantile(0.5)), us(decide.quantile(0.99)), us(decide.quantile(0.999)),
                  us(write.quantile(0.5)), us(write.quantile(0.99)), us(write.quantile(0.999)),
                  decide.count());
    daemon.close(Duration{});
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace

}  // namespace hedged::perf

int main(int count, char** words) {
    if (count < 2) {
        return 64;
    }
    hedged::perf::prepare_client();
    return hedged::perf::run(count, words);
}
