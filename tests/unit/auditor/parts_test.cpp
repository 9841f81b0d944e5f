// SPDX-License-Identifier: Apache-2.0
// Labels, frames, the list of planted bugs and the words of a finding.
#include "hedged/auditor/canary.hpp"

#include "auditor/label.hpp"
#include "auditor/wire.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hedged::auditor {
namespace {

TEST(Labels, AreReadAndWritten) {
    std::uint64_t const id = std::uint64_t{37} << 32U | 36U;
    EXPECT_EQ(label_of(id, "desk"), "dhdesk0011000010");
    EXPECT_EQ(client_id_of("dhdesk0011000010", "desk"), id);
}

TEST(Labels, OfOthersAreNotOurs) {
    EXPECT_FALSE(client_id_of("dhdesk0011000010", "task"));
    EXPECT_FALSE(client_id_of("dhdesk001100001", "desk"));
    EXPECT_FALSE(client_id_of("dhdesk0011-00010", "desk"));
    EXPECT_FALSE(client_id_of("by hand", "desk"));
}

TEST(Labels, AreFoundInText) {
    std::string const text = R"(dh "label":"dhdesk0011000010","x":1)";
    EXPECT_EQ(find_label(text, "desk", 0), 12U);
    EXPECT_EQ(find_label(text, "desk", 13), std::string_view::npos);
}

TEST(Frames, AreKnownByTheirFirstBytes) {
    EXPECT_EQ(glance(R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"quote.X"}})")
                  .channel,
              "quote.X");
    EXPECT_EQ(glance(R"({"jsonrpc":"2.0","id":42,"result":{"order":{"order_id":"7"}}})").id, 42U);
    Glance const heartbeat = glance(R"({"jsonrpc":"2.0","method":"heartbeat","params":{}})");
    EXPECT_TRUE(heartbeat.channel.empty());
    EXPECT_FALSE(heartbeat.id);
}

TEST(Frames, GiveTheirNumbersAndNoOthers) {
    std::string const frame = R"({"best_bid_price":1.5,"bid":2,"null_price":null,"text":"7"})";
    EXPECT_EQ(number_at(frame, "best_bid_price"), 1.5);
    EXPECT_EQ(number_at(frame, "bid"), 2.0);
    EXPECT_FALSE(number_at(frame, "null_price"));
    EXPECT_FALSE(number_at(frame, "text"));
    EXPECT_FALSE(number_at(frame, "price"));
}

TEST(Canaries, AreOneForEachRule) {
    std::set<std::size_t> rules;
    std::set<std::string_view> names;
    for (const CanaryRow& row : canaries()) {
        rules.insert(number_of(row.rule));
        names.insert(row.name);
        EXPECT_EQ(find_canary(row.name), &row);
        EXPECT_EQ(find_canary(row.rule), &row);
        EXPECT_FALSE(row.what.empty());
    }
    EXPECT_EQ(rules.size(), kRules);
    EXPECT_EQ(names.size(), kRules);
    EXPECT_EQ(*rules.begin(), 1U);
    EXPECT_EQ(*rules.rbegin(), kRules);
}

TEST(Violations, SayRuleTimeAndWhatWasSeen) {
    std::string const text = describe({Rule::WithinBudget, InstanceId{3},
                                       Instant{seconds(61).nanoseconds() + 250'000'000},
                                       "5 orders within 1.000 s, the limit is 4"});
    EXPECT_EQ(text,
              "rule 11, instance 3, at 61.250000 s: 5 orders within 1.000 s, the limit is 4 "
              "(messages stay within the budget, with a reserve for cancels)");
}

}  // namespace
}  // namespace hedged::auditor
