// SPDX-License-Identifier: Apache-2.0
// Life of an order: resting, filling, editing, post-only and reduce-only.
#include "core_market.hpp"

#include <gtest/gtest.h>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";

// Two accounts alone in the perpetual's book.
class MatchingTest : public ::testing::Test {
protected:
    MatchingTest() { floor_.no_house(kPerp); }

    Order buy(double amount, double price, TimeInForce tif = TimeInForce::GoodTilCancelled) {
        return floor_.order(desk_, kPerp, Side::Buy, amount, price, tif).order;
    }
    Order sell(double amount, double price) {
        return floor_.order(rival_, kPerp, Side::Sell, amount, price).order;
    }
    [[nodiscard]] Order now(AccountId account, const Order& order) const {
        return floor_.exchange.order(account, order.order_id).value();
    }
    OrderOutcome edit(const Order& order, std::optional<double> amount,
                      std::optional<double> price) {
        EditRequest request;
        request.order_id = order.order_id;
        request.amount = amount;
        request.price = price;
        return floor_.exchange.edit(order.account, request);
    }

    Floor floor_;
    AccountId desk_ = floor_.exchange.open_account("desk", 100.0);
    AccountId rival_ = floor_.exchange.open_account("rival", 100.0);
};

TEST_F(MatchingTest, FillsAtTheRestingPriceAndKeepsTheRest) {
    const Order ask = sell(300.0, 80'000.0);
    const OrderOutcome bought = floor_.order(desk_, kPerp, Side::Buy, 500.0, 80'010.0);
    ASSERT_EQ(bought.trades.size(), 1U);
    EXPECT_EQ(bought.trades[0].price, 80'000.0);
    EXPECT_EQ(bought.trades[0].amount, 300.0);
    EXPECT_EQ(bought.trades[0].liquidity, Liquidity::Taker);
    EXPECT_EQ(bought.order.state, OrderState::Open);
    EXPECT_EQ(bought.order.filled_amount, 300.0);
    EXPECT_EQ(bought.order.remaining(), 200.0);
    EXPECT_EQ(now(rival_, ask).state, OrderState::Filled);
    EXPECT_EQ(floor_.exchange.quote(floor_.id(kPerp)).bid, (Level{80'010.0, 200.0}));
}

TEST_F(MatchingTest, AveragesThePriceOverItsFills) {
    (void)sell(100.0, 80'000.0);
    (void)sell(300.0, 80'100.0);
    const OrderOutcome bought = floor_.order(desk_, kPerp, Side::Buy, 400.0, 80'100.0);
    EXPECT_EQ(bought.order.state, OrderState::Filled);
    EXPECT_NEAR(bought.order.average_price, 80'075.0, 1e-9);
}

TEST_F(MatchingTest, ImmediateOrdersCancelTheirRemainder) {
    (void)sell(100.0, 80'000.0);
    const Order order = buy(250.0, 80'000.0, TimeInForce::ImmediateOrCancel);
    EXPECT_EQ(order.state, OrderState::Cancelled);
    EXPECT_EQ(order.filled_amount, 100.0);
    EXPECT_EQ(floor_.size(desk_, kPerp), 100.0);
    EXPECT_TRUE(floor_.exchange.open_orders(desk_).empty());
}

TEST_F(MatchingTest, FillOrKillFillsWholeOrNotAtAll) {
    (void)sell(100.0, 80'000.0);
    const Order killed = buy(110.0, 80'000.0, TimeInForce::FillOrKill);
    EXPECT_EQ(killed.state, OrderState::Cancelled);
    EXPECT_EQ(killed.filled_amount, 0.0);
    EXPECT_EQ(floor_.size(desk_, kPerp), 0.0);
    const Order filled = buy(100.0, 80'000.0, TimeInForce::FillOrKill);
    EXPECT_EQ(filled.state, OrderState::Filled);
}

TEST_F(MatchingTest, MarketOrdersStopAtTheBand) {
    (void)sell(100.0, 80'000.0);
    const double beyond = floor_.exchange.ticker(floor_.id(kPerp)).max_price + 100.0;
    (void)sell(100.0, beyond);
    const OrderOutcome bought = floor_.market(desk_, kPerp, Side::Buy, 200.0);
    EXPECT_EQ(bought.order.state, OrderState::Cancelled);
    EXPECT_EQ(bought.order.filled_amount, 100.0);
}

TEST_F(MatchingTest, PostOnlyIsPricedJustInsideTheSpread) {
    (void)sell(100.0, 80'000.0);
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 100.0, 80'200.0);
    request.post_only = true;
    const OrderOutcome outcome = floor_.exchange.submit(desk_, request);
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(outcome.trades.empty());
    EXPECT_EQ(outcome.order.price, 79'999.5);
    request.price = 79'000.0;
    EXPECT_EQ(floor_.exchange.submit(desk_, request).order.price, 79'000.0);
}

TEST_F(MatchingTest, PostOnlyOptionsAreRepricedOnTheTickThatHolds) {
    constexpr std::string_view kCall = "BTC-6FEB26-80000-C";
    floor_.no_house(kCall);
    ASSERT_TRUE(floor_.order(rival_, kCall, Side::Sell, 1.0, 0.02).ok());
    OrderRequest request = floor_.limit(kCall, Side::Buy, 1.0, 0.025);
    request.post_only = true;
    EXPECT_EQ(floor_.exchange.submit(desk_, request).order.price, 0.0195);
}

TEST_F(MatchingTest, RejectPostOnlyIsRefusedAndLeavesNothing) {
    (void)sell(100.0, 80'000.0);
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 100.0, 80'000.0);
    request.post_only = true;
    request.reject_post_only = true;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11054);
    EXPECT_TRUE(floor_.exchange.open_orders(desk_).empty());
    request.price = 79'999.5;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 0);
}

TEST_F(MatchingTest, ReduceOnlyIsClampedToThePosition) {
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 500.0, 80'000.0);
    OrderRequest request = floor_.limit(kPerp, Side::Sell, 900.0, 80'500.0);
    request.reduce_only = true;
    const OrderOutcome outcome = floor_.exchange.submit(desk_, request);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome.order.amount, 500.0);
    // The whole position is spoken for.
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11030);
}

TEST_F(MatchingTest, ReduceOnlyIsRefusedWhenItWouldIncrease) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 100.0, 79'000.0);
    request.reduce_only = true;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11030);
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 500.0, 80'000.0);
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11030);
}

TEST_F(MatchingTest, RestingReduceOnlyOrdersShrinkWithThePosition) {
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 500.0, 80'000.0);
    OrderRequest request = floor_.limit(kPerp, Side::Sell, 500.0, 80'500.0);
    request.reduce_only = true;
    const Order resting = floor_.exchange.submit(desk_, request).order;
    ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Buy, 300.0, 80'000.0).ok());
    ASSERT_TRUE(floor_.order(desk_, kPerp, Side::Sell, 300.0, 80'000.0).ok());
    EXPECT_EQ(floor_.size(desk_, kPerp), 200.0);
    EXPECT_EQ(now(desk_, resting).amount, 200.0);
    EXPECT_EQ(floor_.exchange.quote(floor_.id(kPerp)).ask, (Level{80'500.0, 200.0}));
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), -200.0, 80'000.0);
    EXPECT_EQ(now(desk_, resting).state, OrderState::Cancelled);
}

TEST_F(MatchingTest, ASmallerAmountAtTheSamePriceKeepsThePlaceInTheQueue) {
    const Order first = buy(300.0, 79'900.0);
    ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Buy, 100.0, 79'900.0).ok());
    ASSERT_TRUE(edit(first, 200.0, std::nullopt).ok());
    ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Sell, 200.0, 79'900.0).ok());
    EXPECT_EQ(now(desk_, first).state, OrderState::Filled);
    EXPECT_TRUE(now(desk_, first).replaced);
}

TEST_F(MatchingTest, ALargerAmountOrAnotherPriceLosesThePlace) {
    for (const bool larger : {true, false}) {
        const Order first = buy(300.0, 79'900.0);
        const AccountId other = floor_.exchange.open_account("other", 10.0);
        const Order second = floor_.order(other, kPerp, Side::Buy, 100.0, 79'900.0).order;
        if (larger) {
            ASSERT_TRUE(edit(first, 310.0, std::nullopt).ok());
        } else {
            ASSERT_TRUE(edit(first, std::nullopt, 79'800.0).ok());
            ASSERT_TRUE(edit(first, std::nullopt, 79'900.0).ok());
        }
        ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Sell, 100.0, 79'900.0).ok());
        EXPECT_EQ(now(other, second).state, OrderState::Filled);
        EXPECT_EQ(now(desk_, first).filled_amount, 0.0);
        (void)floor_.exchange.cancel_all(desk_, {});
    }
}

TEST_F(MatchingTest, AnEditNeedsTheTotalAmount) {
    const Order order = buy(300.0, 80'000.0);
    ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Sell, 100.0, 80'000.0).ok());
    EXPECT_EQ(code_of(edit(order, 100.0, std::nullopt)), 10021);
    const OrderOutcome outcome = edit(order, 150.0, std::nullopt);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome.order.amount, 150.0);
    EXPECT_EQ(outcome.order.remaining(), 50.0);
}

TEST_F(MatchingTest, AnEditMayTrade) {
    (void)sell(100.0, 80'100.0);
    const Order order = buy(300.0, 80'000.0);
    const OrderOutcome outcome = edit(order, std::nullopt, 80'100.0);
    ASSERT_EQ(outcome.trades.size(), 1U);
    EXPECT_EQ(outcome.order.order_id, order.order_id);
    EXPECT_EQ(outcome.order.filled_amount, 100.0);
    EXPECT_EQ(floor_.exchange.quote(floor_.id(kPerp)).bid, (Level{80'100.0, 200.0}));
}

TEST_F(MatchingTest, ARefusedPostOnlyEditKillsTheOrder) {
    (void)sell(100.0, 80'100.0);
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 100.0, 80'000.0);
    request.post_only = true;
    request.reject_post_only = true;
    const Order order = floor_.exchange.submit(desk_, request).order;
    const OrderOutcome outcome = edit(order, std::nullopt, 80'200.0);
    EXPECT_EQ(code_of(outcome), 11054);
    EXPECT_EQ(outcome.order.order_id, order.order_id);
    EXPECT_EQ(wire_name(outcome.order.cancel_reason), "edit_post_only_reject");
    EXPECT_TRUE(floor_.exchange.open_orders(desk_).empty());
}

TEST_F(MatchingTest, ARefusedEditLeavesTheOrderAsItWas) {
    const Order order = buy(300.0, 79'900.0);
    EXPECT_EQ(code_of(edit(order, 305.0, std::nullopt)), 10027);
    EXPECT_EQ(code_of(edit(order, 1e9, std::nullopt)), 10009);
    EXPECT_EQ(code_of(edit(order, std::nullopt, 79'900.2)), 10043);
    const Order same = now(desk_, order);
    EXPECT_EQ(same.state, OrderState::Open);
    EXPECT_EQ(same.amount, 300.0);
    EXPECT_FALSE(same.replaced);
    EXPECT_EQ(floor_.exchange.quote(floor_.id(kPerp)).bid, (Level{79'900.0, 300.0}));
}

TEST_F(MatchingTest, EditsByLabelNeedExactlyOneOrder) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 100.0, 79'000.0);
    request.label = "twin";
    ASSERT_TRUE(floor_.exchange.submit(desk_, request).ok());
    EditRequest by_label;
    by_label.label = "twin";
    by_label.amount = 50.0;
    EXPECT_TRUE(floor_.exchange.edit(desk_, by_label).ok());
    ASSERT_TRUE(floor_.exchange.submit(desk_, request).ok());
    EXPECT_EQ(code_of(floor_.exchange.edit(desk_, by_label)), 13032);
    by_label.label = "nobody";
    EXPECT_EQ(code_of(floor_.exchange.edit(desk_, by_label)), 10004);
}

TEST_F(MatchingTest, ClosesAPosition) {
    EXPECT_EQ(code_of(floor_.exchange.close_position(desk_, floor_.id(kPerp), {}, {})), 10010);
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 500.0, 80'000.0);
    ASSERT_TRUE(floor_.order(rival_, kPerp, Side::Buy, 900.0, 79'900.0).ok());
    const OrderOutcome outcome =
        floor_.exchange.close_position(desk_, floor_.id(kPerp), std::nullopt, {});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome.order.state, OrderState::Filled);
    EXPECT_EQ(floor_.size(desk_, kPerp), 0.0);
}

TEST_F(MatchingTest, MarksATradeWithOneself) {
    (void)buy(100.0, 80'000.0);
    const OrderOutcome sold = floor_.order(desk_, kPerp, Side::Sell, 100.0, 80'000.0);
    ASSERT_EQ(sold.trades.size(), 1U);
    EXPECT_TRUE(sold.trades[0].self_trade);
    EXPECT_EQ(floor_.size(desk_, kPerp), 0.0);
}

TEST_F(MatchingTest, NumbersTradesWithoutGaps) {
    for (int i = 0; i < 5; ++i) {
        (void)sell(10.0, 80'000.0);
        (void)buy(10.0, 80'000.0);
    }
    const auto trades = floor_.exchange.last_trades(floor_.id(kPerp), 10);
    ASSERT_EQ(trades.size(), 5U);
    for (std::size_t i = 0; i < trades.size(); ++i) {
        EXPECT_EQ(trades[i].trade_seq, 5U - i);
    }
    TradeFilter filter;
    filter.after_seq = 3;
    EXPECT_EQ(floor_.exchange.user_trades(desk_, filter).size(), 2U);
}

}  // namespace
}  // namespace hedged::exchange::test
