// SPDX-License-Identifier: Apache-2.0
// Market data: recordings with the values a person reads in them, and what must be refused.
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace hedged::deribit {
namespace {

using testing::CodecRig;
using testing::kReceived;
using testing::notification;
using testing::recorded;

TEST(DecodeTicker, OfAPerpetual) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_ticker.json")).ok());
    const auto ticker = rig.only<Ticker>();
    EXPECT_EQ(rig.name(ticker.instrument), "BTC-PERPETUAL");
    EXPECT_EQ(ticker.stamp.received, kReceived);
    EXPECT_EQ(ticker.stamp.venue.milliseconds(), 1765541474086);
    EXPECT_EQ(ticker.state, TickerState::Open);
    EXPECT_EQ(ticker.mark_price, 92281.78);
    EXPECT_EQ(ticker.index_price.value(), 92263.55);
    EXPECT_EQ(ticker.bid_price, 92283.5);
    EXPECT_EQ(ticker.bid_amount, 117660.0);
    EXPECT_EQ(ticker.ask_price, 92284.0);
    EXPECT_EQ(ticker.ask_amount, 186520.0);
    EXPECT_EQ(ticker.minimum_price, 90897.5);
    EXPECT_EQ(ticker.maximum_price, 93666.5);
    EXPECT_EQ(ticker.funding_8h, 0.00001742);
    EXPECT_EQ(ticker.current_funding, 0.0);
    EXPECT_FALSE(ticker.forward);
    EXPECT_FALSE(ticker.mark_vol);
    EXPECT_FALSE(ticker.published_delta);
}

TEST(DecodeTicker, OfAnOptionGivesVolatilityAsAFraction) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("tardis_node_deribit.jsonl", 6)).ok());
    const auto ticker = rig.only<Ticker>();
    EXPECT_EQ(rig.name(ticker.instrument), "BTC-5JUN20-9250-C");
    EXPECT_EQ(ticker.mark_vol->value(), 0.6321);  // 63.21 on the wire
    EXPECT_EQ(ticker.forward->value(), 9440.73);
    EXPECT_EQ(ticker.published_delta->value(), 0.62959);
    EXPECT_EQ(ticker.mark_price, 0.03847784);
}

TEST(DecodeTicker, OfAnExpiredOptionSurvivesItsWordInPlaceOfAPrice) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("tardis_node_deribit.jsonl", 5)).ok());
    const auto ticker = rig.only<Ticker>();
    EXPECT_EQ(ticker.state, TickerState::Closed);
    EXPECT_EQ(ticker.mark_price, 0.0);
    EXPECT_EQ(ticker.bid_amount, 0.0);
    EXPECT_EQ(ticker.mark_vol->value(), 0.7);
}

TEST(DecodeTicker, OfACombinationKeepsNegativePricesAndDropsNegativeVolatility) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("tardis_node_deribit.jsonl", 11)).ok());
    EXPECT_EQ(rig.only<Ticker>().bid_price, -7.0);
    EXPECT_EQ(rig.only<Ticker>().minimum_price, -67.0);
    ASSERT_TRUE(rig.decode(recorded("tardis_node_deribit.jsonl", 12)).ok());
    EXPECT_FALSE(rig.only<Ticker>().mark_vol);
    EXPECT_EQ(rig.only<Ticker>().published_delta->value(), 0.10275);
}

TEST(DecodeTicker, UnknownStateIsCountedUnderItsField) {
    CodecRig rig;
    std::string json = recorded("ws_ticker.json");
    json.replace(json.find("\"open\""), 6, "\"frozen\"");
    ASSERT_TRUE(rig.decode(json).ok());
    EXPECT_EQ(rig.only<Ticker>().state, TickerState::Unknown);
    ASSERT_EQ(rig.decoder.counters().words.size(), 1U);
    EXPECT_EQ(rig.decoder.counters().words[0].field, "state");
    EXPECT_EQ(rig.decoder.counters().words[0].word, "frozen");
}

TEST(DecodeTicker, FromACallCarriesTheSameEvent) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("crypto_msg_parser.jsonl", 15), Request::Ticker).ok());
    const auto ticker = rig.only<Ticker>();
    EXPECT_EQ(rig.name(ticker.instrument), "ETH-24JUN22-1600-P");
    EXPECT_EQ(ticker.published_delta->value(), -0.24537);
    EXPECT_EQ(ticker.forward->value(), 1806.5);
}

constexpr const char* kIncremental = "incremental_ticker.BTC-PERPETUAL";

TEST(DecodeIncrementalTicker, SnapshotIsATicker) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 2)).ok());
    EXPECT_EQ(rig.only<Ticker>().mark_price, 92281.78);
    EXPECT_FALSE(rig.frame.ticker_change);
}

TEST(DecodeIncrementalTicker, ChangeInventsNothing) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 3)).ok());
    EXPECT_TRUE(rig.frame.events.empty());
    const TickerChange change = rig.frame.ticker_change.value();
    EXPECT_EQ(change.mark_price, 92280.11);
    EXPECT_EQ(change.bid_price, 0.0);  // null: the side became empty
    EXPECT_EQ(change.bid_amount, 0.0);
    EXPECT_FALSE(change.ask_price);
    EXPECT_FALSE(change.ask_amount);
    EXPECT_FALSE(change.index_price);
    EXPECT_FALSE(change.state);
    EXPECT_FALSE(change.mark_vol);
    EXPECT_FALSE(change.minimum_price);
}

TEST(DecodeIncrementalTicker, SnapshotMustBeWhole) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        kIncremental,
        R"({"type":"snapshot","timestamp":1,"instrument_name":"BTC-PERPETUAL","mark_price":1})"));
    EXPECT_EQ(error.fault, DecodeFault::Missing);
    EXPECT_EQ(error.field, "state");
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(DecodeIncrementalTicker, AnotherTypeIsNotGuessed) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        kIncremental, R"({"type":"delta","timestamp":1,"instrument_name":"BTC-PERPETUAL"})"));
    EXPECT_EQ(error.fault, DecodeFault::UnknownWord);
    EXPECT_EQ(error.field, "type");
}

TEST(DecodeQuote, OfARecording) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_quote.json")).ok());
    const auto quote = rig.only<Quote>();
    EXPECT_EQ(rig.name(quote.instrument), "BTC-PERPETUAL");
    EXPECT_EQ(quote.stamp.venue.milliseconds(), 1765541767174);
    EXPECT_EQ(quote.bid_price, 92288.0);
    EXPECT_EQ(quote.bid_amount, 133440.0);
    EXPECT_EQ(quote.ask_price, 92288.5);
    EXPECT_EQ(quote.ask_amount, 99470.0);
}

TEST(DecodeQuote, NullSideIsEmpty) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 25)).ok());
    EXPECT_EQ(rig.only<Quote>().bid_price, 0.0);
    EXPECT_EQ(rig.only<Quote>().bid_amount, 0.0);
    EXPECT_EQ(rig.only<Quote>().ask_amount, 12.0);
}

TEST(DecodeQuote, NegativeAmountIsRefused) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "quote.BTC-PERPETUAL",
        R"({"timestamp":1,"instrument_name":"BTC-PERPETUAL","best_bid_price":1,"best_bid_amount":-1,)"
        R"("best_ask_price":2,"best_ask_amount":1})"));
    EXPECT_EQ(error.fault, DecodeFault::OutOfRange);
    EXPECT_EQ(error.field, "best_bid_amount");
    EXPECT_EQ(error.message, MessageKind::Quote);
}

TEST(DecodeMarkPrices, GivesVolatilityAsTheFractionItIs) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 4)).ok());
    const auto marks = rig.all<MarkVol>();
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0].vol.value(), 0.4533);
    EXPECT_EQ(marks[0].mark_price, 0.1123);
    EXPECT_EQ(marks[1].mark_price, 5.0e-05);
    EXPECT_EQ(marks[1].stamp.venue.milliseconds(), 1765541474000);
}

TEST(DecodeMarkPrices, OfOldMessagesHaveNoTime) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 5)).ok());
    EXPECT_EQ(rig.only<MarkVol>().stamp.venue, WallTime{});
}

TEST(DecodeMarkPrices, OneBadEntryLeavesNoneBehind) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "markprice.options.btc_usd",
        R"([{"mark_price":0.1,"iv":0.5,"instrument_name":"A"},{"mark_price":0.1,"iv":-0.5,"instrument_name":"B"}])"));
    EXPECT_EQ(error.fault, DecodeFault::OutOfRange);
    EXPECT_EQ(error.field, "iv");
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(DecodePriceIndex, OfARecording) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 6)).ok());
    EXPECT_EQ(rig.only<IndexPrice>().price.value(), 3937.89);
    EXPECT_EQ(rig.only<IndexPrice>().underlying.raw, 0);
    EXPECT_EQ(rig.only<IndexPrice>().stamp.venue.milliseconds(), 1550588002899);
}

TEST(DecodePriceIndex, OfAnotherCoinIsCountedAndDropped) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(notification("deribit_price_index.sol_usdc",
                                        R"({"timestamp":1,"price":140.1,"index_name":"sol_usdc"})"))
                    .ok());
    EXPECT_TRUE(rig.frame.events.empty());
    EXPECT_EQ(rig.decoder.counters().not_configured, 1U);
}

TEST(DecodePriceIndex, OfZeroIsNoPrice) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "deribit_price_index.btc_usd", R"({"timestamp":1,"price":0.0,"index_name":"btc_usd"})"));
    EXPECT_EQ(error.fault, DecodeFault::OutOfRange);
    EXPECT_EQ(error.field, "price");
}

TEST(DecodeExpirationPrice, TakesTheIndexFromTheChannel) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 24)).ok());
    const ExpirationPrice price = rig.frame.expiration_price.value();
    EXPECT_EQ(price.price.value(), 92101.5);
    EXPECT_EQ(price.left, seconds(1200));
    EXPECT_TRUE(price.is_estimated);
    EXPECT_EQ(price.underlying.raw, 0);
}

TEST(DecodeBook, SnapshotAndChangeChain) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_book_snapshot.json")).ok());
    EXPECT_TRUE(rig.frame.book->snapshot);
    EXPECT_FALSE(rig.frame.book->grouped);
    EXPECT_EQ(rig.frame.levels.size(), 10U);
    const std::uint64_t id = rig.frame.book->change_id;
    ASSERT_TRUE(rig.decode(recorded("ws_book_delta.json")).ok());
    EXPECT_FALSE(rig.frame.book->snapshot);
    EXPECT_EQ(rig.frame.book->prev_change_id, id);
    ASSERT_EQ(rig.frame.levels.size(), 4U);
    EXPECT_EQ(rig.frame.levels[0].side, Side::Buy);
    EXPECT_EQ(rig.frame.levels[0].action, LevelAction::Change);
    EXPECT_EQ(rig.frame.levels[0].price, 42500.0);
    EXPECT_EQ(rig.frame.levels[0].amount, 950.0);
    EXPECT_EQ(rig.frame.levels[1].action, LevelAction::New);
    EXPECT_EQ(rig.frame.levels[2].side, Side::Sell);
    EXPECT_EQ(rig.frame.levels[2].action, LevelAction::Delete);
    EXPECT_EQ(rig.frame.levels[2].amount, 0.0);
}

TEST(DecodeBook, EveryRecordedChangeFollowsTheOneBefore) {
    CodecRig rig;
    std::map<std::uint32_t, std::uint64_t> last;
    std::size_t changes = 0;
    for (const auto& message : testing::recorded_messages()) {
        if (message.file != "cryptofeed_ws_20210722.jsonl") {
            continue;
        }
        ASSERT_TRUE(rig.decode(message.text).ok()) << message.line;
        if (!rig.frame.book) {
            continue;
        }
        const BookUpdate& book = *rig.frame.book;
        if (!book.snapshot) {
            ++changes;
            EXPECT_EQ(book.prev_change_id, last[book.instrument.raw]) << message.line;
        }
        last[book.instrument.raw] = book.change_id;
    }
    EXPECT_EQ(changes, 36U);
}

TEST(DecodeBook, GroupedIsWholeEachTime) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("crypto_msg_parser.jsonl", 8)).ok());
    EXPECT_TRUE(rig.frame.book->grouped);
    EXPECT_TRUE(rig.frame.book->snapshot);
    ASSERT_EQ(rig.frame.levels.size(), 6U);
    EXPECT_EQ(rig.frame.levels[0].price, 0.011);
    EXPECT_EQ(rig.frame.levels[3].side, Side::Sell);
    EXPECT_EQ(rig.frame.levels[3].amount, 10.2);
}

TEST(DecodeBook, Of2019WithoutTypeIsAChange) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("tardis_node_deribit.jsonl", 3)).ok());
    EXPECT_FALSE(rig.frame.book->snapshot);
    EXPECT_EQ(rig.frame.book->prev_change_id, 1776294621U);
}

TEST(DecodeBook, SnapshotWithOneSideLeftOutHasThatSideEmpty) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 4)).ok());
    EXPECT_GT(rig.frame.levels.size(), 200U);
    EXPECT_TRUE(std::all_of(rig.frame.levels.begin(), rig.frame.levels.end(),
                            [](const BookLevel& level) { return level.side == Side::Buy; }));
}

struct BadBook {
    const char* name;
    const char* data;
    DecodeFault fault;
    const char* field;
};
class RefusedBook : public ::testing::TestWithParam<BadBook> {};

TEST_P(RefusedBook, NamesTheFieldAndLeavesNothing) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification("book.X.raw", GetParam().data));
    EXPECT_EQ(error.fault, GetParam().fault);
    EXPECT_EQ(error.field, GetParam().field);
    EXPECT_FALSE(rig.frame.book);
    EXPECT_TRUE(rig.frame.levels.empty());
}

#define HEAD R"({"timestamp":1,"instrument_name":"X","change_id":2,)"
INSTANTIATE_TEST_SUITE_P(
    Deribit, RefusedBook,
    ::testing::Values(
        BadBook{"NoSides", R"({"timestamp":1,"instrument_name":"X","change_id":2})",
                DecodeFault::Missing, "bids"},
        BadBook{"ChangeWithoutPredecessor", HEAD R"("type":"change","bids":[],"asks":[]})",
                DecodeFault::Missing, "prev_change_id"},
        BadBook{"UnknownType", HEAD R"("type":"patch","bids":[],"asks":[]})",
                DecodeFault::UnknownWord, "type"},
        BadBook{"UnknownAction", HEAD R"("bids":[["move",1,2]],"asks":[]})",
                DecodeFault::UnknownWord, "bids"},
        BadBook{"ShortLevel", HEAD R"("bids":[["new",1]],"asks":[]})", DecodeFault::Missing,
                "bids"},
        BadBook{"LongLevel", HEAD R"("bids":[[1,2,3]],"asks":[]})", DecodeFault::Mistyped, "bids"},
        BadBook{"MixedForms", HEAD R"("bids":[["new",1,2]],"asks":[[3,4]]})",
                DecodeFault::Inconsistent, "bids"},
        BadBook{"NegativeAmount", HEAD R"("bids":[[1,2]],"asks":[[3,-4]]})",
                DecodeFault::OutOfRange, "asks"},
        BadBook{"NullPrice", HEAD R"("bids":[[null,2]],"asks":[]})", DecodeFault::Null, "bids"},
        BadBook{"LevelIsNoList", HEAD R"("bids":[7],"asks":[]})", DecodeFault::Mistyped, "bids"}),
    [](const auto& test) { return test.param.name; });
#undef HEAD

TEST(DecodePublicTrades, OfARecording) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_trades.json")).ok());
    ASSERT_EQ(rig.frame.trades.size(), 2U);
    EXPECT_EQ(rig.frame.trades[1].trade_id, "403691825");
    EXPECT_EQ(rig.frame.trades[1].trade_sequence, 271252855U);
    EXPECT_EQ(rig.frame.trades[1].taker_side, Side::Sell);
    EXPECT_EQ(rig.frame.trades[1].price, 92288.5);
    EXPECT_EQ(rig.frame.trades[1].amount, 750.0);
    EXPECT_FALSE(rig.frame.trades[1].liquidation);
}

TEST(DecodePublicTrades, OfTheNewMatchingEngineAndOfLiquidations) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 23)).ok());
    ASSERT_EQ(rig.frame.trades.size(), 1U);
    EXPECT_TRUE(rig.frame.trades[0].liquidation);
}

TEST(DecodeMarketData, OnAnUndefinedInstrumentIsCountedAndDropped) {
    CodecRig rig(UnknownNames::Refuse);
    for (const char* file :
         {"ws_ticker.json", "ws_quote.json", "ws_book_snapshot.json", "ws_trades.json"}) {
        ASSERT_TRUE(rig.decode(recorded(file)).ok()) << file;
        EXPECT_TRUE(rig.frame.events.empty()) << file;
        EXPECT_FALSE(rig.frame.book) << file;
        EXPECT_TRUE(rig.frame.levels.empty()) << file;
        EXPECT_TRUE(rig.frame.trades.empty()) << file;
    }
    EXPECT_EQ(rig.decoder.counters().unknown_instruments, 5U);
    EXPECT_EQ(rig.decoder.counters().errors, 0U);
}

}  // namespace
}  // namespace hedged::deribit
