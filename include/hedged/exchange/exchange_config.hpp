// SPDX-License-Identifier: Apache-2.0
// Everything that shapes the simulated market. Volatilities are annual fractions, rates per year or
// per 8 hours as named, amounts in the instrument's units. Defaults are Deribit's published BTC
// figures where there are any. Plain values.
#pragma once

#include "hedged/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hedged::exchange {

struct FeeConfig {
    double future_taker = 0.0005;
    double future_maker = 0.0;
    double option_taker = 0.0003;  // coin per coin
    double option_maker = 0.0003;
    double option_cap_of_premium = 0.125;
    double option_delivery = 0.00015;  // on options that expire in the money, same cap
    double future_delivery = 0.00025;
};

struct MarginConfig {
    double future_initial = 0.02;  // plus slope * coins held
    double future_maintenance = 0.01;
    double future_slope_per_coin = 0.00005;
    double option_initial = 0.15;  // less out-of-the-money share, not below the floor
    double option_initial_floor = 0.10;
    double option_maintenance = 0.075;
};

struct MarketConfig {
    double path_volatility = 0.60;        // of the bridge between recorded points, and after them
    double premium_reversion = 3600.0;    // seconds, of the perpetual's premium
    double premium_deviation = 0.0003;    // stationary, fraction of the index
    double perpetual_half_spread = 0.25;  // USD, in a calm market
    double future_half_spread = 2.5;
    double spread_stress = 1.0;  // how strongly spreads widen when the index moves fast
    double perpetual_takers_per_second = 0.4;  // seeded market flow, of market time
    double option_takers_per_second = 0.05;
    Duration near_round{milliseconds(100)};  // options near the money are re-marked this often
    Duration option_round{seconds(2)};       // and all others this often
    double band = 0.015;                     // futures: min and max price around the mark
    bool band_clamps = false;  // true: prices beyond the band are moved to it, not refused
    std::size_t perpetual_levels = 12;
    std::size_t future_levels = 8;
    std::size_t option_levels = 4;
};

struct ExchangeConfig {
    std::string currency = "BTC";
    std::uint64_t seed = 1;
    WallTime start;  // default: the first recorded snapshot
    Duration settlement_pause{seconds(5)};
    Duration averaging_window{seconds(1800)};
    Duration averaging_interval{seconds(6)};
    std::size_t max_open_orders = 500;  // per account
    FeeConfig fees;
    MarginConfig margin;
    MarketConfig market;
};

}  // namespace hedged::exchange
