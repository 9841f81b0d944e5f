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

// A disk that takes no byte any more: a file cannot be made, and a name can still be changed.
class FullDisk final : public SmallFiles {
public:
    std::string write(const std::string& path, std::string_view bytes) override {
        return full ? path + ": cannot write: No space left on device"
                    : disk_files().write(path, bytes);
    }
    std::string remove(const std::string& path) override { return disk_files().remove(path); }
    std::string move(const std::string& from, const std::string& to) override {
        return disk_files().move(from, to);
    }
    Result<std::optional<std::string>, std::string> read(const std::string& path) override {
        return disk_files().read(path);
    }
    bool full = false;
};

TEST(KillLatch, StandsOnAFullDiskThatItWasPreparedFor) {
    const support::TemporaryFolder folder;
    FullDisk disk;
    KillLatch latch(folder.file("latch"), disk);
    ASSERT_EQ(latch.prepare(), "");
    disk.full = true;
    EXPECT_EQ(latch.set("anna", "test"), "");
    KillLatch again(folder.file("latch"));
    ASSERT_TRUE(again.load().has_value());
    EXPECT_EQ(again.load()->actor, "unknown");
}

TEST(KillLatch, IsPreparedAgainWhenItIsLowered) {
    const support::TemporaryFolder folder;
    FullDisk disk;
    KillLatch latch(folder.file("latch"), disk);
    ASSERT_EQ(latch.set("anna", "test"), "");
    ASSERT_EQ(latch.clear(), "");
    disk.full = true;
    EXPECT_EQ(latch.set("anna", "test"), "");
    EXPECT_TRUE(KillLatch(folder.file("latch")).load().has_value());
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
