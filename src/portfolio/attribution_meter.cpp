// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/attribution_meter.hpp"

#include "portfolio/funding.hpp"
#include "portfolio/leg_lines.hpp"

#include <cmath>

namespace hedged::portfolio {

AttributionMeter::AttributionMeter(Numeraire numeraire, bool include_equity,
                                   std::size_t instrument_capacity)
    : counts_equity_(numeraire == Numeraire::Usd && include_equity),
      ledger_(instrument_capacity),
      starts_(instrument_capacity) {}

void AttributionMeter::on_found(InstrumentIndex instrument, WallTime stated_at) noexcept {
    ledger_.on_found(instrument, stated_at);
}

void AttributionMeter::on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved,
                               Usd slippage) noexcept {
    ledger_.on_fill(spec, fill, moved, slippage);
}

// All but the market's lines.
void AttributionMeter::book_change(const LegChange& change, UsdPrice index) noexcept {
    ProfitLines<Usd>& lines =
        (change.instrument == hedge_ ? interval_.hedge : interval_.unhedged).usd;
    double const in_usd = change.inverse ? index.value() : 1.0;
    lines.trading += Usd{change.traded() * in_usd} + change.slippage;
    lines.slippage -= change.slippage;
    lines.fees -= Usd{change.fees * in_usd};
}

void AttributionMeter::book_equity(const ProfitPass& at) noexcept {
    if (counts_equity_ && last_equity_ && since_start_.measured) {
        // Without the hedge, the account would not hold what the hedge has earned.
        Coins const by_hedge = since_start_.hedge.coins.total();
        interval_.hedge.usd.revaluation = coin_revaluation(by_hedge, last_index_, at.index);
        interval_.unhedged.usd.revaluation =
            coin_revaluation(*last_equity_ - by_hedge, last_index_, at.index);
    }
    last_equity_ = at.equity ? at.equity : last_equity_;
    if (!at.equity) {
        return;
    }
    if (!first_equity_) {
        first_equity_ = at.equity;
        first_account_profit_ = account_profit_;
    }
    Coins const external =
        (*at.equity - *first_equity_) - (account_profit_ - first_account_profit_);
    interval_.external = external - since_start_.external;
}

void AttributionMeter::measure(const Book& book, const ProfitPass& at) noexcept {
    if (!(at.index.value() > 0.0) || !std::isfinite(at.index.value())) {
        return;
    }
    interval_ = {};
    hedge_ = at.hedge;
    Duration const elapsed = since_start_.measured ? at.market_time - last_time_ : Duration{};
    ledger_.begin_pass();
    for (std::size_t i = 0; i < book.leg_count(); ++i) {
        LegState const now = book.leg_state(i);
        InstrumentIndex const instrument = now.value.instrument;
        if (!ledger_.covers(instrument)) {
            continue;
        }
        LegChange const change = ledger_.take(now.value);
        Attribution& lines = instrument == hedge_ ? interval_.hedge : interval_.unhedged;
        LegState& start = starts_[instrument.raw];
        if (change.spans) {
            add_lines(start, now, change.held(), lines.usd);
        }
        if (now.value.known) {
            start = now;
        }
        account_profit_ += Coins{change.inverse ? change.total() : 0.0};
        if (change.has_fills) {
            book_change(change, at.index);
        }
        if (instrument == hedge_) {
            Coins const received = funding_received(now.value, at.funding_8h, elapsed);
            lines.usd.funding += received * at.index;
            account_profit_ += received;
        }
    }
    ledger_.end_pass([&](const LegChange& gone) {
        account_profit_ += Coins{gone.inverse ? gone.total() : 0.0};
        book_change(gone, at.index);
    });
    interval_.unhedged.coins = in_coins(interval_.unhedged.usd, at.index);
    interval_.hedge.coins = in_coins(interval_.hedge.usd, at.index);
    book_equity(at);
    interval_.measured = true;
    since_start_.unhedged += interval_.unhedged;
    since_start_.hedge += interval_.hedge;
    since_start_.external += interval_.external;
    since_start_.measured = true;
    last_index_ = at.index;
    last_time_ = at.market_time;
}

}  // namespace hedged::portfolio
