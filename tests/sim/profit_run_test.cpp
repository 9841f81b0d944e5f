// SPDX-License-Identifier: Apache-2.0
// What the engine says the book has earned, against the exchange's own accounts: the equity of the
// account that is hedged, and that of a twin with the same positions that never trades. Both are
// told after the engine's own fees, slippage and funding; delivery fees are the exchange's alone.
#include "sim/trading_floor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hedged::sim {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kFourthOfFebruary = 1'770'163'200'000;  // 2026, 00:00 UTC
constexpr std::int64_t kEight = 8 * 3'600'000;

double deviation(const std::vector<double>& numbers) {
    double mean = 0.0;
    for (double const number : numbers) {
        mean += number / static_cast<double>(numbers.size());
    }
    double square = 0.0;
    for (double const number : numbers) {
        square += (number - mean) * (number - mean) / static_cast<double>(numbers.size() - 1);
    }
    return std::sqrt(square);
}

// Coins since the audit began: the engine's word and the exchange's.
class ProfitAudit {
public:
    explicit ProfitAudit(const FloorOptions& options) : floor(options) {
        EXPECT_TRUE(floor.run_until([&] { return floor.view().state == TradingState::Normal; },
                                    seconds(15)));
        floor.run(milliseconds(300));
        begin();
    }

    [[nodiscard]] ProfitView profit() const { return floor.view().underlyings[0].profit; }
    [[nodiscard]] double hedged() const {
        return (profit().hedged_coins - start_.hedged_coins).value();
    }
    [[nodiscard]] double unhedged() const {
        return (profit().unhedged_coins - start_.unhedged_coins).value();
    }
    [[nodiscard]] double true_hedged() const { return floor.true_equity() - equity_; }
    [[nodiscard]] double true_unhedged() const { return floor.twin_equity() - twin_; }

    // The largest differences at any exact pass.
    void follow(Duration time) {
        Instant const until = floor.now + time;
        Coins last = profit().hedged_coins;
        while (floor.now < until) {
            floor.run(milliseconds(10));
            if (profit().hedged_coins != last) {
                last = profit().hedged_coins;
                worst_hedged = std::max(worst_hedged, std::fabs(hedged() - true_hedged()));
                worst_unhedged = std::max(worst_unhedged, std::fabs(unhedged() - true_unhedged()));
            }
        }
    }

    TradingFloor floor;
    double worst_hedged = 0.0;
    double worst_unhedged = 0.0;

private:
    // At a pass of the engine's, so that both begin at the same index.
    void begin() {
        Coins const last = profit().hedged_coins;
        EXPECT_TRUE(floor.run_until([&] { return profit().hedged_coins != last; }, seconds(5)));
        start_ = profit();
        equity_ = floor.true_equity();
        twin_ = floor.twin_equity();
    }
    ProfitView start_;
    double equity_ = 0.0;
    double twin_ = 0.0;
};

FloorOptions expiring_today(std::int64_t start_ms, std::vector<exchange::SeedPosition> positions) {
    FloorOptions options = short_gamma_floor(1);
    options.speed = 60;
    options.start = wall_from_milliseconds(start_ms);
    options.positions = std::move(positions);
    return options;
}

// 40 minutes in which four of five options expire. What the engine sees is a step old, and its pass
// up to 110 ms: 7 s of this market, in which the index moves by 0.03 %.
TEST(ProfitRun, IsTheChangeOfTheExchangesEquityIntoTheSettlementAndPastIt) {
    ProfitAudit audit{expiring_today(kFourthOfFebruary + kEight - 2'400'000,
                                     {{"BTC-4FEB26-70000-C", -6.0, 0.0},
                                      {"BTC-4FEB26-76000-P", -6.0, 0.0},
                                      {"BTC-4FEB26-77000-C", -3.0, 0.0},
                                      {"BTC-4FEB26-78000-P", 5.0, 0.0},
                                      {"BTC-27FEB26-85000-C", -6.0, 0.0}})};
    audit.follow(seconds(44));
    ASSERT_EQ(audit.floor.view().underlyings[0].legs, 2U) << "settled";
    EXPECT_LT(audit.worst_hedged, 5e-4);
    EXPECT_LT(audit.worst_unhedged, 3e-3);
    EXPECT_NEAR(audit.hedged(), audit.true_hedged(), 2e-4);
    EXPECT_EQ(audit.floor.twin_fees(), 0.0) << "daily options are delivered free of charge";
}

double total_of(const ProfitLinesView& lines) {
    return lines.delta + lines.gamma + lines.vega + lines.theta + lines.vanna + lines.volga +
           lines.carry + lines.residual + lines.trading + lines.slippage + lines.fees +
           lines.funding + lines.revaluation;
}

// The same day, explained: the lines add up, and what they leave is small beside what they explain.
TEST(ProfitRun, IsExplainedLineByLineIntoTheSettlementAndPastIt) {
    TradingFloor floor{expiring_today(kFourthOfFebruary + kEight - 2'400'000,
                                      {{"BTC-4FEB26-70000-C", -6.0, 0.0},
                                       {"BTC-4FEB26-76000-P", -6.0, 0.0},
                                       {"BTC-27FEB26-85000-C", -6.0, 0.0}})};
    floor.run(seconds(55));
    UnderlyingView const coin = floor.view().underlyings[0];
    ASSERT_TRUE(coin.attribution.measured);
    double const rest = total_of(coin.attribution.rest_coins);
    double const hedge = total_of(coin.attribution.hedge_coins);
    EXPECT_NEAR(rest, coin.profit.unhedged_coins.value(), 1e-9);
    EXPECT_NEAR(rest + hedge, coin.profit.hedged_coins.value(), 1e-9);
    ProfitLinesView const& legs = coin.attribution.rest_usd;
    EXPECT_GT(std::fabs(legs.delta), 100.0);
    EXPECT_LT(std::fabs(legs.residual), 0.05 * (std::fabs(legs.delta) + std::fabs(legs.theta)));
    EXPECT_LT(coin.attribution.hedge_usd.fees, 0.0);
    EXPECT_TRUE(std::isfinite(coin.realised.fast.value()));
}

TEST(ProfitRun, LacksNothingOfTheSettlementOfAWeeklyButItsDeliveryFee) {
    ProfitAudit audit{expiring_today(kFourthOfFebruary + 2 * kDay + kEight - 600'000,
                                     {{"BTC-6FEB26-60000-C", -6.0, 0.0},
                                      {"BTC-6FEB26-70000-P", -6.0, 0.0},
                                      {"BTC-27FEB26-85000-C", -6.0, 0.0}})};
    audit.follow(seconds(12));
    ASSERT_EQ(audit.floor.twin_fees(), 12 * 0.00015) << "12 options were delivered";
    EXPECT_NEAR(audit.hedged() - audit.floor.twin_fees(), audit.true_hedged(), 2e-4);
}

// The book of the paper configuration: short near strangles, their vega bought back further out.
// What a perpetual cannot hedge is small in it, so that what is left is the hedging.
FloorOptions paper_floor() {
    FloorOptions options = short_gamma_floor(1);
    options.positions = {{"BTC-13FEB26-70000-P", -12.0, 0.0},
                         {"BTC-13FEB26-80000-C", -6.0, 0.0},
                         {"BTC-27MAR26-60000-P", 8.0, 0.0},
                         {"BTC-27MAR26-85000-C", 3.0, 0.0}};
    return options;
}

// The whole recorded fall, an hour of market a second.
TEST(ProfitRun, ShowsABookThatMovesLessThanAFifthOfTheUnhedgedOne) {
    ProfitAudit audit{paper_floor()};
    std::vector<double> own_hedged;
    std::vector<double> own_unhedged;
    std::vector<double> true_hedged;
    std::vector<double> true_unhedged;
    double last[4] = {audit.hedged(), audit.unhedged(), audit.true_hedged(), audit.true_unhedged()};
    for (int second = 0; second < 56; ++second) {
        audit.follow(seconds(1));
        double const index = audit.floor.exchange.index_price();
        double const now[4] = {audit.hedged(), audit.unhedged(), audit.true_hedged(),
                               audit.true_unhedged()};
        own_hedged.push_back(index * (now[0] - last[0]));
        own_unhedged.push_back(index * (now[1] - last[1]));
        true_hedged.push_back(index * (now[2] - last[2]));
        true_unhedged.push_back(index * (now[3] - last[3]));
        std::copy(now, now + 4, last);
    }
    double const witnessed = deviation(true_hedged) / deviation(true_unhedged);
    double const own = deviation(own_hedged) / deviation(own_unhedged);
    RecordProperty("deviation_hedged_usd", static_cast<int>(deviation(true_hedged)));
    RecordProperty("deviation_unhedged_usd", static_cast<int>(deviation(true_unhedged)));
    EXPECT_LT(witnessed, 0.2);
    EXPECT_LT(own, 0.2);
    EXPECT_NEAR(own, witnessed, 0.01);
    EXPECT_LT(audit.worst_hedged, 3e-3);
    EXPECT_LT(audit.worst_unhedged, 2e-2) << "8 coins of delta, 400 s of this market late";
    EXPECT_NE(audit.profit().funding.value(), 0.0);
}

TEST(ProfitRun, RepeatsItselfForASeedToTheLastBit) {
    auto const profit = [] {
        TradingFloor floor{short_gamma_floor(5)};
        floor.run(seconds(5));
        return floor.view().underlyings[0].profit;
    };
    ProfitView const first = profit();
    ProfitView const second = profit();
    EXPECT_NE(first.hedged.value(), 0.0);
    EXPECT_EQ(first.hedged.value(), second.hedged.value());
    EXPECT_EQ(first.unhedged.value(), second.unhedged.value());
}

}  // namespace
}  // namespace hedged::sim
