// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_message.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

namespace hedged::ops {
namespace {

TEST(ControlMessage, ReadsBackTheRequestItWrote) {
    ControlRequest request;
    request.verb = ControlVerb::Arm;
    request.json = true;
    request.request = 42;
    request.name = "Ann";
    request.reason = "start of day";
    std::string line = format_request(request);
    ASSERT_EQ(line.back(), '\n');
    line.pop_back();
    auto const back = parse_request(line);
    ASSERT_TRUE(back.ok()) << back.error();
    EXPECT_EQ(back.value().verb, ControlVerb::Arm);
    EXPECT_TRUE(back.value().json);
    EXPECT_EQ(back.value().request, 42U);
    EXPECT_EQ(back.value().name, "Ann");
    EXPECT_EQ(back.value().reason, "start of day");
}

TEST(ControlMessage, CannotBeSplitByTabsOrLinesInAReason) {
    ControlRequest request;
    request.reason = "a\tb\nc";
    std::string line = format_request(request);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    line.pop_back();
    EXPECT_EQ(parse_request(line).value().reason, "a b c");
}

TEST(ControlMessage, RefusesWhatItDoesNotKnowAndSaysWhatItKnows) {
    auto const refused = parse_request("explode\ttext\t1\t\t");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().find("explode"), std::string::npos);
    EXPECT_NE(refused.error().find("kill"), std::string::npos);
}

TEST(ControlMessage, RefusesHalfRequestsAndTooLongOnes) {
    for (const char* const bad :
         {"", "status", "status\ttext", "status\tyaml\t1\t\t", "status\ttext\t-1\t\t",
          "status\ttext\t1x\t\t", "status\ttext\t1\ta\tb\tc"}) {
        EXPECT_FALSE(parse_request(bad).ok()) << bad;
    }
    EXPECT_FALSE(parse_request(std::string(kControlLineMax + 1, 'a')).ok());
}

TEST(ControlMessage, ReadsBackTheAnswerItWrote) {
    auto const back = parse_answer(format_answer({kControlNotYet, "two\nlines\n"}));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value().exit_code, kControlNotYet);
    EXPECT_EQ(back.value().body, "two\nlines\n");
    EXPECT_FALSE(parse_answer("").ok());
    EXPECT_FALSE(parse_answer("hello\nworld").ok());
}

TEST(ControlMessage, SurvivesAnyBytes) {
    Random random{99};
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random.below(64), '\0');
        for (char& c : bytes) {
            c = static_cast<char>(random.below(256));
        }
        (void)parse_request(bytes);
        (void)parse_answer(bytes);
    }
}

}  // namespace
}  // namespace hedged::ops
