// SPDX-License-Identifier: Apache-2.0
#include "hedged/protocol/record_words.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace hedged {
namespace {

template <class Enum>
void expect_words_up_to(Enum last) {
    std::set<std::string_view> seen;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const std::string_view words = to_string(static_cast<Enum>(i));
        EXPECT_NE(words, "invalid") << i;
        EXPECT_TRUE(seen.insert(words).second) << words;
    }
    EXPECT_EQ(to_string(static_cast<Enum>(static_cast<int>(last) + 1)), "invalid");
}

TEST(RecordWords, AreThereForEveryValueAndNoOther) {
    expect_words_up_to(QueryResult::Failed);
    expect_words_up_to(SnapshotKind::Trades);
    expect_words_up_to(SnapshotPhase::Failed);
    expect_words_up_to(JournalHealth::Failed);
    expect_words_up_to(OptionType::Put);
    expect_words_up_to(Payoff::Linear);
    expect_words_up_to(AmountUnit::InCoin);
    expect_words_up_to(TickerState::Closed);
    expect_words_up_to(Liquidity::Taker);
    expect_words_up_to(Outcome::Unknown);
    expect_words_up_to(NoteKind::CannotHedge);
    expect_words_up_to(Severity::Alarm);
}

}  // namespace
}  // namespace hedged
