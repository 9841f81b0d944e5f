// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/fixed_string.hpp"
#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/ids.hpp"
#include "hedged/core/result.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged {
namespace {

TEST(FixedString, HoldsTextUpToItsCapacityAndRefusesMore) {
    FixedString<4> text;
    EXPECT_TRUE(text.assign("abcd"));
    EXPECT_EQ(text.view(), "abcd");
    EXPECT_FALSE(text.assign("abcde"));
    EXPECT_TRUE(text.empty());
}

TEST(FixedString, CutsTextOnlyWhenAskedTo) {
    FixedString<4> text;
    text.assign_truncated("abcdef");
    EXPECT_EQ(text.view(), "abcd");
}

TEST(FixedVector, SaysWhenItIsFull) {
    FixedVector<int, 2> items;
    EXPECT_TRUE(items.push_back(1));
    EXPECT_TRUE(items.push_back(2));
    EXPECT_TRUE(items.full());
    EXPECT_FALSE(items.push_back(3));
    EXPECT_EQ(items.size(), 2U);
}

TEST(FixedVector, RemovesByMovingTheLastItemIntoTheHole) {
    FixedVector<int, 3> items;
    for (int i : {1, 2, 3}) {
        ASSERT_TRUE(items.push_back(i));
    }
    items.swap_remove(0);
    EXPECT_EQ(items[0], 3);
    EXPECT_EQ(items.size(), 2U);
}

TEST(FixedVectorDeathTest, StopsTheProcessWhenReadBeyondItsEnd) {
    FixedVector<int, 3> items;
    EXPECT_DEATH((void)items[0], "assertion failed");
}

TEST(Result, HoldsEitherAValueOrAnError) {
    enum class Code { Bad };
    Result<int, Code> const good = 4;
    Result<int, Code> const bad = Code::Bad;
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(good.value(), 4);
    EXPECT_FALSE(bad.ok());
    EXPECT_EQ(bad.error(), Code::Bad);
}

TEST(ClientOrderId, KeepsItsEpochAndNumberApart) {
    ClientOrderId const id = make_client_order_id(7, 42);
    EXPECT_EQ(id.epoch(), 7U);
    EXPECT_EQ(id.number(), 42U);
    EXPECT_TRUE(id.ours());
    EXPECT_FALSE(ClientOrderId{}.ours());
}

}  // namespace
}  // namespace hedged
