// SPDX-License-Identifier: Apache-2.0
// Records that stand in memory until the disk has them: who finds them, and when.
#include "hedged/runtime/journal/staging.hpp"

#include "hedged/runtime/journal/catalogue.hpp"
#include "hedged/runtime/journal/journal.hpp"
#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hedged::runtime::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBytes = std::size_t{4} << 20U;

class Staged : public ::testing::Test {
protected:
    Staged() { fs::create_directory(folder()); }

    [[nodiscard]] std::string folder() const { return place_.file("journal"); }
    [[nodiscard]] std::string root() const { return place_.path().string(); }
    [[nodiscard]] std::string staging() const {
        return root() + "/hedged-" + std::to_string(::geteuid());
    }
    [[nodiscard]] std::unique_ptr<SegmentStore> store(std::uint32_t epoch = 9) {
        return make_file_store(folder(), epoch, kBytes, root(), &why_not_);
    }
    // Segment files, without the link to the folder.
    [[nodiscard]] std::size_t staged_files() const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(staging())) {
            count += entry.is_symlink() ? 0U : 1U;
        }
        return count;
    }
    // How many timers a segment holds, as a reader of this root sees it.
    [[nodiscard]] int timers(const std::string& root, std::uint32_t epoch = 9) const {
        const SegmentFile file{1, false, folder() + "/" + segment_name(epoch, 1), 0};
        const auto bytes = load_segment_from(file, root);
        EXPECT_TRUE(bytes);
        auto reader = SegmentReader::open(bytes.value());
        int count = 0;
        Record record;
        while (reader && reader.value().next(record)) {
            ++count;
        }
        return count;
    }
    // A process that records, makes the first so many safe, and is killed.
    void die_after(int records, int synced) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto files = store();
            const Segment first = files->create(1).value();
            Writer writer(Identity{9, 0, 0, 0}, *files, first);
            for (int i = 1; i <= records; ++i) {
                (void)writer.input(Timer{Instant{i}});
                if (i == synced) {
                    (void)files->sync(first, writer.progress().bytes);
                    files->extend_ready(first, writer.progress().bytes);
                }
            }
            ::raise(SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
    }

    support::TemporaryFolder place_;
    std::string why_not_;
};

TEST_F(Staged, RecordsOfAKilledProcessAreFoundBesideItsFile) {
    die_after(1'000, 0);
    EXPECT_EQ(timers("/nonexistent"), 0) << "nothing was synced";
    EXPECT_EQ(timers(root()), 1'000);
}

TEST_F(Staged, RecordsAreOnTheDiskAfterTheNextStart) {
    die_after(1'000, 400);
    EXPECT_EQ(timers("/nonexistent"), 400);
    EXPECT_EQ(absorb_staged(root(), folder()), "");
    EXPECT_EQ(timers("/nonexistent"), 1'000);
    EXPECT_EQ(staged_files(), 0U);
}

TEST_F(Staged, MemoryIsGivenBackBehindWhatTheDiskHas) {
    constexpr int kMany = 60'000;
    die_after(kMany, kMany - 10);
    EXPECT_EQ(timers(root()), kMany);
    for (const auto& entry : fs::directory_iterator(staging())) {
        struct stat found {};
        ASSERT_EQ(::lstat(entry.path().c_str(), &found), 0);
        EXPECT_LT(found.st_blocks * 512, std::int64_t{kBytes} - (std::int64_t{1} << 20U))
            << entry.path();
    }
    EXPECT_EQ(absorb_staged(root(), folder()), "");
    EXPECT_EQ(timers("/nonexistent"), kMany);
}

TEST_F(Staged, FilesAreGoneWithTheSegmentsThatWereFinished) {
    auto files = store();
    const Segment used = files->create(1).value();
    const Segment unused = files->create(2).value();
    EXPECT_EQ(why_not_, "");
    EXPECT_EQ(staged_files(), 2U);
    used.bytes[100] = std::byte{7};
    EXPECT_EQ(files->finish(used, 512), "");
    EXPECT_EQ(files->finish(unused, 0), "");
    EXPECT_EQ(staged_files(), 0U);
    const auto bytes =
        load_segment_from({1, false, folder() + "/" + segment_name(9, 1), 512}, root());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes.value().size(), 512U);
    EXPECT_EQ(bytes.value()[100], std::byte{7});
}

TEST_F(Staged, SegmentsThatAreSafeAreOnTheDisk) {
    auto files = store();
    const Segment segment = files->create(1).value();
    segment.bytes[100] = std::byte{7};
    segment.bytes[200] = std::byte{8};
    EXPECT_EQ(files->sync(segment, 150), "");
    const auto bytes =
        load_segment_from({1, false, folder() + "/" + segment_name(9, 1), 0}, "/nonexistent");
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes.value()[100], std::byte{7});
    EXPECT_EQ(bytes.value()[200], std::byte{0});
}

TEST_F(Staged, MemoryThatOthersMayWriteToIsNotUsed) {
    fs::create_directory(staging());
    ASSERT_EQ(::chmod(staging().c_str(), 0777), 0);
    auto files = store();
    const auto segment = files->create(1);
    ASSERT_TRUE(segment) << "the file itself is used";
    EXPECT_NE(why_not_.find("others may write"), std::string::npos) << why_not_;
    segment.value().bytes[100] = std::byte{7};
    EXPECT_EQ(files->sync(segment.value(), 150), "");
    EXPECT_EQ(files->finish(segment.value(), 150), "");
}

TEST_F(Staged, WithoutAnyMemoryTheFileIsUsed) {
    auto files = make_file_store(folder(), 9, kBytes, "/nonexistent", &why_not_);
    ASSERT_TRUE(files->create(1));
    EXPECT_NE(why_not_.find("/nonexistent"), std::string::npos) << why_not_;
}

// A journal whose memory for staging can be taken away and given back while it records.
class StagedJournal : public Staged {
protected:
    StagedJournal() {
        JournalSettings settings;
        settings.folder = folder();
        settings.segment_bytes = 2 * kRecordBytesMax;
        settings.staging = root();
        settings.identity = {9, 0, 0, 0};
        settings.compress = false;
        journal_ = std::move(Journal::open(
                                 settings, [] { return Instant{1}; }, [] { return WallTime{1}; })
                                 .value());
    }
    // Fills a segment and takes a turn, which makes the spare after the next; what it has to say.
    [[nodiscard]] std::string after_another_segment() {
        Writer& writer = journal_->writer();
        const std::uint32_t before = writer.progress().segment;
        while (writer.progress().segment == before && writer.input(Timer{Instant{1}})) {
        }
        journal_->turn();
        return journal_->next_fault();
    }
    void let_others_write(bool may) const {
        ASSERT_EQ(::chmod(staging().c_str(), may ? 0777 : 0750), 0);
    }

    std::unique_ptr<Journal> journal_;
};

TEST_F(StagedJournal, SaysOnceThatItsMemoryWasLost) {
    EXPECT_EQ(after_another_segment(), "");
    let_others_write(true);
    const std::string said = after_another_segment();
    EXPECT_TRUE(said.starts_with(kUnstaged)) << said;
    EXPECT_NE(said.find("others may write"), std::string::npos) << said;
    EXPECT_EQ(after_another_segment(), "");
}

TEST_F(StagedJournal, SaysItAgainAfterTheMemoryWasBack) {
    let_others_write(true);
    EXPECT_NE(after_another_segment(), "");
    let_others_write(false);
    EXPECT_EQ(after_another_segment(), "");
    let_others_write(true);
    EXPECT_NE(after_another_segment(), "");
}

TEST_F(StagedJournal, LosesNoRecordWithItsMemory) {
    let_others_write(true);
    for (int i = 0; i < 3; ++i) {
        (void)after_another_segment();
    }
    EXPECT_EQ(journal_->writer().lost(), 0U);
    EXPECT_EQ(journal_->close(), "");
    EXPECT_GT(timers("/nonexistent"), 0);
}

// The folder was removed, and one of the same name made anew.
TEST_F(Staged, RecordsOfAnotherFolderAreNotTakenForOurs) {
    die_after(1'000, 0);
    fs::rename(folder(), place_.file("old"));
    fs::create_directory(folder());
    fs::copy_file(place_.file("old") + "/" + segment_name(9, 1),
                  folder() + "/" + segment_name(9, 1));
    EXPECT_EQ(timers(root()), 0);
    EXPECT_EQ(absorb_staged(root(), folder()), "");
    EXPECT_EQ(timers("/nonexistent"), 0);
}

// As after a folder was deleted, and the next one got its inodes.
TEST_F(Staged, RecordsOfADeletedFolderAreNotTakenForThoseOfItsSuccessor) {
    die_after(3, 0);
    ASSERT_EQ(timers(root()), 3);
    fs::remove(folder() + "/staging-id");
    EXPECT_EQ(timers(root()), 0);
    EXPECT_EQ(absorb_staged(root(), folder()), "");
    EXPECT_EQ(timers("/nowhere"), 0);
    fs::remove(folder() + "/" + segment_name(9, 1));
    {
        auto const successor = store();
        ASSERT_TRUE(successor->create(1));
        EXPECT_EQ(why_not_, "");
    }
    EXPECT_EQ(absorb_staged(root(), folder()), "");
    EXPECT_EQ(timers("/nowhere"), 0);
}

TEST_F(Staged, RecordsOfAFolderThatIsGoneAreRemoved) {
    die_after(10, 0);
    ASSERT_EQ(staged_files(), 1U);
    fs::remove_all(folder());
    fs::create_directory(place_.file("another"));
    EXPECT_EQ(absorb_staged(root(), place_.file("another")), "");
    EXPECT_TRUE(fs::is_empty(staging()));
}

TEST_F(Staged, AFolderThatWasNeverRecordedInHoldsNothing) {
    EXPECT_EQ(absorb_staged(root(), place_.file("missing")), "");
    EXPECT_EQ(absorb_staged("/nonexistent", folder()), "");
}

}  // namespace
}  // namespace hedged::runtime::journal
