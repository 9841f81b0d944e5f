// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/log.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace hedged::ops {
namespace {

class LogFile : public ::testing::Test {
protected:
    std::unique_ptr<Log> open(const std::string& level = "info") {
        auto log = Log::open({level, folder_.file("log"), false});
        EXPECT_TRUE(log);
        return std::move(log.value());
    }
    std::string text() const {
        std::ifstream in(folder_.file("log"));
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }
    long lines() const {
        const std::string all = text();
        return std::count(all.begin(), all.end(), '\n');
    }
    support::TemporaryFolder folder_;
    Names names_;
};

TEST_F(LogFile, WritesUtcTimeLevelAndSentence) {
    open()->info("hello {} world");
    const std::string line = text();
    EXPECT_NE(line.find("Z info    hello {} world"), std::string::npos) << line;
}

TEST_F(LogFile, LeavesOutWhatIsBelowItsLevel) {
    auto log = open("warning");
    log->info("no");
    log->warning("yes");
    log.reset();
    EXPECT_EQ(text().find("no"), std::string::npos);
    EXPECT_NE(text().find("yes"), std::string::npos);
}

TEST_F(LogFile, NeverShowsARegisteredSecret) {
    auto log = open();
    log->hide("hunter2");
    log->info("the key is hunter2, again hunter2");
    Note note;
    note.kind = NoteKind::OrderRefused;
    note.text.assign_truncated("hunter2");
    log->record(note, names_, Instant{1});
    log.reset();
    EXPECT_EQ(text().find("hunter2"), std::string::npos) << text();
    EXPECT_NE(text().find("[secret]"), std::string::npos);
}

TEST_F(LogFile, CutsAFloodOfOneKindAndSaysHowMuch) {
    auto log = open();
    Note note;
    note.kind = NoteKind::DuplicateFill;
    for (int i = 0; i < 1000; ++i) {
        log->record(note, names_, Instant{1'000'000'000 + i});
    }
    EXPECT_EQ(log->left_out(), 1000U - Log::kLinesASecond);
    log->tick(Instant{3'000'000'000});
    log.reset();
    EXPECT_EQ(lines(), static_cast<long>(Log::kLinesASecond) + 1);
    EXPECT_NE(text().find("980 more records of kind duplicate-fill were left out"),
              std::string::npos);
}

TEST_F(LogFile, LetsOtherKindsThroughAFlood) {
    auto log = open();
    Note flood;
    flood.kind = NoteKind::DuplicateFill;
    for (int i = 0; i < 100; ++i) {
        log->record(flood, names_, Instant{1'000'000'000});
    }
    Note rare;
    rare.kind = NoteKind::KillConfirmed;
    log->record(rare, names_, Instant{1'000'000'000});
    log.reset();
    EXPECT_NE(text().find("kill confirmed"), std::string::npos);
}

TEST_F(LogFile, NeverCutsAnAlarm) {
    auto log = open();
    Note note;
    note.kind = NoteKind::FillWithoutOrder;
    note.severity = Severity::Alarm;
    for (int i = 0; i < 100; ++i) {
        log->record(note, names_, Instant{1'000'000'000});
    }
    log.reset();
    EXPECT_EQ(lines(), 100);
}

TEST(Log, SaysWhichFileCannotBeOpened) {
    const auto log = Log::open({"info", "/proc/nonexistent/log", false});
    ASSERT_FALSE(log);
    EXPECT_NE(log.error().find("/proc/nonexistent/log"), std::string::npos);
}

TEST_F(LogFile, KeepsWhatMeansNothingByItselfForDebugging) {
    Note note;
    note.kind = NoteKind::DuplicateFill;
    note.severity = Severity::Debug;
    open()->record(note, names_, Instant{1});
    EXPECT_EQ(lines(), 0);
    open("debug")->record(note, names_, Instant{1});
    EXPECT_EQ(lines(), 1);
}

TEST(Log, GivesItsConsoleLinesToWhoeverDrawsOnTheTerminal) {
    std::string lines;
    LogSettings settings;
    settings.console_writer = [&](std::string_view line) { lines += line; };
    Log::open(settings).value()->info("hello");
    EXPECT_NE(lines.find("info    hello\n"), std::string::npos) << lines;
}

}  // namespace
}  // namespace hedged::ops
