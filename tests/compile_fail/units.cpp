// SPDX-License-Identifier: Apache-2.0
// Units do not mix: each misuse adds, compares or passes two that have no common meaning.
#include "hedged/core/units.hpp"

#include "hedged/core/time.hpp"

namespace hedged {

#ifndef MISUSE
#define MISUSE 0
#endif

[[maybe_unused]] Usd value_of(Coins coins, UsdPrice price) {
    return coins * price;
}

[[maybe_unused]] void use() {
    Coins const coins{1.0};
    Usd const usd{2.0};
    UsdPrice const price{3.0};
    BlackDelta const black{0.5};
    NetDelta const net{0.4};
    BookDelta const book{0.3};
    [[maybe_unused]] auto const sum = coins + coins;
    [[maybe_unused]] auto const worth = usd + value_of(coins, price);
    [[maybe_unused]] auto const less = black < black;
#if MISUSE == 1
    [[maybe_unused]] auto const wrong = coins + usd;
#elif MISUSE == 2
    [[maybe_unused]] auto const wrong = black + net;
#elif MISUSE == 3
    [[maybe_unused]] auto const wrong = net + book;
#elif MISUSE == 4
    [[maybe_unused]] auto const wrong = coins < usd;
#elif MISUSE == 5
    [[maybe_unused]] auto const wrong = value_of(price, coins);
#elif MISUSE == 6
    [[maybe_unused]] auto const wrong = Lots{1} + PriceTicks{1};
#elif MISUSE == 7
    [[maybe_unused]] double const wrong = coins;
#elif MISUSE == 8
    [[maybe_unused]] auto const wrong = Instant{1} - WallTime{1};
#elif MISUSE == 9
    Coins wrong = 1.0;
    (void)wrong;
#endif
    (void)net;
    (void)book;
}

}  // namespace hedged
