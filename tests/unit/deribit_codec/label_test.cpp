// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/label.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::deribit {
namespace {

const AccountTag kTag = *AccountTag::make("ab12");

TEST(Label, HoldsTagEpochAndNumber) {
    EXPECT_EQ(encode_label(kTag, make_client_order_id(1, 10)).view(),
              "dhab120001"
              "00000a");
    EXPECT_EQ(encode_label(kTag, make_client_order_id(36, 36 * 36)).view(),
              "dhab12001000"
              "0100");
}

TEST(Label, ReadsBackEveryIdItWrites) {
    Random random(20'260'102);
    for (int i = 0; i < 20'000; ++i) {
        const auto id =
            make_client_order_id(static_cast<std::uint32_t>(random.below(kLabelEpochMax + 1ULL)),
                                 static_cast<std::uint32_t>(1 + random.below(kLabelNumberMax)));
        const Label label = encode_label(kTag, id);
        ASSERT_EQ(label.view().size(), kLabelSize);
        ASSERT_EQ(parse_label(kTag, label.view()), id) << label.view();
    }
}

TEST(Label, RefusesIdsThatDoNotFit) {
    EXPECT_TRUE(encode_label(kTag, ClientOrderId{}).empty());
    EXPECT_TRUE(encode_label(kTag, make_client_order_id(kLabelEpochMax + 1, 1)).empty());
    EXPECT_TRUE(encode_label(kTag, make_client_order_id(1, kLabelNumberMax + 1)).empty());
    EXPECT_FALSE(encode_label(kTag, make_client_order_id(kLabelEpochMax, kLabelNumberMax)).empty());
}

TEST(Label, OfAnotherAccountIsForeign) {
    const AccountTag other = *AccountTag::make("ab13");
    const Label label = encode_label(kTag, make_client_order_id(1, 10));
    EXPECT_FALSE(parse_label(other, label.view()).ours());
}

TEST(Label, OfAnotherShapeIsForeign) {
    for (const char* text : {"", "dhab12", "dhab12000100000", "dhab120001000000a0",
                             "dhab12000100000A", "DHab12000100000a", "dhab12000100000 ",
                             "dhab1200-100000a", "xxab12000100000a", "manual hedge", "Händler"}) {
        EXPECT_FALSE(parse_label(kTag, text).ours()) << text;
    }
}

TEST(AccountTag, IsFourLowerCaseDigitsOrLetters) {
    EXPECT_TRUE(AccountTag::make("0000"));
    for (const char* text : {"", "abc", "abcde", "ABCD", "ab-d", "ab d"}) {
        EXPECT_FALSE(AccountTag::make(text)) << text;
    }
}

}  // namespace
}  // namespace hedged::deribit
