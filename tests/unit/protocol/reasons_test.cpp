// SPDX-License-Identifier: Apache-2.0
#include "hedged/protocol/reasons.hpp"

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/engine_view.hpp"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace hedged {
namespace {

// These travel between threads by plain copies.
static_assert(std::is_trivially_copyable_v<Event>);
static_assert(std::is_trivially_copyable_v<Action>);
static_assert(std::is_trivially_copyable_v<EngineView>);
static_assert(sizeof(Event) <= 384);

TEST(Reasons, HaveWordsForEveryValueAndNoTwoAreTheSame) {
    std::set<std::string_view> seen;
    for (int i = 0; i <= static_cast<int>(Why::WarmingUp); ++i) {
        auto const words = to_string(static_cast<Why>(i));
        EXPECT_NE(words, "invalid") << i;
        EXPECT_TRUE(seen.insert(words).second) << words;
    }
}

TEST(Reasons, SayInvalidForAValueOutsideTheEnum) {
    EXPECT_EQ(to_string(static_cast<Why>(250)), "invalid");
}

}  // namespace
}  // namespace hedged
