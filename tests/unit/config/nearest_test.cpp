// SPDX-License-Identifier: Apache-2.0
#include "config/nearest.hpp"

#include <gtest/gtest.h>

namespace hedged::config {
namespace {

TEST(NearestWord, CountsInsertionsDeletionsReplacementsAndSwaps) {
    EXPECT_EQ(edit_distance("band", "band"), 0U);
    EXPECT_EQ(edit_distance("band", "bands"), 1U);
    EXPECT_EQ(edit_distance("band", "bnd"), 1U);
    EXPECT_EQ(edit_distance("band", "bend"), 1U);
    EXPECT_EQ(edit_distance("lower", "lowre"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(NearestWord, FindsTheKeyAPersonMeant) {
    EXPECT_EQ(nearest_word("numeriare", {"name", "numeraire", "band"}), "numeraire");
    EXPECT_EQ(nearest_word("lower_coin", {"upper_coins", "lower_coins"}), "lower_coins");
}

TEST(NearestWord, OffersNothingForAWordThatIsFarFromAll) {
    EXPECT_EQ(nearest_word("colour", {"name", "numeraire", "band"}), "");
    EXPECT_EQ(nearest_word("ab", {"cd"}), "");
}

}  // namespace
}  // namespace hedged::config
