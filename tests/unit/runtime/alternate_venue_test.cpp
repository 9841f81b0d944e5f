// SPDX-License-Identifier: Apache-2.0
// The recorded market with other orders in it.
#include "runtime/alternate_venue.hpp"

#include <gtest/gtest.h>

namespace hedged::runtime {
namespace {

constexpr InstrumentIndex kPerpetual{2};
constexpr std::uint32_t kEpoch = 9;

class AlternateVenueTest : public ::testing::Test {
protected:
    AlternateVenueTest() {
        InstrumentDefinition definition;
        definition.stamp = stamp();
        definition.spec.index = kPerpetual;
        definition.spec.underlying = UnderlyingIndex{0};
        definition.spec.kind = InstrumentKind::Perpetual;
        definition.spec.tick = {5, -1};
        definition.spec.lot = {1, 1};
        definition.spec.taker_fee = 0.0005;
        pass(definition);
        quote(100.0, 500.0, 101.0, 300.0);
        Ticker ticker;
        ticker.stamp = stamp();
        ticker.instrument = kPerpetual;
        ticker.mark_price = 100.5;
        ticker.bid_price = 100.0;
        ticker.bid_amount = 500.0;
        ticker.ask_price = 101.0;
        ticker.ask_amount = 300.0;
        pass(ticker);
    }
    [[nodiscard]] Stamp stamp() const { return {now_, WallTime{now_.nanoseconds()}}; }
    std::vector<Event> pass(const Event& event) {
        std::vector<Event> out;
        venue_.pass(event, out);
        return out;
    }
    std::vector<Event> quote(double bid, double bid_amount, double ask, double ask_amount) {
        return pass(Quote{stamp(), kPerpetual, bid, bid_amount, ask, ask_amount});
    }
    void place(Side side, std::int64_t lots, std::int64_t ticks,
               TimeInForce tif = TimeInForce::ImmediateOrCancel) {
        PlaceOrder order;
        order.client_id = make_client_order_id(kEpoch, ++number_);
        order.instrument = kPerpetual;
        order.side = side;
        order.quantity = Lots{lots};
        order.limit = PriceTicks{ticks};
        order.time_in_force = tif;
        venue_.take(order, now_);
    }
    std::vector<Event> later() {
        now_ = now_ + milliseconds(3);
        return pass(BatchEnd{now_});
    }
    template <class T>
    [[nodiscard]] static const T* first(const std::vector<Event>& events) {
        for (const Event& event : events) {
            if (const auto* it = std::get_if<T>(&event)) {
                return it;
            }
        }
        return nullptr;
    }
    Fill recorded_fill(Side side, double amount, double price) {
        Fill fill;
        fill.stamp = stamp();
        fill.instrument = kPerpetual;
        fill.client_id = make_client_order_id(kEpoch, 70);
        fill.trade_id = TradeId{"r" + std::to_string(++number_)};
        fill.side = side;
        fill.amount = amount;
        fill.price = price;
        return fill;
    }
    Instant now_{1'000'000'000};
    std::uint32_t number_ = 0;
    AlternateVenue venue_{kEpoch, milliseconds(2)};
};

TEST_F(AlternateVenueTest, FillsAnOrderAtTheRecordedQuoteWhenItsDelayIsOver) {
    place(Side::Buy, 20, 210);  // 200 at 105 or better
    EXPECT_EQ(first<Fill>(pass(BatchEnd{now_})), nullptr) << "not before it could have arrived";
    quote(101.0, 500.0, 102.0, 300.0);
    const auto told = later();
    const Fill* const fill = first<Fill>(told);
    ASSERT_NE(fill, nullptr);
    EXPECT_EQ(fill->price, 102.0) << "the quote of when it arrived";
    EXPECT_EQ(fill->amount, 200.0);
    EXPECT_DOUBLE_EQ(fill->fee, 0.0005 * 200.0 / 102.0);
    EXPECT_EQ(first<OrderReply>(told)->outcome, Outcome::Accepted);
    EXPECT_EQ(first<OrderUpdate>(told)->state, OrderState::Filled);
    EXPECT_EQ(first<PositionUpdate>(told)->size, 200.0);
}

TEST_F(AlternateVenueTest, TakesNoMoreThanWasThereAndCancelsTheRest) {
    place(Side::Buy, 50, 210);
    const auto told = later();
    EXPECT_EQ(first<Fill>(told)->amount, 300.0);
    EXPECT_EQ(first<OrderUpdate>(told)->state, OrderState::Cancelled);
    EXPECT_EQ(first<OrderUpdate>(told)->filled_amount, 300.0);
}

TEST_F(AlternateVenueTest, FillsNothingBeyondTheLimit) {
    place(Side::Sell, 10, 201);  // 100.5 or better; the bid is 100
    const auto told = later();
    EXPECT_EQ(first<Fill>(told), nullptr);
    EXPECT_EQ(first<OrderUpdate>(told)->state, OrderState::Cancelled);
}

TEST_F(AlternateVenueTest, KeepsARestingOrderUntilTheMarketComes) {
    place(Side::Sell, 10, 204, TimeInForce::GoodTilCancelled);  // at 102
    EXPECT_EQ(first<OrderUpdate>(later()), nullptr);
    quote(103.0, 500.0, 104.0, 300.0);
    const auto told = later();
    ASSERT_NE(first<Fill>(told), nullptr);
    EXPECT_EQ(first<Fill>(told)->price, 102.0);
    EXPECT_EQ(first<Fill>(told)->liquidity, Liquidity::Maker);
}

TEST_F(AlternateVenueTest, LeavesOutWhatTheRecordedOrdersDid) {
    EXPECT_TRUE(pass(recorded_fill(Side::Buy, 1000.0, 100.0)).empty());
    OrderUpdate update;
    update.client_id = make_client_order_id(kEpoch, 70);
    EXPECT_TRUE(pass(update).empty());
    PositionUpdate position;
    position.stamp = stamp();
    position.instrument = kPerpetual;
    position.size = 1500.0;
    const auto told = pass(position);
    ASSERT_NE(first<PositionUpdate>(told), nullptr);
    EXPECT_EQ(first<PositionUpdate>(told)->size, 500.0) << "of which 1000 were the recorded run's";
}

TEST_F(AlternateVenueTest, LetsOtherPeoplesTradesThrough) {
    Fill fill = recorded_fill(Side::Buy, 100.0, 100.0);
    fill.client_id = {};
    EXPECT_NE(first<Fill>(pass(fill)), nullptr);
}

TEST_F(AlternateVenueTest, PutsTheDifferenceOfTheTradesIntoTheAccount) {
    (void)pass(recorded_fill(Side::Buy, 1000.0, 100.0));
    place(Side::Sell, 10, 190);  // 100 at the bid of 100
    (void)later();
    AccountUpdate account;
    account.stamp = stamp();
    account.underlying = UnderlyingIndex{0};
    account.equity = Coins{10.0};
    account.delta_total = 3.0;
    const auto told = pass(account);
    const AccountUpdate* const adjusted = first<AccountUpdate>(told);
    ASSERT_NE(adjusted, nullptr);
    const double recorded = 1000.0 / 100.0 - 1000.0 / 100.5;
    const double other = -100.0 / 100.0 + 100.0 / 100.5 - 0.0005 * 100.0 / 100.0;
    EXPECT_NEAR(adjusted->equity.value(), 10.0 + other - recorded, 1e-12);
    EXPECT_FALSE(adjusted->delta_total);
}

TEST_F(AlternateVenueTest, AnswersAReportOnlyWhenTheRecordedRunHadOne) {
    venue_.take(RequestSnapshot{SnapshotKind::Positions, 5}, now_);
    EXPECT_EQ(first<SnapshotMark>(later()), nullptr);
    PositionUpdate position;
    position.stamp = stamp();
    position.instrument = kPerpetual;
    position.from_snapshot = true;
    position.size = 700.0;
    EXPECT_TRUE(pass(position).empty());
    EXPECT_TRUE(
        pass(SnapshotMark{stamp(), SnapshotKind::Positions, SnapshotPhase::Complete, 1}).empty());
    const auto told = later();
    ASSERT_NE(first<SnapshotMark>(told), nullptr);
    EXPECT_EQ(first<SnapshotMark>(told)->generation, 5U);
    ASSERT_NE(first<PositionUpdate>(told), nullptr);
    EXPECT_EQ(first<PositionUpdate>(told)->size, 700.0);
}

}  // namespace
}  // namespace hedged::runtime
