// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/journal/text.hpp"
#include "hedged/runtime/replay.hpp"

#include "app/command_line.hpp"
#include "app/journal_command.hpp"
#include "app/journal_runs.hpp"
#include "app/version.hpp"

#include <cstdio>
#include <optional>
#include <unistd.h>

namespace hedged::app {

namespace {

namespace jr = runtime::journal;

constexpr const char* kUsage =
    R"(hedged replay: would the same engine do the same again?

  hedged replay PLACE [--epoch N]

Feeds the inputs of a run's journal to a fresh engine and compares every action and every recorded
state. PLACE is a configuration, a state folder or a journal's folder; without --epoch its last run.
Exit code 0: the same throughout; 1: a difference, shown with the first event that led to it.
)";

void print_list(const char* title, const std::vector<std::string>& lines) {
    std::printf("%s\n", title);
    for (const std::string& line : lines) {
        std::printf("    %s\n", line.c_str());
    }
    if (lines.empty()) {
        std::puts("    nothing");
    }
}

void print(const runtime::ReplayResult& result, double seconds) {
    const double hours = (result.last - result.first).seconds() / 3600.0;
    std::printf(
        "%llu inputs, %llu actions (%llu orders), %llu states compared; %.2f hours in "
        "%.2f s\n",
        static_cast<unsigned long long>(result.inputs),
        static_cast<unsigned long long>(result.actions),
        static_cast<unsigned long long>(result.orders),
        static_cast<unsigned long long>(result.checkpoints), hours, seconds);
    if (!result.fault.empty()) {
        std::printf("the journal ends there: %s\n", result.fault.c_str());
    }
    if (result.lost > 0) {
        std::printf("%llu records are missing at this point; what follows cannot be replayed\n",
                    static_cast<unsigned long long>(result.lost));
    }
    if (result.difference) {
        const runtime::ReplayDifference& found = *result.difference;
        std::printf("DIFFERENT after record %llu, %s UTC:\n    %s\n",
                    static_cast<unsigned long long>(found.sequence),
                    jr::text_of(found.real).c_str(), found.event.c_str());
        print_list("  recorded", found.recorded);
        print_list("  replayed", found.replayed);
        if (result.run.version != kVersion) {
            std::printf("the journal was written by hedged %s, this is %s\n",
                        result.run.version.c_str(), kVersion);
        }
    } else if (result.same()) {
        std::puts("the same throughout");
    }
}

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedged replay: %s\n\n%s", fault.c_str(), kUsage);
    return kExitUsage;
}

}  // namespace

int run_replay(const std::vector<std::string>& words) {
    CommandLine line(words, {{"--epoch"}});
    std::optional<std::uint32_t> epoch;
    if (line.has("--epoch")) {
        epoch = static_cast<std::uint32_t>(line.integer("--epoch", 0, 1, 2'000'000));
    }
    if (!line.fault().empty() || line.others().size() != 1) {
        return usage(line.fault().empty() ? "it needs one place" : line.fault());
    }
    auto run = find_run(line.others()[0], epoch);
    if (!run) {
        std::fprintf(stderr, "hedged replay: %s\n", run.error().c_str());
        return kExitFailed;
    }
    jr::RunReader reader(std::move(run.value()));
    const Instant start = runtime::monotonic_now();
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const auto result = runtime::replay(reader, [&](std::uint64_t inputs) {
        if (terminal) {
            std::fprintf(stderr, "\r%llu inputs", static_cast<unsigned long long>(inputs));
        }
    });
    if (terminal) {
        std::fputs("\r", stderr);
    }
    if (!result) {
        std::fprintf(stderr, "hedged replay: %s\n", result.error().c_str());
        return kExitFailed;
    }
    print(result.value(), (runtime::monotonic_now() - start).seconds());
    const bool good = result.value().same() && result.value().end != jr::End::Damaged;
    return good ? kExitOk : kExitFailed;
}

}  // namespace hedged::app
