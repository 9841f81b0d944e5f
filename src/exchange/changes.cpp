// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/changes.hpp"

namespace hedged::exchange {

bool Changes::empty() const noexcept {
    return !index && books.empty() && quotes.empty() && tickers.empty() && marks.empty() &&
           trades.empty() && states.empty() && accounts.empty() && portfolios.empty() &&
           platform_locks.empty() && account_locks.empty() && settlements.empty();
}

void Changes::clear() noexcept {
    index = false;
    books.clear();
    quotes.clear();
    tickers.clear();
    marks.clear();
    trades.clear();
    states.clear();
    accounts.clear();
    portfolios.clear();
    platform_locks.clear();
    account_locks.clear();
    settlements.clear();
}

}  // namespace hedged::exchange
