// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <gtest/gtest.h>

namespace hedged::config {
namespace {

using namespace std::string_literals;

std::string read(std::string_view text, const std::function<void(MapReader&)>& body) {
    static const std::string kFile = "f.yaml";
    Problems problems;
    const Node root = parse_document(text, kFile, problems);
    {
        MapReader reader(root, "", kFile, problems);
        body(reader);
    }
    return to_string(problems);
}

TEST(MapReader, NamesAnUnknownKeyAndTheNearestKnownOne) {
    const std::string faults = read("numeriare: usd\n", [](MapReader& map) {
        (void)map.text("numeraire", "usd"s);
        (void)map.text("name", "x"s);
    });
    EXPECT_EQ(faults, "f.yaml:1:1: unknown key 'numeriare'; did you mean 'numeraire'?\n");
}

TEST(MapReader, SaysThatARequiredKeyHasNoDefault) {
    EXPECT_NE(read("a: 1\n",
                   [](MapReader& map) {
                       (void)map.integer("a", {0, 9});
                       (void)map.number("max_order_coins", {0, 9});
                   })
                  .find("'max_order_coins' is missing; it has no default"),
              std::string::npos);
}

TEST(MapReader, ReportsEveryProblemInOnePass) {
    const std::string faults = read("a: yes\nb: 500\nc: 99\nd: [1]\ne:\n", [](MapReader& map) {
        (void)map.boolean("a");
        (void)map.duration("b", {0, 10});
        (void)map.integer("c", {1, 10, "a venue limit"});
        (void)map.text("d");
        (void)map.text("e");
    });
    EXPECT_NE(faults.find("f.yaml:1:1"), std::string::npos);
    EXPECT_NE(faults.find("f.yaml:2:1"), std::string::npos);
    EXPECT_NE(faults.find("f.yaml:3:1: 'c' is 99; allowed is 1 to 10 (a venue limit)"),
              std::string::npos)
        << faults;
    EXPECT_NE(faults.find("f.yaml:4:1"), std::string::npos);
    EXPECT_NE(faults.find("f.yaml:5:1"), std::string::npos);
}

TEST(MapReader, SendsASecretWhereItBelongsWithoutShowingIt) {
    for (const char* key : {"client_secret", "api_key", "key", "Password", "passphrase"}) {
        const std::string faults =
            read(std::string(key) + ": hunter2\n", [](MapReader& map) { (void)map.path(); });
        EXPECT_NE(faults.find("does not belong in this file"), std::string::npos) << faults;
        EXPECT_EQ(faults.find("hunter2"), std::string::npos);
    }
}

TEST(MapReader, ListsTheWordsOfAChoice) {
    const std::string faults = read("wait: spinn\n", [](MapReader& map) {
        (void)map.choice("wait", {"spin", "yield"});
    });
    EXPECT_EQ(faults, "f.yaml:1:1: 'wait' is 'spinn'; write one of spin, yield\n");
}

TEST(MapReader, NamesThePathOfAnInnerKey) {
    const std::string faults = read("list:\n  - {band: {lowr: 1}}\n", [](MapReader& map) {
        map.each_map("list", [](MapReader& item) {
            item.map("band", true, [](MapReader& band) {
                (void)band.number("lower", {-5, 5}, 0.0);
            });
        });
    });
    EXPECT_NE(faults.find("unknown key 'lowr' in list[0].band; did you mean 'lower'?"),
              std::string::npos)
        << faults;
}

TEST(MapReader, RefusesAValueWhereAMapIsExpected) {
    EXPECT_NE(read("band: 5\n",
                   [](MapReader& map) { map.map("band", true, [](MapReader&) { FAIL(); }); }),
              "");
    EXPECT_NE(read("list: {}\n",
                   [](MapReader& map) { map.each_map("list", [](MapReader&) { FAIL(); }); }),
              "");
}

}  // namespace
}  // namespace hedged::config
