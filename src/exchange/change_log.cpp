// SPDX-License-Identifier: Apache-2.0
#include "exchange/change_log.hpp"

#include "exchange/hashing.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace hedged::exchange {

void ChangeLog::fold(std::uint64_t value) noexcept {
    hash_ = mix_hash(hash_, value);
}
void ChangeLog::fold(double value) noexcept {
    fold(std::bit_cast<std::uint64_t>(value));
}

void ChangeLog::flag(InstrumentId id, Flag bit, std::vector<InstrumentId>& list) {
    if (id.raw >= flags_.size()) {
        flags_.resize(id.raw + 1U);
    }
    std::uint8_t& flags = flags_[id.raw];
    if ((flags & bit) == 0) {
        flags = static_cast<std::uint8_t>(flags | bit);
        list.push_back(id);
    }
}

void ChangeLog::index(double price) {
    pending_.index = true;
    fold(price);
}
void ChangeLog::book(InstrumentId id) {
    flag(id, kBook, pending_.books);
}
void ChangeLog::quote(InstrumentId id, const Quote& quote) {
    flag(id, kQuote, pending_.quotes);
    fold(std::uint64_t{id.raw});
    fold(quote.bid.price);
    fold(quote.bid.amount);
    fold(quote.ask.price);
    fold(quote.ask.amount);
}
void ChangeLog::ticker(InstrumentId id) {
    flag(id, kTicker, pending_.tickers);
}
void ChangeLog::mark(InstrumentId id) {
    flag(id, kMark, pending_.marks);
}
void ChangeLog::trade(const PublicTrade& trade) {
    fold(trade.trade_id.raw);
    fold(std::uint64_t{trade.instrument.raw});
    fold(trade.price);
    fold(trade.amount);
    pending_.trades.push_back(trade);
}
void ChangeLog::state(InstrumentId id, InstrumentState state, WallTime now) {
    fold(std::uint64_t{id.raw} << 8U | static_cast<std::uint64_t>(state));
    pending_.states.push_back({id, state, now});
}
void ChangeLog::portfolio(AccountId account) {
    if (account == kHouse) {
        return;
    }
    if (account.raw >= portfolio_flags_.size()) {
        portfolio_flags_.resize(account.raw + 1U);
    }
    if (portfolio_flags_[account.raw] == 0) {
        portfolio_flags_[account.raw] = 1;
        pending_.portfolios.push_back(account);
    }
}
void ChangeLog::platform_lock(bool locked, WallTime now) {
    fold(std::uint64_t{locked});
    pending_.platform_locks.push_back({locked, now});
}
void ChangeLog::account_lock(AccountId account, bool locked) {
    fold(std::uint64_t{account.raw} << 1U | std::uint64_t{locked});
    pending_.account_locks.push_back({account, locked});
}
void ChangeLog::settlement(const SettlementRecord& record) {
    fold(record.profit_loss);
    pending_.settlements.push_back(record);
}

ChangeLog::Group& ChangeLog::group(AccountId account, InstrumentId id) {
    const auto found = std::find_if(groups_.begin(), groups_.end(), [&](const Group& group) {
        return group.change.account == account && group.change.instrument == id;
    });
    if (found != groups_.end()) {
        return *found;
    }
    groups_.push_back({{account, id, {}, {}, {}}, false});
    return groups_.back();
}

// Within one call only the last state of an order is told, as Deribit does.
void ChangeLog::order(const Order& order) {
    fold(order.order_id.raw);
    fold(static_cast<std::uint64_t>(order.state));
    fold(order.filled_amount);
    std::vector<Order>& orders = group(order.account, order.instrument).change.orders;
    const auto known = std::find_if(orders.begin(), orders.end(), [&](const Order& other) {
        return other.order_id == order.order_id;
    });
    if (known != orders.end()) {
        *known = order;
    } else {
        orders.push_back(order);
    }
    portfolio(order.account);
}

void ChangeLog::user_trade(const UserTrade& trade) {
    fold(trade.fee);
    fold(trade.profit_loss);
    group(trade.account, trade.instrument).change.trades.push_back(trade);
    position(trade.account, trade.instrument);
}

void ChangeLog::position(AccountId account, InstrumentId id) {
    if (account != kHouse) {
        group(account, id).position_touched = true;
        portfolio(account);
    }
}

void ChangeLog::close_groups(const PositionOf& position_of) {
    for (Group& group : groups_) {
        if (group.position_touched) {
            const Position position = position_of(group.change.account, group.change.instrument);
            fold(position.size);
            group.change.positions.push_back(position);
        }
        pending_.accounts.push_back(std::move(group.change));
    }
    groups_.clear();
}

void ChangeLog::take(Changes& out) {
    out.clear();
    std::swap(out, pending_);
    std::fill(flags_.begin(), flags_.end(), std::uint8_t{0});
    std::fill(portfolio_flags_.begin(), portfolio_flags_.end(), std::uint8_t{0});
}

}  // namespace hedged::exchange
