// SPDX-License-Identifier: Apache-2.0
// What the exchange said of positions, as the next run will be told.
#include "hedged/engine/carried_positions.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

namespace hedged::engine {
namespace {

constexpr WallTime kStart{1'790'000'000'000'000'000};

WallTime at_s(std::int64_t s) {
    return kStart + seconds(s);
}

class PositionStatementsTest : public ::testing::Test {
protected:
    void state(const char* instrument, double amount, std::int64_t s) {
        statements.on_position(InstrumentName{instrument}, amount, at_s(s));
    }
    [[nodiscard]] std::optional<double> held(std::string_view instrument) const {
        for (const CarriedPosition& one : statements.positions().held) {
            if (one.instrument == instrument) {
                return one.amount;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] WallTime listed() const { return statements.positions().listed_as_of; }
    PositionStatements statements;
};

TEST_F(PositionStatementsTest, KeepTheNewestOfEachInstrument) {
    state("A", 1.0, 1);
    state("B", 2.0, 1);
    state("A", 3.0, 2);
    EXPECT_EQ(held("A"), 3.0);
    EXPECT_EQ(held("B"), 2.0);
    EXPECT_EQ(statements.positions().held[0].as_of, at_s(2));
}

TEST_F(PositionStatementsTest, AreNotUndoneByOneThatWasOvertaken) {
    state("A", 1.0, 10);
    state("A", 3.0, 9);
    EXPECT_EQ(held("A"), 1.0);
}

TEST_F(PositionStatementsTest, FromFarInTheFutureShutNothingOut) {
    state("A", 1.0, 1'000);
    state("A", 3.0, 9);
    EXPECT_EQ(held("A"), 3.0);
}

TEST_F(PositionStatementsTest, WithoutAStampAreAsOfTheNewestBefore) {
    statements.on_position(InstrumentName{"A"}, 4.0, WallTime{});
    EXPECT_FALSE(held("A")) << "of no moment at all";
    state("A", 1.0, 1);
    state("B", 1.0, 7);
    statements.on_position(InstrumentName{"A"}, 5.0, WallTime{});
    EXPECT_EQ(held("A"), 5.0);
    EXPECT_EQ(statements.positions().held[0].as_of, at_s(7));
}

TEST_F(PositionStatementsTest, WithoutANumberAreLeftOut) {
    state("A", 1.0, 1);
    state("A", std::numeric_limits<double>::quiet_NaN(), 2);
    EXPECT_EQ(held("A"), 1.0);
}

TEST_F(PositionStatementsTest, OfAWholeListLeaveOutWhatItDoesNotName) {
    state("A", 1.0, 1);
    state("B", 2.0, 1);
    state("C", 3.0, 1);
    statements.on_list_begin();
    state("B", 2.0, 5);
    statements.on_list_whole(at_s(5));
    EXPECT_FALSE(held("A"));
    EXPECT_EQ(held("B"), 2.0);
    EXPECT_FALSE(held("C"));
    EXPECT_EQ(listed(), at_s(5));
}

TEST_F(PositionStatementsTest, OfAFailedListMeanNothingByAbsence) {
    state("A", 1.0, 1);
    statements.on_list_begin();
    statements.on_list_failed();
    statements.on_list_whole(at_s(5));
    EXPECT_EQ(held("A"), 1.0);
    EXPECT_EQ(listed(), WallTime{});
}

TEST_F(PositionStatementsTest, OfAListWhoseBeginNobodySawMeanNothingByAbsence) {
    state("A", 1.0, 1);
    statements.on_list_whole(at_s(5));
    EXPECT_EQ(held("A"), 1.0);
    EXPECT_EQ(listed(), WallTime{});
}

TEST_F(PositionStatementsTest, WithoutRoomMakeUnknownWhatIsNotHeld) {
    statements.on_list_begin();
    for (std::size_t i = 0; i < kCarriedPositionsMax; ++i) {
        state(std::to_string(i).c_str(), 1.0, 1);
    }
    statements.on_list_whole(at_s(1));
    EXPECT_EQ(listed(), at_s(1));
    state("one too many", 1.0, 2);
    EXPECT_EQ(listed(), WallTime{});
    EXPECT_EQ(statements.positions().held.size(), kCarriedPositionsMax);
    statements.on_list_begin();
    state("0", 1.0, 3);
    statements.on_list_whole(at_s(3));
    EXPECT_EQ(statements.positions().held.size(), 1U);
    EXPECT_EQ(listed(), at_s(3)) << "there was room for this one";
}

TEST_F(PositionStatementsTest, OfAListWithoutRoomDoNotSayWhatIsFlat) {
    statements.on_list_begin();
    for (std::size_t i = 0; i <= kCarriedPositionsMax; ++i) {
        state(std::to_string(i).c_str(), 1.0, 1);
    }
    statements.on_list_whole(at_s(1));
    EXPECT_EQ(listed(), WallTime{});
}

}  // namespace
}  // namespace hedged::engine
