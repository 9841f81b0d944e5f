// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/archive.hpp"

#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hedged::runtime::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBytes = std::size_t{1} << 18U;

class ArchiveTest : public ::testing::Test {
protected:
    // A run of two segments, the second half empty; it was killed, and its spare lies there too.
    void write_run(std::uint32_t epoch) {
        auto store = make_file_store(path(), epoch, kBytes);
        Writer writer({epoch, 0, 0, 0}, *store, store->create(1).value());
        EXPECT_TRUE(writer.offer_spare(store->create(2).value()));
        while (writer.progress().segment == 1) {
            EXPECT_TRUE(writer.input(Timer{Instant{1}}));
        }
        EXPECT_TRUE(store->create(3));
    }
    [[nodiscard]] std::uint64_t records(std::uint32_t epoch) const {
        const auto runs = list_runs(path()).value();
        for (const RunFiles& run : runs) {
            if (run.epoch == epoch) {
                RunReader reader(run);
                Record record;
                std::uint64_t count = 0;
                while (reader.next(record)) {
                    ++count;
                }
                EXPECT_EQ(reader.end(), End::Open) << reader.fault();
                return count;
            }
        }
        return 0;
    }
    void work(Archive& archive, std::uint32_t finished = 0) {
        for (int i = 0; i < 200; ++i) {
            now_ = now_ + seconds(11);
            EXPECT_EQ(archive.step(finished, now_, wall_), "");
        }
    }
    [[nodiscard]] bool there(const std::string& name) const {
        return fs::exists(folder_.path() / name);
    }
    [[nodiscard]] std::string path() const { return folder_.path().string(); }

    support::TemporaryFolder folder_;
    Instant now_{1};
    WallTime wall_{static_cast<std::int64_t>(::time(nullptr)) * 1'000'000'000};
};

TEST_F(ArchiveTest, PacksFinishedSegmentsAndTheyReadTheSame) {
    write_run(1);
    write_run(2);
    const std::uint64_t before = records(1);
    ASSERT_GT(before, 5000U);
    Archive archive({path(), 2, true, 30, 1U << 30U});
    work(archive, 1);
    EXPECT_TRUE(there("0000001-00001.journal.gz"));
    EXPECT_TRUE(there("0000001-00002.journal.gz"));
    EXPECT_FALSE(there("0000001-00001.journal"));
    EXPECT_FALSE(there("0000001-00003.journal")) << "a spare that nobody used";
    EXPECT_TRUE(there("0000002-00001.journal.gz"));
    EXPECT_TRUE(there("0000002-00002.journal")) << "still written";
    EXPECT_TRUE(there("0000002-00003.journal")) << "the spare of the run going on";
    EXPECT_EQ(records(1), before);
    EXPECT_LT(fs::file_size(folder_.path() / "0000001-00001.journal.gz"), kBytes / 4);
}

TEST_F(ArchiveTest, LeavesEverythingAsItIsWhenNotToPack) {
    write_run(1);
    write_run(2);
    Archive archive({path(), 2, false, 30, 1U << 30U});
    work(archive, 1);
    EXPECT_TRUE(there("0000001-00001.journal"));
    EXPECT_FALSE(archive.busy());
}

TEST_F(ArchiveTest, RemovesTheOldestBeyondTheSizeAndNeverTheTwoNewestRuns) {
    for (std::uint32_t epoch = 1; epoch <= 4; ++epoch) {
        write_run(epoch);
    }
    Archive archive({path(), 4, false, 30, 1});
    work(archive);
    EXPECT_EQ(list_runs(path()).value().size(), 2U);
    EXPECT_GT(records(3), 0U);
    EXPECT_GT(records(4), 0U);
}

TEST_F(ArchiveTest, RemovesWhatIsOlderThanTheDeskKeeps) {
    for (std::uint32_t epoch = 1; epoch <= 4; ++epoch) {
        write_run(epoch);
    }
    Archive archive({path(), 4, false, 30, 1U << 30U});
    work(archive);
    EXPECT_EQ(list_runs(path()).value().size(), 4U);
    wall_ = wall_ + seconds(31 * 86'400);
    work(archive);
    EXPECT_EQ(list_runs(path()).value().size(), 2U);
}

TEST_F(ArchiveTest, PrefersThePlainFileWhenPackingWasCutShort) {
    write_run(1);
    std::ofstream(folder_.file("0000001-00001.journal.gz")) << "half a file";
    EXPECT_GT(records(1), 5000U);
}

TEST_F(ArchiveTest, ReadsADamagedPackedFileAsDamaged) {
    write_run(1);
    write_run(2);
    Archive archive({path(), 2, true, 30, 1U << 30U});
    work(archive);
    const fs::path file = folder_.path() / "0000001-00001.journal.gz";
    fs::resize_file(file, fs::file_size(file) / 2);
    RunReader reader(list_runs(path()).value().front());
    Record record;
    while (reader.next(record)) {
    }
    EXPECT_EQ(reader.end(), End::Damaged);
    EXPECT_NE(reader.fault().find("00001.journal.gz"), std::string::npos);
}

}  // namespace
}  // namespace hedged::runtime::journal
