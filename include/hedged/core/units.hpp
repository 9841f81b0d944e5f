// SPDX-License-Identifier: Apache-2.0
// The units of the house. Signs: long and buy are positive. A volatility is a fraction (0.5 = 50
// %). Each product between different units that has a meaning is written out below; anything else
// does not compile (tests/compile_fail proves it). Any thread, no allocation.
#pragma once

#include "hedged/core/quantity.hpp"

#include <cstdint>

namespace hedged {

using Coins = Quantity<struct CoinsTag, double>;              // BTC, ETH
using Usd = Quantity<struct UsdTag, double>;                  // also USDC, USDT
using UsdPrice = Quantity<struct UsdPriceTag, double>;        // USD per coin
using CoinPremium = Quantity<struct CoinPremiumTag, double>;  // coin per coin of notional

// Three deltas that must not be mixed. Black is N(d1) per coin; Net is premium-adjusted, which is
// what an inverse option adds to a coin account; Book is the account's delta in the numeraire that
// the configuration states. maths.md 3.2.
using BlackDelta = Quantity<struct BlackDeltaTag, double>;
using NetDelta = Quantity<struct NetDeltaTag, double>;
using BookDelta = Quantity<struct BookDeltaTag, double>;

// Profit in the numeraire that the configuration states for a book: USD, or coins.
using BookProfit = Quantity<struct BookProfitTag, double>;

using Gamma = Quantity<struct GammaTag, double>;               // coins per USD
using VegaUsd = Quantity<struct VegaUsdTag, double>;           // USD per 1.00 of volatility
using ThetaUsdPerYear = Quantity<struct ThetaUsdTag, double>;  // USD per year
using Vol = Quantity<struct VolTag, double>;                   // annualised, ACT/365
using Years = Quantity<struct YearsTag, double>;               // ACT/365

using PriceTicks = Quantity<struct PriceTicksTag, std::int64_t>;  // multiples of the smallest tick
using Lots = Quantity<struct LotsTag, std::int64_t>;              // signed multiples of the lot

constexpr Usd operator*(Coins coins, UsdPrice price) noexcept {
    return Usd{coins.value() * price.value()};
}
constexpr Usd operator*(UsdPrice price, Coins coins) noexcept {
    return coins * price;
}
constexpr Coins operator/(Usd usd, UsdPrice price) noexcept {
    return Coins{usd.value() / price.value()};
}
constexpr UsdPrice operator*(CoinPremium premium, UsdPrice forward) noexcept {
    return UsdPrice{premium.value() * forward.value()};
}
// The net delta of one inverse option is its Black delta less its premium in coin.
constexpr NetDelta net_of_premium(BlackDelta delta, CoinPremium premium) noexcept {
    return NetDelta{delta.value() - premium.value()};
}

static_assert(sizeof(Coins) == sizeof(double) && sizeof(Lots) == sizeof(std::int64_t));

}  // namespace hedged
