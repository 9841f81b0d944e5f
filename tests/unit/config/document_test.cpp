// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

namespace hedged::config {
namespace {

std::string faults_of(std::string_view text) {
    Problems problems;
    (void)parse_document(text, "f.yaml", problems);
    return to_string(problems);
}

TEST(Document, KnowsWhereEveryKeyStands) {
    Problems problems;
    const Node root = parse_document("a: 1\nb:\n  c: [x, 'y']\n", "f.yaml", problems);
    ASSERT_TRUE(problems.empty());
    ASSERT_NE(root.find("b"), nullptr);
    EXPECT_EQ(root.find("b")->place.line, 2);
    const Node::Entry* inner = root.find("b")->value.find("c");
    ASSERT_NE(inner, nullptr);
    EXPECT_EQ(inner->place.line, 3);
    EXPECT_EQ(inner->place.column, 3);
    EXPECT_FALSE(inner->value.items[0].quoted);
    EXPECT_TRUE(inner->value.items[1].quoted);
}

TEST(Document, RefusesAKeyGivenTwiceAndNamesBothLines) {
    EXPECT_EQ(faults_of("band: 1\nname: x\nband: 2\n"),
              "f.yaml:3:1: key 'band' is given twice; first on line 1\n");
}

TEST(Document, RefusesAliasesAnchorsAndTags) {
    EXPECT_NE(faults_of("a: &x 1\n").find("anchors"), std::string::npos);
    EXPECT_NE(faults_of("a: *x\n"), "");
    EXPECT_NE(faults_of("a: !!int 5\n").find("tags"), std::string::npos);
}

TEST(Document, RefusesASecondDocument) {
    EXPECT_NE(faults_of("a: 1\n---\nb: 2\n").find("second document"), std::string::npos);
}

TEST(Document, NamesTheLineOfASyntaxError) {
    const std::string text = faults_of("a: 1\nb: [1, 2\nc: 3\n");
    EXPECT_NE(text.find("not valid YAML"), std::string::npos) << text;
    EXPECT_EQ(text.find("f.yaml:1:"), std::string::npos) << text;
}

TEST(Document, RefusesDepthBeyondItsLimit) {
    EXPECT_NE(faults_of(std::string(17, '[') + std::string(17, ']')), "");
    EXPECT_EQ(faults_of(std::string(16, '[') + std::string(16, ']')), "");
    EXPECT_NE(faults_of(std::string(100'000, '[')), "");
}

TEST(Document, RefusesMoreEntriesThanItsLimit) {
    std::string text = "[";
    for (std::size_t i = 0; i < kDocumentNodesMax; ++i) {
        text += "1,";
    }
    EXPECT_NE(faults_of(text + "]").find("too many"), std::string::npos);
}

TEST(Document, RefusesAFileLargerThanItsLimit) {
    EXPECT_NE(faults_of(std::string(kDocumentBytesMax + 1, ' ')).find("1 MiB"), std::string::npos);
}

TEST(Document, SurvivesAnyDamageToAGoodFile) {
    const std::string good =
        "mode: paper\nlist: [a, b]\nmap:\n  x: 1\n  'q': \"two\"\n# comment\nz: |\n  text\n";
    Random random(20260203);
    for (int round = 0; round < 3000; ++round) {
        std::string text = good;
        for (std::uint64_t i = 0; i <= random.below(4); ++i) {
            const auto at = static_cast<std::size_t>(random.below(text.size()));
            if (random.below(2) == 0) {
                text[at] = static_cast<char>(random.below(256));
            } else {
                text.erase(at, static_cast<std::size_t>(random.below(5)));
            }
            if (text.empty()) {
                break;
            }
        }
        Problems problems;
        (void)parse_document(text, "f.yaml", problems);
        for (const Problem& problem : problems) {
            EXPECT_FALSE(problem.text.empty()) << "round " << round;
        }
    }
}

}  // namespace
}  // namespace hedged::config
