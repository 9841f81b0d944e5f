// SPDX-License-Identifier: Apache-2.0
// Rules 5 and 7: the journal, written here byte by byte as its page specifies it.
#include "auditor/journal_reader.hpp"
#include "unit/auditor/scene.hpp"

#include <array>

namespace hedged::auditor::test {
namespace {

template <class T>
void put(std::string& bytes, T value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
        bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU));
    }
}

class Pen {
public:
    Pen() {
        put<std::uint64_t>(text, 0x314C4E4A44474448ULL);
        text.resize(48, '\0');
        put<std::uint64_t>(text, 1);
        text.resize(124, '\0');
        put<std::uint32_t>(text, crc32c_of(0, text));
    }
    void record(std::uint16_t type, std::string payload) {
        payload.resize((36 + payload.size() + 7) / 8 * 8 - 36, '\0');
        std::string body;
        put<std::uint64_t>(body, ++sequence_);
        put<std::uint64_t>(body, 0);
        put<std::uint64_t>(body, 0);
        put<std::uint16_t>(body, type);
        put<std::uint16_t>(body, 1);
        body += payload;
        crc_ = crc32c_of(crc_, body);
        put<std::uint32_t>(text, static_cast<std::uint32_t>(body.size() + 8));
        put<std::uint32_t>(text, crc_);
        text += body;
    }
    void intent(std::uint64_t id) {
        std::string payload;
        put<std::uint64_t>(payload, id);
        record(kIntentType, payload + "the rest of the order");
    }
    std::string text;

private:
    std::uint32_t crc_ = 0;
    std::uint64_t sequence_ = 0;
};

TEST(JournalReader, AgreesWithThePublishedCheckValueOfCrc32c) {
    EXPECT_EQ(crc32c_of(0, "123456789"), 0xE306'9283U);
}

TEST(JournalBeforeWire, FindsTheIntentInTheJournalItself) {
    Scene scene;
    Start run = scene.start();
    Pen pen;
    pen.record(1, "start");
    pen.intent(std::uint64_t{1} << 32U | 1U);
    std::size_t const half = pen.text.size() / 2;
    scene.auditor.journal_bytes(scene.now, kFirst, 1, 0, pen.text.substr(0, half));
    scene.auditor.journal_bytes(scene.now, kFirst, 1, half, pen.text.substr(half));
    (void)scene.send(run, {.journaled = false});
    EXPECT_SILENT(scene);
}

TEST(JournalBeforeWire, DoesNotTakeHalfARecordForAnIntent) {
    Scene scene;
    Start run = scene.start();
    Pen pen;
    pen.intent(std::uint64_t{1} << 32U | 1U);
    scene.auditor.journal_bytes(scene.now, kFirst, 1, 0, pen.text.substr(0, pen.text.size() - 8));
    (void)scene.send(run, {.journaled = false});
    EXPECT_ONLY(scene, Rule::JournalBeforeWire);
}

TEST(JournalReplays, ReportsARecordThatIsWrittenWrong) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    pen.record(1, "start");
    pen.text[pen.text.size() - 3] ^= 1;
    scene.auditor.journal_bytes(scene.now, kFirst, 1, 0, pen.text);
    EXPECT_ONLY(scene, Rule::JournalReplays);
}

TEST(JournalReplays, ReportsAHoleInWhatIsWritten) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    scene.auditor.journal_bytes(scene.now, kFirst, 1, 0, pen.text);
    scene.auditor.journal_bytes(scene.now, kFirst, 1, pen.text.size() + 8, "12345678");
    EXPECT_ONLY(scene, Rule::JournalReplays);
}

TEST(JournalReplays, ReportsAStartThatAcceptsAGarbledTail) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    pen.record(1, "start");
    pen.record(0x103, "an input");
    pen.text[pen.text.size() - 5] ^= 4;
    std::array<std::string_view, 1> const found = {pen.text};
    scene.auditor.journal_found(scene.now, kFirst, found, 2);
    EXPECT_ONLY(scene, Rule::JournalReplays);
}

TEST(JournalReplays, ReportsAStartThatLosesGoodRecords) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    pen.record(1, "start");
    pen.record(0x103, "an input");
    std::array<std::string_view, 1> const found = {pen.text};
    scene.auditor.journal_found(scene.now, kFirst, found, 1);
    EXPECT_ONLY(scene, Rule::JournalReplays);
}

TEST(JournalReplays, AgreesWithAStartThatCutsTheTailAtEveryByte) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    pen.record(1, "start");
    std::size_t const first = pen.text.size();
    pen.record(0x103, "an input");
    for (std::size_t size = first; size < pen.text.size(); ++size) {
        std::string const cut = pen.text.substr(0, size);
        std::array<std::string_view, 1> const found = {cut};
        scene.auditor.journal_found(scene.now, kFirst, found, 1);
    }
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::JournalReplays), 0U);
}

TEST(JournalReplays, ReportsAReplayThatEndsInAnotherState) {
    Scene scene;
    (void)scene.start();
    scene.auditor.replayed(scene.now, kFirst, 10, 5, 5);
    EXPECT_SILENT(scene);
    scene.auditor.replayed(scene.now, kFirst, 11, 5, 6);
    EXPECT_ONLY(scene, Rule::JournalReplays);
}

TEST(NoSecrets, AreLookedForInTheJournal) {
    Scene scene;
    (void)scene.start();
    Pen pen;
    pen.record(1, "key marker-secret");
    scene.auditor.journal_bytes(scene.now, kFirst, 1, 0, pen.text);
    EXPECT_ONLY(scene, Rule::NoSecrets);
}

}  // namespace
}  // namespace hedged::auditor::test
