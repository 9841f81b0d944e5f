// SPDX-License-Identifier: Apache-2.0
// Real files: what a process leaves behind, and a disk without room.
#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hedged::runtime::journal {
namespace {

constexpr std::size_t kBytes = std::size_t{1} << 18U;

std::vector<std::byte> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span{text.data(), text.size()});
    return {bytes.begin(), bytes.end()};
}

TEST(FileStore, KeepsEveryRecordOfAProcessThatWasKilled) {
    const support::TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        auto store = make_file_store(folder.path().string(), 9, kBytes);
        auto first = store->create(1);
        Writer writer(Identity{9, 0, 0, 0}, *store, first.value());
        for (int i = 1; i <= 1000; ++i) {
            (void)writer.input(Timer{Instant{i}});
        }
        ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto bytes = read_file(folder.file(segment_name(9, 1)));
    EXPECT_EQ(bytes.size(), kBytes);
    auto reader = SegmentReader::open(bytes).value();
    Record record;
    int timers = 0;
    while (reader.next(record)) {
        const auto event = event_of(record);
        ASSERT_TRUE(event);
        EXPECT_EQ(std::get<Timer>(*event).now, Instant{++timers});
    }
    EXPECT_EQ(timers, 1000);
    EXPECT_EQ(reader.end(), End::Open);
}

TEST(FileStore, CutsAFinishedSegmentAndRemovesAnUnusedOne) {
    const support::TemporaryFolder folder;
    auto store = make_file_store(folder.path().string(), 1, kBytes);
    const Segment used = store->create(1).value();
    const Segment unused = store->create(2).value();
    EXPECT_EQ(store->sync(used, 512), "");
    EXPECT_EQ(store->finish(used, 512), "");
    EXPECT_EQ(store->finish(unused, 0), "");
    EXPECT_EQ(std::filesystem::file_size(folder.file(segment_name(1, 1))), 512U);
    EXPECT_FALSE(std::filesystem::exists(folder.file(segment_name(1, 2))));
}

TEST(FileStore, NeverWritesOverASegmentThatIsThere) {
    const support::TemporaryFolder folder;
    auto store = make_file_store(folder.path().string(), 1, kBytes);
    ASSERT_TRUE(store->create(1));
    const auto again = store->create(1);
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().find(segment_name(1, 1)), std::string::npos);
}

TEST(FileStore, SaysSoWhenThereIsNoRoomAndLeavesNothingBehind) {
    const support::TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        (void)::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{kBytes / 2, kBytes / 2};
        (void)::setrlimit(RLIMIT_FSIZE, &small);
        auto store = make_file_store(folder.path().string(), 1, kBytes);
        const auto made = store->create(1);
        ::_exit(!made && made.error().find("no room") != std::string::npos ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace hedged::runtime::journal
