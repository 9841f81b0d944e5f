// SPDX-License-Identifier: Apache-2.0
// What goes wrong between us and an exchange, and what must be true all the same.
#include "sim/trading_floor.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::sim {
namespace {

TradingFloor& start(TradingFloor& floor) {
    EXPECT_TRUE(
        floor.run_until([&] { return floor.view().state == TradingState::Normal; }, seconds(15)));
    return floor;
}

// Hedged and known again: no order of unknown fate, our position is the exchange's.
void expect_settled(TradingFloor& floor) {
    EXPECT_TRUE(floor.run_until(
        [&] { return floor.view().state == TradingState::Normal && floor.view().order_count == 0; },
        seconds(60)))
        << to_string(floor.view().underlyings[0].why) << " " << floor.view().state_reason.view();
    EXPECT_TRUE(floor.run_until([&] { return std::fabs(floor.true_delta()) <= 0.5; }, seconds(5)))
        << floor.true_delta();
    floor.operate(OperatorVerb::Hold);
    floor.run(seconds(4));
    auto const view = floor.view();
    EXPECT_EQ(view.order_count, 0U);
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        EXPECT_DOUBLE_EQ(view.positions[i].size,
                         floor.true_position(view.positions[i].instrument.view()));
    }
    EXPECT_EQ(floor.true_open_orders(), 0U);
}

class EveryCutPoint : public ::testing::TestWithParam<int> {};

TEST_P(EveryCutPoint, NeverHedgesTwiceAndRecovers) {
    TradingFloor floor{short_gamma_floor(11U + static_cast<std::uint64_t>(GetParam()))};
    auto& faults = floor.front.faults();
    faults.methods = "private/buy";
    switch (GetParam() % 4) {
        case 0:
            faults.drop_replies = 2;
            break;
        case 1:
            faults.close_before_acting = 1;
            break;
        case 2:
            faults.close_after_acting = 1;
            break;
        default:
            faults.swallow_requests = 2;
            break;
    }
    if (GetParam() >= 4) {
        faults.methods = "private/sell";
    }
    start(floor);
    floor.run(seconds(6));
    expect_settled(floor);
}

INSTANTIATE_TEST_SUITE_P(BuysAndSells, EveryCutPoint, ::testing::Range(0, 8));

// The exchange's clock decides what is late, what expires and which trades are asked for.
struct ClockError {
    const char* name;
    Duration error;
};
class WrongClock : public ::testing::TestWithParam<ClockError> {};

// A connection that dies with an order's answer leaves its fill to the report of past trades.
TEST_P(WrongClock, OfTheMachineLosesNoFill) {
    int died = 0;
    for (const char* const method : {"private/buy", "private/sell"}) {
        FloorOptions options = short_gamma_floor(31);
        options.wall_error = GetParam().error;
        TradingFloor floor{options};
        auto& faults = floor.front.faults();
        faults.methods = method;
        faults.close_after_acting = 1;
        start(floor);
        floor.run(seconds(6));
        died += faults.close_after_acting == 0 ? 1 : 0;
        expect_settled(floor);
        EXPECT_EQ(floor.view().counters.fills, floor.true_trades()) << method;
        EXPECT_EQ(floor.view().counters.orders_refused, 0U) << method;
    }
    EXPECT_GT(died, 0);
}

INSTANTIATE_TEST_SUITE_P(Machine, WrongClock,
                         ::testing::Values(ClockError{"MinutesSlow", seconds(-420)},
                                           ClockError{"MinutesFast", seconds(420)},
                                           ClockError{"MonthsSlow", seconds(-26'000'000)}),
                         [](const auto& one) { return one.param.name; });

TEST(Faults, AnExchangeThatDoesNotTellItsTimeIsNotTradedOn) {
    TradingFloor floor{short_gamma_floor(32)};
    floor.front.faults().reject_methods = "public/get_time";
    floor.front.faults().reject_code = 13028;
    floor.run(seconds(15));
    EXPECT_EQ(floor.view().state, TradingState::Hold);
    EXPECT_TRUE(floor.placed_at.empty());
    floor.front.faults().reject_code = 0;
    expect_settled(floor);
}

TEST(Faults, FillsToldTwiceCountOnce) {
    TradingFloor floor{short_gamma_floor(21)};
    floor.front.faults().duplicate_user_trades = true;
    floor.front.faults().notifications_first = true;
    start(floor);
    floor.run(seconds(8));
    EXPECT_GT(floor.view().counters.duplicate_fills, 0U);
    expect_settled(floor);
}

TEST(Faults, ALostAccountConnectionIsReconciledBeforeHedgingGoesOn) {
    TradingFloor floor{short_gamma_floor(22)};
    start(floor);
    for (int i = 0; i < 3; ++i) {
        floor.run(seconds(2));
        floor.cut(Stream::Account);
        floor.run(milliseconds(10));
        EXPECT_NE(floor.view().state, TradingState::Normal);
        EXPECT_TRUE(floor.run_until([&] { return floor.view().state == TradingState::Normal; },
                                    seconds(60)));
    }
    expect_settled(floor);
}

TEST(Faults, ALostMarketConnectionStopsHedgingUntilItIsBack) {
    TradingFloor floor{short_gamma_floor(23)};
    start(floor);
    floor.run(seconds(2));
    floor.cut(Stream::Market);
    auto const placed = floor.placed_at.size();
    floor.run(milliseconds(20));
    EXPECT_EQ(floor.placed_at.size(), placed);
    expect_settled(floor);
}

TEST(Faults, FrozenQuotesStopHedgingAlthoughTheConnectionLives) {
    TradingFloor floor{short_gamma_floor(24)};
    start(floor);
    floor.front.faults().frozen_channels = {"quote.BTC-PERPETUAL", "ticker.BTC-PERPETUAL.raw"};
    floor.run(seconds(1));
    auto const placed = floor.placed_at.size();
    floor.run(seconds(4));
    EXPECT_EQ(floor.placed_at.size(), placed);
    EXPECT_EQ(floor.view().underlyings[0].why, Why::QuoteStale);
    floor.front.faults().frozen_channels.clear();
    expect_settled(floor);
}

TEST(Faults, AnUnknownOrderStateIsSurvived) {
    TradingFloor floor{short_gamma_floor(25)};
    start(floor);
    floor.front.faults().order_state_word = "sublimated";
    floor.run(seconds(5));
    floor.front.faults().order_state_word.clear();
    expect_settled(floor);
}

TEST(Faults, APlatformLockStopsHedgingAndEndsWithIt) {
    TradingFloor floor{short_gamma_floor(26)};
    start(floor);
    floor.run(seconds(2));
    floor.exchange.set_platform_lock(true);
    floor.run(seconds(1));
    auto const placed = floor.placed_at.size();
    floor.run(seconds(5));
    EXPECT_LE(floor.placed_at.size(), placed + 1);
    floor.exchange.set_platform_lock(false);
    expect_settled(floor);
}

TEST(Faults, AKillLeavesNothingOpenAndSendsNothingMore) {
    TradingFloor floor{short_gamma_floor(27)};
    start(floor);
    floor.run(seconds(3));
    floor.operate(OperatorVerb::Kill);
    auto const placed = floor.placed_at.size();
    EXPECT_TRUE(floor.run_until([&] { return floor.view().orders_done; }, seconds(10)));
    floor.run(seconds(10));
    EXPECT_EQ(floor.placed_at.size(), placed);
    EXPECT_EQ(floor.true_open_orders(), 0U);
    EXPECT_EQ(floor.latches, 1U);
}

TEST(Faults, AKillHoldsThroughALostConnection) {
    TradingFloor floor{short_gamma_floor(28)};
    start(floor);
    floor.front.faults().methods = "private/";
    floor.operate(OperatorVerb::Kill);
    floor.cut(Stream::Account);
    auto const placed = floor.placed_at.size();
    EXPECT_TRUE(floor.run_until([&] { return floor.view().orders_done; }, seconds(60)));
    EXPECT_EQ(floor.placed_at.size(), placed);
    EXPECT_EQ(floor.true_open_orders(), 0U);
}

TEST(Faults, RefusedOrdersTripTheBreakerInsteadOfAStorm) {
    std::uint64_t refused = 0;
    for (const char* const method : {"private/buy", "private/sell"}) {
        TradingFloor floor{short_gamma_floor(29)};
        start(floor);
        floor.front.faults().reject_methods = method;
        floor.front.faults().reject_code = 10009;
        floor.run(seconds(15));
        EXPECT_LE(floor.view().counters.orders_refused, 30U) << method;
        EXPECT_EQ(floor.true_open_orders(), 0U);
        refused += floor.view().counters.orders_refused;
    }
    EXPECT_GT(refused, 4U) << "the breaker was never needed";
}

}  // namespace
}  // namespace hedged::sim
