// SPDX-License-Identifier: Apache-2.0
// Frame bytes in, order bytes out: the daemon's whole path in one thread without a socket, for a
// book of OPTIONS short options (default 1000).
//   path_bench [OPTIONS [TICKS [JOURNAL]]]
// Prints, in microseconds, a tick that leads to an order and one that does not; then how many
// recorded-size tickers a core takes in; then what the heap was asked for meanwhile. With JOURNAL,
// a folder on the disk that a desk would use, the same again with every input and action recorded,
// in turns with the run that records nothing.
#include "hedged/runtime/clock.hpp"

#include "perf/path/path_rig.hpp"
#include "perf/support/quantiles.hpp"
#include "support/counting_new.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace hedged::perf {

namespace {

constexpr std::size_t kWarmUp = 20'000;
// 20,000 orders a second, below the limit of the configuration.
constexpr Duration kGap = microseconds(50);

void wait_until(Instant then) {
    while (runtime::monotonic_now() < then) {
    }
}

void print(const char* what, Samples& samples) {
    std::printf("%-38s p50 %7.2f  p99 %7.2f  p99.9 %7.2f us  (%zu)\n", what, samples.us(0.5),
                samples.us(0.99), samples.us(0.999), samples.count());
}

// Every second tick moves the price, so that both kinds are measured in the same minute.
void measure(PathRig& rig, std::size_t ticks, bool report) {
    Samples to_bytes(ticks);
    Samples to_decision(ticks);
    Samples quiet(ticks);
    std::uint64_t allocated = 0;
    Instant next = runtime::monotonic_now();
    for (std::uint64_t n = 1; n <= ticks; ++n) {
        next = std::max(next + kGap, runtime::monotonic_now());
        wait_until(next);
        const std::string_view moving = rig.exchange().tick(n);
        std::uint64_t before = testing::allocations();
        const PathRig::Taken first = rig.tick(moving);
        allocated += testing::allocations() - before;
        rig.serve();
        if (first.to_bytes_ns > 0) {
            to_bytes.add(first.to_bytes_ns);
            to_decision.add(first.to_decision_ns);
        }
        const std::string_view still = rig.exchange().quiet_tick(n + 1);
        before = testing::allocations();
        const PathRig::Taken second = rig.tick(still);
        allocated += testing::allocations() - before;
        rig.serve();
        if (second.to_bytes_ns == 0) {
            quiet.add(second.to_decision_ns);
        }
    }
    if (!report) {
        return;
    }
    print("tick -> bytes of the order", to_bytes);
    print("tick -> end of that decision", to_decision);
    print("tick -> decided to do nothing", quiet);
    std::printf("%-38s %llu in %zu ticks\n", "heap allocations on the path",
                static_cast<unsigned long long>(allocated), 2 * ticks);
}

// One frame after another, each with its decision, nothing in between.
void measure_capacity(PathRig& rig, std::size_t frames) {
    const std::string frame(rig.exchange().quiet_tick(1));
    const Instant start = runtime::monotonic_now();
    for (std::size_t i = 0; i < frames; ++i) {
        (void)rig.tick(frame);
    }
    const double seconds = (runtime::monotonic_now() - start).seconds();
    std::printf("%-38s %.0f frames/s  (%.2f us each, one core)\n", "ticker in, state kept, decided",
                static_cast<double>(frames) / seconds, 1e6 * seconds / static_cast<double>(frames));
}

}  // namespace

namespace {

int run(std::size_t options, std::size_t ticks, runtime::journal::Journal* journal) {
    PathRig rig(options, journal);
    if (!rig.bring_up()) {
        const EngineView view = rig.view();
        std::fprintf(stderr, "the daemon did not start to trade: %s %s, %s, %llu unanswered\n",
                     std::string(to_string(view.state)).c_str(),
                     std::string(view.state_reason.view()).c_str(),
                     std::string(to_string(view.underlyings[0].why)).c_str(),
                     static_cast<unsigned long long>(rig.exchange().unknown_requests()));
        return 1;
    }
    std::printf("%zu options in the book, %zu ticks of each kind, journal %s\n", options, ticks,
                journal == nullptr ? "off" : "on");
    measure(rig, kWarmUp, false);
    measure(rig, ticks, true);
    measure_capacity(rig, ticks * 4);
    const EngineView view = rig.view();
    std::printf("orders %llu, refused %llu, denied %llu, full repricings %llu\n",
                static_cast<unsigned long long>(view.counters.orders_sent),
                static_cast<unsigned long long>(view.counters.orders_refused),
                static_cast<unsigned long long>(view.counters.risk_denials),
                static_cast<unsigned long long>(view.counters.full_repricings));
    if (journal != nullptr) {
        std::printf("records %llu, without room %llu\n",
                    static_cast<unsigned long long>(journal->writer().records()),
                    static_cast<unsigned long long>(journal->writer().lost()));
    }
    return 0;
}

int run_in_turns(std::size_t options, std::size_t ticks, const std::string& folder) {
    constexpr std::uint32_t kTurns = 2;
    for (std::uint32_t turn = 1; turn <= kTurns; ++turn) {
        runtime::journal::JournalSettings settings;
        settings.folder = folder;
        settings.identity.epoch = turn;
        settings.compress = false;
        auto journal =
            runtime::journal::Journal::open(settings, runtime::monotonic_now, runtime::wall_now);
        if (!journal) {
            std::fprintf(stderr, "%s\n", journal.error().c_str());
            return 1;
        }
        journal.value()->start();
        if (run(options, ticks, nullptr) != 0 || run(options, ticks, journal.value().get()) != 0) {
            return 1;
        }
    }
    return 0;
}

}  // namespace

}  // namespace hedged::perf

int main(int count, char** words) {
    const std::size_t options = count > 1 ? std::strtoul(words[1], nullptr, 10) : 1'000;
    const std::size_t ticks = count > 2 ? std::strtoul(words[2], nullptr, 10) : 100'000;
    (void)hedged::runtime::calibrate_clock();
    return count > 3 ? hedged::perf::run_in_turns(options, ticks, words[3])
                     : hedged::perf::run(options, ticks, nullptr);
}
