// SPDX-License-Identifier: Apache-2.0
// Instrument definitions, their life, and the locks of the platform.
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using testing::CodecRig;
using testing::notification;
using testing::recorded;
using testing::reply;

InstrumentSpec spec_of(CodecRig& rig, std::string_view name) {
    const InstrumentIndex index = rig.table.find(name);
    return index.valid() && rig.table.defined(index) ? rig.table.spec(index) : InstrumentSpec{};
}

TEST(DecodeInstruments, OfTheCompleteListOf2021) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(
        rig.decode(recorded("cryptofeed_get_instruments_20210722.jsonl"), Request::Instruments)
            .ok());
    EXPECT_EQ(rig.all<InstrumentDefinition>().size(), 398U);
    EXPECT_EQ(rig.table.size(), 398U);
    EXPECT_TRUE(rig.frame.unplaced.empty());
    const InstrumentSpec perpetual = spec_of(rig, "BTC-PERPETUAL");
    EXPECT_EQ(perpetual.kind, InstrumentKind::Perpetual);
    EXPECT_EQ(perpetual.payoff, Payoff::Inverse);
    EXPECT_EQ(perpetual.amount_unit, AmountUnit::InUsd);
    EXPECT_EQ(perpetual.lot.value(), 10.0);
    EXPECT_EQ(perpetual.tick.value(), 0.5);
    const InstrumentSpec option = spec_of(rig, "BTC-24SEP21-40000-P");
    EXPECT_EQ(option.kind, InstrumentKind::Option);
    EXPECT_EQ(option.option_type, OptionType::Put);
    EXPECT_EQ(option.payoff, Payoff::Inverse);
    EXPECT_EQ(option.amount_unit, AmountUnit::InCoin);
    EXPECT_EQ(option.strike.value(), 40000.0);
    EXPECT_EQ(option.lot, (DecimalStep{1, -1}));
    EXPECT_EQ(option.tick, (DecimalStep{5, -4}));
    EXPECT_EQ(option.contract_size, 1.0);
    EXPECT_EQ(option.state, InstrumentState::Open);
    EXPECT_EQ(option.expiry.milliseconds(), 1632470400000);
    EXPECT_EQ(option.taker_fee, 0.0003);
}

TEST(DecodeInstruments, OfTheNewestGeneration) {
    CodecRig rig(UnknownNames::Register);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 22), Request::Instruments).ok());
    const InstrumentSpec option = spec_of(rig, "BTC-25DEC26-100000-C");
    ASSERT_EQ(option.tick_steps.size(), 1U);
    EXPECT_EQ(option.tick_steps[0].above_price, 0.005);
    EXPECT_EQ(option.tick_steps[0].tick, (DecimalStep{5, -4}));
    EXPECT_EQ(option.tick, (DecimalStep{1, -4}));
    const InstrumentSpec linear = spec_of(rig, "XRP_USDC-26SEP25-0d625-P");
    EXPECT_EQ(linear.payoff, Payoff::Linear);
    EXPECT_EQ(linear.contract_size, 1000.0);
    EXPECT_EQ(linear.lot.value(), 1000.0);
    EXPECT_EQ(linear.strike.value(), 0.625);
    const InstrumentSpec spot = spec_of(rig, "BTC_USDC");
    EXPECT_EQ(spot.kind, InstrumentKind::Spot);
    EXPECT_EQ(spot.state, InstrumentState::Closed);
    EXPECT_EQ(spot.amount_unit, AmountUnit::InCoin);
}

TEST(DecodeInstruments, PerpetualExpiresAtTheEndOfTime) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("http_get_instrument.json"), Request::Instrument).ok());
    const auto spec = rig.only<InstrumentDefinition>().spec;
    EXPECT_EQ(spec.kind, InstrumentKind::Perpetual);
    EXPECT_EQ(spec.expiry, wall_from_milliseconds(32'503'708'800'000));
    EXPECT_GT(spec.expiry, wall_from_milliseconds(7'000'000'000'000));
    EXPECT_EQ(spec.taker_fee, 0.0005);
}

TEST(DecodeInstruments, CombinationMayLackItsExpiry) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("http_get_instruments.json"), Request::Instruments).ok());
    EXPECT_EQ(spec_of(rig, "BTC-COMBO-1").kind, InstrumentKind::Combo);
    EXPECT_EQ(rig.all<InstrumentDefinition>().size(), 4U);
}

TEST(DecodeInstruments, OfAnotherCoinAreCountedAndDropped) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 22), Request::Instruments).ok());
    EXPECT_EQ(rig.all<InstrumentDefinition>().size(), 2U);
    EXPECT_EQ(rig.decoder.counters().not_configured, 1U);
    EXPECT_TRUE(rig.frame.unplaced.empty());
}

std::string instrument(const std::string& changed) {
    return R"({"instrument_name":"BTC-X","base_currency":"BTC","is_active":true,)" + changed + "}";
}

TEST(DecodeInstruments, OneOddDefinitionIsReportedAndTheOthersStand) {
    CodecRig rig(UnknownNames::Refuse);
    const std::string good =
        R"({"instrument_name":"BTC-PERPETUAL","base_currency":"BTC","quote_currency":"USD",)"
        R"("kind":"future","settlement_period":"perpetual","is_active":true,"contract_size":10,)"
        R"("min_trade_amount":10,"tick_size":0.5})";
    const std::string bad = instrument(R"("kind":"option","quote_currency":"BTC",)"
                                       R"("contract_size":1,"min_trade_amount":0.1,)"
                                       R"("tick_size":0.0001,"expiration_timestamp":9,)"
                                       R"("option_type":"call")");
    ASSERT_TRUE(rig.decode(reply("[" + bad + "," + good + "]"), Request::Instruments).ok());
    EXPECT_EQ(rig.all<InstrumentDefinition>().size(), 1U);
    ASSERT_EQ(rig.frame.unplaced.size(), 1U);
    EXPECT_EQ(rig.frame.unplaced[0].item, UnplacedItem::Definition);
    EXPECT_EQ(rig.frame.unplaced[0].instrument, "BTC-X");
    EXPECT_EQ(rig.frame.unplaced[0].error.fault, DecodeFault::Missing);
    EXPECT_EQ(rig.frame.unplaced[0].error.field, "strike");
    EXPECT_EQ(rig.decoder.counters().errors, 1U);
    EXPECT_FALSE(rig.table.find("BTC-X").valid());
}

struct BadInstrument {
    const char* name;
    const char* changed;
    DecodeFault fault;
    const char* field;
};
class RefusedInstrument : public ::testing::TestWithParam<BadInstrument> {};

TEST_P(RefusedInstrument, NamesTheField) {
    CodecRig rig;
    const DecodeError error =
        rig.decode(reply(instrument(GetParam().changed)), Request::Instrument);
    EXPECT_EQ(error.fault, GetParam().fault);
    EXPECT_EQ(error.field, GetParam().field);
    EXPECT_TRUE(rig.frame.events.empty());
}

#define OPTION R"("kind":"option","quote_currency":"BTC","expiration_timestamp":9,"strike":1,)"
#define FUTURE R"("kind":"future","quote_currency":"USD","expiration_timestamp":9,)"
#define SIZES R"("contract_size":10,"min_trade_amount":10,"tick_size":0.5)"
INSTANTIATE_TEST_SUITE_P(
    Deribit, RefusedInstrument,
    ::testing::Values(
        BadInstrument{"UnknownOptionType", OPTION R"("option_type":"binary",)" SIZES,
                      DecodeFault::UnknownWord, "option_type"},
        BadInstrument{"NoOptionType", OPTION SIZES, DecodeFault::Missing, "option_type"},
        BadInstrument{"UnknownPayoff", FUTURE R"("instrument_type":"quanto",)" SIZES,
                      DecodeFault::UnknownWord, "instrument_type"},
        BadInstrument{"ZeroTick",
                      FUTURE R"("contract_size":10,"min_trade_amount":10,"tick_size":0)",
                      DecodeFault::OutOfRange, "tick_size"},
        BadInstrument{"ZeroMinimum",
                      FUTURE R"("contract_size":10,"min_trade_amount":0,"tick_size":1)",
                      DecodeFault::OutOfRange, "min_trade_amount"},
        BadInstrument{"NegativeContract",
                      FUTURE R"("contract_size":-1,"min_trade_amount":10,"tick_size":1)",
                      DecodeFault::OutOfRange, "contract_size"},
        BadInstrument{"LinearWithoutContract",
                      FUTURE R"("instrument_type":"linear","min_trade_amount":1,"tick_size":1)",
                      DecodeFault::Missing, "contract_size"},
        BadInstrument{"NoExpiry", R"("kind":"future","quote_currency":"USD",)" SIZES,
                      DecodeFault::Missing, "expiration_timestamp"},
        BadInstrument{"FiveTickSteps",
                      FUTURE
                      R"("tick_size_steps":[{"above_price":1,"tick_size":1},)"
                      R"({"above_price":2,"tick_size":1},{"above_price":3,"tick_size":1},)"
                      R"({"above_price":4,"tick_size":1},{"above_price":5,"tick_size":1}],)" SIZES,
                      DecodeFault::TooLong, "tick_size_steps"}),
    [](const auto& test) { return test.param.name; });
#undef OPTION
#undef FUTURE
#undef SIZES

TEST(DecodeInstruments, OldListWithoutContractSizeMeansOneCoinAnOption) {
    CodecRig rig;
    ASSERT_TRUE(
        rig.decode(reply(instrument(R"("kind":"option","quote_currency":"BTC","strike":300,)"
                                    R"("option_type":"put","expiration_timestamp":1550822400000,)"
                                    R"("min_trade_amount":0.1,"tick_size":0.0005)")),
                   Request::Instrument)
            .ok());
    EXPECT_EQ(rig.only<InstrumentDefinition>().spec.contract_size, 1.0);
    EXPECT_EQ(rig.only<InstrumentDefinition>().spec.payoff, Payoff::Inverse);
}

TEST(DecodeInstruments, UnknownKindIsDefinedAsUnknownAndCounted) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(reply(instrument(R"("kind":"warrant","quote_currency":"USD",)"
                                            R"("contract_size":1,"min_trade_amount":1,)"
                                            R"("tick_size":1)")),
                           Request::Instrument)
                    .ok());
    EXPECT_EQ(rig.only<InstrumentDefinition>().spec.kind, InstrumentKind::Unknown);
    EXPECT_EQ(rig.decoder.counters().unknown_words, 1U);
}

TEST(DecodeInstrumentState, ChangesTheTableToo) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 22), Request::Instruments).ok());
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 26)).ok());
    const auto change = rig.only<InstrumentStateChange>();
    EXPECT_EQ(change.state, InstrumentState::Settled);
    EXPECT_EQ(spec_of(rig, "BTC-25DEC26-100000-C").state, InstrumentState::Settled);
}

TEST(DecodeInstrumentState, OfANewNameIsSurfaced) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 10)).ok());
    EXPECT_TRUE(rig.frame.events.empty());
    ASSERT_EQ(rig.frame.unplaced.size(), 1U);
    EXPECT_EQ(rig.frame.unplaced[0].item, UnplacedItem::InstrumentState);
    EXPECT_EQ(rig.frame.unplaced[0].instrument, "BTC-22MAR19");
    EXPECT_EQ(rig.frame.unplaced[0].instrument_state, InstrumentState::Created);
}

TEST(DecodePlatformState, OfOneIndexAndOfTheWholePlatform) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 6)).ok());
    EXPECT_TRUE(rig.only<PlatformLock>().locked);
    EXPECT_EQ(rig.only<PlatformLock>().underlying.raw, 0);
    ASSERT_TRUE(rig.decode(notification("platform_state", R"({"locked":true})")).ok());
    EXPECT_TRUE(rig.only<PlatformLock>().locked);
    EXPECT_FALSE(rig.only<PlatformLock>().underlying.valid());
}

TEST(DecodePlatformState, OfAnotherIndexIsDroppedButNeverWithoutItsWord) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(
        rig.decode(notification("platform_state", R"({"price_index":"sol_usdc","locked":true})"))
            .ok());
    EXPECT_TRUE(rig.frame.events.empty());
    EXPECT_EQ(rig.decoder.counters().not_configured, 1U);
    const DecodeError error =
        rig.decode(notification("platform_state", R"({"price_index":"btc_usd"})"));
    EXPECT_EQ(error.fault, DecodeFault::Missing);
    EXPECT_EQ(error.field, "locked");
}

TEST(DecodeStatus, LocksAllOrTheIndicesItNames) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 20), Request::Status).ok());
    EXPECT_EQ(rig.only<PlatformLock>().underlying.raw, 0);
    EXPECT_TRUE(rig.only<PlatformLock>().locked);
    ASSERT_TRUE(rig.decode(reply(R"({"locked":"true","locked_indices":["btc_usd","eth_usd"]})"),
                           Request::Status)
                    .ok());
    EXPECT_FALSE(rig.only<PlatformLock>().underlying.valid());
    EXPECT_TRUE(rig.only<PlatformLock>().locked);
    ASSERT_TRUE(rig.decode(reply(R"({"locked":false,"locked_indices":[]})"), Request::Status).ok());
    EXPECT_FALSE(rig.only<PlatformLock>().locked);
    EXPECT_FALSE(rig.decode(reply(R"({"locked":"perhaps"})"), Request::Status).ok());
    EXPECT_FALSE(rig.decode(reply("{}"), Request::Status).ok());
}

}  // namespace
}  // namespace hedged::deribit
