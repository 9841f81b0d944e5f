// SPDX-License-Identifier: Apache-2.0
// One underlying as the engine works on it: its book, its hedge instrument, and what the last
// decision came to. Engine thread only.
#pragma once

#include "hedged/engine/engine_config.hpp"
#include "hedged/market/realised_vol.hpp"
#include "hedged/portfolio/attribution_meter.hpp"
#include "hedged/portfolio/profit_meter.hpp"
#include "hedged/pricing/smile_surface.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/protocol/reasons.hpp"

#include "engine/delta_watch.hpp"
#include "engine/equity_reports.hpp"
#include "engine/hedging_watch.hpp"

namespace hedged::engine {

struct Desk {
    Desk(const UnderlyingConfig& its_config, UnderlyingIndex its_index, std::size_t instruments,
         const pricing::SmileSettings& smiles)
        : config(its_config),
          index(its_index),
          book(its_config.numeraire, its_config.include_equity, kPositionViewsMax, instruments),
          profit(its_config.numeraire, its_config.include_equity, instruments),
          attribution(its_config.numeraire, its_config.include_equity, instruments),
          smile(smiles) {}

    [[nodiscard]] bool counts_equity() const noexcept {
        return config.numeraire == portfolio::Numeraire::Usd && config.include_equity;
    }

    UnderlyingConfig config;
    UnderlyingIndex index;
    portfolio::Book book;
    portfolio::ProfitMeter profit;
    portfolio::AttributionMeter attribution;
    market::RealisedVol realised;
    pricing::SmileSurface smile;
    bool smile_moved = false;  // a slice is new since the legs' slopes were taken from it
    InstrumentIndex hedge;     // invalid until the exchange has listed it

    bool dirty = true;        // something a decision depends on has changed
    bool reprice_due = true;  // the legs have changed: exact pass before the next decision
    bool data_moved = false;  // legs' market data moved since the last exact pass
    bool profit_due = false;  // an exact pass was made that the profit was not measured at yet
    Instant repriced_at;
    UsdPrice repriced_index;
    WallTime repriced_market;
    Instant position_proved_at;
    bool account_known = false;

    // Until it has watched usable inputs for a while, and then until its first order has filled.
    bool warm = false;
    bool watching = false;  // inputs were usable at the last look
    Instant watched_at;
    Duration watched_for;
    std::uint32_t dry_decisions = 0;
    bool has_filled = false;
    AccountUpdate account;
    EquityReports equity_reports;
    DeltaWatch delta_watch;

    Why why = Why::NotReconciled;
    RiskCheck check = RiskCheck::None;
    InstrumentIndex why_instrument;
    bool was_ready = false;           // could have hedged at least once since start
    Why noted_why = Why::InsideBand;  // so that a denial is put on record once, not each tick
    RiskCheck noted_check = RiskCheck::None;
    HedgingWatch hedging_watch;
    BookDelta delta;
    BookDelta wanted;

    bool measured = false;
    Instant measured_at;
    bool was_outside = false;
    bool been_inside = false;
    double outside_seconds = 0.0;
    double max_outside_coins = 0.0;
    double hedged_coins = 0.0;
    double fees_coins = 0.0;
    double slippage_usd = 0.0;
    HedgeView last_hedge;
    StatedPosition stated;  // of the hedge instrument, by the last report that was asked for
};

}  // namespace hedged::engine
