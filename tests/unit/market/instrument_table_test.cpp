// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/instrument_table.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace hedged::market {
namespace {

TEST(InstrumentTable, FindsWhatWasDefinedByIndexAndByName) {
    InstrumentTable table;
    ASSERT_EQ(table.define(test::call_option(7)), DefineResult::Added);

    ASSERT_NE(table.find(InstrumentIndex{7}), nullptr);
    EXPECT_EQ(table.find(InstrumentIndex{7})->name.view(), "BTC-25DEC26-100000-C");
    EXPECT_EQ(table.find("BTC-25DEC26-100000-C"), table.find(InstrumentIndex{7}));
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.index_end(), 8U);
}

TEST(InstrumentTable, KnowsNothingItWasNotTold) {
    InstrumentTable table;
    ASSERT_EQ(table.define(test::perpetual(3)), DefineResult::Added);

    EXPECT_EQ(table.find(InstrumentIndex{2}), nullptr);
    EXPECT_EQ(table.find(InstrumentIndex{4}), nullptr);
    EXPECT_EQ(table.find(InstrumentIndex{}), nullptr);
    EXPECT_EQ(table.find("ETH-PERPETUAL"), nullptr);
    EXPECT_EQ(table.find(""), nullptr);
}

TEST(InstrumentTable, TakesTheLastIndexItHasRoomForAndRefusesTheNext) {
    InstrumentTable table(8);

    EXPECT_EQ(table.define(test::perpetual(7)), DefineResult::Added);
    EXPECT_EQ(table.define(test::perpetual(8, test::kBtc, "BTC-OTHER")), DefineResult::Full);
    EXPECT_EQ(table.refused(), 1U);
    EXPECT_EQ(table.size(), 1U);
}

TEST(InstrumentTable, FollowsAChangedDefinitionUnderTheSamePointer) {
    InstrumentTable table;
    ASSERT_EQ(table.define(test::perpetual()), DefineResult::Added);
    const InstrumentSpec* const before = table.find(InstrumentIndex{0});
    InstrumentSpec changed = test::perpetual();
    changed.minimum_amount = 20.0;

    EXPECT_EQ(table.define(changed), DefineResult::Updated);
    EXPECT_EQ(table.find(InstrumentIndex{0}), before);
    EXPECT_EQ(before->minimum_amount, 20.0);
    EXPECT_EQ(table.size(), 1U);
}

TEST(InstrumentTable, NeverLetsAnIndexChangeItsInstrument) {
    InstrumentTable table;
    ASSERT_EQ(table.define(test::perpetual()), DefineResult::Added);

    EXPECT_EQ(table.define(test::perpetual(0, test::kEth, "ETH-PERPETUAL")), DefineResult::Renamed);
    EXPECT_EQ(table.find(InstrumentIndex{0})->underlying, test::kBtc);
}

TEST(InstrumentTable, FollowsStateChangesOfKnownInstrumentsOnly) {
    InstrumentTable table;
    ASSERT_EQ(table.define(test::perpetual()), DefineResult::Added);

    EXPECT_TRUE(table.on(InstrumentStateChange{{}, InstrumentIndex{0}, InstrumentState::Halted}));
    EXPECT_EQ(table.find(InstrumentIndex{0})->state, InstrumentState::Halted);
    EXPECT_FALSE(table.on(InstrumentStateChange{{}, InstrumentIndex{1}, InstrumentState::Open}));
}

struct Damage {
    const char* name;
    std::function<void(InstrumentSpec&)> apply;
};
class InstrumentTableDamage : public ::testing::TestWithParam<Damage> {};

TEST_P(InstrumentTableDamage, IsRefused) {
    InstrumentTable table;
    InstrumentSpec spec = test::call_option();
    GetParam().apply(spec);

    EXPECT_EQ(table.define(spec), DefineResult::Invalid);
    EXPECT_EQ(table.find(spec.index), nullptr);
    EXPECT_EQ(table.refused(), 1U);
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
INSTANTIATE_TEST_SUITE_P(
    Fields, InstrumentTableDamage,
    ::testing::Values(
        Damage{"NoName", [](InstrumentSpec& s) { s.name = {}; }},
        Damage{"ZeroTick", [](InstrumentSpec& s) { s.tick.mantissa = 0; }},
        Damage{"ZeroLot", [](InstrumentSpec& s) { s.lot.mantissa = 0; }},
        Damage{"HugeLot", [](InstrumentSpec& s) { s.lot.exponent = 16; }},
        Damage{"ZeroCoarseTick", [](InstrumentSpec& s) { s.tick_steps[0].tick.mantissa = 0; }},
        Damage{"NanStep", [](InstrumentSpec& s) { s.tick_steps[0].above_price = kNan; }},
        Damage{"StepsOutOfOrder",
               [](InstrumentSpec& s) {
                   (void)s.tick_steps.push_back(TickStep{0.001, DecimalStep{1, -3}});
               }},
        Damage{"NoStrike", [](InstrumentSpec& s) { s.strike = UsdPrice{0.0}; }},
        Damage{"NeitherCallNorPut", [](InstrumentSpec& s) { s.option_type = OptionType::None; }},
        Damage{"ZeroContract", [](InstrumentSpec& s) { s.contract_size = 0.0; }},
        Damage{"NanContract", [](InstrumentSpec& s) { s.contract_size = kNan; }},
        Damage{"NanMinimum", [](InstrumentSpec& s) { s.minimum_amount = kNan; }},
        Damage{"NanFee", [](InstrumentSpec& s) { s.taker_fee = kNan; }}),
    [](const auto& damage) { return damage.param.name; });

}  // namespace
}  // namespace hedged::market
