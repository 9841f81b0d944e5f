// SPDX-License-Identifier: Apache-2.0
#include "exchange/matching.hpp"

#include "hedged/core/assert.hpp"

#include "exchange/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::exchange {
namespace {

constexpr std::size_t kPublicTrades = 1'000;

int direction_of_tick(double last, double price, int before) noexcept {
    if (price > last) {
        return 0;
    }
    if (price < last) {
        return 2;
    }
    return before < 2 ? 1 : 3;
}

// Taker flow in clips moves the house's quotes for a while; a clip is a usual size.
double clip_of(const Listing& listing) noexcept {
    return listing.meta.is_option() ? 5.0 : 100'000.0;
}

std::int64_t signed_lots(Side side, std::int64_t lots) noexcept {
    return side == Side::Buy ? lots : -lots;
}

}  // namespace

Order Matching::execute(OrderRecord record, std::vector<UserTrade>& trades) {
    Listing& listing = world_.listing(record.order.instrument);
    AccountState& account = world_.account(record.order.account);
    const OrderId id = record.order.order_id;
    const Side side = record.order.side;
    // The record is in its account while it matches, so that trims and margins see it.
    OrderRecord& live = account.open.insert_or_assign(id, std::move(record)).first->second;
    ++listing.user_orders;
    const bool whole_or_nothing = live.order.time_in_force == TimeInForce::FillOrKill;
    if (!whole_or_nothing || listing.book.available(side, live.ticks) >= live.open_lots()) {
        const Taker taker{account.id, &live, &trades};
        (void)match(listing, taker, side, live.ticks, live.open_lots(),
                    OrderBook::Against::Everyone);
    }
    const bool rests = live.order.type == OrderType::Limit &&
                       (live.order.time_in_force == TimeInForce::GoodTilCancelled ||
                        live.order.time_in_force == TimeInForce::GoodTilDay);
    refresh(live);
    if (live.open_lots() == 0) {
        close(account, id, OrderState::Filled, CancelReason::None);
    } else if (!rests) {
        close(account, id, OrderState::Cancelled, CancelReason::Expired);
    } else {
        listing.book.add(side, {live.ticks, live.open_lots(), id, account.id});
        report(live);
        world_.book_changed(listing);
        return live.order;
    }
    if (!trades.empty()) {
        world_.book_changed(listing);
    }
    return account.closed.back();
}

std::int64_t Matching::match(Listing& listing, const Taker& taker, Side side, std::int64_t limit,
                             std::int64_t lots, OrderBook::Against against) {
    std::int64_t left = lots;
    while (auto one = listing.book.take_one(side, limit, left, against)) {
        fill(listing, taker, side, *one);
        left -= one->lots;
    }
    return lots - left;
}

std::int64_t Matching::house_takes(Listing& listing, Side side, std::int64_t limit,
                                   std::int64_t lots) {
    return match(listing, {}, side, limit, lots, OrderBook::Against::UsersOnly);
}

std::int64_t Matching::house_hits_best(Listing& listing, Side side, std::int64_t lots) {
    const auto other = listing.book.side(opposite(side));
    if (other.empty()) {
        return 0;
    }
    const std::int64_t taken =
        match(listing, {}, side, other.front().ticks, lots, OrderBook::Against::Everyone);
    if (taken > 0) {
        world_.book_changed(listing);
    }
    return taken;
}

void Matching::fill(Listing& listing, const Taker& taker, Side side, const BookFill& fill) {
    const double price = listing.price_of(fill.maker.ticks);
    const PublicTrade trade = publish(listing, side, fill.lots, price);
    AccountState& maker_account = world_.account(fill.maker.account);
    AccountState& taker_account = world_.account(taker.account);
    OrderRecord* maker_record = nullptr;
    if (!fill.maker.house()) {
        const auto found = maker_account.open.find(fill.maker.order);
        HEDGED_ASSERT(found != maker_account.open.end());
        maker_record = &found->second;
    }
    if (fill.maker.house()) {
        listing.house_key = 0;  // eaten: to be remade at the next re-quote
        if (taker.account != kHouse) {
            listing.pressure += sign_of(side) * listing.amount_of(fill.lots) / clip_of(listing);
        }
    }
    const bool self_trade = fill.maker.account == taker.account && maker_record != nullptr;
    (void)book_side(listing,
                    {&maker_account, maker_record, opposite(side), Liquidity::Maker, self_trade},
                    fill.lots, trade);
    UserTrade taker_trade =
        book_side(listing, {&taker_account, taker.record, side, Liquidity::Taker, self_trade},
                  fill.lots, trade);
    if (maker_record != nullptr) {
        if (maker_record->open_lots() == 0) {
            close(maker_account, fill.maker.order, OrderState::Filled, CancelReason::None);
        } else {
            report(*maker_record);
        }
        trim_reduce_only(maker_account, listing);
    }
    if (taker.record != nullptr) {
        taker.trades->push_back(std::move(taker_trade));
        trim_reduce_only(taker_account, listing);
    }
}

PublicTrade Matching::publish(Listing& listing, Side side, std::int64_t lots, double price) {
    PublicTrade trade;
    trade.trade_id = TradeId{world_.next_trade_id++};
    trade.trade_seq = ++listing.trade_seq;
    trade.instrument = listing.meta.id;
    trade.timestamp = world_.now;
    trade.price = price;
    trade.amount = listing.amount_of(lots);
    trade.mark_price = listing.mark.price;
    trade.index_price = world_.index;
    trade.direction = side;
    trade.tick_direction =
        direction_of_tick(listing.last_price.value_or(price), price, listing.tick_direction);
    if (listing.meta.is_option()) {
        const double volatility = implied_volatility(listing.option_inputs(), price);
        trade.iv = std::round(volatility * 1e4) / 100.0;
    }
    listing.tick_direction = trade.tick_direction;
    listing.last_price = price;
    const double coins = listing.coins_of(lots, price);
    const double usd = listing.meta.is_option() ? coins * price * world_.index : trade.amount;
    listing.stats.add(world_.now, price, coins, usd);
    listing.trades.push_back(trade);
    if (listing.trades.size() > kPublicTrades) {
        listing.trades.pop_front();
    }
    world_.log.trade(trade);
    world_.log.ticker(listing.meta.id);
    return trade;
}

// One party's half of a fill: position, fee, order record and the user's copy of the trade.
UserTrade Matching::book_side(Listing& listing, const FillSide& half, std::int64_t lots,
                              const PublicTrade& trade) {
    AccountState& account = *half.account;
    UserTrade own;
    own.profit_loss = add_to_position(world_, account, listing, signed_lots(half.side, lots),
                                      trade.price, Cash::Moves);
    if (half.record == nullptr) {
        return own;
    }
    OrderRecord& record = *half.record;
    record.filled += lots;
    record.filled_value += trade.amount * trade.price;
    record.order.last_update = world_.now;
    refresh(record);
    own.fee = trading_fee(listing, lots, trade.price, half.liquidity, world_.config.fees);
    charge(world_, account, own.fee);
    own.trade_id = trade.trade_id;
    own.trade_seq = trade.trade_seq;
    own.order_id = record.order.order_id;
    own.account = account.id;
    own.instrument = listing.meta.id;
    own.timestamp = world_.now;
    own.direction = half.side;
    own.amount = trade.amount;
    own.price = trade.price;
    own.index_price = trade.index_price;
    own.mark_price = trade.mark_price;
    if (listing.meta.is_option()) {
        own.underlying_price = listing.mark.forward;
        own.iv = trade.iv;
    }
    own.liquidity = half.liquidity;
    own.tick_direction = trade.tick_direction;
    own.order_state = record.open_lots() == 0 ? OrderState::Filled : OrderState::Open;
    own.order_type = record.order.type;
    own.label = record.order.label;
    own.post_only = record.order.post_only;
    own.reduce_only = record.order.reduce_only;
    own.risk_reducing = record.order.risk_reducing;
    own.mmp = record.order.mmp;
    own.self_trade = half.self_trade;
    keep(account.trades, own);
    world_.log.user_trade(own);
    return own;
}

void Matching::refresh(OrderRecord& record) const {
    const Listing& listing = world_.listing(record.order.instrument);
    record.order.price = listing.price_of(record.ticks);
    record.order.amount = listing.amount_of(record.lots);
    record.order.filled_amount = listing.amount_of(record.filled);
    record.order.average_price =
        record.filled == 0 ? 0.0 : record.filled_value / record.order.filled_amount;
}

void Matching::report(const OrderRecord& record) {
    world_.log.order(record.order);
}

void Matching::close(AccountState& account, OrderId id, OrderState state, CancelReason reason) {
    const auto found = account.open.find(id);
    HEDGED_ASSERT(found != account.open.end());
    Order order = found->second.order;
    order.state = state;
    order.cancel_reason = reason;
    order.last_update = world_.now;
    --world_.listing(order.instrument).user_orders;
    account.open.erase(found);
    world_.log.order(order);
    keep(account.closed, std::move(order));
}

Order Matching::cancel(AccountState& account, OrderId id, CancelReason reason) {
    const OrderRecord& record = account.open.at(id);
    Listing& listing = world_.listing(record.order.instrument);
    if (listing.book.remove(record.order.side, id)) {
        world_.book_changed(listing);
    }
    close(account, id, OrderState::Cancelled, reason);
    return account.closed.back();
}

void Matching::trim_reduce_only(AccountState& account, Listing& listing) {
    const std::int64_t position = account.lots_of(listing.meta.id);
    const Side closing = position > 0 ? Side::Sell : Side::Buy;
    std::int64_t allowance = std::abs(position);
    std::vector<OrderId> surplus;
    for (auto& [id, record] : account.open) {
        const Order& order = record.order;
        // One that is not in the book is being matched just now; it was bounded when it came.
        if (!order.reduce_only || order.instrument != listing.meta.id ||
            !listing.book.holds(order.side, id)) {
            continue;
        }
        const std::int64_t room = order.side == closing ? allowance : 0;
        if (room == 0) {
            surplus.push_back(id);
        } else if (record.open_lots() > room) {
            (void)listing.book.reduce(order.side, id, room);
            record.lots = record.filled + room;
            refresh(record);
            report(record);
        }
        allowance -= std::min(room, record.open_lots());
    }
    for (const OrderId id : surplus) {
        (void)cancel(account, id, CancelReason::RiskMitigation);
    }
}

}  // namespace hedged::exchange
