// SPDX-License-Identifier: Apache-2.0
// The part of Market that lists instruments.
#include "exchange/iso_time.hpp"
#include "exchange/market.hpp"

#include <algorithm>
#include <utility>

namespace hedged::exchange {
namespace {

// Recorded chains do not say when their instruments were created; a week before will do.
constexpr Duration kListedBefore = seconds(std::int64_t{7} * 86'400);

std::string lower(std::string text) {
    for (char& letter : text) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return text;
}

// What every inverse future has, the perpetual too.
Instrument future_terms(const ExchangeConfig& config) {
    Instrument meta;
    meta.kind = Kind::Future;
    meta.underlying = lower(config.currency) + "_usd";
    meta.contract_size = 10.0;
    meta.min_trade_amount = 10.0;
    meta.maker_commission = config.fees.future_maker;
    meta.taker_commission = config.fees.future_taker;
    meta.max_leverage = 50.0;
    return meta;
}

}  // namespace

Listing& Market::add_listing(Instrument meta) {
    meta.id = InstrumentId{static_cast<std::uint32_t>(world_.listings.size())};
    meta.base_currency = world_.config.currency;
    meta.price_index = lower(meta.base_currency) + "_usd";
    world_.by_name.emplace(meta.name, meta.id);
    Listing& listing = world_.listings.emplace_back();
    listing.prices = Grid{meta.tick_size};
    for (const TickStep& step : meta.tick_steps) {
        listing.step_prices.emplace_back(step.tick_size);
    }
    listing.amounts = Grid{meta.min_trade_amount};
    listing.meta = std::move(meta);
    listing.pressure_time = world_.now;
    return listing;
}

void Market::add_perpetual() {
    Instrument meta = future_terms(world_.config);
    meta.name = world_.config.currency + "-PERPETUAL";
    meta.period = SettlementPeriod::Perpetual;
    meta.created = world_.now - kListedBefore;
    meta.expiry = WallTime{INT64_MAX};  // Deribit's year 3000 does not fit 64-bit nanoseconds
    meta.tick_size = 0.5;
    futures_.push_back(add_listing(std::move(meta)).meta.id);
}

void Market::add_future(std::size_t track, WallTime created) {
    const ExpiryTrack& expiry = surface_.expiries()[track];
    Instrument meta = future_terms(world_.config);
    meta.name = expiry.forward_name;
    meta.period = period_of(expiry.expiry);
    meta.created = created;
    meta.expiry = expiry.expiry;
    meta.tick_size = 2.5;
    Listing& listing = add_listing(std::move(meta));
    listing.track = track;
    futures_.push_back(listing.meta.id);
}

void Market::add_option(std::size_t track, WallTime created) {
    const OptionTrack& option = surface_.options()[track];
    const ExpiryTrack& expiry = surface_.expiries()[option.expiry];
    Instrument meta;
    meta.name = option.name;
    meta.kind = Kind::Option;
    meta.period = period_of(expiry.expiry);
    meta.underlying = expiry.forward_name;
    meta.option_type = option.type;
    meta.strike = option.strike;
    meta.created = created;
    meta.expiry = expiry.expiry;
    meta.contract_size = 1.0;
    meta.min_trade_amount = 0.1;
    meta.tick_size = 0.0001;
    meta.tick_steps = {{0.005, 0.0005}};
    meta.maker_commission = world_.config.fees.option_maker;
    meta.taker_commission = world_.config.fees.option_taker;
    Listing& listing = add_listing(std::move(meta));
    listing.track = track;
    listing.recorded_open_interest = option.open_interest;
    options_.push_back(listing.meta.id);
}

// Futures before options, so that an option's underlying is always known first.
void Market::list_initial() {
    add_perpetual();
    std::vector<Due> now;
    const auto sort_out = [&](bool option, std::size_t track, WallTime expiry,
                              std::optional<WallTime> listed) {
        if (expiry <= world_.now) {
            return;
        }
        const Due due{listed.value_or(world_.now - kListedBefore), option, track};
        (due.time <= world_.now ? now : due_).push_back(due);
    };
    for (std::size_t i = 0; i < surface_.expiries().size(); ++i) {
        const ExpiryTrack& track = surface_.expiries()[i];
        if (track.listed_future) {
            sort_out(false, i, track.expiry, track.listed);
        }
    }
    for (std::size_t i = 0; i < surface_.options().size(); ++i) {
        const OptionTrack& track = surface_.options()[i];
        sort_out(true, i, surface_.expiries()[track.expiry].expiry, track.listed);
    }
    for (const Due& due : now) {
        list(due, false);
    }
    std::stable_sort(due_.begin(), due_.end(),
                     [](const Due& a, const Due& b) { return a.time > b.time; });
}

void Market::list(const Due& due, bool announce) {
    if (due.option) {
        add_option(due.track, due.time);
    } else {
        add_future(due.track, due.time);
    }
    Listing& listing = world_.listings.back();
    listing.meta.state = InstrumentState::Started;
    if (announce) {
        world_.log.state(listing.meta.id, InstrumentState::Created, world_.now);
        world_.log.state(listing.meta.id, InstrumentState::Started, world_.now);
        mark(listing);
    }
}

}  // namespace hedged::exchange
