// SPDX-License-Identifier: Apache-2.0
// What the engine is told once, before it starts. Plain data, filled and checked by the
// configuration; durations are real time unless they say market time.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/gateway/gateway.hpp"
#include "hedged/hedging/delta_band.hpp"
#include "hedged/portfolio/numeraire.hpp"
#include "hedged/pricing/smile_dynamics.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/risk/limits.hpp"

#include <cstddef>
#include <cstdint>

namespace hedged::engine {

struct UnderlyingConfig {
    FixedString<15> name;  // "BTC"; its place in the list is its UnderlyingIndex
    portfolio::Numeraire numeraire = portfolio::Numeraire::Coin;
    bool include_equity = false;
    InstrumentName hedge_instrument;
    hedging::DeltaBand band;
    double slippage_cap_bp = 0.0;
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

    bool require_arm = true;  // start in Hold until an operator arms
    bool start_killed = false;
    FixedString<31> killed_by;
    FixedString<95> killed_why;
};

}  // namespace hedged::engine
