// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/kill_latch.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hedged::runtime {
namespace {

TEST(KillLatch, IsDownWithoutAFile) {
    const support::TemporaryFolder folder;
    KillLatch latch(folder.file("latch"));
    EXPECT_FALSE(latch.load().has_value());
    EXPECT_FALSE(latch.raised());
}

TEST(KillLatch, SurvivesARestartWithItsReason) {
    const support::TemporaryFolder folder;
    {
        KillLatch latch(folder.file("latch"));
        ASSERT_EQ(latch.set("anna", "loss limit\nreached"), "");
        EXPECT_TRUE(latch.raised());
    }
    KillLatch again(folder.file("latch"));
    const auto record = again.load();
    ASSERT_TRUE(record.has_value());
    EXPECT_EQ(record->actor, "anna");
    EXPECT_EQ(record->reason, "loss limit reached");
    EXPECT_TRUE(again.raised());
}

TEST(KillLatch, AnyFileIsAKillHoweverDamaged) {
    const support::TemporaryFolder folder;
    for (const char* text : {"", "garbage", "actor:", "\n\n\n"}) {
        std::ofstream(folder.file("latch")) << text;
        KillLatch latch(folder.file("latch"));
        const auto record = latch.load();
        ASSERT_TRUE(record.has_value()) << text;
        EXPECT_FALSE(record->reason.empty());
        EXPECT_TRUE(latch.raised());
    }
}

TEST(KillLatch, ALatchThatCannotBeReadIsAKill) {
    const support::TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("latch"));
    KillLatch latch(folder.file("latch"));
    EXPECT_TRUE(latch.load().has_value());
    EXPECT_TRUE(latch.raised());
}

TEST(KillLatch, StaysRaisedWhenTheDiskRefuses) {
    KillLatch latch("/nonexistent/folder/latch");
    EXPECT_NE(latch.set("anna", "test"), "");
    EXPECT_TRUE(latch.raised());
}

TEST(KillLatch, IsLoweredOnlyWhenTheFileIsGone) {
    const support::TemporaryFolder folder;
    KillLatch latch(folder.file("latch"));
    ASSERT_EQ(latch.set("anna", "test"), "");
    EXPECT_EQ(latch.clear(), "");
    EXPECT_FALSE(latch.raised());
    EXPECT_FALSE(std::filesystem::exists(folder.file("latch")));

    std::filesystem::create_directory(folder.file("other"));
    std::ofstream(folder.file("other/file")) << "x";
    KillLatch stuck(folder.file("other"));
    stuck.raise();
    EXPECT_NE(stuck.clear(), "");
    EXPECT_TRUE(stuck.raised());
}

}  // namespace
}  // namespace hedged::runtime
