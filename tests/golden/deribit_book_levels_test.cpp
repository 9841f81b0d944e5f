// SPDX-License-Identifier: Apache-2.0
// Every level of every recorded book, in its order, against the JSON read by a parser that shares
// no code with the codec. The texts of deribit_decode/ show only how many levels a long book has.
#include "support/deribit_codec_rig.hpp"
#include "support/json_tree.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using hedged::testing::JsonTree;

struct Level {
    Side side;
    double price;
    double amount;
    bool operator==(const Level&) const = default;
};

// ["new", 42500.0, 950.0], or [42500.0, 950.0] in a grouped book.
std::vector<Level> levels_of(JsonTree& data) {
    std::vector<Level> levels;
    for (const auto& [name, side] : {std::pair{"bids", Side::Buy}, std::pair{"asks", Side::Sell}}) {
        const JsonTree* list = data.find(name);
        for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
            const std::vector<JsonTree>& level = list->items[i].items;
            const bool gone = level.size() == 3 && level[0].text == "\"delete\"";
            levels.push_back({side, std::stod(level[level.size() - 2].text),
                              gone ? 0.0 : std::stod(level.back().text)});
        }
    }
    return levels;
}

TEST(DeribitBookLevels, AreAllDecodedInTheirOrder) {
    std::size_t books = 0;
    std::size_t levels = 0;
    testing::CodecRig rig;
    for (const testing::RecordedMessage& message : testing::recorded_messages()) {
        JsonTree tree = hedged::testing::parse_json_tree(message.text);
        const JsonTree* channel = tree.at("params.channel");
        JsonTree* data = tree.at("params.data");
        if (channel == nullptr || data == nullptr || !channel->text.starts_with("\"book.")) {
            continue;
        }
        ASSERT_TRUE(rig.decode(message.text).ok()) << message.file << ' ' << message.line;
        std::vector<Level> decoded;
        for (const BookLevel& level : rig.frame.levels) {
            decoded.push_back({level.side, level.price, level.amount});
        }
        EXPECT_TRUE(decoded == levels_of(*data)) << message.file << ' ' << message.line;
        ++books;
        levels += decoded.size();
    }
    EXPECT_EQ(books, 59U);
    EXPECT_EQ(levels, 468U);
}

}  // namespace
}  // namespace hedged::deribit
