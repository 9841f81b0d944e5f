// SPDX-License-Identifier: Apache-2.0
// How the book says its legs move, against the scalar formulas and, inside the settlement window,
// against the book's own values at bumped prices.
#include "hedged/portfolio/leg_state.hpp"

#include "hedged/portfolio/book.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr UsdPrice kIndex{60'000.0};
constexpr std::uint32_t kLeg = 0;
constexpr InstrumentIndex kInstrument{kLeg};

Book one_leg(const InstrumentSpec& spec, double amount = 3.0) {
    Book book{Numeraire::Usd, false, 4, 4};
    EXPECT_TRUE(book.set_position(spec, amount));
    return book;
}

double tolerance(double reference, double size) {
    return 1e-11 * (std::fabs(reference) + size);
}

void expect_same(const LegState& own, const LegState& reference) {
    EXPECT_TRUE(own.value.known);
    EXPECT_EQ(own.value.amount, reference.value.amount);
    EXPECT_EQ(own.value.inverse, reference.value.inverse);
    EXPECT_EQ(own.index, reference.index);
    EXPECT_EQ(own.at, reference.at);
    auto const near = [](double a, double b, double size) {
        EXPECT_NEAR(a, b, tolerance(b, size));
    };
    near(own.value.unit, reference.value.unit, 0.0);
    near(own.ratio, reference.ratio, 0.0);
    near(own.delta, reference.delta, 1e-3);
    near(own.gamma.value(), reference.gamma.value(), 1e-9);
    near(own.vega.value(), reference.vega.value(), 1e-3);
    near(own.theta.value(), reference.theta.value(), 1e-3);
    near(own.vanna.value(), reference.vanna.value(), 1e-3);
    near(own.volga.value(), reference.volga.value(), 1.0);
}

TEST(LegState, IsThatOfTheScalarFormulasForOptions) {
    for (Payoff const payoff : {Payoff::Inverse, Payoff::Linear}) {
        for (OptionType const type : {OptionType::Call, OptionType::Put}) {
            for (double const strike : {40'000.0, 59'000.0, 66'000.0, 95'000.0}) {
                InstrumentSpec const spec = option_spec(kLeg, type, strike, days(20), payoff);
                Book book = one_leg(spec);
                book.set_option_market(kInstrument, 1.02, Vol{0.7}, kBookReceived);
                book.recompute_all(kIndex, kBookNow);
                pricing::OptionPoint const point{
                    type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put,
                    kIndex * 1.02, UsdPrice{strike}, Years{20.0 / 365.0}};
                AccountLeg const leg =
                    payoff == Payoff::Inverse
                        ? AccountLeg{InverseOptionLeg{Coins{3.0}, point, Vol{0.7}}}
                        : AccountLeg{LinearOptionLeg{Coins{3.0}, point, Vol{0.7}}};
                expect_same(book.leg_state(0), state_of(leg, kIndex, kBookNow));
            }
        }
    }
}

TEST(LegState, IsThatOfTheScalarFormulasForFutures) {
    for (Payoff const payoff : {Payoff::Inverse, Payoff::Linear}) {
        Book book = one_leg(future_spec(kLeg, days(40), payoff));
        book.set_future_market(kInstrument, 1.015, kBookReceived);
        book.recompute_all(kIndex, kBookNow);
        UsdPrice const mark = kIndex * 1.015;
        AccountLeg const leg = payoff == Payoff::Inverse
                                   ? AccountLeg{InverseFutureLeg{Usd{3.0}, kIndex, mark}}
                                   : AccountLeg{LinearFutureLeg{Coins{3.0}, kIndex, mark}};
        expect_same(book.leg_state(0), state_of(leg, kIndex, kBookNow));
    }
}

TEST(LegState, IsNotKnownWithoutUsableData) {
    InstrumentSpec const spec = option_spec(kLeg, OptionType::Call, 60'000.0, days(20));
    Book book = one_leg(spec);
    EXPECT_FALSE(book.leg_state(0).value.known) << "no pass";
    book.recompute_all(kIndex, kBookNow);
    EXPECT_FALSE(book.leg_state(0).value.known) << "no market data";
    book.set_option_market(kInstrument, 1.0, Vol{std::nan("")}, kBookReceived);
    EXPECT_FALSE(book.leg_state(0).value.known);
    EXPECT_EQ(book.leg_state(0).delta, 0.0);
}

TEST(LegState, IsThePayoffsWhereNoVolatilityIsLeft) {
    InstrumentSpec const spec = option_spec(kLeg, OptionType::Call, 50'000.0, seconds(2'000));
    Book book = one_leg(spec);
    book.set_option_market(kInstrument, 1.0, Vol{1e-9 + 1e-4}, kBookReceived);
    book.recompute_all(kIndex, kBookNow);
    LegState const state = book.leg_state(0);
    // 1 - K/F and its derivative by ln F.
    EXPECT_NEAR(state.value.unit, 1.0 - 50.0 / 60.0, 1e-12);
    EXPECT_NEAR(state.delta, 50.0 / 60.0, 1e-9);
    EXPECT_NEAR(state.gamma.value(), 0.0, 1e-12);
}

// The window has been open for a quarter of an hour, at another index than now.
class InTheWindow : public ::testing::TestWithParam<Payoff> {
protected:
    Book book_at(double index, double vol) const {
        Book book =
            one_leg(option_spec(kLeg, OptionType::Call, 60'000.0, seconds(3'600), GetParam()));
        book.set_option_market(kInstrument, 1.0, Vol{0.6}, kBookReceived);
        for (int second = 1'800; second < 2'700; second += 6) {
            book.recompute_all(UsdPrice{59'950.0}, kBookNow + seconds(second));
        }
        book.set_option_market(kInstrument, 1.0, Vol{vol}, kBookReceived);
        book.recompute_all(UsdPrice{index}, kBookNow + seconds(2'703));
        return book;
    }
    // In dollars at that index, and what is held in coin at the first one left out: the value of
    // which the state tells the derivatives.
    double dollars(double index, double vol) const {
        Book const book = book_at(index, vol);
        LegValue const leg = book.leg_value(0);
        return leg.inverse ? index * (leg.unit - first_) : leg.unit;
    }
    double first_ = 0.0;
};

TEST_P(InTheWindow, IsTheSlopeOfTheBooksOwnValue) {
    double const index = 60'100.0;
    Book const book = book_at(index, 0.6);
    LegState const state = book.leg_state(0);
    ASSERT_TRUE(state.value.known);
    ASSERT_EQ(book.leg(0).status, LegStatus::Priced);
    first_ = state.value.unit;
    double const step = 2.0;
    double const up = dollars(index + step, 0.6);
    double const down = dollars(index - step, 0.6);
    double const here = dollars(index, 0.6);
    EXPECT_NEAR(state.delta, (up - down) / (2.0 * step), 1e-6);
    EXPECT_NEAR(state.gamma.value(), (up - 2.0 * here + down) / (step * step),
                1e-4 * state.gamma.value());
    double const vega = (dollars(index, 0.601) - dollars(index, 0.599)) / 0.002;
    EXPECT_NEAR(state.vega.value(), vega, 1e-5 * vega);
    EXPECT_GT(vega, 10.0);
    EXPECT_EQ(state.ratio, 1.0);
}

// From one sample to the next: the volatility of what is left and the share of it both fall.
TEST_P(InTheWindow, DecaysAsTheWindowRunsOut) {
    Book book = book_at(60'100.0, 0.6);
    LegState const from = book.leg_state(0);
    book.recompute_all(UsdPrice{60'100.0}, kBookNow + seconds(2'709));
    LegState const to = book.leg_state(0);
    double const at_index = from.value.inverse ? 60'100.0 : 1.0;
    double const decayed = at_index * (to.value.unit - from.value.unit);
    double const theta = from.theta.value() * years_between(from.at, to.at);
    EXPECT_LT(decayed, -0.1);
    EXPECT_NEAR(theta, decayed, 0.02 * std::fabs(decayed));
}

TEST_P(InTheWindow, IsFixedOnceItIsSettled) {
    Book book = book_at(60'100.0, 0.6);
    for (int second = 2'706; second <= 3'600; second += 6) {
        book.recompute_all(UsdPrice{63'000.0}, kBookNow + seconds(second));
    }
    LegState const state = book.leg_state(0);
    EXPECT_TRUE(state.value.known);
    EXPECT_GT(state.value.unit, 0.0);
    EXPECT_EQ(state.delta, 0.0);
    EXPECT_EQ(state.theta.value(), 0.0);
}

INSTANTIATE_TEST_SUITE_P(Payoffs, InTheWindow, ::testing::Values(Payoff::Inverse, Payoff::Linear));

TEST(LegState, HasNoDeltaOfASettledFuture) {
    for (Payoff const payoff : {Payoff::Inverse, Payoff::Linear}) {
        Book book = one_leg(future_spec(kLeg, seconds(3'600), payoff));
        book.set_future_market(kInstrument, 1.0, kBookReceived);
        for (int second = 1'800; second <= 3'600; second += 6) {
            book.recompute_all(UsdPrice{second < 3'000 ? 59'000.0 : 61'000.0},
                               kBookNow + seconds(second));
        }
        LegState const state = book.leg_state(0);
        ASSERT_TRUE(state.value.known);
        EXPECT_EQ(state.delta, 0.0);
        // The index seen last counts: 200 samples of the one, 100 of the other.
        double const mean = (200 * 59'000.0 + 100 * 61'000.0) / 300.0;
        EXPECT_NEAR(state.ratio, mean / 61'000.0, 1e-12);
    }
}

}  // namespace
}  // namespace hedged::portfolio
