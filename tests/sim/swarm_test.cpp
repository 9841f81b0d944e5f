// SPDX-License-Identifier: Apache-2.0
// The simulator itself: the same seed is the same run, every kind of fault really happens, planted
// bugs are found, and a few seeds find nothing.
#include "hedged/simulator/swarm.hpp"

#include "simulator/worker.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace hedged::simulator {
namespace {

SwarmRequest quietly(std::int64_t simulated_seconds) {
    SwarmRequest request;
    request.faulty = seconds(simulated_seconds);
    request.show_options = false;
    return request;
}

std::string findings_of(const RunResult& run) {
    std::string out;
    for (const Finding& finding : run.findings) {
        out +=
            "seed " + std::to_string(run.seed) + ": " + finding.rule + ": " + finding.seen + "\n";
    }
    return out + run.newest_events;
}

TEST(Swarm, TheSameSeedIsTheSameRun) {
    const SwarmRequest request = quietly(120);
    const RunResult once = run_seed(request, 7);
    const RunResult again = run_seed(request, 7);
    EXPECT_EQ(once.hash, again.hash);
    EXPECT_EQ(once.events, again.events);
    EXPECT_NE(once.hash, run_seed(request, 8).hash);
}

class FewSeeds : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(FewSeeds, BreakNoRule) {
    const RunResult run = run_seed(quietly(240), GetParam());
    EXPECT_TRUE(run.findings.empty()) << findings_of(run);
    EXPECT_GE(run.simulated, seconds(300));
}

INSTANTIATE_TEST_SUITE_P(Drawn, FewSeeds, ::testing::Range<std::uint64_t>(1, 9));

class EveryFault : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryFault, HappensWhereItIsAskedForAlone) {
    SwarmRequest request = quietly(1);
    request.only = static_cast<FaultKind>(GetParam());
    std::uint64_t times = 0;
    for (std::uint64_t seed = 1; seed <= 3 && times == 0; ++seed) {
        request.faulty = seconds(90);
        const RunResult run = run_seed(request, seed);
        EXPECT_TRUE(run.findings.empty()) << findings_of(run);
        times += run.faults.count(*request.only);
        if (times == 0) {
            request.faulty = seconds(1'800);
            times += run_seed(request, seed).faults.count(*request.only);
        }
    }
    EXPECT_GT(times, 0U);
}

INSTANTIATE_TEST_SUITE_P(Alone, EveryFault, ::testing::Range<std::size_t>(0, kFaultKinds),
                         [](const auto& one) {
                             std::string name{to_string(static_cast<FaultKind>(one.param))};
                             std::erase(name, '-');
                             return name;
                         });

TEST(Seeds, ThatOnceFailedBreakNoRule) {
    std::ifstream list(std::string(HEDGED_TEST_DIR) + "/sim/seeds/failed.txt");
    ASSERT_TRUE(list.is_open());
    for (std::string line; std::getline(list, line);) {
        std::istringstream words(line);
        std::uint64_t seed = 0;
        ASSERT_TRUE(words >> seed) << line;
        const RunResult run = run_seed(quietly(3'600), seed);
        EXPECT_TRUE(run.findings.empty()) << line << "\n" << findings_of(run);
    }
}

TEST(Results, SurviveTheWayFromAWorker) {
    RunResult run = run_seed(quietly(30), 3);
    run.findings.push_back({"a rule", 12, Instant{34}, "seen"});
    const auto back = unpack(pack(run));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->hash, run.hash);
    EXPECT_EQ(back->faults.total(), run.faults.total());
    ASSERT_EQ(back->findings.size(), run.findings.size());
    EXPECT_EQ(back->findings.back().seen, "seen");
    EXPECT_FALSE(unpack(pack(run).substr(0, 40)).has_value());
}

TEST(FaultNames, LeadBackToTheirFault) {
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const auto kind = static_cast<FaultKind>(i);
        EXPECT_EQ(fault_named(to_string(kind)), kind);
    }
    EXPECT_FALSE(fault_named("no-such-fault").has_value());
}

}  // namespace
}  // namespace hedged::simulator
