// SPDX-License-Identifier: Apache-2.0
#include "exchange/margin.hpp"

#include "exchange/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace hedged::exchange {
namespace {

struct Exposure {
    std::int64_t bids = 0;
    std::int64_t asks = 0;
    double reserved = 0.0;  // premium and fee of option bids
};

void add_order(Exposure& exposure, const Listing& listing, Side side, std::int64_t lots,
               double price, const FeeConfig& fees) {
    (side == Side::Buy ? exposure.bids : exposure.asks) += lots;
    if (listing.meta.is_option() && side == Side::Buy) {
        exposure.reserved += listing.amount_of(lots) * price +
                             trading_fee(listing, lots, price, Liquidity::Taker, fees);
    }
}

using Exposures = std::map<InstrumentId, Exposure>;

Exposures exposures_of(const World& world, const AccountState& account,
                       const std::optional<Hypothetical>& extra) {
    Exposures exposures;
    for (const auto& [id, record] : account.open) {
        if (extra && extra->replaces == id) {
            continue;
        }
        const Order& order = record.order;
        add_order(exposures[order.instrument], world.listing(order.instrument), order.side,
                  record.open_lots(), order.price, world.config.fees);
    }
    if (extra) {
        add_order(exposures[extra->instrument], world.listing(extra->instrument), extra->side,
                  extra->lots, extra->price, world.config.fees);
    }
    return exposures;
}

Margins margin_with(const Listing& listing, std::int64_t lots, const Exposure& exposure,
                    const MarginConfig& config) {
    Margins margins = position_margin(listing, lots, config);
    const double bought = position_margin(listing, lots + exposure.bids, config).initial;
    const double sold = position_margin(listing, lots - exposure.asks, config).initial;
    const double worst = std::max({margins.initial, bought, sold});
    margins.orders = worst - margins.initial + exposure.reserved;
    return margins;
}

}  // namespace

Margins position_margin(const Listing& listing, std::int64_t lots,
                        const MarginConfig& config) noexcept {
    const double mark = listing.mark.price;
    const double amount = std::fabs(listing.amount_of(lots));
    if (!listing.meta.is_option()) {
        const double coins = amount / mark;
        const double slope = config.future_slope_per_coin * coins;
        return {coins * (config.future_initial + slope),
                coins * (config.future_maintenance + slope), 0.0};
    }
    if (lots >= 0) {
        return {};
    }
    const bool call = listing.meta.option_type == OptionType::Call;
    const double moneyness = listing.meta.strike / listing.mark.forward - 1.0;
    const double out = std::max(call ? moneyness : -moneyness, 0.0);
    const double floor =
        call ? config.option_maintenance : config.option_maintenance * std::max(1.0, mark);
    const double maintenance = floor + mark;
    double initial = std::max(config.option_initial - out, config.option_initial_floor) + mark;
    initial = call ? initial : std::max(initial, maintenance);
    return {amount * initial, amount * maintenance, 0.0};
}

Margins instrument_margin(const World& world, const AccountState& account, InstrumentId id,
                          const std::optional<Hypothetical>& extra) {
    Exposures exposures = exposures_of(world, account, extra);
    return margin_with(world.listing(id), account.lots_of(id), exposures[id], world.config.margin);
}

Margins account_margin(const World& world, const AccountState& account,
                       const std::optional<Hypothetical>& extra) {
    Exposures exposures = exposures_of(world, account, extra);
    for (const auto& [id, holding] : account.holdings) {
        exposures.try_emplace(id);
    }
    Margins total;
    for (const auto& [id, exposure] : exposures) {
        const Margins part =
            margin_with(world.listing(id), account.lots_of(id), exposure, world.config.margin);
        total.initial += part.initial;
        total.maintenance += part.maintenance;
        total.orders += part.orders;
    }
    return total;
}

double margin_balance(const World& world, const AccountState& account) {
    double sum = account.balance + account.futures_session_realised;
    for (const auto& [id, holding] : account.holdings) {
        const Listing& listing = world.listing(id);
        if (!listing.meta.is_option()) {
            sum += unrealised(listing, holding.lots, holding.session_basis);
        }
    }
    return sum;
}

}  // namespace hedged::exchange
