// SPDX-License-Identifier: Apache-2.0
#include "exchange/valuation.hpp"

#include "exchange/ledger.hpp"
#include "exchange/margin.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

namespace hedged::exchange {
namespace {

double round_to(double value, double digits) noexcept {
    return std::round(value * digits) / digits;
}

void fill_future(const Listing& listing, const Holding& holding, Position& position) {
    position.size_currency = position.size / listing.mark.price;
    position.delta = position.size_currency * listing.mark.averaging.weight;
    position.average_price = holding.basis != 0.0 ? position.size / holding.basis : 0.0;
    position.realized_funding = holding.session_funding;
    position.leverage = listing.meta.max_leverage;
}

void fill_option(const Listing& listing, const Holding& holding, Position& position) {
    const Greeks& greeks = listing.mark.greeks;
    position.delta = position.size * greeks.delta;
    position.gamma = position.size * greeks.gamma;
    position.vega = position.size * greeks.vega;
    position.theta = position.size * greeks.theta;
    position.average_price = position.size != 0.0 ? holding.basis / position.size : 0.0;
    position.average_price_usd = position.size != 0.0 ? holding.basis_usd / position.size : 0.0;
}

// One instrument's share of the summary.
void add_holding(AccountSummary& sum, const Listing& listing, const Holding& holding,
                 WallTime next_expiry) {
    const double session = unrealised(listing, holding.lots, holding.session_basis);
    const double total = unrealised(listing, holding.lots, holding.basis);
    const double size = listing.amount_of(holding.lots);
    double net_delta = 0.0;
    if (listing.meta.is_option()) {
        const Greeks& greeks = listing.mark.greeks;
        const double value = size * listing.mark.price;
        sum.options_value += value;
        sum.options_delta += size * greeks.delta;
        sum.options_gamma += size * greeks.gamma;
        sum.options_vega += size * greeks.vega;
        sum.options_theta += size * greeks.theta;
        sum.options_session_upl += session;
        sum.options_pl += total;
        net_delta = size * greeks.delta - value;
        sum.delta_total_map += size * greeks.delta;
    } else {
        net_delta = size / listing.mark.price * listing.mark.averaging.weight;
        sum.futures_session_upl += session;
        sum.futures_pl += total;
        sum.delta_total_map += net_delta;
    }
    sum.delta_total += net_delta;
    sum.projected_delta_total += listing.meta.expiry == next_expiry ? 0.0 : net_delta;
}

std::vector<Level> levels_of(const Listing& listing, Side side, std::size_t depth) {
    std::vector<Level> levels;
    std::int64_t ticks = 0;
    std::int64_t lots = 0;
    const auto finish = [&] {
        if (lots > 0) {
            levels.push_back({listing.price_of(ticks), listing.amount_of(lots)});
        }
    };
    for (const BookEntry& entry : listing.book.side(side)) {
        if (lots > 0 && entry.ticks == ticks) {
            lots += entry.lots;
            continue;
        }
        finish();
        if (levels.size() == depth) {
            return levels;
        }
        ticks = entry.ticks;
        lots = entry.lots;
    }
    finish();
    return levels;
}

// Deribit's interest is one-sided: the sum of long positions.
double open_interest(const World& world, const Listing& listing) {
    std::int64_t lots = 0;
    for (const AccountState& account : world.accounts) {
        lots += std::max<std::int64_t>(account.lots_of(listing.meta.id), 0);
    }
    return listing.recorded_open_interest + listing.amount_of(lots);
}

void fill_option_ticker(const Listing& listing, Ticker& ticker) {
    const OptionInputs inputs = listing.option_inputs();
    const Quote& quote = listing.quote;
    const auto percent = [&](double price) {
        return round_to(implied_volatility(inputs, price) * 100.0, 100.0);
    };
    ticker.mark_price = round_to(listing.mark.price, 1e4);
    ticker.underlying_price = listing.mark.forward;
    ticker.mark_iv = round_to(listing.mark.volatility * 100.0, 100.0);
    ticker.bid_iv = quote.bid.amount > 0.0 ? percent(quote.bid.price) : 0.0;
    ticker.ask_iv = quote.ask.amount > 0.0 ? percent(quote.ask.price) : 500.0;
    ticker.greeks = listing.mark.greeks;
}

}  // namespace

Position position_view(const World& world, const AccountState& account, InstrumentId id) {
    const Listing& listing = world.listing(id);
    Position position;
    position.instrument = id;
    position.kind = listing.meta.kind;
    position.mark_price = listing.mark.price;
    position.index_price = world.index;
    position.settlement_price = listing.settlement_price.value_or(0.0);
    const auto found = account.holdings.find(id);
    if (found == account.holdings.end()) {
        return position;
    }
    const Holding& holding = found->second;
    position.size = listing.amount_of(holding.lots);
    if (listing.meta.is_option()) {
        fill_option(listing, holding, position);
    } else {
        fill_future(listing, holding, position);
    }
    position.floating_profit_loss = unrealised(listing, holding.lots, holding.session_basis);
    position.total_profit_loss = unrealised(listing, holding.lots, holding.basis);
    position.realized_profit_loss = holding.session_realised;
    const Margins margins = instrument_margin(world, account, id);
    position.initial_margin = margins.initial;
    position.maintenance_margin = margins.maintenance;
    position.open_orders_margin = margins.orders;
    return position;
}

AccountSummary summary_view(const World& world, const AccountState& account, WallTime next_expiry) {
    AccountSummary sum;
    sum.account = account.id;
    sum.currency = world.config.currency;
    sum.balance = account.balance;
    for (const auto& [id, holding] : account.holdings) {
        if (holding.lots != 0) {
            add_holding(sum, world.listing(id), holding, next_expiry);
        }
    }
    sum.futures_session_rpl = account.futures_session_realised;
    sum.options_session_rpl = account.options_session_realised;
    sum.session_rpl = account.futures_session_realised;
    sum.session_upl = sum.futures_session_upl + sum.options_session_upl;
    sum.margin_balance = sum.balance + sum.futures_session_upl + sum.session_rpl;
    sum.equity = sum.margin_balance + sum.options_value;
    const Margins margins = account_margin(world, account);
    sum.initial_margin = margins.with_orders();
    sum.maintenance_margin = margins.maintenance;
    sum.projected_initial_margin = sum.initial_margin;
    sum.projected_maintenance_margin = sum.maintenance_margin;
    sum.available_funds = std::max(sum.margin_balance - sum.initial_margin, 0.0);
    // Profit of the running session is not cash yet.
    sum.available_withdrawal_funds =
        std::max(std::min(sum.balance - sum.initial_margin, sum.available_funds), 0.0);
    sum.fees_paid = account.fees_paid;
    return sum;
}

Ticker ticker_view(const World& world, const Market& market, const Listing& listing) {
    Ticker ticker;
    ticker.instrument = listing.meta.id;
    ticker.timestamp = listing.mark.time;
    ticker.open = listing.accepts_orders();
    ticker.index_price = world.index;
    ticker.mark_price = listing.mark.price;
    ticker.last_price = listing.last_price;
    ticker.settlement_price = listing.settlement_price;
    ticker.delivery_price = listing.delivery_price;
    ticker.estimated_delivery_price =
        listing.delivery_price.value_or(round_to(market.average().expected(world.index), 100.0));
    ticker.min_price = listing.mark.min_price;
    ticker.max_price = listing.mark.max_price;
    ticker.open_interest = open_interest(world, listing);
    ticker.quote = listing.quote;
    ticker.stats = listing.stats.at(world.now);
    if (listing.meta.is_option()) {
        fill_option_ticker(listing, ticker);
    } else if (listing.meta.is_perpetual()) {
        ticker.current_funding = market.funding_now();
        ticker.funding_8h = market.funding_8h();
        ticker.interest_value = market.funding_8h() * 100.0;
    }
    return ticker;
}

BookSnapshot book_view(const World& world, const Listing& listing, std::size_t depth) {
    return {listing.meta.id, world.now, listing.change_id, levels_of(listing, Side::Buy, depth),
            levels_of(listing, Side::Sell, depth)};
}

}  // namespace hedged::exchange
