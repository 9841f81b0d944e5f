// SPDX-License-Identifier: Apache-2.0
// One underlying as the engine works on it: its book, its hedge instrument, and what the last
// decision came to. Engine thread only.
#pragma once

#include "hedged/engine/engine_config.hpp"
#include "hedged/portfolio/book.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/reasons.hpp"

namespace hedged::engine {

struct Desk {
    Desk(const UnderlyingConfig& its_config, UnderlyingIndex its_index, std::size_t instruments)
        : config(its_config),
          index(its_index),
          book(its_config.numeraire, its_config.include_equity, kPositionViewsMax, instruments) {}

    UnderlyingConfig config;
    UnderlyingIndex index;
    portfolio::Book book;
    InstrumentIndex hedge;  // invalid until the exchange has listed it

    bool dirty = true;        // something a decision depends on has changed
    bool reprice_due = true;  // the legs have changed: exact pass before the next decision
    bool data_moved = false;  // legs' market data moved since the last exact pass
    Instant repriced_at;
    Instant position_proved_at;
    bool account_known = false;
    AccountUpdate account;

    Why why = Why::NotReconciled;
    RiskCheck check = RiskCheck::None;
    InstrumentIndex why_instrument;
    Why noted_why = Why::InsideBand;  // so that a denial is put on record once, not each tick
    RiskCheck noted_check = RiskCheck::None;
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
};

}  // namespace hedged::engine
