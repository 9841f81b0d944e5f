// SPDX-License-Identifier: Apache-2.0
#include "hedged/simulator/swarm.hpp"

#include "simulator/worker.hpp"
#include "simulator/world.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace hedged::simulator {
namespace {

bool is_open(const SwarmRequest& request, const RunResult& run) {
    const auto known = request.open.find(run.seed);
    return known != request.open.end() &&
           std::all_of(run.findings.begin(), run.findings.end(), [&](const Finding& finding) {
               return finding.rule.rfind(known->second + ",", 0) == 0;
           });
}

void print_findings(const RunResult& run) {
    for (const Finding& finding : run.findings) {
        std::printf("VIOLATION seed %llu, event %llu, at %.3f s: %s\n  seen: %s\n",
                    static_cast<unsigned long long>(run.seed),
                    static_cast<unsigned long long>(finding.event),
                    static_cast<double>(finding.at.nanoseconds()) * 1e-9, finding.rule.c_str(),
                    finding.seen.c_str());
    }
    if (!run.findings.empty()) {
        std::fputs(run.newest_events.c_str(), stdout);
        std::printf("again: hedged-sim --seed %llu --trace\n",
                    static_cast<unsigned long long>(run.seed));
    }
}

void add(SwarmReport& report, const SwarmRequest& request, const RunResult& run) {
    ++report.runs;
    if (!run.findings.empty()) {
        ++(is_open(request, run) ? report.runs_with_open_findings : report.runs_with_findings);
    }
    report.recovered += run.ended.rfind(to_string(TradingState::Normal), 0) == 0 ? 1U : 0U;
    report.simulated = report.simulated + run.simulated;
    report.cpu_seconds += run.cpu_seconds;
    report.orders += run.orders;
    report.fills += run.fills;
    report.deaths += run.deaths;
    report.starts += run.starts;
    report.events += run.events;
    report.faults.add(run.faults);
}

void print_progress(const SwarmReport& report, const RunResult& run, std::uint64_t of) {
    std::printf(
        "%5llu/%llu  seed %-8llu  %7.1f s  x%-6.0f  faults %-5llu orders %-5llu fills %-5llu "
        "starts %-3llu  %s%s\n",
        static_cast<unsigned long long>(report.runs), static_cast<unsigned long long>(of),
        static_cast<unsigned long long>(run.seed), run.simulated.seconds(),
        run.cpu_seconds > 0.0 ? run.simulated.seconds() / run.cpu_seconds : 0.0,
        static_cast<unsigned long long>(run.faults.total()),
        static_cast<unsigned long long>(run.orders), static_cast<unsigned long long>(run.fills),
        static_cast<unsigned long long>(run.starts), run.ended.c_str(),
        run.findings.empty() ? "" : "  VIOLATION");
    std::fflush(stdout);
}

}  // namespace

RunResult run_seed(const SwarmRequest& request, std::uint64_t seed) {
    const RunOptions options =
        draw_options({seed, request.faulty, request.only, request.canary, request.recorded});
    if (request.show_options) {
        std::fputs(describe(options).c_str(), stdout);
        std::fflush(stdout);
    }
    Trace trace(request.trace);
    auto world = std::make_unique<World>(options, trace);
    RunResult result = world->run(request.events_max);
    if (request.twice) {
        world.reset();
        Trace again(request.trace);
        World second(options, again);
        const RunResult other = second.run(request.events_max);
        if (other.hash != result.hash) {
            result.findings.push_back({"the same seed gives the same run", result.events, Instant{},
                                       "two runs, two hashes"});
        }
    }
    return result;
}

SwarmReport run_swarm(const SwarmRequest& request) {
    SwarmReport report;
    const auto began = std::chrono::steady_clock::now();
    const auto take = [&](const RunResult& run) {
        add(report, request, run);
        print_progress(report, run, request.seeds);
        print_findings(run);
    };
    if (request.seeds == 1) {
        take(run_seed(request, request.first_seed));
    } else {
        run_in_workers(request, take);
    }
    report.real_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return report;
}

}  // namespace hedged::simulator
