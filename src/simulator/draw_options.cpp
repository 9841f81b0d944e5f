// SPDX-License-Identifier: Apache-2.0
// From one seed to everything that shapes a run. Drawn in a fixed order: a change here changes what
// every seed means, so seeds are kept together with the revision they were found at.
#include "hedged/core/random.hpp"
#include "hedged/simulator/run_options.hpp"

#include "simulator/draw_faults.hpp"
#include "simulator/market_history.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hedged::simulator {
namespace {

bool one_in(Random& random, std::uint64_t n) {
    return random.below(n) == 0;
}

template <class T, std::size_t N>
T any_of(Random& random, const std::array<T, N>& choices) {
    return choices.at(random.below(N));
}

double between(Random& random, double low, double high) {
    return low + (high - low) * random.uniform();
}

void draw_market(RunOptions& out, const DrawRequest& request, Random& random) {
    out.recorded_market = request.recorded != nullptr && one_in(random, 3);
    out.history = out.recorded_market ? recorded_history(*request.recorded, random)
                                      : invented_history(random);
    out.exchange.seed = random.next();
    out.exchange.start = out.history.front().time;
    out.exchange.settlement_pause =
        seconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{5, 20, 60}));
    exchange::MarketConfig& market = out.exchange.market;
    market.path_volatility = any_of(random, std::array{0.3, 0.6, 0.6, 1.2, 2.5});
    market.perpetual_takers_per_second = between(random, 0.02, 0.5);
    market.option_takers_per_second = 0.01;
    market.perpetual_levels = 4 + random.below(9);
    market.option_levels = 1 + random.below(4);
    market.option_round = seconds(5);
    market.near_round = seconds(1);
    market.band_clamps = one_in(random, 4);
    // Mostly as fast as life; sometimes a day in an hour.
    out.speed =
        any_of<std::int64_t>(random, std::array<std::int64_t, 8>{1, 1, 1, 1, 1, 5, 20, 120});
    out.exchange_step =
        milliseconds(any_of<std::int64_t>(random, std::array<std::int64_t, 4>{100, 200, 250, 250}));
    out.front.portfolio_interval = one_in(random, 2) ? milliseconds(100) : seconds(1);
    if (one_in(random, 3)) {
        out.front.session_token_life = seconds(static_cast<std::int64_t>(60 + random.below(600)));
        out.front.connection_token_life = out.front.session_token_life;
    }
}

void draw_book(RunOptions& out, Random& random) {
    const exchange::ChainSnapshot& chain = out.history.front();
    out.coin_balance = between(random, 20.0, 120.0);
    const std::size_t legs = std::min<std::size_t>(2 + random.below(7), chain.options.size());
    std::vector<std::string> names;
    for (const exchange::ChainOption& option : chain.options) {
        names.push_back(option.name);
    }
    for (std::size_t i = 0; i < legs; ++i) {
        const std::size_t at = random.below(names.size());
        const double size = std::round(between(random, -8.0, 6.0) * 10.0) / 10.0;
        if (size != 0.0) {
            out.positions.push_back({names[at], size, 0.0});
        }
        names.erase(names.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (one_in(random, 3)) {
        const double contracts = std::round(between(random, -20'000.0, 20'000.0));
        out.positions.push_back({"BTC-PERPETUAL", contracts * 10.0, 0.0});
        std::erase_if(out.positions, [](const auto& p) { return p.size == 0.0; });
    }
}

void draw_limits(RunOptions& out, Random& random) {
    risk::Limits& limits = out.engine.limits;
    limits.underlying_count = 1;
    risk::UnderlyingLimits& money = limits.underlyings[0];
    const double index = out.history.front().index;
    money.max_order_coins = Coins{between(random, 0.3, 5.0)};
    money.max_order_contracts = money.max_order_coins.value() * index / 10.0 * 1.2;
    money.max_order_value = Usd{money.max_order_coins.value() * index * 1.1};
    money.price_collar_bp = 50.0;
    money.option_price_collar = Vol{0.02};
    money.max_hedge_position = Coins{60.0 + 2.0 * out.coin_balance};
    money.max_hedge_ratio = any_of(random, std::array{1.1, 1.5, 3.0});
    money.max_initial_margin_ratio = 0.9;
    money.max_maintenance_margin_ratio = 0.8;
    limits.max_orders_per_second = static_cast<std::uint32_t>(1 + random.below(5));
    limits.max_orders_per_minute =
        limits.max_orders_per_second * static_cast<std::uint32_t>(5 + random.below(25));
    limits.max_orders_per_day = 20'000;
    limits.credits_per_second = 5.0;
    limits.credit_burst = 20.0;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(250);
    limits.min_time_to_expiry = seconds(300);
    limits.quote_age_max = out.exchange_step * 4 + milliseconds(500);
    limits.index_age_max = seconds(3);
    limits.greeks_age_max = seconds(5);
    limits.position_age_max = seconds(10);
    limits.feed_lag_max = seconds(1) * out.speed;
    limits.clock_error_max =
        milliseconds(any_of<std::int64_t>(random, std::array<std::int64_t, 2>{50, 200}));
    limits.bad_input_hold = seconds(1);
    limits.reconcile_age_max = seconds(60);
    limits.same_refusals_max = 5;
    limits.same_refusals_window = seconds(10);
    limits.refusal_cool_off = seconds(5);
    limits.refusals_max = 30;
    limits.refusals_window = seconds(60);
    out.engine.gateway.rate = gateway::rate_limits_from(limits);
}

void draw_engine(RunOptions& out, Random& random) {
    engine::UnderlyingConfig btc;
    btc.name = FixedString<15>{"BTC"};
    btc.numeraire = one_in(random, 2) ? portfolio::Numeraire::Coin : portfolio::Numeraire::Usd;
    btc.include_equity = btc.numeraire == portfolio::Numeraire::Usd && one_in(random, 3);
    btc.hedge_instrument = InstrumentName{"BTC-PERPETUAL"};
    const double half = any_of(random, std::array{0.005, 0.02, 0.05, 0.2, 0.5});
    const double middle = one_in(random, 4) ? between(random, -1.0, 1.0) : 0.0;
    btc.band = {BookDelta{middle - half}, BookDelta{middle}, BookDelta{middle + half},
                one_in(random, 3) ? hedging::HedgeTo::Edge : hedging::HedgeTo::Target};
    btc.slippage_cap_bp = between(random, 5.0, 40.0);
    (void)out.engine.underlyings.push_back(btc);
    out.engine.instrument_capacity = 128;
    out.engine.market_speed = out.speed;
    out.engine.reference_disagreement_max = any_of(random, std::array{0.005, 0.01, 0.02});
    out.engine.reprice_every =
        milliseconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{100, 500, 1'000}));
    out.engine.refit_every =
        seconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{5, 20, 60}));
    out.engine.fit_smiles = one_in(random, 2);
    out.engine.reconcile_every =
        seconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{3, 10, 30}));
    out.engine.require_arm = one_in(random, 10);
    out.engine.gateway.trades_remembered = 16'384;
}

void draw_sessions(RunOptions& out, Random& random) {
    const Duration heartbeat =
        seconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{10, 10, 30}));
    out.market_session.connection.heartbeat = heartbeat;
    out.account_session.connection.heartbeat = heartbeat;
    out.market_session.hedge_books =
        any_of(random, std::array{deribit::BookFeed::None, deribit::BookFeed::Incremental,
                                  deribit::BookFeed::TopLevels});
    out.market_session.hedge_interval =
        one_in(random, 3) ? deribit::Interval::Raw : deribit::Interval::Ms100;
    out.market_session.option_interval =
        one_in(random, 4) ? deribit::Interval::Ms100 : deribit::Interval::Agg2;
    out.market_session.whole_chain_marks = one_in(random, 2);
}

void draw_machine(RunOptions& out, Random& random) {
    const std::int64_t fastest =
        any_of<std::int64_t>(random, std::array<std::int64_t, 4>{100, 500, 5'000, 40'000});
    out.latency_min = microseconds(fastest);
    out.latency_max = microseconds(fastest * static_cast<std::int64_t>(1 + random.below(10)));
    const bool one_thread = one_in(random, 2);
    out.engine_delay =
        one_thread ? Duration{} : microseconds(static_cast<std::int64_t>(random.below(3'000)));
    out.io_delay =
        one_thread ? Duration{} : microseconds(static_cast<std::int64_t>(random.below(3'000)));
    out.timer =
        milliseconds(any_of<std::int64_t>(random, std::array<std::int64_t, 4>{10, 50, 100, 100}));
    out.sync_every =
        milliseconds(any_of<std::int64_t>(random, std::array<std::int64_t, 3>{5, 20, 50}));
    // A desk allows for the network and the pace that it has: half of the longest round trip is
    // unknown of the clock, and what is asked for every so often is so old.
    risk::Limits& limits = out.engine.limits;
    limits.clock_error_max = std::max(limits.clock_error_max, out.latency_max * 2);
    limits.position_age_max = std::max(limits.position_age_max, out.engine.reconcile_every * 2);
    limits.quote_age_max = limits.quote_age_max + out.latency_max;
    out.wall_error = milliseconds(static_cast<std::int64_t>(random.below(4'000)) - 2'000);
}

}  // namespace

RunOptions draw_options(const DrawRequest& request) {
    RunOptions out;
    out.seed = request.seed;
    out.faulty = request.faulty;
    out.canary = request.canary;
    Random random(request.seed);
    draw_market(out, request, random);
    draw_book(out, random);
    draw_limits(out, random);
    draw_engine(out, random);
    draw_sessions(out, random);
    draw_machine(out, random);
    draw_faults(out, request.only, random);
    return out;
}

}  // namespace hedged::simulator
