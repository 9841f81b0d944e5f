// SPDX-License-Identifier: Apache-2.0
// What the exchange refuses, with which code, and what it leaves behind.
#include "core_market.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";
constexpr std::string_view kCall = "BTC-6FEB26-80000-C";

class OrderEntryTest : public ::testing::Test {
protected:
    Floor floor_;
    AccountId desk_ = floor_.exchange.open_account("desk", 100.0);
    AccountId rival_ = floor_.exchange.open_account("rival", 100.0);
};

TEST_F(OrderEntryTest, RefusesWhatIsNotListed) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 10.0, 79'000.0);
    request.instrument = InstrumentId{9'999};
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 10020);
}

TEST_F(OrderEntryTest, RefusesAmountsBelowTheMinimum) {
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 5.0, 79'000.0)), 10002);
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.05, 0.02)), 10002);
}

TEST_F(OrderEntryTest, RefusesAmountsBetweenTwoLots) {
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 15.0, 79'000.0)), 10027);
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.15, 0.02)), 10021);
}

TEST_F(OrderEntryTest, RefusesAmountsAndPricesThatAreNotNumbers) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    for (const double bad : {nan, infinite, -10.0, 0.0}) {
        EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, bad, 79'000.0)), 10021) << bad;
        EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, bad)), 10023) << bad;
    }
}

TEST_F(OrderEntryTest, RefusesPricesBetweenTwoTicks) {
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.3)), 10043);
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.1, 0.00495)), 10043);
    // Above 0.005 the tick is five times as wide.
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.1, 0.0101)), 10043);
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.1, 0.0049)), 0);
    EXPECT_EQ(code_of(floor_.order(desk_, kCall, Side::Buy, 0.1, 0.0105)), 0);
}

TEST_F(OrderEntryTest, NamesTheBandWhenAPriceIsOutsideIt) {
    const Ticker ticker = floor_.exchange.ticker(floor_.id(kPerp));
    const OrderOutcome high = floor_.order(desk_, kPerp, Side::Buy, 10.0, ticker.max_price + 0.5);
    ASSERT_EQ(code_of(high), 10007);
    EXPECT_EQ(high.reject->limit, ticker.max_price);
    const OrderOutcome low = floor_.order(desk_, kPerp, Side::Sell, 10.0, ticker.min_price - 0.5);
    ASSERT_EQ(code_of(low), 10005);
    EXPECT_EQ(low.reject->limit, ticker.min_price);
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, ticker.min_price - 100.0)), 0);
}

TEST(OrderEntry, MovesPricesToTheBandWhenConfiguredSo) {
    ExchangeConfig config = quiet();
    config.market.band_clamps = true;
    Floor floor{config};
    floor.no_house(kPerp);
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    const Ticker ticker = floor.exchange.ticker(floor.id(kPerp));
    const OrderOutcome high = floor.order(desk, kPerp, Side::Buy, 10.0, ticker.max_price + 999.3);
    ASSERT_TRUE(high.ok());
    EXPECT_EQ(high.order.price, ticker.max_price);
    // The same price asked on the other side is inside its bound and off the grid.
    EXPECT_EQ(code_of(floor.order(desk, kPerp, Side::Sell, 10.0, ticker.max_price + 999.3)), 10043);
}

TEST_F(OrderEntryTest, RefusesAnOrderWhoseDeadlineHasPassed) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 10.0, 79'000.0);
    request.valid_until = floor_.exchange.now() - milliseconds(1);
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 13888);
    request.valid_until = floor_.exchange.now();
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 0);
}

TEST_F(OrderEntryTest, RefusesEntryButNotCancelsWhileLocked) {
    const Order resting = floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0).order;
    floor_.exchange.set_platform_lock(true);
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0)), 10019);
    EditRequest edit;
    edit.order_id = resting.order_id;
    edit.price = 79'100.0;
    EXPECT_EQ(code_of(floor_.exchange.edit(desk_, edit)), 10019);
    EXPECT_TRUE(floor_.exchange.cancel(desk_, resting.order_id).ok());
    floor_.exchange.set_platform_lock(false);
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0)), 0);
}

TEST_F(OrderEntryTest, RefusesALockedAccountAndAHaltedInstrument) {
    floor_.exchange.set_account_lock(desk_, true);
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0)), 11098);
    EXPECT_EQ(code_of(floor_.order(rival_, kPerp, Side::Buy, 10.0, 79'000.0)), 0);
    floor_.exchange.set_halted(floor_.id(kPerp), true);
    EXPECT_EQ(code_of(floor_.order(rival_, kPerp, Side::Buy, 10.0, 79'000.0)), 13019);
    EXPECT_EQ(code_of(floor_.order(rival_, kCall, Side::Buy, 0.1, 0.01)), 0);
}

TEST_F(OrderEntryTest, RefusesAnOrderThatTheMarginDoesNotCover) {
    // 100 coins carry c * (2 % + 0.005 % c) = 100: c = 1228.6, about 98.3 million USD.
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 99'000'000.0, 79'000.0)), 10009);
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 97'000'000.0, 79'000.0)), 0);
    // Resting orders count: there is no room for a second one.
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 2'000'000.0, 79'000.0)), 10009);
}

TEST_F(OrderEntryTest, OrdersThatOnlyReduceNeedNoFunds) {
    const AccountId poor = floor_.exchange.open_account("poor", 0.001);
    floor_.exchange.inject_position(poor, floor_.id(kPerp), 1'000'000.0, 80'000.0);
    EXPECT_EQ(code_of(floor_.order(poor, kPerp, Side::Buy, 10.0, 79'000.0)), 10009);
    // Turning a long position into a longer short one does add margin.
    EXPECT_EQ(code_of(floor_.order(poor, kPerp, Side::Sell, 2'100'000.0, 81'000.0)), 10009);
    const OrderOutcome reducing = floor_.order(poor, kPerp, Side::Sell, 1'000'000.0, 81'000.0);
    EXPECT_EQ(code_of(reducing), 0);
    EXPECT_TRUE(reducing.order.risk_reducing);
    // The first order already takes the whole position: this one would open a new one.
    EXPECT_EQ(code_of(floor_.order(poor, kPerp, Side::Sell, 1'100'000.0, 81'000.0)), 10009);
}

TEST_F(OrderEntryTest, AnOptionBuyerMustHaveThePremium) {
    const AccountId poor = floor_.exchange.open_account("poor", 0.011);
    EXPECT_EQ(code_of(floor_.order(poor, kCall, Side::Buy, 1.0, 0.011)), 10009);
    EXPECT_EQ(code_of(floor_.order(poor, kCall, Side::Buy, 1.0, 0.0105)), 0);
}

TEST_F(OrderEntryTest, LimitsOpenOrders) {
    ExchangeConfig config = quiet();
    config.max_open_orders = 3;
    Floor floor{config};
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(code_of(floor.order(desk, kPerp, Side::Buy, 10.0, 79'000.0)), 0);
    }
    const OrderOutcome fourth = floor.order(desk, kPerp, Side::Buy, 10.0, 79'000.0);
    EXPECT_EQ(code_of(fourth), 10013);
    EXPECT_EQ(fourth.reject->limit, 3.0);
}

TEST_F(OrderEntryTest, RefusesFlagsThatContradict) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 10.0, 79'000.0);
    request.post_only = true;
    request.time_in_force = TimeInForce::ImmediateOrCancel;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11055);
    request.time_in_force = TimeInForce::FillOrKill;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11055);
    request.time_in_force = TimeInForce::GoodTilCancelled;
    request.post_only = false;
    request.reject_post_only = true;
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11029);
    request.reject_post_only = false;
    request.label = std::string(65, 'x');
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 11029);
    request.label = std::string(64, 'x');
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 0);
    request.label.clear();
    for (int i = 0; i < 64; ++i) {
        request.label += "\xc3\xa9";  // e with an acute accent: 64 characters, 128 bytes
    }
    EXPECT_EQ(code_of(floor_.exchange.submit(desk_, request)), 0);
}

TEST_F(OrderEntryTest, SaysWhyAnOrderCannotBeCancelled) {
    const Order mine = floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0).order;
    const auto foreign = floor_.exchange.cancel(rival_, mine.order_id);
    ASSERT_FALSE(foreign.ok());
    EXPECT_EQ(deribit_code(foreign.error().code), 10029);
    ASSERT_TRUE(floor_.exchange.cancel(desk_, mine.order_id).ok());
    const auto again = floor_.exchange.cancel(desk_, mine.order_id);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(deribit_code(again.error().code), 11044);
    const auto never = floor_.exchange.cancel(desk_, OrderId{5});
    ASSERT_FALSE(never.ok());
    EXPECT_EQ(deribit_code(never.error().code), 10004);
}

TEST_F(OrderEntryTest, CancelsByEachKindOfSelection) {
    const auto place = [&](std::string_view name, double amount, double price, std::string label,
                           std::uint64_t session) {
        OrderRequest request = floor_.limit(name, Side::Buy, amount, price);
        request.label = std::move(label);
        request.session = SessionTag{session};
        ASSERT_TRUE(floor_.exchange.submit(desk_, request).ok());
    };
    const auto refill = [&] {
        (void)floor_.exchange.cancel_all(desk_, {});
        place(kPerp, 10.0, 79'000.0, "a", 1);
        place(kPerp, 10.0, 79'010.0, "b", 2);
        place("BTC-6FEB26", 10.0, 79'000.0, "a", 2);
        place(kCall, 0.1, 0.01, "c", 1);
    };
    const auto cancelled = [&](const OrderFilter& filter) {
        refill();
        return floor_.exchange.cancel_all(desk_, filter).size();
    };
    EXPECT_EQ(cancelled({}), 4U);
    OrderFilter by_instrument;
    by_instrument.instrument = floor_.id(kPerp);
    EXPECT_EQ(cancelled(by_instrument), 2U);
    OrderFilter by_kind;
    by_kind.kind = Kind::Option;
    EXPECT_EQ(cancelled(by_kind), 1U);
    OrderFilter by_label;
    by_label.label = "a";
    EXPECT_EQ(cancelled(by_label), 2U);
    OrderFilter by_session;
    by_session.session = SessionTag{2};
    EXPECT_EQ(cancelled(by_session), 2U);
    OrderFilter by_currency;
    by_currency.currency = "ETH";
    EXPECT_EQ(cancelled(by_currency), 0U);
    by_currency.currency = "BTC";
    EXPECT_EQ(cancelled(by_currency), 4U);
    EXPECT_TRUE(floor_.exchange.open_orders(desk_).empty());
}

TEST_F(OrderEntryTest, CancelOnDisconnectSaysSo) {
    OrderRequest request = floor_.limit(kPerp, Side::Buy, 10.0, 79'000.0);
    request.session = SessionTag{7};
    const OrderId id = floor_.exchange.submit(desk_, request).order.order_id;
    OrderFilter filter;
    filter.session = SessionTag{7};
    ASSERT_EQ(floor_.exchange.cancel_all(desk_, filter, CancelReason::CancelOnDisconnect).size(),
              1U);
    const Order order = floor_.exchange.order(desk_, id).value();
    EXPECT_EQ(order.state, OrderState::Cancelled);
    EXPECT_EQ(wire_name(order.cancel_reason), "cancel_on_disconnect");
}

}  // namespace
}  // namespace hedged::exchange::test
