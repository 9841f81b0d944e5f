// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/units.hpp"

#include <gtest/gtest.h>

namespace hedged {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
    a + b;
};
template <class A, class B>
concept Multipliable = requires(A a, B b) {
    a* b;
};

static_assert(Addable<Coins, Coins>);
static_assert(!Addable<Coins, Usd>);
static_assert(!Addable<BlackDelta, NetDelta>);
static_assert(!Addable<NetDelta, BookDelta>);
static_assert(!Addable<PriceTicks, Lots>);
static_assert(Multipliable<Coins, UsdPrice>);
static_assert(!Multipliable<UsdPrice, UsdPrice>);

TEST(Units, TurnCoinsIntoDollarsAtAPriceAndBack) {
    Usd const usd = Coins{0.5} * UsdPrice{60'000.0};
    EXPECT_EQ(usd.value(), 30'000.0);
    EXPECT_EQ((usd / UsdPrice{60'000.0}).value(), 0.5);
}

TEST(Units, TakeThePremiumOffABlackDelta) {
    EXPECT_DOUBLE_EQ(net_of_premium(BlackDelta{0.36}, CoinPremium{0.04}).value(), 0.32);
}

TEST(Units, AbsoluteValueKeepsTheUnit) {
    EXPECT_EQ(abs(BookDelta{-2.0}), BookDelta{2.0});
    EXPECT_EQ(abs(Lots{-3}), Lots{3});
}

}  // namespace
}  // namespace hedged
