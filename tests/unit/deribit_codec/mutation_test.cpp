// SPDX-License-Identifier: Apache-2.0
// Goal: no damage to a message makes the decoder invent, crash or stay silent. Method: take every
// recording and every hand-written message, damage one thing at a time, and hold the outcome
// against rules that need no knowledge of the message; and a table of the fields that each kind
// must have.
#include "hedged/core/random.hpp"

#include "app/decode_print.hpp"
#include "support/deribit_codec_rig.hpp"
#include "support/event_checks.hpp"
#include "support/json_tree.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace hedged::deribit {
namespace {

using hedged::testing::JsonTree;
using hedged::testing::parse_json_tree;
using testing::CodecRig;
using testing::RecordedMessage;

DecodeError decode_any(CodecRig& rig, std::string_view json) {
    const DecodeError error = rig.decode(json);
    return error.fault == DecodeFault::NotAMessage ? rig.decode_bare(json) : error;
}

// What a person would read; two decodings are the same when this is.
std::string told(CodecRig& rig) {
    std::ostringstream out;
    app::print_frame(out, 1, rig.frame, rig.table);
    return out.str();
}

void expect_sound(CodecRig& rig, const DecodeError& error, const std::string& what) {
    for (const Event& event : rig.frame.events) {
        ASSERT_TRUE(hedged::testing::is_sound(event)) << what;
    }
    for (const BookLevel& level : rig.frame.levels) {
        ASSERT_TRUE(std::isfinite(level.price) && level.amount >= 0.0) << what;
    }
    if (!error.ok()) {
        ASSERT_TRUE(rig.frame.events.empty()) << what;
        ASSERT_FALSE(rig.frame.book || rig.frame.ticker_change) << what;
        ASSERT_TRUE(rig.frame.levels.empty() && rig.frame.trades.empty()) << what;
        ASSERT_TRUE(!error.field.empty() || error.fault == DecodeFault::NotJson ||
                    error.fault == DecodeFault::NotAMessage ||
                    (rig.frame.reply.request != Request::Unknown))
            << what << ": " << to_string(error.fault);
    }
}

TEST(Recordings, AllDecode) {
    const auto messages = testing::recorded_messages();
    ASSERT_GT(messages.size(), 230U);
    CodecRig rig;
    for (const RecordedMessage& message : messages) {
        const DecodeError error = decode_any(rig, message.text);
        EXPECT_TRUE(error.ok()) << message.file << ':' << message.line << ' ' << error.field << ' '
                                << to_string(error.fault);
        EXPECT_TRUE(rig.frame.unplaced.empty()) << message.file << ':' << message.line;
        expect_sound(rig, error, message.file);
    }
    EXPECT_EQ(rig.decoder.counters().unknown_words, 0U);
    EXPECT_EQ(rig.decoder.counters().unknown_channels, 0U);
}

TEST(Mutation, OfAnyMemberIsReadOrRefusedButNeverMisread) {
    static constexpr const char* kReplacements[] = {"null",
                                                    "\"\"",
                                                    "\"NaN\"",
                                                    "1e999",
                                                    "-1",
                                                    "9223372036854775808",
                                                    "1234567890123456789012345678901234567890",
                                                    "true",
                                                    "{}",
                                                    "[]",
                                                    "[null]",
                                                    "\"sideways\"",
                                                    "\"\\u0000\"",
                                                    "-0.0",
                                                    "1e-400"};
    CodecRig rig;
    std::size_t mutations = 0;
    std::size_t refused = 0;
    for (const RecordedMessage& message : testing::recorded_messages()) {
        const JsonTree tree = parse_json_tree(message.text);
        std::vector<std::string> paths;
        tree.each_member([&](const std::string& path, const JsonTree&) { paths.push_back(path); });
        paths.resize(std::min<std::size_t>(paths.size(), 90));
        for (const std::string& path : paths) {
            const std::string what = message.file + ':' + std::to_string(message.line) + ' ' + path;
            JsonTree removed = tree;
            ASSERT_TRUE(removed.remove(path));
            expect_sound(rig, decode_any(rig, removed.print()), what + " removed");
            for (const char* replacement : kReplacements) {
                JsonTree changed = tree;
                *changed.at(path) = parse_json_tree(replacement);
                const DecodeError error = decode_any(rig, changed.print());
                expect_sound(rig, error, what + " = " + replacement);
                ++mutations;
                refused += error.ok() ? 0U : 1U;
            }
        }
    }
    EXPECT_GT(mutations, 50'000U);
    EXPECT_GT(refused, mutations / 4);
}

TEST(Mutation, TruncationAtAnyByteIsRefused) {
    CodecRig rig;
    for (const RecordedMessage& message : testing::recorded_messages()) {
        const std::size_t step = message.text.size() > 4'000 ? 101 : 1;
        for (std::size_t size = 0; size < message.text.size(); size += step) {
            const DecodeError error = rig.decode(std::string_view(message.text).substr(0, size));
            ASSERT_FALSE(error.ok()) << message.file << ':' << message.line << " at " << size;
            ASSERT_TRUE(rig.frame.events.empty());
        }
    }
}

void shuffle(JsonTree& tree, Random& random) {
    for (std::size_t i = tree.members.size(); i > 1; --i) {
        std::swap(tree.members[i - 1], tree.members[random.below(i)]);
    }
    for (auto& [key, value] : tree.members) {
        shuffle(value, random);
    }
    for (JsonTree& item : tree.items) {
        shuffle(item, random);
    }
}

TEST(Mutation, OrderOfKeysChangesNothing) {
    for (const RecordedMessage& message : testing::recorded_messages()) {
        CodecRig rig;
        ASSERT_TRUE(decode_any(rig, message.text).ok());
        const std::string original = told(rig);
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            Random random(seed);
            JsonTree tree = parse_json_tree(message.text);
            shuffle(tree, random);
            const DecodeError error = decode_any(rig, tree.print());
            ASSERT_TRUE(error.ok()) << message.file << ':' << message.line << " seed " << seed;
            ASSERT_EQ(told(rig), original)
                << message.file << ':' << message.line << " seed " << seed;
        }
    }
}

struct RequiredCase {
    const char* name;
    const char* file;
    std::size_t line;
    Request request;
    const char* place;  // path of the object that has the fields
    std::vector<const char*> fields;
    std::vector<const char*> may_be_null;
};
class RequiredField : public ::testing::TestWithParam<RequiredCase> {};

TEST_P(RequiredField, IsNamedWhenItIsMissingOrNullOrOfAnotherType) {
    const RequiredCase& test = GetParam();
    CodecRig rig;
    const JsonTree tree = parse_json_tree(testing::recorded(test.file, test.line));
    for (const char* field : test.fields) {
        const std::string path = std::string(test.place) + "." + field;
        JsonTree changed = tree;
        ASSERT_TRUE(changed.remove(path)) << path;
        DecodeError error = rig.decode(changed.print(), test.request);
        EXPECT_EQ(error.fault, DecodeFault::Missing) << path;
        EXPECT_EQ(error.field, field) << path;
        EXPECT_TRUE(rig.frame.events.empty()) << path;

        changed = tree;
        changed.at(path)->text = "null";
        changed.at(path)->kind = JsonTree::Kind::Scalar;
        error = rig.decode(changed.print(), test.request);
        const bool nullable = std::find_if(test.may_be_null.begin(), test.may_be_null.end(),
                                           [field](const char* name) {
                                               return std::string_view(name) == field;
                                           }) != test.may_be_null.end();
        EXPECT_EQ(error.ok(), nullable) << path;
        EXPECT_EQ(error.field, nullable ? "" : field) << path;

        changed.at(path)->text = "[[]]";
        error = rig.decode(changed.print(), test.request);
        EXPECT_FALSE(error.ok()) << path;
        EXPECT_EQ(error.field, field) << path;
    }
}

const std::vector<const char*> kSides{"best_bid_price", "best_bid_amount", "best_ask_price",
                                      "best_ask_amount"};
const std::vector<const char*> kTickerFields{
    "timestamp",      "instrument_name", "state",          "mark_price",     "index_price",
    "best_bid_price", "best_bid_amount", "best_ask_price", "best_ask_amount"};
const std::vector<const char*> kOrderFields{"order_id",    "instrument_name", "direction",
                                            "order_state", "amount",          "filled_amount"};
const std::vector<const char*> kTradeFields{
    "trade_id", "timestamp", "instrument_name", "order_id", "direction", "amount", "price"};

INSTANTIATE_TEST_SUITE_P(
    Deribit, RequiredField,
    ::testing::Values(
        RequiredCase{"Ticker", "ws_ticker.json", 1, Request::Unknown, "params.data", kTickerFields,
                     kSides},
        RequiredCase{"OptionTicker", "messages.jsonl", 1, Request::Unknown, "params.data",
                     kTickerFields, kSides},
        RequiredCase{"TickerSnapshot",
                     "messages.jsonl",
                     2,
                     Request::Unknown,
                     "params.data",
                     {"type", "timestamp", "instrument_name", "state", "mark_price"},
                     {}},
        RequiredCase{"TickerChange",
                     "messages.jsonl",
                     3,
                     Request::Unknown,
                     "params.data",
                     {"type", "timestamp", "instrument_name"},
                     {}},
        RequiredCase{"Quote",
                     "ws_quote.json",
                     1,
                     Request::Unknown,
                     "params.data",
                     {"timestamp", "instrument_name", "best_bid_price", "best_bid_amount",
                      "best_ask_price", "best_ask_amount"},
                     kSides},
        RequiredCase{"Book",
                     "ws_book_delta.json",
                     1,
                     Request::Unknown,
                     "params.data",
                     {"timestamp", "instrument_name", "change_id"},
                     {}},
        RequiredCase{"MarkPrices",
                     "messages.jsonl",
                     4,
                     Request::Unknown,
                     "params.data.1",
                     {"instrument_name", "mark_price", "iv"},
                     {}},
        RequiredCase{"PriceIndex",
                     "gocryptotrader_push.jsonl",
                     6,
                     Request::Unknown,
                     "params.data",
                     {"timestamp", "price", "index_name"},
                     {}},
        RequiredCase{"ExpirationPrice",
                     "messages.jsonl",
                     24,
                     Request::Unknown,
                     "params.data",
                     {"price", "seconds", "is_estimated"},
                     {}},
        RequiredCase{"PublicTrade",
                     "ws_trades.json",
                     1,
                     Request::Unknown,
                     "params.data.1",
                     {"trade_id", "timestamp", "instrument_name", "direction", "price", "amount"},
                     {}},
        RequiredCase{"InstrumentState",
                     "messages.jsonl",
                     26,
                     Request::Unknown,
                     "params.data",
                     {"timestamp", "state", "instrument_name"},
                     {}},
        RequiredCase{"UserChanges",
                     "messages.jsonl",
                     10,
                     Request::Unknown,
                     "params.data",
                     {"orders", "trades", "positions"},
                     {}},
        RequiredCase{"OrderOfChanges",
                     "messages.jsonl",
                     10,
                     Request::Unknown,
                     "params.data.orders.0",
                     kOrderFields,
                     {}},
        RequiredCase{"TradeOfChanges",
                     "messages.jsonl",
                     10,
                     Request::Unknown,
                     "params.data.trades.0",
                     kTradeFields,
                     {}},
        RequiredCase{"PositionOfChanges",
                     "messages.jsonl",
                     10,
                     Request::Unknown,
                     "params.data.positions.0",
                     {"instrument_name", "size"},
                     {}},
        RequiredCase{"OrderOfBuy",
                     "ws_order_buy_response.json",
                     1,
                     Request::Buy,
                     "result.order",
                     kOrderFields,
                     {}},
        RequiredCase{"Buy", "ws_order_buy_response.json", 1, Request::Buy, "result", {"order"}, {}},
        RequiredCase{"Cancel",
                     "ws_order_cancel_response.json",
                     1,
                     Request::Cancel,
                     "result",
                     kOrderFields,
                     {}},
        RequiredCase{
            "OpenOrders", "messages.jsonl", 14, Request::OpenOrders, "result.1", kOrderFields, {}},
        RequiredCase{"UserTrades",
                     "messages.jsonl",
                     21,
                     Request::UserTradesByCurrency,
                     "result.trades.0",
                     kTradeFields,
                     {}},
        RequiredCase{"Positions",
                     "messages.jsonl",
                     13,
                     Request::Positions,
                     "result.1",
                     {"instrument_name", "size"},
                     {}},
        RequiredCase{"Portfolio",
                     "messages.jsonl",
                     9,
                     Request::Unknown,
                     "params.data",
                     {"currency", "equity", "balance", "margin_balance", "initial_margin",
                      "maintenance_margin"},
                     {}},
        RequiredCase{"Summaries",
                     "http_get_account_summaries.json",
                     1,
                     Request::AccountSummaries,
                     "result.summaries.1",
                     {"currency", "equity", "balance", "margin_balance", "initial_margin",
                      "maintenance_margin"},
                     {}},
        RequiredCase{
            "AccountLock", "messages.jsonl", 8, Request::Unknown, "params.data", {"locked"}, {}},
        RequiredCase{"Auth",
                     "messages.jsonl",
                     12,
                     Request::Auth,
                     "result",
                     {"access_token", "refresh_token", "expires_in"},
                     {}},
        RequiredCase{"CancelOnDisconnect",
                     "messages.jsonl",
                     15,
                     Request::GetCancelOnDisconnect,
                     "result",
                     {"enabled", "scope"},
                     {}},
        RequiredCase{"Instrument",
                     "http_get_instrument.json",
                     1,
                     Request::Instrument,
                     "result",
                     {"instrument_name", "kind", "base_currency", "quote_currency",
                      "min_trade_amount", "tick_size"},
                     {}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace hedged::deribit
