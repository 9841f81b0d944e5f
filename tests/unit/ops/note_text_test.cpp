// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/note_text.hpp"

#include "hedged/protocol/reasons.hpp"
#include "hedged/protocol/record_words.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace hedged::ops {
namespace {

Names some_names() {
    Names names;
    names.underlying(UnderlyingIndex{0}, "BTC");
    names.instrument(InstrumentIndex{4}, "BTC-PERPETUAL");
    return names;
}

Note note_of(NoteKind kind) {
    Note note;
    note.kind = kind;
    note.underlying = UnderlyingIndex{0};
    note.instrument = InstrumentIndex{4};
    note.client_id = make_client_order_id(3, 17);
    return note;
}

constexpr auto kLast = static_cast<int>(NoteKind::CannotHedge);

TEST(NoteText, HasOwnWordsForEveryKind) {
    std::set<std::string> lines;
    std::set<std::string_view> names;
    for (int kind = 0; kind <= kLast; ++kind) {
        const Note note = note_of(static_cast<NoteKind>(kind));
        lines.insert(note_text(note, some_names()));
        names.insert(to_string(note.kind));
    }
    EXPECT_EQ(lines.size(), static_cast<std::size_t>(kLast) + 1);
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kLast) + 1);
    EXPECT_EQ(lines.count("an unknown record"), 0U);
}

TEST(NoteText, SaysWhatAHedgeWasDecidedFrom) {
    Note note = note_of(NoteKind::Hedge);
    note.side = Side::Sell;
    note.values = {0.7312, 0.0, 71234.5, 52'000.0, 71'100.5, 71'230.25};
    EXPECT_EQ(note_text(note, some_names()),
              "order 3-17: sell 52,000.0 BTC-PERPETUAL at 71,100.5 or better, because delta is "
              "+0.7312 and the target 0.0000 coins; index 71,234.5, mid 71,230.2");
}

TEST(NoteText, NamesTheRiskCheckAndItsNumber) {
    Note note = note_of(NoteKind::RiskDenied);
    note.why = Why::RiskDenied;
    note.check = RiskCheck::PriceCollar;
    const std::string line = note_text(note, some_names());
    EXPECT_NE(line.find("not hedging BTC"), std::string::npos) << line;
    EXPECT_NE(line.find("price collar, check 3"), std::string::npos) << line;
}

TEST(NoteText, SaysSinceWhenABookIsNotHedgedAndWhy) {
    Note note = note_of(NoteKind::CannotHedge);
    note.severity = Severity::Alarm;
    note.why = Why::AccountNotConnected;
    note.values = {0.25, -0.25, 30.0};
    const std::string line = note_text(note, some_names());
    EXPECT_EQ(line.find("BTC could not be hedged for the last 30 s: "), 0U) << line;
    EXPECT_NE(line.find("the account connection is not ready"), std::string::npos) << line;
    EXPECT_NE(line.find("wanted trade -0.2500"), std::string::npos) << line;
}

TEST(NoteText, LetsNoControlCharacterOfOthersReachTheTerminal) {
    Note note = note_of(NoteKind::OrderRefused);
    note.text.assign_truncated("bad\x1b[31m\nline");
    const std::string line = note_text(note, some_names());
    for (const char c : line) {
        EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    }
}

TEST(NoteText, SurvivesNumbersThatAreNone) {
    for (int kind = 0; kind <= kLast; ++kind) {
        Note note = note_of(static_cast<NoteKind>(kind));
        if (note.kind == NoteKind::StateChanged || note.kind == NoteKind::OperatorActed ||
            note.kind == NoteKind::ConnectionChanged) {
            continue;  // their values are words of ours
        }
        note.values.fill(std::nan(""));
        EXPECT_FALSE(note_text(note, some_names()).empty());
        note.values.fill(INFINITY);
        EXPECT_FALSE(note_text(note, some_names()).empty());
    }
}

TEST(Names, ShowAnIndexWithoutANameAsItsNumber) {
    Names names;
    EXPECT_EQ(names.of(InstrumentIndex{12}), "#12");
    EXPECT_EQ(names.of(InstrumentIndex{}), "-");
    names.instrument(InstrumentIndex{12}, "X");
    EXPECT_EQ(names.of(InstrumentIndex{12}), "X");
    EXPECT_EQ(names.of(InstrumentIndex{3}), "#3");
}

}  // namespace
}  // namespace hedged::ops
