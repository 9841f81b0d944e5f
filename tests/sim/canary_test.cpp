// SPDX-License-Identifier: Apache-2.0
// One planted bug for each of the twenty invariants. Each must be caught by its own rule within a
// few seeds, whatever other rules it breaks before; the same seeds without it break none.
#include "hedged/auditor/canary.hpp"

#include "hedged/simulator/swarm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

namespace hedged::simulator {
namespace {

using auditor::Canary;

// Where each comes to light: the seed, the simulated time, and the fault that brings it out;
// without one, all that the seed draws.
struct Trial {
    Canary canary;
    std::uint64_t seed;
    std::int64_t minutes;
    std::optional<FaultKind> only;
};

constexpr std::optional<FaultKind> kAll = std::nullopt;
constexpr Trial kTrials[] = {
    {Canary::RetriesLateOrder, 2, 10, FaultKind::LateReplies},
    {Canary::SendsAfterKill, 6, 30, FaultKind::OperatorKill},
    {Canary::IgnoresStaleness, 6, 20, FaultKind::FrozenChannel},
    {Canary::SkipsReconcileAtStart, 2, 5, kAll},
    {Canary::JournalsAfterWire, 2, 5, kAll},
    {Canary::ForgetsOrdersAtRestart, 1, 10, FaultKind::Crash},
    {Canary::AcceptsGarbageTail, 1, 10, FaultKind::Crash},
    {Canary::FailedReportIsEmpty, 5, 10, FaultKind::RefusedQueries},
    {Canary::AppliesFillTwice, 1, 5, kAll},
    {Canary::FlipsThroughBand, 1, 5, kAll},
    {Canary::ExceedsRate, 1, 5, kAll},
    {Canary::WidensLimit, 1, 5, kAll},
    {Canary::ResolvesWithoutEvidence, 7, 10, FaultKind::DroppedAfterActing},
    {Canary::CancelsForeignOrder, 1, 5, kAll},
    {Canary::MixesConfigurations, 1, 5, kAll},
    {Canary::SendsNonFinite, 1, 5, kAll},
    {Canary::DropsPrivateEvent, 5, 10, kAll},
    {Canary::TwoSenders, 1, 40, FaultKind::SecondInstance},
    {Canary::LeaksSecret, 1, 5, kAll},
    {Canary::HoldsWithoutReason, 1, 10, FaultKind::ConnectionDrop},
};

const auditor::CanaryRow& row_of(Canary canary) {
    const auto rows = auditor::canaries();
    return *std::find_if(rows.begin(), rows.end(),
                         [&](const auditor::CanaryRow& row) { return row.canary == canary; });
}

RunResult run(const Trial& trial, Canary planted) {
    SwarmRequest request;
    request.faulty = seconds(60 * trial.minutes);
    request.only = trial.only;
    request.canary = planted;
    request.show_options = false;
    return run_seed(request, trial.seed);
}

std::string findings_of(const RunResult& result) {
    std::string out;
    for (const Finding& finding : result.findings) {
        out += finding.rule + ": " + finding.seen + "\n";
    }
    return out;
}

class Canaries : public ::testing::TestWithParam<Trial> {};

TEST_P(Canaries, AreCaughtByTheirRule) {
    const Trial& trial = GetParam();
    const auditor::CanaryRow& row = row_of(trial.canary);
    const RunResult result = run(trial, trial.canary);
    const std::string rule = "rule " + std::to_string(auditor::number_of(row.rule)) + ",";
    const auto caught =
        std::find_if(result.findings.begin(), result.findings.end(),
                     [&](const Finding& finding) { return finding.rule.starts_with(rule); });
    ASSERT_NE(caught, result.findings.end()) << row.what << "; " << rule << " said nothing, but\n"
                                             << findings_of(result);
    std::printf("%-26s rule %2zu  seed %llu  caught at %8.3f s\n", std::string(row.name).c_str(),
                auditor::number_of(row.rule), static_cast<unsigned long long>(trial.seed),
                static_cast<double>(caught->at.nanoseconds()) * 1e-9);
}

TEST_P(Canaries, LeaveTheSeedCleanWhenTheyAreNotThere) {
    const RunResult result = run(GetParam(), Canary::None);
    EXPECT_TRUE(result.findings.empty()) << findings_of(result);
}

INSTANTIATE_TEST_SUITE_P(Planted, Canaries, ::testing::ValuesIn(kTrials), [](const auto& one) {
    std::string name{row_of(one.param.canary).name};
    std::erase(name, '-');
    return name;
});

TEST(CanaryTrials, AreOneForEachRule) {
    EXPECT_EQ(std::size(kTrials), auditor::kRules);
    for (const auditor::CanaryRow& row : auditor::canaries()) {
        EXPECT_TRUE(std::ranges::any_of(kTrials, [&](const Trial& trial) {
            return trial.canary == row.canary;
        })) << row.name;
    }
}

}  // namespace
}  // namespace hedged::simulator
