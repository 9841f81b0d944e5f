// SPDX-License-Identifier: Apache-2.0
#include "exchange/house.hpp"

#include "exchange/hashing.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hedged::exchange {
namespace {

// Ticks from the best price to each further level, wider as the book goes deeper.
constexpr std::array<std::int64_t, 16> kOffsets{0,  1,  2,  3,  5,  7,   10,  14,
                                                20, 28, 40, 60, 85, 120, 170, 240};
constexpr std::int64_t kEpoch = 10'000'000'000;  // ns; a level's size lasts eight of these
constexpr double kPressureSeconds = 20.0;
constexpr double kPressureLimit = 8.0;
constexpr double kFutureImpact = 0.00002;  // of the price, per clip
constexpr double kOptionImpact = 0.25;     // of a quote's width, per clip
constexpr int kMostTakersAtOnce = 50;

struct SizeRange {
    double low;
    double high;
};

SizeRange usual_sizes(const Listing& listing) noexcept {
    if (listing.meta.is_option()) {
        return {0.5, 20.0};
    }
    return listing.meta.is_perpetual() ? SizeRange{10'000.0, 500'000.0}
                                       : SizeRange{2'000.0, 100'000.0};
}

double log_uniform(double u, const SizeRange& range) noexcept {
    return range.low * std::pow(range.high / range.low, u);
}

}  // namespace

House::House(World& world, const Market& market, Matching& matching)
    : world_(world),
      market_(market),
      matching_(matching),
      random_(mix_hash(world.config.seed, 4)),
      next_future_taker_(world.now),
      next_option_taker_(world.now) {}

House::Stance House::stance(Listing& listing) const {
    const MarketConfig& config = world_.config.market;
    const double elapsed = (world_.now - listing.pressure_time).seconds();
    listing.pressure = std::clamp(listing.pressure * std::exp(-elapsed / kPressureSeconds),
                                  -kPressureLimit, kPressureLimit);
    listing.pressure_time = world_.now;
    const double stress = 1.0 + config.spread_stress * std::max(market_.activity() - 1.0, 0.0);
    const double mark = listing.mark.price;
    if (!listing.meta.is_option()) {
        const bool perpetual = listing.meta.is_perpetual();
        const double half =
            stress * (perpetual ? config.perpetual_half_spread : config.future_half_spread);
        const double middle = mark * (1.0 + kFutureImpact * listing.pressure);
        return {middle - half, middle + half,
                perpetual ? config.perpetual_levels : config.future_levels};
    }
    Stance stance{0.0, 0.0, config.option_levels};
    if (listing.bid_width) {
        const double width = *listing.bid_width * stress;
        stance.bid = mark - width * (1.0 - kOptionImpact * listing.pressure);
    }
    if (listing.ask_width) {
        const double width = *listing.ask_width * stress;
        stance.ask = mark + width * (1.0 + kOptionImpact * listing.pressure);
    }
    return stance;
}

std::int64_t House::size_at(const Listing& listing, Side side, std::int64_t ticks,
                            std::size_t level) const {
    std::uint64_t hash = mix_hash(world_.config.seed, listing.meta.id.raw);
    hash = mix_hash(hash, static_cast<std::uint64_t>(ticks) * 2U + (side == Side::Buy ? 0U : 1U));
    const auto epoch = static_cast<std::uint64_t>(world_.now.nanoseconds() / kEpoch);
    hash = mix_hash(hash, (epoch + hash % 8U) / 8U);
    const double deeper = 1.0 + 0.15 * static_cast<double>(level);
    const double amount = log_uniform(uniform_hash(hash), usual_sizes(listing)) * deeper;
    return std::max<std::int64_t>(listing.amounts.floor(amount), 1);
}

namespace {

// The house's best price in ticks, rounded away from the other side; 0 when it does not quote.
std::int64_t best_ticks(const Listing& listing, Side side, double price) noexcept {
    if (!(price > 0.0)) {
        return 0;
    }
    const Grid& grid = listing.grid_at(price);
    const double rounded = grid.value(side == Side::Buy ? grid.floor(price) : grid.ceil(price));
    return listing.prices.nearest(rounded);
}

}  // namespace

// Steps outward in units of the tick at the best price, on whichever tick holds at the price
// reached.
void House::build(const Listing& listing, Side side, std::int64_t best, std::size_t levels,
                  std::vector<HouseLevel>& out) const {
    out.clear();
    if (best <= 0) {
        return;
    }
    const Grid& grid = listing.grid_at(listing.price_of(best));
    const std::int64_t unit = listing.prices.nearest(grid.value(1));
    for (std::size_t i = 0; i < std::min(levels, kOffsets.size()); ++i) {
        const std::int64_t away = side == Side::Buy ? -kOffsets[i] : kOffsets[i];
        const std::int64_t raw = best + away * unit;
        const std::int64_t ticks = raw > 0 ? best_ticks(listing, side, listing.price_of(raw)) : 0;
        if (ticks <= 0) {
            break;
        }
        if (out.empty() || ahead(side, out.back().ticks, ticks)) {
            out.push_back({ticks, size_at(listing, side, ticks, i)});
        }
    }
}

std::uint64_t House::key_of(std::int64_t bid, std::int64_t ask) const noexcept {
    auto key = static_cast<std::uint64_t>(world_.now.nanoseconds() / kEpoch);
    key = mix_hash(key, static_cast<std::uint64_t>(bid));
    key = mix_hash(key, static_cast<std::uint64_t>(ask));
    return key | 1U;  // never the zero that asks for a remake
}

void House::requote(Listing& listing) {
    if (!world_.trading() || !listing.accepts_orders()) {
        return;
    }
    const Stance where = stance(listing);
    const std::int64_t bid = best_ticks(listing, Side::Buy, listing.house_bids ? where.bid : 0.0);
    std::int64_t ask = best_ticks(listing, Side::Sell, listing.house_asks ? where.ask : 0.0);
    // Most options keep their prices from step to step and are left alone.
    const std::uint64_t key = key_of(bid, ask);
    if (key == listing.house_key && listing.user_orders == 0) {
        return;
    }
    if (bid > 0 && ask <= bid) {
        ask = 0;  // widths recorded as zero can round onto each other; better one side only
    }
    build(listing, Side::Buy, bid, where.levels, bids_);
    build(listing, Side::Sell, ask, where.levels, asks_);
    bool changed = trade_through(listing, Side::Buy, bids_);
    changed = trade_through(listing, Side::Sell, asks_) || changed;
    changed = listing.book.set_house(Side::Buy, bids_) || changed;
    changed = listing.book.set_house(Side::Sell, asks_) || changed;
    listing.house_key = key;
    if (changed) {
        world_.book_changed(listing);
    }
}

bool House::trade_through(Listing& listing, Side side, std::vector<HouseLevel>& levels) {
    if (listing.user_orders == 0) {
        return false;
    }
    bool traded = false;
    for (HouseLevel& level : levels) {
        const std::int64_t taken = matching_.house_takes(listing, side, level.ticks, level.lots);
        level.lots -= taken;
        traded = traded || taken > 0;
        if (level.lots > 0) {
            break;  // nobody is left in the way at this price, nor at worse ones
        }
    }
    levels.erase(std::remove_if(levels.begin(), levels.end(),
                                [](const HouseLevel& level) { return level.lots == 0; }),
                 levels.end());
    return traded;
}

void House::take_in(Listing& listing) {
    const Side side = random_.below(2) == 0 ? Side::Buy : Side::Sell;
    const double amount = log_uniform(random_.uniform(), usual_sizes(listing)) * 0.1;
    const std::int64_t lots = std::max<std::int64_t>(listing.amounts.floor(amount), 1);
    if (listing.accepts_orders()) {
        (void)matching_.house_hits_best(listing, side, lots);
    }
}

void House::run_stream(WallTime& next, double per_second, std::span<const InstrumentId> among) {
    if (per_second <= 0.0) {
        return;
    }
    for (int i = 0; next <= world_.now; ++i) {
        const double wait = -std::log(1.0 - random_.uniform()) / per_second;
        next = next + nanoseconds(static_cast<std::int64_t>(wait * 1e9));
        // After a long step most arrivals are only counted off: the books hold one step's size.
        if (i < kMostTakersAtOnce && !among.empty()) {
            take_in(world_.listing(among[random_.below(among.size())]));
        }
        if (i > 100 * kMostTakersAtOnce) {
            next = world_.now + nanoseconds(1);
        }
    }
}

void House::run_takers() {
    if (!world_.trading()) {
        return;
    }
    const std::array<InstrumentId, 1> perpetual{kPerpetual};
    run_stream(next_future_taker_, world_.config.market.perpetual_takers_per_second, perpetual);
    run_stream(next_option_taker_, world_.config.market.option_takers_per_second,
               market_.near_the_money());
}

}  // namespace hedged::exchange
