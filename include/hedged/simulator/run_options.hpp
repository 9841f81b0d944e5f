// SPDX-License-Identifier: Apache-2.0
// What one simulated run is like. Drawn whole from one seed, so that the seed is all that must be
// kept to see a run again; printed before anything else. Plain values; drawing allocates.
#pragma once

#include "hedged/auditor/canary.hpp"
#include "hedged/engine/engine_config.hpp"
#include "hedged/exchange/account.hpp"
#include "hedged/exchange/chain_history.hpp"
#include "hedged/exchange/deribit/front_config.hpp"
#include "hedged/exchange/exchange_config.hpp"
#include "hedged/simulator/fault_kind.hpp"
#include "hedged/venues/deribit/session/session_config.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::simulator {

// The recorded chains that some seeds start from; read once, shared by all.
using RecordedChains = std::shared_ptr<const exchange::ChainHistory>;

struct FaultRate {
    bool on = false;
    Duration every;  // mean time between two, exponentially distributed
};

struct RunOptions {
    std::uint64_t seed = 1;
    Duration faulty = seconds(3'600);  // the safety phase, in the daemon's time
    Duration quiet = seconds(60);      // the liveness phase that follows

    bool recorded_market = false;
    exchange::ChainHistory history;
    exchange::ExchangeConfig exchange;
    exchange::deribit::FrontConfig front;
    Duration exchange_step = milliseconds(100);
    std::int64_t speed = 1;

    double coin_balance = 20.0;
    std::vector<exchange::SeedPosition> positions;

    engine::EngineConfig engine;
    deribit::MarketSessionConfig market_session;
    deribit::AccountSessionConfig account_session;

    Duration latency_min = microseconds(200);
    Duration latency_max = milliseconds(2);
    Duration engine_delay;  // from an event in the queue to the engine's turn, at most
    Duration io_delay;      // from the engine's turn to the I/O side's
    Duration timer = milliseconds(50);
    Duration wall_error;
    bool journaled = true;
    Duration sync_every = milliseconds(5);  // of the journal's keeper

    std::array<FaultRate, kFaultKinds> faults{};
    auditor::Canary canary = auditor::Canary::None;  // the planted bug
};

struct DrawRequest {
    std::uint64_t seed = 1;
    Duration faulty = seconds(3'600);
    std::optional<FaultKind> only;                   // this fault alone, often
    auditor::Canary canary = auditor::Canary::None;  // the planted bug
    RecordedChains recorded;                         // null: only markets made from the seed
};

[[nodiscard]] RunOptions draw_options(const DrawRequest& request);
// Several lines, for people.
[[nodiscard]] std::string describe(const RunOptions& options);

}  // namespace hedged::simulator
