// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/exchange.hpp"

#include "exchange/core.hpp"
#include "exchange/ledger.hpp"
#include "exchange/order_checks.hpp"
#include "exchange/valuation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::exchange {

Exchange::Exchange(const ExchangeConfig& config, const ChainHistory& history)
    : core_(std::make_unique<Core>(config, history)) {}
Exchange::~Exchange() = default;

void Exchange::advance(WallTime market_now) {
    core_->advance(market_now);
}
WallTime Exchange::now() const noexcept {
    return core_->world.now;
}

std::size_t Exchange::instrument_count() const noexcept {
    return core_->world.listings.size();
}
const Instrument& Exchange::instrument(InstrumentId id) const noexcept {
    return core_->world.listing(id).meta;
}
const Instrument* Exchange::find(std::string_view name) const noexcept {
    const auto& names = core_->world.by_name;
    const auto found = names.find(std::string{name});
    return found == names.end() ? nullptr : &instrument(found->second);
}

void Exchange::watch(InstrumentId id) {
    ++core_->world.listing(id).watchers;
}
void Exchange::unwatch(InstrumentId id) {
    int& watchers = core_->world.listing(id).watchers;
    watchers = std::max(watchers - 1, 0);
}
double Exchange::index_price() const noexcept {
    return core_->world.index;
}
double Exchange::estimated_delivery_price() const noexcept {
    return std::round(core_->market.average().expected(core_->world.index) * 100.0) / 100.0;
}
bool Exchange::in_averaging_window() const noexcept {
    return core_->market.average().in_window(core_->world.now);
}
bool Exchange::in_settlement() const noexcept {
    return core_->world.in_settlement();
}
Quote Exchange::quote(InstrumentId id) const {
    return core_->world.listing(id).quote;
}
Ticker Exchange::ticker(InstrumentId id) const {
    return ticker_view(core_->world, core_->market, core_->world.listing(id));
}
OptionMark Exchange::mark(InstrumentId id) const {
    const MarkState& mark = core_->world.listing(id).mark;
    return {id, mark.time, mark.price, mark.volatility};
}
BookSnapshot Exchange::book(InstrumentId id, std::size_t depth) const {
    return book_view(core_->world, core_->world.listing(id), depth);
}
std::vector<PublicTrade> Exchange::last_trades(InstrumentId id, std::size_t count) const {
    const auto& trades = core_->world.listing(id).trades;
    const auto wanted = static_cast<std::ptrdiff_t>(std::min(count, trades.size()));
    return {trades.rbegin(), trades.rbegin() + wanted};
}

AccountId Exchange::open_account(std::string name, double coin_balance) {
    return core_->open_account(std::move(name), coin_balance);
}

Result<AccountId, std::string> Exchange::seed_account(std::string name, double coin_balance,
                                                      std::span<const SeedPosition> positions) {
    struct Parsed {
        Listing* listing;
        std::int64_t lots;
        double price;
    };
    std::vector<Parsed> parsed;
    for (const SeedPosition& seed : positions) {
        const Instrument* instrument = find(seed.instrument);
        if (instrument == nullptr || !instrument->active()) {
            return "no such instrument is listed now: " + seed.instrument;
        }
        Listing& listing = core_->world.listing(instrument->id);
        const auto lots = listing.amounts.exact(seed.size);
        const bool priced = std::isfinite(seed.average_price) && seed.average_price >= 0.0;
        if (!std::isfinite(seed.size) || !lots || *lots == 0 || !priced) {
            return "not a position in lots of " + std::to_string(instrument->min_trade_amount) +
                   " at a price: " + seed.instrument;
        }
        const double price = seed.average_price > 0.0 ? seed.average_price : listing.mark.price;
        parsed.push_back({&listing, *lots, price});
    }
    const AccountId account = core_->open_account(std::move(name), coin_balance);
    for (const Parsed& seed : parsed) {
        core_->move_position(account, *seed.listing, seed.lots, seed.price);
    }
    core_->close_groups();
    return account;
}

std::optional<AccountId> Exchange::find_account(std::string_view name) const {
    for (const AccountState& account : core_->world.accounts) {
        if (account.name == name && account.id != kHouse) {
            return account.id;
        }
    }
    return std::nullopt;
}

OrderOutcome Exchange::submit(AccountId account, const OrderRequest& request) {
    OrderOutcome outcome = core_->orders.submit(account, request);
    core_->close_groups();
    return outcome;
}
OrderOutcome Exchange::edit(AccountId account, const EditRequest& request) {
    OrderOutcome outcome = core_->orders.edit(account, request);
    core_->close_groups();
    return outcome;
}
OrderOutcome Exchange::close_position(AccountId account, InstrumentId id,
                                      std::optional<double> price, SessionTag session) {
    OrderOutcome outcome = core_->orders.close_position(account, id, price, session);
    core_->close_groups();
    return outcome;
}
Result<Order, Reject> Exchange::cancel(AccountId account, OrderId order) {
    auto outcome = core_->orders.cancel(account, order);
    core_->close_groups();
    return outcome;
}
std::vector<Order> Exchange::cancel_all(AccountId account, const OrderFilter& filter,
                                        CancelReason reason) {
    std::vector<Order> cancelled = core_->orders.cancel_all(account, filter, reason);
    core_->close_groups();
    return cancelled;
}

void Exchange::take_changes(Changes& out) {
    core_->world.log.take(out);
}

void Exchange::set_platform_lock(bool locked) {
    World& world = core_->world;
    if (world.platform_locked != locked) {
        world.platform_locked = locked;
        world.log.platform_lock(locked, world.now);
    }
}
bool Exchange::platform_locked() const noexcept {
    return core_->world.platform_locked;
}
void Exchange::set_account_lock(AccountId account, bool locked) {
    AccountState& state = core_->world.account(account);
    if (state.locked != locked) {
        state.locked = locked;
        core_->world.log.account_lock(account, locked);
    }
}
void Exchange::set_halted(InstrumentId id, bool halted) {
    core_->world.listing(id).meta.halted = halted;
    core_->world.log.ticker(id);
}
void Exchange::inject_position(AccountId account, InstrumentId id, double size, double price) {
    Listing& listing = core_->world.listing(id);
    core_->move_position(account, listing, listing.amounts.nearest(size), price);
    core_->close_groups();
}
void Exchange::shock_index(double factor) {
    core_->market.shock_index(factor);
}
void Exchange::shock_premium(double fraction) {
    core_->market.shock_premium(fraction);
}
void Exchange::set_house_quoting(InstrumentId id, bool bids, bool asks) {
    Listing& listing = core_->world.listing(id);
    listing.house_bids = bids;
    listing.house_asks = asks;
    core_->house.requote(listing);
    core_->close_groups();
}
double Exchange::cash_imbalance() const {
    return hedged::exchange::cash_imbalance(core_->world);
}
std::uint64_t Exchange::event_hash() const noexcept {
    return core_->world.log.hash();
}

}  // namespace hedged::exchange
