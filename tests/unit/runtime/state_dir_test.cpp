// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/state_dir.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>

namespace hedged::runtime {
namespace {

TEST(StateDir, MakesItsFolderClosedToOthers) {
    const support::TemporaryFolder folder;
    ASSERT_TRUE(StateDir::open(folder.file("state")));
    struct stat info {};
    ASSERT_EQ(::stat(folder.file("state").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07U, 0U);
}

TEST(StateDir, RefusesAFolderThatEverybodyMayWriteTo) {
    const support::TemporaryFolder folder;
    ASSERT_EQ(::mkdir(folder.file("state").c_str(), 0700), 0);
    ASSERT_EQ(::chmod(folder.file("state").c_str(), 0777), 0);
    EXPECT_FALSE(StateDir::open(folder.file("state")));
}

TEST(StateDir, CountsEpochsAcrossRestarts) {
    const support::TemporaryFolder folder;
    for (std::uint32_t expected = 1; expected <= 5; ++expected) {
        auto state = StateDir::open(folder.file("state"));
        ASSERT_TRUE(state);
        EXPECT_EQ(state.value().next_epoch().value(), expected);
    }
}

TEST(StateDir, RefusesADamagedEpochInsteadOfGuessing) {
    const support::TemporaryFolder folder;
    auto state = StateDir::open(folder.file("state"));
    ASSERT_TRUE(state);
    for (const char* text : {"", "x\n", "-1\n", "0\n", "7", "7x\n", "99999999999\n", "1679615\n"}) {
        std::ofstream(folder.file("state/epoch")) << text;
        EXPECT_FALSE(state.value().next_epoch()) << text;
    }
    std::ofstream(folder.file("state/epoch")) << "1679614\n";
    EXPECT_EQ(state.value().next_epoch().value(), kEpochMax);
}

TEST(InstanceLock, IsHeldByOneAtATime) {
    const support::TemporaryFolder folder;
    auto first = InstanceLock::take(folder.file("lock"));
    ASSERT_TRUE(first);
    const auto second = InstanceLock::take(folder.file("lock"));
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().held);
    EXPECT_NE(second.error().text.find("another instance"), std::string::npos);
    EXPECT_NE(second.error().text.find("process"), std::string::npos);
}

TEST(InstanceLock, TellsAPlaceWithoutRoomForALockFromOneThatIsTaken) {
    const auto lock = InstanceLock::take("/proc/self/task/lock");
    ASSERT_FALSE(lock);
    EXPECT_FALSE(lock.error().held);
    EXPECT_NE(lock.error().text.find("cannot open the lock"), std::string::npos);
}

TEST(InstanceLock, IsFreeAgainWhenItsHolderIsGone) {
    const support::TemporaryFolder folder;
    { ASSERT_TRUE(InstanceLock::take(folder.file("lock"))); }
    EXPECT_TRUE(InstanceLock::take(folder.file("lock")));
}

}  // namespace
}  // namespace hedged::runtime
