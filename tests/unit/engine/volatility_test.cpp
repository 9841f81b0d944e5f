// SPDX-License-Identifier: Apache-2.0
// Which volatility a leg is priced with when its own stops coming.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hedged::testing {
namespace {

constexpr std::uint32_t kFirstOfChain = 10;
constexpr int kStrikes = 9;
constexpr double kLevel = 0.6;

// A smile that the whole chain of the legs' expiry shows, `shift` above where it was.
double vol_at(double strike, double shift) {
    double const k = std::log(strike / kIndex);
    return kLevel + shift - 0.2 * k + 0.8 * k * k;
}

class LegVolatility : public ::testing::Test {
protected:
    explicit LegVolatility(const engine::EngineConfig& config = rig_config()) : rig(config) {
        rig.set_position(kCall, -0.2);
        rig.bring_up();
        for (int i = 0; i < kStrikes; ++i) {
            InstrumentSpec spec = option_spec(instrument(i), OptionType::Put, strike(i));
            spec.name = InstrumentName{"BTC-27MAR26-" + std::to_string(40 + 5 * i) + "000-P"};
            rig.feed(InstrumentDefinition{rig.stamp(), spec});
        }
        rig.take();
    }
    static InstrumentIndex instrument(int i) {
        return InstrumentIndex{kFirstOfChain + static_cast<std::uint32_t>(i)};
    }
    static double strike(int i) { return 40'000.0 + 5'000.0 * i; }

    void chain_marks(double shift) {
        for (int i = 0; i < kStrikes; ++i) {
            rig.feed(MarkVol{rig.stamp(), instrument(i), 0.01, Vol{vol_at(strike(i), shift)}});
        }
    }
    // Index, hedge and the other leg's ticker go on; the call's own do not.
    void live_without_the_call(Duration time, double shift, bool chain = true) {
        for (Instant const until = rig.now + time; rig.now < until;) {
            rig.advance(milliseconds(250));
            rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
            Ticker other;
            other.stamp = rig.stamp();
            other.instrument = kPut;
            other.state = TickerState::Open;
            other.index_price = UsdPrice{kIndex};
            other.forward = UsdPrice{1.002 * kIndex};
            if (chain) {
                other.mark_vol = Vol{vol_at(kIndex, shift)};
                other.mark_price = mark_of(option_spec(kPut, OptionType::Put, 60'000.0), other);
                chain_marks(shift);
            }
            rig.feed(other);
            tell_hedge();
            rig.end_batch();
            rig.answer_snapshots();
        }
    }
    // Everything that an order needs, but for the call's own data.
    void tell_hedge() {
        Ticker perpetual;
        perpetual.stamp = rig.stamp();
        perpetual.instrument = kPerpetual;
        perpetual.state = TickerState::Open;
        perpetual.mark_price = kIndex;
        perpetual.index_price = UsdPrice{kIndex};
        rig.feed(perpetual);
        rig.feed(Quote{rig.stamp(), kPerpetual, kIndex - 0.5, 1e5, kIndex + 0.5, 1e5});
    }
    // The exchange says that the position has grown far out of its band.
    void grow() {
        rig.set_position(kCall, -30.0);
        rig.move_position(kCall, -30.0);
    }
    [[nodiscard]] PositionView call() const {
        EngineView const view = rig.view();
        auto const* const end = view.positions.data() + view.position_count;
        auto const* const found = std::find_if(
            view.positions.data(), end, [](const auto& line) { return line.index == kCall; });
        return found == end ? PositionView{} : *found;
    }
    [[nodiscard]] std::size_t unpriced_alarms() {
        auto const actions = rig.take();
        return static_cast<std::size_t>(
            std::count_if(actions.begin(), actions.end(), [](const Action& action) {
                auto const* const note = std::get_if<Note>(&action);
                return note != nullptr && note->kind == NoteKind::LegUnpriced &&
                       note->instrument == kCall && note->severity == Severity::Alarm;
            }));
    }

    EngineRig rig;
};

TEST_F(LegVolatility, IsThePublishedOneWhileThatIsFresh) {
    live_without_the_call(seconds(1), 0.05);
    EXPECT_EQ(call().vol_source, VolSource::Published);
    EXPECT_EQ(call().vol, kLevel);
}

TEST_F(LegVolatility, IsTheSmilesOnceThePublishedOneIsOld) {
    live_without_the_call(seconds(5), 0.05);
    EXPECT_EQ(call().vol_source, VolSource::Slice);
    EXPECT_NEAR(call().vol, vol_at(kIndex, 0.05), 1e-3);
    EXPECT_LT(call().data_age_seconds, 1.5);
    EXPECT_EQ(unpriced_alarms(), 0U);
}

TEST_F(LegVolatility, FollowsTheSmileFromFitToFit) {
    live_without_the_call(seconds(5), 0.05);
    live_without_the_call(seconds(5), 0.15);
    EXPECT_NEAR(call().vol, vol_at(kIndex, 0.15), 1e-3);
}

TEST_F(LegVolatility, IsThePublishedOneAgainWhenItComesBack) {
    live_without_the_call(seconds(5), 0.05);
    rig.market_data();
    rig.end_batch();
    EXPECT_EQ(call().vol_source, VolSource::Published);
    EXPECT_EQ(call().vol, kLevel);
}

TEST_F(LegVolatility, RaisesOneAlarmWhenNothingIsLeftToPriceWith) {
    live_without_the_call(seconds(8), 0.0, false);
    EXPECT_EQ(call().vol_source, VolSource::Unpriced);
    EXPECT_EQ(unpriced_alarms(), 1U);
}

TEST_F(LegVolatility, SendsNothingOnOneThatIsOldAndHasNoSubstitute) {
    live_without_the_call(seconds(8), 0.0, false);
    rig.take();
    grow();
    live_without_the_call(seconds(3), 0.0, false);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].check, RiskCheck::Staleness);
    // The data come back, and with the next exact pass the order.
    for (int batch = 0; batch < 2; ++batch) {
        rig.advance(milliseconds(150));
        rig.market_data();
        rig.end_batch();
    }
    EXPECT_FALSE(rig.orders().empty());
}

TEST_F(LegVolatility, HedgesOnTheSmilesWhenTheOptionsOwnIsSilent) {
    live_without_the_call(seconds(8), 0.05);
    rig.take();
    grow();
    live_without_the_call(milliseconds(500), 0.05);
    EXPECT_FALSE(rig.orders().empty());
}

// The chain message names the call itself, whose ticker is silent: its forward is its expiry's.
TEST_F(LegVolatility, OfTheChainComesWithTheNewestForwardOfItsExpiry) {
    live_without_the_call(seconds(5), 0.05);
    rig.feed(MarkVol{rig.stamp(), kCall, 0.05, Vol{0.7}});
    EXPECT_EQ(call().vol, 0.7);
    EXPECT_EQ(call().vol_source, VolSource::Published);
    EXPECT_LT(call().data_age_seconds, 0.5);
}

TEST_F(LegVolatility, IsNotTakenFromAClosedTicker) {
    live_without_the_call(seconds(5), 0.05);
    Ticker closed;
    closed.stamp = rig.stamp();
    closed.instrument = kCall;
    closed.state = TickerState::Closed;
    closed.index_price = closed.forward.emplace(UsdPrice{kIndex});
    closed.mark_vol = Vol{2.0};
    rig.feed(closed);
    live_without_the_call(seconds(1), 0.05);
    EXPECT_EQ(call().vol_source, VolSource::Slice);
    EXPECT_LT(call().vol, 0.7);
}

TEST_F(LegVolatility, IsNotLookedForWhileTheStreamIsDown) {
    ConnectionChange down;
    down.stamp = rig.stamp();
    down.stream = Stream::Market;
    down.state = ConnectionState::Down;
    rig.feed(down);
    rig.advance(seconds(20));
    rig.end_batch();
    EXPECT_EQ(unpriced_alarms(), 0U);
}

TEST_F(LegVolatility, ShowsTheSmileOfTheExpiry) {
    live_without_the_call(seconds(3), 0.05);
    EngineView const view = rig.view();
    ASSERT_EQ(view.underlyings[0].smile_count, 1U);
    SmileView const& smile = view.underlyings[0].smiles[0];
    EXPECT_TRUE(smile.usable) << smile.status.view();
    EXPECT_GE(smile.points, 9U);
    EXPECT_NEAR(smile.at_the_money.value(), kLevel + 0.05, 0.01);
    EXPECT_LT(smile.rms.value(), 1e-3);
}

constexpr auto kMoving = pricing::SmileDynamics::StickyMoneyness;

engine::EngineConfig moving_config(pricing::SmileDynamics dynamics) {
    engine::EngineConfig config = rig_config();
    config.underlyings[0].smile.dynamics = dynamics;
    return config;
}

class MovingSmile : public LegVolatility {
protected:
    MovingSmile() : LegVolatility(moving_config(kMoving)) {}
};

TEST_F(MovingSmile, TakesItsSlopeIntoTheDelta) {
    live_without_the_call(seconds(3), 0.0);
    UnderlyingView const view = rig.view().underlyings[0];
    // The volatility at a strike rises with the index when the smile falls with the strike: a short
    // call loses more than its Black delta says.
    InstrumentSpec const spec = option_spec(kCall, OptionType::Call, kIndex);
    double const forward = 1.002 * kIndex;
    double const slope = -0.2 + 1.6 * std::log(kIndex / forward);
    pricing::OptionPoint const point{pricing::Right::Call, UsdPrice{forward}, spec.strike,
                                     Years{years_between(rig.market_now, spec.expiry)}};
    auto const one = pricing::delta_adjustment(moving_config(kMoving).underlyings[0].smile, point,
                                               Vol{kLevel}, slope);
    double const expected = -0.2 * one.adjustment.value();
    EXPECT_LT(expected, -5e-3);
    // The chain's smile is a parabola, which a slice meets well in level, less so in slope.
    EXPECT_NEAR(view.smile_delta.value(), expected, 0.05 * std::fabs(expected));
}

class NoSmiles : public LegVolatility {
protected:
    static engine::EngineConfig without() {
        engine::EngineConfig config = rig_config();
        config.fit_smiles = false;
        return config;
    }
    NoSmiles() : LegVolatility(without()) {}
};

TEST_F(NoSmiles, LeaveAnOldVolatilityToTheLimitOnItsAge) {
    live_without_the_call(seconds(8), 0.05);
    EXPECT_EQ(call().vol, kLevel);
    EXPECT_GT(call().data_age_seconds, 7.0);
    EXPECT_EQ(rig.view().underlyings[0].smile_count, 0U);
}

}  // namespace
}  // namespace hedged::testing
