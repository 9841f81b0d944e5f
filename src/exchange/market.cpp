// SPDX-License-Identifier: Apache-2.0
#include "exchange/market.hpp"

#include "exchange/hashing.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::exchange {
namespace {

std::vector<IndexPin> pins_of(const ChainHistory& history) {
    std::vector<IndexPin> pins;
    for (const ChainSnapshot& snapshot : history) {
        pins.push_back({snapshot.time, snapshot.index});
    }
    return pins;
}

constexpr double kEightHours = 8.0 * 3'600.0;
// Listed options this close to the money are what people watch and trade.
constexpr double kNearDelta = 0.25;
constexpr double kNearYears = 60.0 / 365.0;

double round_to(double value, double digits) noexcept {
    return std::round(value * digits) / digits;
}

}  // namespace

Market::Market(World& world, const ChainHistory& history)
    : world_(world),
      surface_(history, mix_hash(world.config.seed, 1)),
      path_(pins_of(history), world.config.market.path_volatility, world.now,
            mix_hash(world.config.seed, 2)),
      premium_(world.config.market.premium_reversion, world.config.market.premium_deviation,
               mix_hash(world.config.seed, 3)),
      average_(world.config.averaging_window, world.config.averaging_interval, world.now,
               path_.price()) {
    publish_index();
    surface_.seek(world_.now);
    list_initial();
    for (Listing& listing : world_.listings) {
        mark(listing);
    }
    find_near_the_money();
}

WallTime Market::next_event(WallTime until) const noexcept {
    WallTime next = std::min(until, average_.next_sample());
    if (!due_.empty()) {
        next = std::min(next, due_.back().time);
    }
    return next;
}

void Market::step_to(WallTime time) {
    const Duration step = time - world_.now;
    accrue_funding(step);
    path_.advance_to(time);
    premium_.advance(step);
    world_.now = time;
    surface_.seek(time);
    publish_index();
    if (time == average_.next_sample()) {
        average_.sample(world_.index);
    }
    while (!due_.empty() && due_.back().time <= time) {
        const Due due = due_.back();
        due_.pop_back();
        list(due, true);
    }
}

void Market::publish_index() {
    const double published = round_to(path_.price(), 100.0);
    if (published != world_.index) {
        world_.index = published;
        world_.log.index(published);
    }
}

double Market::funding_now() const noexcept {
    return funding_rate(premium_.value());
}

// Longs pay shorts while the rate is positive; positions sum to zero, so payments do too.
void Market::accrue_funding(Duration step) {
    const double rate = funding_now();
    funding_.add(world_.now, step, rate);
    const Listing& perpetual = world_.listing(kPerpetual);
    for (AccountState& account : world_.accounts) {
        const auto found = account.holdings.find(kPerpetual);
        if (found == account.holdings.end() || found->second.lots == 0) {
            continue;
        }
        const double coins = perpetual.amount_of(found->second.lots) / perpetual.mark.price;
        const double received = -rate * coins * step.seconds() / kEightHours;
        found->second.session_funding += received;
        account.futures_session_realised += received;
    }
}

double Market::forward_of(std::size_t expiry) const noexcept {
    return path_.price() * std::exp(surface_.basis(expiry));
}

Averaging Market::averaging_of(const Listing& listing) const noexcept {
    if (listing.meta.expiry != average_.settlement() || average_.weight() >= 1.0) {
        return {};
    }
    return {average_.weight(), average_.mean()};
}

void Market::mark(Listing& listing) {
    if (!listing.meta.active()) {
        return;
    }
    listing.mark.time = world_.now;
    if (listing.meta.is_option()) {
        mark_option(listing);
    } else if (listing.meta.is_perpetual()) {
        mark_perpetual(listing);
    } else {
        mark_future(listing);
    }
    world_.log.ticker(listing.meta.id);
}

namespace {

void set_future_mark(Listing& listing, double price, double band) noexcept {
    listing.mark.price = round_to(price, 100.0);
    listing.mark.forward = listing.mark.price;
    const std::int64_t low = listing.prices.ceil(listing.mark.price * (1.0 - band));
    const std::int64_t high = listing.prices.floor(listing.mark.price * (1.0 + band));
    listing.mark.min_price = listing.price_of(low);
    listing.mark.max_price = listing.price_of(high);
}

// Options may trade half their mark and 0.03 coin away from it, and never below one tick.
void set_option_band(Listing& listing) noexcept {
    const double reach = 0.03 + 0.5 * listing.mark.price;
    const std::int64_t coarse = 5;  // so that both bounds are valid ticks everywhere
    const std::int64_t low = listing.prices.floor(listing.mark.price - reach) / coarse * coarse;
    const std::int64_t high = listing.prices.ceil(listing.mark.price + reach) / coarse * coarse;
    listing.mark.min_price = listing.price_of(std::max<std::int64_t>(low, 1));
    listing.mark.max_price = listing.price_of(high);
}

void round_greeks(Greeks& greeks) noexcept {
    for (double* greek : {&greeks.delta, &greeks.gamma, &greeks.vega, &greeks.theta, &greeks.rho}) {
        *greek = round_to(*greek, 1e5);
    }
}

}  // namespace

void Market::mark_perpetual(Listing& listing) {
    set_future_mark(listing, path_.price() * (1.0 + premium_.value()), world_.config.market.band);
}

void Market::mark_future(Listing& listing) {
    const Averaging averaging = averaging_of(listing);
    listing.mark.averaging = averaging;
    const double forward = forward_of(listing.track);
    const double price = averaging.weight * forward + (1.0 - averaging.weight) * averaging.mean;
    set_future_mark(listing, price, world_.config.market.band);
}

void Market::mark_option(Listing& listing) {
    const OptionTrack& track = surface_.options()[listing.track];
    const SurfacePoint point = surface_.point(listing.track);
    MarkState& mark = listing.mark;
    const double old_price = mark.price;
    const double old_volatility = mark.volatility;
    mark.forward = round_to(forward_of(track.expiry), 1e4);
    mark.volatility = point.volatility;
    mark.averaging = averaging_of(listing);
    const OptionInputs inputs = listing.option_inputs();
    mark.price = round_to(mark_coin(inputs, mark.averaging), 1e6);
    mark.greeks = published_greeks(inputs, mark.averaging);
    round_greeks(mark.greeks);
    listing.bid_width = point.bid_width;
    listing.ask_width = point.ask_width;
    set_option_band(listing);
    if (mark.price != old_price || mark.volatility != old_volatility) {
        world_.log.mark(listing.meta.id);
    }
}

std::size_t Market::Turns::due(Duration step, Duration round, std::size_t count) noexcept {
    const auto all = static_cast<double>(count);
    owed = std::min(owed + all * step.seconds() / round.seconds(), all);
    const double whole = std::floor(owed);
    owed -= whole;
    return static_cast<std::size_t>(whole);
}

void Market::mark_if_stale(Listing& listing) {
    if (listing.mark.time != world_.now) {
        mark(listing);
        marked_.push_back(listing.meta.id);
    }
}

const std::vector<InstrumentId>& Market::mark_due(Duration step) {
    const MarketConfig& config = world_.config.market;
    marked_.clear();
    for (const InstrumentId id : futures_) {
        mark_if_stale(world_.listing(id));
    }
    for (const InstrumentId id : options_) {
        Listing& listing = world_.listing(id);
        if (listing.cared_for()) {
            mark_if_stale(listing);
        }
    }
    for (std::size_t n = near_turns_.due(step, config.near_round, near_.size()); n > 0; --n) {
        near_turns_.next = (near_turns_.next + 1) % near_.size();
        mark_if_stale(world_.listing(near_[near_turns_.next]));
    }
    for (std::size_t n = option_turns_.due(step, config.option_round, options_.size()); n > 0;
         --n) {
        option_turns_.next = (option_turns_.next + 1) % options_.size();
        mark_if_stale(world_.listing(options_[option_turns_.next]));
        if (option_turns_.next == 0) {
            find_near_the_money();
        }
    }
    return marked_;
}

void Market::find_near_the_money() {
    near_.clear();
    for (const InstrumentId id : options_) {
        const Listing& listing = world_.listing(id);
        const double moneyness = std::fabs(std::fabs(listing.mark.greeks.delta) - 0.5);
        if (moneyness < kNearDelta && years_between(world_.now, listing.meta.expiry) < kNearYears) {
            near_.push_back(id);
        }
    }
}

void Market::drop_closed() {
    const auto closed = [this](InstrumentId id) { return !world_.listing(id).meta.active(); };
    for (auto* list : {&futures_, &options_, &near_}) {
        list->erase(std::remove_if(list->begin(), list->end(), closed), list->end());
    }
}

void Market::shock_index(double factor) {
    path_.shock(factor);
    publish_index();
}

}  // namespace hedged::exchange
