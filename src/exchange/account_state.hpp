// SPDX-License-Identifier: Apache-2.0
// What the exchange keeps for each account. Everything in coin. A holding's basis is, for inverse
// futures, the sum of USD over entry price, so that profit is basis - size / mark; for options it
// is the premium paid, so that profit is size * mark - basis. Plain state, one thread.
#pragma once

#include "hedged/exchange/account.hpp"
#include "hedged/exchange/order.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace hedged::exchange {

struct Holding {
    std::int64_t lots = 0;       // signed
    double basis = 0.0;          // since entry
    double session_basis = 0.0;  // re-struck at the mark by each daily settlement
    double basis_usd = 0.0;      // options: premium at the index of each entry
    double session_realised = 0.0;
    double session_funding = 0.0;
};

struct OrderRecord {
    Order order;
    std::int64_t ticks = 0;
    std::int64_t lots = 0;
    std::int64_t filled = 0;
    double filled_value = 0.0;  // sum of amount * price

    [[nodiscard]] std::int64_t open_lots() const noexcept { return lots - filled; }
};

struct AccountState {
    AccountId id;
    std::string name;
    bool locked = false;
    double deposits = 0.0;
    double balance = 0.0;
    double futures_session_realised = 0.0;  // funding included; cash at the next settlement
    double options_session_realised = 0.0;  // was cash at once
    double fees_paid = 0.0;
    std::map<InstrumentId, Holding> holdings;  // ordered, so that sums do not depend on hashing
    std::map<OrderId, OrderRecord> open;
    std::deque<Order> closed;  // newest last, bounded
    std::deque<UserTrade> trades;
    std::deque<SettlementRecord> settlements;

    [[nodiscard]] std::int64_t lots_of(InstrumentId instrument) const noexcept {
        const auto found = holdings.find(instrument);
        return found == holdings.end() ? 0 : found->second.lots;
    }
};

// History kept per account; older entries are dropped.
inline constexpr std::size_t kHistory = 20'000;

template <class T>
void keep(std::deque<T>& history, T item) {
    history.push_back(std::move(item));
    if (history.size() > kHistory) {
        history.pop_front();
    }
}

}  // namespace hedged::exchange
