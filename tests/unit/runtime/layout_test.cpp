// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/layout.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hedged::runtime {
namespace {

using config::Layout;
using config::RuntimeConfig;
using config::Wait;

Machine cores(int count, double quota = 0.0, bool fifo = false) {
    Machine machine;
    for (int core = 0; core < count; ++core) {
        machine.cores.push_back(core);
    }
    machine.cpu_quota = quota;
    machine.fifo_scheduling = fifo;
    return machine;
}

RuntimeConfig wanting(Layout layout, Wait wait) {
    RuntimeConfig config;
    config.layout = layout;
    config.wait = wait;
    return config;
}

TEST(Layout, AutoOnOneCoreParks) {
    const auto plan = plan_layout({}, cores(1));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().layout, Layout::One);
    EXPECT_EQ(plan.value().engine_wait, Wait::Block);
    EXPECT_EQ(plan.value().engine_core, -1);
}

TEST(Layout, AutoOnTwoCoresRunsToCompletionOnOneSpinningThread) {
    const auto plan = plan_layout({}, cores(2));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().layout, Layout::One);
    EXPECT_EQ(plan.value().engine_wait, Wait::Spin);
    EXPECT_EQ(plan.value().engine_core, 1);
    EXPECT_EQ(plan.value().io_core, 1);
    EXPECT_NE(plan.value().reason.find("auto"), std::string::npos);
}

TEST(Layout, AutoFromThreeCoresGivesEachThreadItsOwn) {
    for (const int count : {3, 4, 16}) {
        const auto plan = plan_layout({}, cores(count));
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan.value().layout, Layout::Two);
        EXPECT_EQ(plan.value().engine_wait, Wait::Spin);
        EXPECT_NE(plan.value().engine_core, plan.value().io_core);
        EXPECT_GE(plan.value().io_core, 1) << "core 0 takes the interrupts";
    }
}

TEST(Layout, AutoHeedsTheControlGroup) {
    const auto plan = plan_layout({}, cores(16, 2.0));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().layout, Layout::One);
    EXPECT_EQ(plan_layout({}, cores(16, 1.5)).value().engine_wait, Wait::Block);
}

TEST(Layout, TwoThreadsOnTwoCoresYield) {
    const auto plan = plan_layout(wanting(Layout::Two, Wait::Auto), cores(2));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().engine_wait, Wait::Yield);
    EXPECT_EQ(plan.value().io_wait, Wait::Yield);
}

TEST(Layout, RefusesMoreSpinnersThanCores) {
    const auto plan = plan_layout(wanting(Layout::Two, Wait::Spin), cores(1));
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().find("more spinning threads"), std::string::npos);
}

TEST(Layout, RefusesToSpinOnEveryCore) {
    const auto two = plan_layout(wanting(Layout::Two, Wait::Spin), cores(2));
    ASSERT_FALSE(two);
    EXPECT_NE(two.error().find("every core"), std::string::npos);
    EXPECT_FALSE(plan_layout(wanting(Layout::One, Wait::Spin), cores(1)));
    EXPECT_FALSE(plan_layout(wanting(Layout::Two, Wait::Spin), cores(8, 2.5)));
    EXPECT_TRUE(plan_layout(wanting(Layout::Two, Wait::Spin), cores(3)));
}

TEST(Layout, RefusesToSpinUnderRealTimeScheduling) {
    const auto plan = plan_layout(wanting(Layout::One, Wait::Spin), cores(4, 0.0, true));
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().find("50 ms"), std::string::npos);
    EXPECT_EQ(plan_layout({}, cores(4, 0.0, true)).value().engine_wait, Wait::Adaptive);
}

TEST(Layout, RefusesACoreThatIsNotOurs) {
    RuntimeConfig config;
    config.engine_core = 7;
    const auto plan = plan_layout(config, cores(4));
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().find("core 7"), std::string::npos);
}

TEST(Layout, RefusesTwoSpinnersOnOneCore) {
    RuntimeConfig config = wanting(Layout::Two, Wait::Spin);
    config.engine_core = 2;
    config.io_core = 2;
    EXPECT_FALSE(plan_layout(config, cores(4)));
    config.wait = Wait::Yield;
    EXPECT_TRUE(plan_layout(config, cores(4)));
}

TEST(Layout, PinsWhereItIsTold) {
    RuntimeConfig config = wanting(Layout::Two, Wait::Spin);
    config.engine_core = 0;
    const auto plan = plan_layout(config, cores(4));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().engine_core, 0);
    EXPECT_NE(plan.value().io_core, 0);
}

TEST(Layout, ReadsTheSmallestLimitAboveTheProcess) {
    const support::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "a/b");
    std::ofstream(folder.file("self")) << "0::/a/b\n";
    std::ofstream(folder.path() / "a/cpu.max") << "150000 100000\n";
    std::ofstream(folder.path() / "a/b/cpu.max") << "max 100000\n";
    EXPECT_DOUBLE_EQ(read_cpu_quota(folder.path().string(), folder.file("self")), 1.5);
    std::ofstream(folder.path() / "a/b/cpu.max") << "50000 100000\n";
    EXPECT_DOUBLE_EQ(read_cpu_quota(folder.path().string(), folder.file("self")), 0.5);
    EXPECT_EQ(read_cpu_quota(folder.path().string(), folder.file("absent")), 0.0);
}

TEST(Layout, DescribesThisMachineWithAtLeastOneCore) {
    EXPECT_GE(describe_machine().cores.size(), 1U);
}

}  // namespace
}  // namespace hedged::runtime
