// SPDX-License-Identifier: Apache-2.0
// Many runs: a seed each, on as many worker processes as wanted, so that a run that aborts ends its
// worker only and is a finding like any other. Prints while it works. One thread; forks.
#pragma once

#include "hedged/simulator/run_options.hpp"
#include "hedged/simulator/run_result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace hedged::simulator {

struct SwarmRequest {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 1;
    Duration faulty = seconds(3'600);
    std::uint64_t events_max = 0;  // 0: no limit
    std::optional<FaultKind> only;
    auditor::Canary canary = auditor::Canary::None;
    RecordedChains recorded;
    unsigned jobs = 1;
    // Findings that are known and not yet resolved, by seed: "rule 1". They are printed and counted
    // apart; any other finding of the same seed is one.
    std::map<std::uint64_t, std::string> open;
    bool trace = false;
    bool twice = false;  // every seed twice; another hash is a finding
    bool show_options = true;
};

struct SwarmReport {
    std::uint64_t runs = 0;
    std::uint64_t runs_with_findings = 0;
    std::uint64_t runs_with_open_findings = 0;
    std::uint64_t recovered = 0;  // Normal at the end
    Duration simulated;
    double cpu_seconds = 0.0;
    double real_seconds = 0.0;
    std::uint64_t orders = 0;
    std::uint64_t fills = 0;
    std::uint64_t deaths = 0;
    std::uint64_t starts = 0;
    std::uint64_t events = 0;
    FaultTally faults;
};

[[nodiscard]] RunResult run_seed(const SwarmRequest& request, std::uint64_t seed);
[[nodiscard]] SwarmReport run_swarm(const SwarmRequest& request);

// Tables for people.
[[nodiscard]] std::string summary_text(const SwarmReport& report);
[[nodiscard]] std::string histogram_text(const FaultTally& faults);

}  // namespace hedged::simulator
