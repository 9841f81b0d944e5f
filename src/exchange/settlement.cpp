// SPDX-License-Identifier: Apache-2.0
#include "exchange/settlement.hpp"

#include "exchange/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace hedged::exchange {
namespace {

// What one coin of option pays in coin.
double payoff(const Instrument& option, double delivery_price) noexcept {
    const double cp = option.option_type == OptionType::Call ? 1.0 : -1.0;
    return std::max(cp * (delivery_price - option.strike), 0.0) / delivery_price;
}

// Daily options are delivered free of charge.
double delivery_fee(const Listing& listing, double amount, double value,
                    const FeeConfig& fees) noexcept {
    if (!listing.meta.is_option()) {
        return fees.future_delivery * amount / value;
    }
    if (listing.meta.period == SettlementPeriod::Day) {
        return 0.0;
    }
    return amount * std::min(fees.option_delivery, fees.option_cap_of_premium * value);
}

}  // namespace

void Settlement::run() {
    const WallTime settlement = world_.now;
    const double delivery_price = std::round(market_.average().mean() * 100.0) / 100.0;
    end_day_orders();
    for (Listing& listing : world_.listings) {
        if (!listing.meta.active()) {
            continue;
        }
        if (listing.meta.expiry == settlement) {
            deliver(listing, delivery_price);
            continue;
        }
        market_.mark(listing);
        listing.settlement_price = listing.mark.price;
    }
    for (AccountState& account : world_.accounts) {
        settle_account(account);
    }
    market_.drop_closed();
    market_.begin_next_day();
    world_.paused_until = settlement + world_.config.settlement_pause;
}

void Settlement::end_day_orders() {
    for (AccountState& account : world_.accounts) {
        std::vector<OrderId> ended;
        for (const auto& [id, record] : account.open) {
            if (record.order.time_in_force == TimeInForce::GoodTilDay) {
                ended.push_back(id);
            }
        }
        for (const OrderId id : ended) {
            (void)matching_.cancel(account, id, CancelReason::Expired);
        }
    }
}

void Settlement::cancel_orders_in(const Listing& listing) {
    for (AccountState& account : world_.accounts) {
        std::vector<OrderId> in_it;
        for (const auto& [id, record] : account.open) {
            if (record.order.instrument == listing.meta.id) {
                in_it.push_back(id);
            }
        }
        for (const OrderId id : in_it) {
            (void)matching_.cancel(account, id, CancelReason::Settlement);
        }
    }
}

void Settlement::deliver(Listing& listing, double delivery_price) {
    cancel_orders_in(listing);
    listing.book.clear();
    world_.book_changed(listing);
    const bool option = listing.meta.is_option();
    const double value = option ? payoff(listing.meta, delivery_price) : delivery_price;
    listing.mark.time = world_.now;
    listing.mark.price = value;
    listing.mark.greeks = {};
    listing.mark.averaging = {0.0, delivery_price};
    listing.delivery_price = delivery_price;
    listing.settlement_price = value;
    for (AccountState& account : world_.accounts) {
        const auto found = account.holdings.find(listing.meta.id);
        if (found == account.holdings.end()) {
            continue;
        }
        const Holding holding = found->second;
        account.holdings.erase(found);
        if (holding.lots != 0) {
            const double result = deliver_holding(account, listing, holding, value, delivery_price);
            (option ? account.options_session_realised : account.futures_session_realised) +=
                result;
            world_.log.position(account.id, listing.meta.id);
        }
    }
    listing.holders = 0;
    listing.meta.state = InstrumentState::Closed;
    world_.log.state(listing.meta.id, InstrumentState::Settled, world_.now);
    world_.log.state(listing.meta.id, InstrumentState::Closed, world_.now);
    world_.log.ticker(listing.meta.id);
}

// Answers the session result; an option's value is paid into the balance here, a future's result
// with the session's.
double Settlement::deliver_holding(AccountState& account, Listing& listing, const Holding& holding,
                                   double value, double delivery_price) {
    const double result = unrealised(listing, holding.lots, holding.session_basis);
    if (listing.meta.is_option()) {
        account.balance += listing.amount_of(holding.lots) * value;
    }
    // The house pays no fees: it stands for everybody else.
    if (account.id != kHouse) {
        const double amount = listing.amount_of(std::abs(holding.lots));
        charge(world_, account, delivery_fee(listing, amount, value, world_.config.fees));
    }
    SettlementRecord line;
    line.account = account.id;
    line.instrument = listing.meta.id;
    line.timestamp = world_.now;
    line.type = SettlementType::Delivery;
    line.position = listing.amount_of(holding.lots);
    line.mark_price = value;
    line.index_price = delivery_price;
    line.session_profit_loss = result + holding.session_realised;
    line.profit_loss = unrealised(listing, holding.lots, holding.basis);
    line.funding = holding.session_funding;
    record(account, line);
    return result;
}

void Settlement::settle_account(AccountState& account) {
    double session = account.futures_session_realised;
    for (auto at = account.holdings.begin(); at != account.holdings.end();) {
        Holding& holding = at->second;
        const Listing& listing = world_.listing(at->first);
        if (holding.lots == 0) {
            at = account.holdings.erase(at);
            continue;
        }
        const double result = unrealised(listing, holding.lots, holding.session_basis);
        const double amount = listing.amount_of(holding.lots);
        SettlementRecord line;
        line.account = account.id;
        line.instrument = at->first;
        line.timestamp = world_.now;
        line.position = amount;
        line.mark_price = listing.mark.price;
        line.index_price = world_.index;
        line.session_profit_loss = result + holding.session_realised;
        line.profit_loss = unrealised(listing, holding.lots, holding.basis);
        line.funding = holding.session_funding;
        if (listing.meta.is_option()) {
            holding.session_basis = amount * listing.mark.price;
        } else {
            holding.session_basis = amount / listing.mark.price;
            session += result;
            record(account, line);
        }
        holding.session_realised = 0.0;
        holding.session_funding = 0.0;
        world_.log.position(account.id, at->first);
        ++at;
    }
    account.balance += session;
    account.futures_session_realised = 0.0;
    account.options_session_realised = 0.0;
    world_.log.portfolio(account.id);
}

void Settlement::record(AccountState& account, const SettlementRecord& line) {
    keep(account.settlements, line);
    if (account.id != kHouse) {
        world_.log.settlement(line);
    }
}

}  // namespace hedged::exchange
