// SPDX-License-Identifier: Apache-2.0
#include "ops/json_text.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::ops {
namespace {

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
    JsonWriter out;
    out.begin_object().field("a", 1.5).flag("b", true).key("c").begin_array();
    out.number(1).number(2).begin_object().end_object().end_array();
    out.field("d", std::uint64_t{7}).end_object();
    EXPECT_EQ(out.str(), R"({"a":1.5,"b":true,"c":[1,2,{}],"d":7})");
}

TEST(JsonWriter, EscapesWhatJsonForbids) {
    JsonWriter out;
    out.text("a\"b\\c\nd\x01");
    EXPECT_EQ(out.str(), "\"a\\\"b\\\\c\\nd\\u0001\"");
}

TEST(JsonWriter, WritesNullForNumbersThatJsonLacks) {
    JsonWriter out;
    out.begin_array().number(std::nan("")).number(INFINITY).end_array();
    EXPECT_EQ(out.str(), "[null,null]");
}

TEST(FlatObject, ReadsTextsNumbersAndBooleans) {
    const auto read = parse_flat_object(R"( {"command":"kill" , "json":true,"n":-1.5e3 } )");
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read.value().at("command"), "kill");
    EXPECT_EQ(read.value().at("json"), "true");
    EXPECT_EQ(read.value().at("n"), "-1.5e3");
    EXPECT_TRUE(parse_flat_object("{}"));
}

TEST(FlatObject, ReadsBackWhatTheWriterEscaped) {
    const std::string odd = "say \"hi\" \\ now";
    JsonWriter out;
    out.begin_object().field("reason", odd).end_object();
    const auto read = parse_flat_object(out.str());
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().at("reason"), odd);
}

TEST(FlatObject, RefusesWhatIsNotOneFlatObject) {
    for (const char* text :
         {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":{}}",
          "{\"a\":[1]}", "{\"a\":nul}", "{\"a\":\"x}", "{\"a\":1,\"a\":2}", "{a:1}",
          "{\"a\":\"\\u0000\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "kill"}) {
        EXPECT_FALSE(parse_flat_object(text)) << text;
    }
}

TEST(FlatObject, SurvivesAnyBytes) {
    const std::string good = R"({"command":"arm","name":"anna","reason":"\"quoted\" \u0041"})";
    Random random(99);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = good;
        for (std::uint64_t i = 0; i <= random.below(6); ++i) {
            text[static_cast<std::size_t>(random.below(text.size()))] =
                static_cast<char>(random.below(256));
        }
        text.resize(static_cast<std::size_t>(random.below(text.size() + 1)));
        (void)parse_flat_object(text);
    }
}

}  // namespace
}  // namespace hedged::ops
