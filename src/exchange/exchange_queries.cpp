// SPDX-License-Identifier: Apache-2.0
// The account queries of Exchange.
#include "hedged/exchange/exchange.hpp"

#include "exchange/core.hpp"
#include "exchange/order_checks.hpp"
#include "exchange/valuation.hpp"

#include <algorithm>

namespace hedged::exchange {
namespace {

bool selects_trade(const World& world, const TradeFilter& filter, const UserTrade& trade) {
    return (!filter.instrument || *filter.instrument == trade.instrument) &&
           (!filter.kind || *filter.kind == world.listing(trade.instrument).meta.kind) &&
           (!filter.order || *filter.order == trade.order_id) &&
           (!filter.from || trade.timestamp >= *filter.from) &&
           (!filter.to || trade.timestamp <= *filter.to) &&
           (!filter.after_seq || trade.trade_seq > *filter.after_seq);
}

}  // namespace

std::optional<Order> Exchange::order(AccountId account, OrderId id) const {
    const AccountState& state = core_->world.account(account);
    if (const auto open = state.open.find(id); open != state.open.end()) {
        return open->second.order;
    }
    const auto closed = std::find_if(state.closed.rbegin(), state.closed.rend(),
                                     [id](const Order& order) { return order.order_id == id; });
    return closed == state.closed.rend() ? std::nullopt : std::optional{*closed};
}

std::vector<Order> Exchange::open_orders(AccountId account, const OrderFilter& filter) const {
    std::vector<Order> orders;
    for (const auto& [id, record] : core_->world.account(account).open) {
        if (selects(core_->world, filter, record.order)) {
            orders.push_back(record.order);
        }
    }
    return orders;
}

std::vector<Order> Exchange::order_history(AccountId account, const OrderFilter& filter,
                                           std::size_t count) const {
    std::vector<Order> orders;
    const auto& closed = core_->world.account(account).closed;
    for (auto at = closed.rbegin(); at != closed.rend() && orders.size() < count; ++at) {
        if (selects(core_->world, filter, *at)) {
            orders.push_back(*at);
        }
    }
    return orders;
}

std::vector<Order> Exchange::orders_by_label(AccountId account, std::string_view label) const {
    OrderFilter filter;
    filter.label = std::string{label};
    std::vector<Order> orders = open_orders(account, filter);
    const std::vector<Order> closed = order_history(account, filter, SIZE_MAX);
    orders.insert(orders.end(), closed.begin(), closed.end());
    return orders;
}

std::vector<UserTrade> Exchange::user_trades(AccountId account, const TradeFilter& filter) const {
    std::vector<UserTrade> trades;
    const auto& all = core_->world.account(account).trades;
    for (auto at = all.rbegin(); at != all.rend() && trades.size() < filter.count; ++at) {
        if (selects_trade(core_->world, filter, *at)) {
            trades.push_back(*at);
        }
    }
    return trades;
}

Position Exchange::position(AccountId account, InstrumentId id) const {
    return position_view(core_->world, core_->world.account(account), id);
}

std::vector<Position> Exchange::positions(AccountId account) const {
    const AccountState& state = core_->world.account(account);
    std::vector<Position> positions;
    for (const auto& [id, holding] : state.holdings) {
        if (holding.lots != 0) {
            positions.push_back(position_view(core_->world, state, id));
        }
    }
    return positions;
}

AccountSummary Exchange::summary(AccountId account) const {
    return summary_view(core_->world, core_->world.account(account),
                        core_->market.average().settlement());
}

std::vector<SettlementRecord> Exchange::settlements(AccountId account, std::size_t count) const {
    const auto& all = core_->world.account(account).settlements;
    const auto wanted = static_cast<std::ptrdiff_t>(std::min(count, all.size()));
    return {all.rbegin(), all.rbegin() + wanted};
}

}  // namespace hedged::exchange
