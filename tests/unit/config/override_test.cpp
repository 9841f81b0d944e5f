// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/override.hpp"

#include "hedged/config/load.hpp"

#include <gtest/gtest.h>

namespace hedged::config {
namespace {

std::string paper() {
    const auto config = load_file(std::string(HEDGED_SOURCE_DIR) + "/config/paper.yaml");
    EXPECT_TRUE(config);
    return effective_yaml(config.value());
}

TEST(Override, ReplacesOneValueAndLeavesEveryOther) {
    const std::string before = paper();
    const auto changed = apply_override(before, {"underlyings.BTC.band.upper_coins", "0.3"});
    ASSERT_TRUE(changed) << changed.error();
    EXPECT_EQ(changed.value().before, "0.5");
    auto config = load_text(changed.value().yaml, "changed");
    ASSERT_TRUE(config) << to_string(config.error());
    EXPECT_EQ(config.value().engine.underlyings[0].band.upper, BookDelta{0.3});
    config.value().engine.underlyings[0].band.upper = BookDelta{0.5};
    EXPECT_EQ(effective_yaml(config.value()), before);
}

TEST(Override, NamesTheKeysThatAreThereWhenTheOneAskedForIsNot) {
    const auto wrong = apply_override(paper(), {"underlyings.BTC.bend.upper_coins", "0.3"});
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().find("'bend' in underlyings.BTC"), std::string::npos) << wrong.error();
    EXPECT_NE(wrong.error().find("band"), std::string::npos) << wrong.error();
    const auto coin = apply_override(paper(), {"underlyings.DOGE.band.upper_coins", "0.3"});
    ASSERT_FALSE(coin);
    EXPECT_NE(coin.error().find("BTC"), std::string::npos) << coin.error();
}

TEST(Override, RefusesWhatIsNoSingleValue) {
    EXPECT_FALSE(apply_override(paper(), {"underlyings.BTC.band", "0.3"}));
    EXPECT_FALSE(apply_override(paper(), {"limits.max_orders_per_second", "[1"}));
}

TEST(Override, IsKeyEqualsValue) {
    ASSERT_TRUE(parse_override("a.b=1"));
    EXPECT_EQ(parse_override("a.b=1").value().path, "a.b");
    EXPECT_EQ(parse_override("a.b=1").value().value, "1");
    for (const char* const text : {"", "a", "=1", "a="}) {
        EXPECT_FALSE(parse_override(text)) << text;
    }
}

}  // namespace
}  // namespace hedged::config
