// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/gatekeeper.hpp"

#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <type_traits>

namespace hedged::risk {
namespace {

using test::RiskScene;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

static_assert(!std::is_default_constructible_v<RiskApproved<OrderProposal>>);
static_assert(!std::is_constructible_v<RiskApproved<OrderProposal>, OrderProposal>);
static_assert(!std::is_constructible_v<RiskApproved<OrderProposal>, OrderProposal, Instant>);
static_assert(!std::is_copy_constructible_v<RiskApproved<OrderProposal>>);

TEST(Gatekeeper, ApprovesASensibleHedgeAsItIs) {
    RiskScene scene;
    auto const result = scene.judge();

    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().get().quantity, Lots{6'000});
    EXPECT_EQ(result.value().get().limit, PriceTicks{119'940});
    EXPECT_EQ(result.value().approved_at(), scene.context.now);
    EXPECT_EQ(scene.gate.approvals(), 1U);
}

TEST(GatekeeperDeathTest, AnApprovalIsSpentByMovingItAway) {
    RiskScene scene;
    auto result = scene.judge();
    ASSERT_TRUE(result.ok());
    RiskApproved<OrderProposal> const moved{std::move(result.value())};

    EXPECT_EQ(moved.get().quantity, Lots{6'000});
    EXPECT_DEATH((void)result.value().get(), "spent");
}

TEST(GatekeeperDeathTest, CannotBeBuiltOnLimitsThatAreNotSet) {
    Limits limits = test::sensible_limits();
    TradingStateMachine state(limits);
    Limits unset = limits;
    unset.underlyings[0].max_order_coins = Coins{};

    EXPECT_DEATH(Gatekeeper(unset, state), "validate");
    EXPECT_DEATH(TradingStateMachine{unset}, "validate");
}

TEST(Gatekeeper, DeniesWhatIsNotOnTheListOfHedgeInstruments) {
    RiskScene scene;
    scene.perp = test::perpetual(5, test::kBtc, "BTC-OTHER");
    scene.proposal.instrument = InstrumentIndex{5};

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::Instrument);
    EXPECT_EQ(result.error().why, Why::InstrumentNotTradable);
}

TEST(Gatekeeper, CannotAllowAnInstrumentBeyondItsCapacity) {
    Limits const limits = test::sensible_limits();
    RiskScene scene;
    Gatekeeper small(limits, scene.state, 4);
    small.allow(InstrumentIndex{4});
    scene.perp = test::perpetual(4);
    scene.proposal.instrument = InstrumentIndex{4};

    ASSERT_FALSE(small.approve(scene.proposal, scene.context).ok());
    EXPECT_EQ(small.denials(RiskCheck::Instrument), 1U);
}

TEST(Gatekeeper, DeniesADuplicateInsideItsWindowOnly) {
    RiskScene scene;
    ASSERT_TRUE(scene.gate.approve(scene.proposal, scene.context).ok());

    scene.context.now = scene.context.now + milliseconds(250) - nanoseconds(1);
    auto const again = scene.gate.approve(scene.proposal, scene.context);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().check, RiskCheck::Duplicate);
    EXPECT_EQ(again.error().why, Why::RiskDenied);

    scene.context.now = scene.context.now + nanoseconds(1);
    EXPECT_TRUE(scene.gate.approve(scene.proposal, scene.context).ok());
}

TEST(Gatekeeper, DoesNotTakeADifferentOrderForADuplicate) {
    RiskScene scene;
    ASSERT_TRUE(scene.gate.approve(scene.proposal, scene.context).ok());
    OrderProposal other_price = scene.proposal;
    other_price.limit = PriceTicks{119'941};
    OrderProposal other_size = scene.proposal;
    other_size.quantity = Lots{5'999};

    EXPECT_TRUE(scene.gate.approve(other_price, scene.context).ok());
    EXPECT_TRUE(scene.gate.approve(other_size, scene.context).ok());
}

TEST(Gatekeeper, DeniesASecondOrderBesideALiveOne) {
    RiskScene scene;
    scene.context.live_order = true;

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::Duplicate);
    EXPECT_EQ(result.error().why, Why::OrderInFlight);
}

TEST(Gatekeeper, DeniesWhenEitherBudgetIsUsedUp) {
    RiskScene scene;
    scene.context.order_rate_ok = false;
    auto const counts = scene.judge();
    ASSERT_FALSE(counts.ok());
    EXPECT_EQ(counts.error().check, RiskCheck::MessageRate);

    scene.context.order_rate_ok = true;
    scene.context.credits_ok = false;
    auto const credits = scene.judge();
    ASSERT_FALSE(credits.ok());
    EXPECT_EQ(credits.error().check, RiskCheck::VenueCredits);
    EXPECT_EQ(credits.error().why, Why::RateLimited);
}

TEST(Gatekeeper, LetsAnOrderShrinkAPositionThatIsBeyondItsLimit) {
    RiskScene scene;
    scene.context.position = RiskScene::lots(20.0);
    scene.context.hedge_delta = BookDelta{20.0};
    scene.context.hedged_delta = BookDelta{-15.0};

    EXPECT_TRUE(scene.judge().ok());
}

TEST(Gatekeeper, LetsTheHedgeLegShrinkWhateverItsRatio) {
    RiskScene scene;
    // The options are gone, the hedge is still long one coin: selling it must never be refused.
    scene.context.hedged_delta = BookDelta{0.0};
    scene.context.hedge_delta = BookDelta{1.0};
    scene.context.position = RiskScene::lots(1.0);

    EXPECT_TRUE(scene.judge().ok());
}

TEST(Gatekeeper, DeniesAnOrderOnTheWrongSide) {
    RiskScene scene;
    scene.proposal.side = Side::Buy;

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::HedgeOnly);
}

TEST(Gatekeeper, DeniesAnyOrderWhenTheBookIsOnTarget) {
    RiskScene scene;
    scene.context.hedged_delta = BookDelta{0.0};
    for (Side const side : {Side::Buy, Side::Sell}) {
        scene.proposal.side = side;
        auto const result = scene.judge();
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().check, RiskCheck::HedgeOnly);
    }
}

TEST(Gatekeeper, IgnoresOrdersInFlightThatPushTheOtherWay) {
    RiskScene scene;
    // Should these buys never fill, a larger sell would overshoot.
    scene.context.in_flight_buys = BookDelta{0.5};
    scene.proposal.quantity = RiskScene::lots(1.5);

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::HedgeOnly);
}

TEST(Gatekeeper, SellsAPutWhoseDeltaIsNegativeToAddDelta) {
    RiskScene scene;
    InstrumentSpec put = test::call_option(0, test::kBtc, "BTC-25DEC26-60000-P");
    put.option_type = OptionType::Put;
    scene.context.spec = &put;
    scene.context.reference.price = 0.05;
    scene.context.price_per_vol = 0.2;
    scene.proposal.limit = PriceTicks{500};
    scene.proposal.quantity = Lots{10};
    scene.context.delta_per_lot = BookDelta{-0.05};
    scene.context.hedged_delta = BookDelta{-0.5};

    EXPECT_TRUE(scene.judge().ok());
    scene.proposal.side = Side::Buy;
    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::HedgeOnly);
}

class GatekeeperOption : public ::testing::Test {
protected:
    GatekeeperOption() {
        scene.context.spec = &option;
        scene.context.reference.price = 0.05;
        scene.context.price_per_vol = 0.2;  // two points are 0.004
        scene.proposal.limit = PriceTicks{500};
        scene.proposal.quantity = Lots{10};
        scene.context.delta_per_lot = BookDelta{0.05};
        scene.context.hedged_delta = BookDelta{0.5};
    }
    InstrumentSpec option = test::call_option(0);
    RiskScene scene;
};

TEST_F(GatekeeperOption, IsHeldToItsCollarInVolatility) {
    scene.proposal.limit = PriceTicks{540};
    EXPECT_TRUE(scene.judge().ok());
    scene.proposal.limit = PriceTicks{545};
    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::PriceCollar);
}

TEST_F(GatekeeperOption, MayAlwaysBeOneTickFromItsReference) {
    scene.context.price_per_vol = 1e-6;
    scene.proposal.limit = PriceTicks{505};
    EXPECT_TRUE(scene.judge().ok());
    scene.proposal.limit = PriceTicks{510};
    EXPECT_FALSE(scene.judge().ok());
}

TEST_F(GatekeeperOption, MustBeOnTheGridThatHoldsAtItsPrice) {
    scene.proposal.limit = PriceTicks{501};
    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::PriceCollar);
}

TEST_F(GatekeeperOption, NeedsItsVega) {
    scene.context.price_per_vol.reset();
    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::NonFinite);
}

TEST_F(GatekeeperOption, IsNotHeldToTheDeltaOfACoin) {
    scene.context.delta_per_lot = BookDelta{0.0001};
    scene.context.hedged_delta = BookDelta{0.001};
    EXPECT_TRUE(scene.judge().ok());
}

TEST(Gatekeeper, AcceptsADatedFutureWhoseDeltaFadesInItsSettlementWindow) {
    RiskScene scene;
    scene.perp.kind = InstrumentKind::Future;
    scene.context.delta_per_lot = BookDelta{10.0 / RiskScene::kIndex * 0.1};
    scene.context.hedged_delta = scene.context.delta_per_lot * 6'000.0;

    EXPECT_TRUE(scene.judge().ok());
}

struct BadInput {
    const char* name;
    std::function<void(RiskScene&)> apply;
};
class GatekeeperBadInput : public ::testing::TestWithParam<BadInput> {};

TEST_P(GatekeeperBadInput, IsDeniedAndHoldsTradingForAWhile) {
    RiskScene scene;
    GetParam().apply(scene);

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::NonFinite) << to_string(result.error().check);
    EXPECT_EQ(scene.state.state(), TradingState::Hold);
    EXPECT_EQ(scene.state.why(), Why::NonFinite);

    auto const out = std::make_unique<Actions>();
    scene.state.update(scene.context.now + scene.limits.bad_input_hold - nanoseconds(1), *out);
    EXPECT_EQ(scene.state.state(), TradingState::Hold);
    scene.state.update(scene.context.now + scene.limits.bad_input_hold, *out);
    EXPECT_EQ(scene.state.state(), TradingState::Normal);
}

const BadInput kBadInputs[] = {
    {"QuantityZero", [](RiskScene& s) { s.proposal.quantity = Lots{0}; }},
    {"QuantityNegative", [](RiskScene& s) { s.proposal.quantity = Lots{-1}; }},
    {"LimitZero", [](RiskScene& s) { s.proposal.limit = PriceTicks{0}; }},
    {"LimitNegative", [](RiskScene& s) { s.proposal.limit = PriceTicks{-1}; }},
    {"TimeInForceUnknown", [](RiskScene& s) { s.proposal.time_in_force = TimeInForce::Unknown; }},
    {"ImmediateAndPostOnly", [](RiskScene& s) { s.proposal.post_only = true; }},
    {"FillOrKillAndPostOnly",
     [](RiskScene& s) {
         s.proposal.time_in_force = TimeInForce::FillOrKill;
         s.proposal.post_only = true;
     }},
    {"IndexNan", [](RiskScene& s) { s.context.index = UsdPrice{kNan}; }},
    {"IndexZero", [](RiskScene& s) { s.context.index = UsdPrice{0.0}; }},
    {"IndexNegative", [](RiskScene& s) { s.context.index = UsdPrice{-60'000.0}; }},
    {"IndexInfinite", [](RiskScene& s) { s.context.index = UsdPrice{kInfinity}; }},
    {"ReferenceNan", [](RiskScene& s) { s.context.reference.price = kNan; }},
    {"ReferenceZero", [](RiskScene& s) { s.context.reference.price = 0.0; }},
    {"ReferenceVotedNonFinite",
     [](RiskScene& s) {
         s.context.reference.ok = false;
         s.context.reference.why = Why::NonFinite;
     }},
    {"HedgedDeltaNan", [](RiskScene& s) { s.context.hedged_delta = BookDelta{kNan}; }},
    {"HedgeDeltaNan", [](RiskScene& s) { s.context.hedge_delta = BookDelta{kNan}; }},
    {"HedgedDeltaInfinite", [](RiskScene& s) { s.context.hedged_delta = BookDelta{kInfinity}; }},
    {"TargetNan", [](RiskScene& s) { s.context.target = BookDelta{kNan}; }},
    {"InFlightBuysNan", [](RiskScene& s) { s.context.in_flight_buys = BookDelta{kNan}; }},
    {"InFlightSellsNegative", [](RiskScene& s) { s.context.in_flight_sells = BookDelta{-0.1}; }},
    {"InstrumentBuysNegative", [](RiskScene& s) { s.context.instrument_buys = Lots{-1}; }},
    {"InstrumentSellsNegative", [](RiskScene& s) { s.context.instrument_sells = Lots{-1}; }},
    {"DeltaPerLotZero", [](RiskScene& s) { s.context.delta_per_lot = BookDelta{0.0}; }},
    {"DeltaPerLotNan", [](RiskScene& s) { s.context.delta_per_lot = BookDelta{kNan}; }},
    {"DeltaPerLotNegativeOnAFuture",
     [](RiskScene& s) { s.context.delta_per_lot = -s.context.delta_per_lot; }},
    {"DeltaPerLotInDollars", [](RiskScene& s) { s.context.delta_per_lot = BookDelta{10.0}; }},
};
INSTANTIATE_TEST_SUITE_P(Inputs, GatekeeperBadInput, ::testing::ValuesIn(kBadInputs),
                         [](const auto& bad) { return bad.param.name; });

struct Untradable {
    const char* name;
    Why why;
    std::function<void(RiskScene&)> apply;
};
class GatekeeperInstrument : public ::testing::TestWithParam<Untradable> {};

TEST_P(GatekeeperInstrument, IsDenied) {
    RiskScene scene;
    GetParam().apply(scene);

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::Instrument);
    EXPECT_EQ(result.error().why, GetParam().why);
    // Such an order says nothing about the numbers: nothing is held for it.
    EXPECT_EQ(scene.state.state(), TradingState::Normal);
}

const Untradable kUntradable[] = {
    {"NotListed", Why::InstrumentMissing, [](RiskScene& s) { s.context.spec = nullptr; }},
    {"SpecOfAnother", Why::InstrumentMissing,
     [](RiskScene& s) { s.perp.index = InstrumentIndex{3}; }},
    {"OtherUnderlying", Why::InstrumentMissing,
     [](RiskScene& s) { s.perp.underlying = test::kEth; }},
    {"UnderlyingWithoutLimits", Why::InstrumentMissing,
     [](RiskScene& s) {
         s.perp.underlying = test::kEth;
         s.proposal.underlying = test::kEth;
     }},
    {"Locked", Why::PlatformLocked, [](RiskScene& s) { s.context.underlying_locked = true; }},
    {"Halted", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.state = InstrumentState::Halted; }},
    {"Settled", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.state = InstrumentState::Settled; }},
    {"UnknownState", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.state = InstrumentState::Unknown; }},
    {"Created", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.state = InstrumentState::Created; }},
    {"Closed", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.state = InstrumentState::Closed; }},
    {"Spot", Why::InstrumentNotTradable, [](RiskScene& s) { s.perp.kind = InstrumentKind::Spot; }},
    {"Combo", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.kind = InstrumentKind::Combo; }},
    {"UnknownKind", Why::InstrumentNotTradable,
     [](RiskScene& s) { s.perp.kind = InstrumentKind::Unknown; }},
};
INSTANTIATE_TEST_SUITE_P(States, GatekeeperInstrument, ::testing::ValuesIn(kUntradable),
                         [](const auto& instrument) { return instrument.param.name; });

TEST(Gatekeeper, IsStaleWhileTheExchangeClockIsUnknown) {
    for (int missing = 0; missing < 3; ++missing) {
        RiskScene scene;
        auto& ages = scene.context.ages;
        (missing == 0 ? ages.clock_error : missing == 1 ? ages.quote_lag : ages.index_lag).reset();

        auto const result = scene.judge();
        ASSERT_FALSE(result.ok()) << missing;
        EXPECT_EQ(result.error().check, RiskCheck::Staleness) << missing;
        EXPECT_EQ(result.error().why, Why::ClockUnknown) << missing;
    }
}

TEST(Gatekeeper, DeniesEverythingOnHold) {
    RiskScene scene;
    scene.state.hold("alice", "lunch");

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::TradingStateGate);
    EXPECT_EQ(result.error().why, Why::Held);

    scene.state.resume();
    EXPECT_TRUE(scene.judge().ok());
}

TEST(Gatekeeper, DeniesEverythingWhenKilled) {
    RiskScene scene;
    auto const out = std::make_unique<Actions>();
    scene.state.kill("alice", "test", scene.context.now, *out);

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::TradingStateGate);
    EXPECT_EQ(result.error().why, Why::Killed);
}

TEST(Gatekeeper, DeniesAnInstrumentThatTheBreakerHolds) {
    RiskScene scene;
    auto const out = std::make_unique<Actions>();
    for (int i = 0; i < 3; ++i) {
        scene.state.on_refusal(scene.perp.index, RefusalClass::Price, scene.context.now, *out);
    }

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::TradingStateGate);
    EXPECT_EQ(result.error().why, Why::RefusalBreaker);
}

class GatekeeperInReduce : public ::testing::Test {
protected:
    void SetUp() override {
        AccountUpdate account;
        account.underlying = test::kBtc;
        account.equity = Coins{1.0};
        account.initial_margin = Coins{0.71};
        scene.state.on_account(account);
        ASSERT_EQ(scene.state.state(), TradingState::Reduce);
    }
    RiskScene scene;
};

TEST_F(GatekeeperInReduce, ApprovesWhatShrinksTheExposure) {
    auto const result = scene.judge();
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().get().quantity, Lots{6'000});
}

TEST_F(GatekeeperInReduce, CutsTheQuantityToTheExposure) {
    // Normal would let this overshoot by less than a lot; Reduce does not.
    scene.context.hedged_delta = scene.context.delta_per_lot * 5'999.5;

    auto const result = scene.judge();
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().get().quantity, Lots{5'999});
}

TEST_F(GatekeeperInReduce, DeniesWhatIsLeftBelowOneLot) {
    scene.proposal.quantity = Lots{1};
    scene.context.hedged_delta = scene.context.delta_per_lot * 0.75;

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::TradingStateGate);
    EXPECT_EQ(result.error().why, Why::BelowOneLot);
}

TEST_F(GatekeeperInReduce, DeniesWhatIsLeftBelowTheMinimumAmount) {
    scene.perp.minimum_amount = 20.0;
    scene.proposal.quantity = Lots{2};
    scene.context.hedged_delta = scene.context.delta_per_lot * 1.75;

    auto const result = scene.judge();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, RiskCheck::TradingStateGate);
}

TEST_F(GatekeeperInReduce, CountsOrdersInFlightAsFilled) {
    scene.context.in_flight_sells = scene.context.delta_per_lot * 1'000.5;
    scene.proposal.quantity = Lots{5'000};

    auto const result = scene.judge();
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().get().quantity, Lots{4'999});
}

TEST_F(GatekeeperInReduce, DeniesTheOtherSide) {
    scene.proposal.side = Side::Buy;
    EXPECT_FALSE(scene.judge().ok());
}

}  // namespace
}  // namespace hedged::risk
