// SPDX-License-Identifier: Apache-2.0
#include "exchange/order_entry.hpp"

#include "exchange/order_checks.hpp"

#include <algorithm>
#include <utility>

namespace hedged::exchange {
namespace {

OrderOutcome refused(const Reject& reject) {
    OrderOutcome outcome;
    outcome.reject = reject;
    return outcome;
}

OrderRecord record_of(const OrderRequest& request, AccountId account, WallTime now) {
    OrderRecord record;
    Order& order = record.order;
    order.account = account;
    order.session = request.session;
    order.instrument = request.instrument;
    order.side = request.side;
    order.type = request.type;
    order.time_in_force = request.time_in_force;
    order.post_only = request.post_only;
    order.reject_post_only = request.reject_post_only;
    order.reduce_only = request.reduce_only;
    order.mmp = request.mmp;
    order.label = request.label;
    order.created = now;
    order.last_update = now;
    return record;
}

}  // namespace

OrderOutcome OrderEntry::submit(AccountId account_id, const OrderRequest& request) {
    if (request.instrument.raw >= world_.listings.size()) {
        return refused({RejectCode::UnknownInstrument, 0.0, {}, "instrument_name"});
    }
    Listing& listing = world_.listing(request.instrument);
    AccountState& account = world_.account(account_id);
    if (const auto no = check_entry(world_, account, listing, request.valid_until)) {
        return refused(*no);
    }
    if (const auto no = check_terms(request)) {
        return refused(*no);
    }
    OrderRecord record = record_of(request, account_id, world_.now);
    const CheckedLots checked = check_amount(listing, request.amount);
    if (checked.reject) {
        return refused(*checked.reject);
    }
    record.lots = checked.lots;
    if (const auto no = price_record(listing, record, request.price)) {
        return refused(*no);
    }
    if (const auto no = bound_reduce_only(account, record)) {
        return refused(*no);
    }
    if (account.open.size() >= world_.config.max_open_orders) {
        const auto limit = static_cast<double>(world_.config.max_open_orders);
        return refused({RejectCode::TooManyOpenOrders, limit, {}, {}});
    }
    if (const auto no = settle_post_only(listing, record)) {
        return refused(*no);
    }
    if (const auto no = check_funds(world_, account, record)) {
        return refused(*no);
    }
    record.order.risk_reducing = is_risk_reducing(account, record);
    record.order.order_id = OrderId{world_.next_order_id++};
    OrderOutcome outcome;
    outcome.order = matching_.execute(std::move(record), outcome.trades);
    return outcome;
}

std::optional<Reject> OrderEntry::price_record(const Listing& listing, OrderRecord& record,
                                               double price) const {
    if (record.order.type == OrderType::Market) {
        record.ticks = market_limit(listing, record.order.side);
        return std::nullopt;
    }
    const CheckedTicks checked =
        check_price(listing, record.order.side, price, world_.config.market.band_clamps);
    record.ticks = checked.ticks;
    return checked.reject;
}

// Clamped to what there is to reduce; refused when there is nothing.
std::optional<Reject> OrderEntry::bound_reduce_only(const AccountState& account,
                                                    OrderRecord& record) {
    if (!record.order.reduce_only) {
        return std::nullopt;
    }
    const std::int64_t room =
        reducible_lots(account, record.order.instrument, record.order.side, record.order.order_id);
    if (room == 0) {
        return Reject{RejectCode::OtherReject, 0.0, "reduce_only_order_would_increase_position",
                      "reduce_only"};
    }
    record.lots = record.filled + std::min(record.open_lots(), room);
    return std::nullopt;
}

std::optional<Reject> OrderEntry::settle_post_only(const Listing& listing, OrderRecord& record) {
    const Side side = record.order.side;
    if (!record.order.post_only || !listing.book.crosses(side, record.ticks)) {
        return std::nullopt;
    }
    if (record.order.reject_post_only) {
        return Reject{RejectCode::PostOnlyReject, 0.0, {}, "post_only"};
    }
    // Just inside: one tick short of the best price on the other side, on the grid that holds
    // there.
    const std::int64_t best = listing.book.side(opposite(side)).front().ticks;
    const double beyond = listing.price_of(side == Side::Buy ? best - 1 : best + 1);
    const Grid& grid = listing.grid_at(beyond);
    const std::int64_t steps = side == Side::Buy ? grid.floor(beyond) : grid.ceil(beyond);
    record.ticks = listing.prices.nearest(grid.value(steps));
    if (record.ticks <= 0) {
        return Reject{RejectCode::PostOnlyReject, 0.0, {}, "post_only"};
    }
    return std::nullopt;
}

OrderEntry::Found OrderEntry::find_open(const AccountState& account, OrderId id,
                                        const std::string& label) const {
    if (id.raw == 0) {
        Found found{Reject{RejectCode::OrderNotFound, 0.0, {}, "label"}, {}};
        for (const auto& [open_id, record] : account.open) {
            if (record.order.label != label) {
                continue;
            }
            if (!found.reject) {
                return {Reject{RejectCode::NonUniqueLabel, 0.0, {}, "label"}, {}};
            }
            found = {std::nullopt, open_id};
        }
        return found;
    }
    if (account.open.contains(id)) {
        return {std::nullopt, id};
    }
    const auto same = [id](const Order& order) { return order.order_id == id; };
    if (std::any_of(account.closed.rbegin(), account.closed.rend(), same)) {
        return {Reject{RejectCode::NotOpenOrder, 0.0, {}, "order_id"}, {}};
    }
    const bool foreign = std::any_of(world_.accounts.begin(), world_.accounts.end(),
                                     [id](const auto& other) { return other.open.contains(id); });
    return {
        Reject{
            foreign ? RejectCode::NotOwnerOfOrder : RejectCode::OrderNotFound, 0.0, {}, "order_id"},
        {}};
}

OrderOutcome OrderEntry::edit(AccountId account_id, const EditRequest& request) {
    AccountState& account = world_.account(account_id);
    const Found found = find_open(account, request.order_id, request.label);
    if (found.reject) {
        return refused(*found.reject);
    }
    const OrderRecord before = account.open.at(found.order);
    const Listing& listing = world_.listing(before.order.instrument);
    if (const auto no = check_entry(world_, account, listing, request.valid_until)) {
        return refused(*no);
    }
    OrderRecord changed = before;
    if (const auto no = apply_edit(account, request, changed)) {
        return refused(*no);
    }
    if (const auto no = settle_post_only(listing, changed)) {
        OrderOutcome outcome = refused(*no);
        outcome.order = matching_.cancel(account, found.order, CancelReason::EditPostOnlyReject);
        return outcome;
    }
    if (const auto no = check_funds(world_, account, changed)) {
        return refused(*no);
    }
    return place_edit(account, before, std::move(changed));
}

std::optional<Reject> OrderEntry::apply_edit(const AccountState& account,
                                             const EditRequest& request,
                                             OrderRecord& changed) const {
    const Listing& listing = world_.listing(changed.order.instrument);
    changed.order.post_only = request.post_only.value_or(changed.order.post_only);
    changed.order.reject_post_only =
        changed.order.post_only &&
        (request.reject_post_only || (changed.order.reject_post_only && !request.post_only));
    changed.order.reduce_only = request.reduce_only.value_or(changed.order.reduce_only);
    if (request.price) {
        const CheckedTicks checked = check_price(listing, changed.order.side, *request.price,
                                                 world_.config.market.band_clamps);
        if (checked.reject) {
            return checked.reject;
        }
        changed.ticks = checked.ticks;
    }
    if (request.amount) {
        const CheckedLots checked = check_amount(listing, *request.amount);
        if (checked.reject) {
            return checked.reject;
        }
        if (checked.lots <= changed.filled) {
            return Reject{RejectCode::InvalidAmount, listing.amount_of(changed.filled),
                          "must exceed what is filled", "amount"};
        }
        changed.lots = checked.lots;
    }
    return bound_reduce_only(account, changed);
}

// The same price and no more than before keeps the place in the queue.
OrderOutcome OrderEntry::place_edit(AccountState& account, const OrderRecord& before,
                                    OrderRecord changed) {
    const OrderId id = before.order.order_id;
    Listing& listing = world_.listing(before.order.instrument);
    changed.order.replaced = true;
    changed.order.last_update = world_.now;
    changed.order.risk_reducing = is_risk_reducing(account, changed);
    OrderOutcome outcome;
    if (changed.ticks == before.ticks && changed.lots <= before.lots) {
        (void)listing.book.reduce(before.order.side, id, changed.open_lots());
        OrderRecord& live = account.open.at(id);
        live = std::move(changed);
        matching_.refresh(live);
        matching_.report(live);
        outcome.order = live.order;
        if (live.lots != before.lots) {
            world_.book_changed(listing);
        }
        return outcome;
    }
    (void)listing.book.remove(before.order.side, id);
    --listing.user_orders;
    outcome.order = matching_.execute(std::move(changed), outcome.trades);
    return outcome;
}

OrderOutcome OrderEntry::close_position(AccountId account_id, InstrumentId id,
                                        std::optional<double> price, SessionTag session) {
    if (id.raw >= world_.listings.size()) {
        return refused({RejectCode::UnknownInstrument, 0.0, {}, "instrument_name"});
    }
    const std::int64_t lots = world_.account(account_id).lots_of(id);
    if (lots == 0) {
        return refused({RejectCode::AlreadyClosed, 0.0, "no position", {}});
    }
    OrderRequest request;
    request.instrument = id;
    request.side = lots > 0 ? Side::Sell : Side::Buy;
    request.amount = world_.listing(id).amount_of(lots > 0 ? lots : -lots);
    request.type = price ? OrderType::Limit : OrderType::Market;
    request.price = price.value_or(0.0);
    request.reduce_only = true;
    request.session = session;
    return submit(account_id, request);
}

Result<Order, Reject> OrderEntry::cancel(AccountId account_id, OrderId id) {
    AccountState& account = world_.account(account_id);
    const Found found = find_open(account, id, {});
    if (found.reject || id.raw == 0) {
        return found.reject.value_or(Reject{RejectCode::OrderNotFound, 0.0, {}, "order_id"});
    }
    if (world_.in_settlement()) {
        return Reject{RejectCode::SettlementInProgress, 0.0, {}, {}};
    }
    return matching_.cancel(account, id, CancelReason::UserRequest);
}

std::vector<Order> OrderEntry::cancel_all(AccountId account_id, const OrderFilter& filter,
                                          CancelReason reason) {
    std::vector<Order> cancelled;
    if (world_.in_settlement() && reason == CancelReason::UserRequest) {
        return cancelled;
    }
    AccountState& account = world_.account(account_id);
    std::vector<OrderId> chosen;
    for (const auto& [id, record] : account.open) {
        if (selects(world_, filter, record.order)) {
            chosen.push_back(id);
        }
    }
    for (const OrderId id : chosen) {
        cancelled.push_back(matching_.cancel(account, id, reason));
    }
    return cancelled;
}

}  // namespace hedged::exchange
