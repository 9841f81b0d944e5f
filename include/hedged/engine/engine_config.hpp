// SPDX-License-Identifier: Apache-2.0
// What the engine is told once, before it starts. Plain data, filled and checked by the
// configuration; durations are real time unless they say market time.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/engine/carried.hpp"
#include "hedged/engine/carried_positions.hpp"
#include "hedged/gateway/gateway.hpp"
#include "hedged/hedging/delta_band.hpp"
#include "hedged/portfolio/numeraire.hpp"
#include "hedged/pricing/smile_dynamics.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/risk/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hedged::engine {

struct UnderlyingConfig {
    FixedString<15> name;  // "BTC"; its place in the list is its UnderlyingIndex
    portfolio::Numeraire numeraire = portfolio::Numeraire::Coin;
    bool include_equity = false;
    InstrumentName hedge_instrument;
    hedging::DeltaBand band;
    double slippage_cap_bp = 0.0;
    // A position that differs from the exchange's by more, with no fill to explain it, kills.
    Coins position_mismatch_max{1.0};
    pricing::SmileDynamicsSettings smile;  // how its volatilities are taken to move with it
};

struct EngineConfig {
    FixedVector<UnderlyingConfig, kUnderlyingsMax> underlyings;
    risk::Limits limits;
    gateway::GatewayConfig gateway;
    std::size_t instrument_capacity = market::kInstrumentsMax;
    std::int64_t market_speed = 1;  // market time runs this many times faster than real time

    // Sources of the reference price may differ by this much of their median.
    double reference_disagreement_max = 0.0;
    // An exact repricing comes first when the expansion could be off by this much of the band.
    double expansion_error_max = 0.05;
    Duration reprice_every = milliseconds(100);    // exact pass at least this often
    Duration reconcile_every = seconds(3);         // positions, orders and account, when quiet
    Duration reconcile_retry = milliseconds(500);  // after a failed or torn report
    double greek_disagreement_max = 0.01;          // own against published delta: alarm above
    bool fit_smiles = true;  // so that a leg whose own volatility stops coming still has one
    Duration refit_every = seconds(1);  // each expiry's smile at most this often

    // Before the first order, and after a lost market connection: quote, index and the vote of
    // prices must have been usable for this long in sum, and so many decisions computed.
    Duration warm_up = seconds(5);
    std::uint32_t dry_decisions = 5;
    double first_order_fraction = 0.25;  // of max_order_coins, until the first order has filled

    // Of earlier runs. Until each of these orders has been proved ended the account does not count
    // as reconciled. All must be of epochs before this one: carried_problem().
    CarriedOrders carried_orders;
    CarriedCounts carried_counts;
    CarriedPositions carried_positions;

    bool require_arm = true;  // start in Hold until an operator arms
    bool start_killed = false;
    FixedString<31> killed_by;
    FixedString<95> killed_why;
};

// Empty, or why what was carried over cannot be used: the epoch on file is not above those on
// record, so that an order id could be given twice.
[[nodiscard]] std::string_view carried_problem(const EngineConfig& config) noexcept;

}  // namespace hedged::engine
