// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/durable_file.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace hedged::runtime {
namespace {

TEST(DurableFile, ReplacesTheWholeFileAndLeavesNothingBeside) {
    const support::TemporaryFolder folder;
    ASSERT_EQ(write_durably(folder.file("x"), "a long first text"), "");
    ASSERT_EQ(write_durably(folder.file("x"), "short"), "");
    EXPECT_EQ(read_small_file(folder.file("x")).value(), "short");
    int entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        (void)entry;
        ++entries;
    }
    EXPECT_EQ(entries, 1);
}

TEST(DurableFile, SaysWhereItFailed) {
    const std::string fault = write_durably("/nonexistent/folder/x", "a");
    EXPECT_NE(fault.find("/nonexistent/folder/x"), std::string::npos);
}

TEST(DurableFile, TellsAMissingFileFromAnUnreadableOne) {
    const support::TemporaryFolder folder;
    const auto missing = read_small_file(folder.file("x"));
    ASSERT_TRUE(missing);
    EXPECT_FALSE(missing.value().has_value());
    EXPECT_FALSE(read_small_file(folder.path().string()));
}

TEST(DurableFile, RemovesAFileAndIsContentWhenThereIsNone) {
    const support::TemporaryFolder folder;
    ASSERT_EQ(write_durably(folder.file("x"), "a"), "");
    EXPECT_EQ(remove_durably(folder.file("x")), "");
    EXPECT_EQ(remove_durably(folder.file("x")), "");
    EXPECT_FALSE(std::filesystem::exists(folder.file("x")));
}

}  // namespace
}  // namespace hedged::runtime
