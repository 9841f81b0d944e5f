// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/profit_meter.hpp"

#include "portfolio/funding.hpp"

#include <cmath>

namespace hedged::portfolio {

ProfitMeter::ProfitMeter(Numeraire numeraire, bool include_equity, std::size_t instrument_capacity)
    : numeraire_(numeraire),
      counts_equity_(numeraire == Numeraire::Usd && include_equity),
      ledger_(instrument_capacity) {}

void ProfitMeter::on_found(InstrumentIndex instrument, WallTime stated_at) noexcept {
    ledger_.on_found(instrument, stated_at);
}

void ProfitMeter::on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved) noexcept {
    ledger_.on_fill(spec, fill, moved);
}

void ProfitMeter::measure(const Book& book_of_legs, const ProfitPass& at) noexcept {
    if (!(at.index.value() > 0.0) || !std::isfinite(at.index.value())) {
        return;
    }
    Change rest;
    Change hedge;
    Duration const elapsed = profit_.measured ? at.market_time - last_time_ : Duration{};
    ledger_.begin_pass();
    for (std::size_t i = 0; i < book_of_legs.leg_count(); ++i) {
        LegValue const leg = book_of_legs.leg_value(i);
        if (!ledger_.covers(leg.instrument)) {
            continue;
        }
        bool const hedges = leg.instrument == at.hedge;
        (hedges ? hedge : rest).add(leg.inverse, ledger_.take(leg).total());
        if (hedges) {
            Coins const received = funding_received(leg, at.funding_8h, elapsed);
            hedge.coins += received.value();
            profit_.funding += received;
        }
    }
    ledger_.end_pass([&](const LegChange& gone) {
        (gone.instrument == at.hedge ? hedge : rest).add(gone.inverse, gone.total());
    });
    book(at, rest, hedge);
}

void ProfitMeter::book(const ProfitPass& at, const Change& rest,
                       const Change& hedge_change) noexcept {
    double const index = at.index.value();
    auto const in_coins = [&](const Change& c) { return c.coins + c.usd / index; };
    auto const in_book = [&](const Change& c) {
        return numeraire_ == Numeraire::Coin ? in_coins(c) : index * c.coins + c.usd;
    };
    BookProfit unhedged{in_book(rest)};
    BookProfit hedged = unhedged + BookProfit{in_book(hedge_change)};
    if (counts_equity_ && last_equity_ && profit_.measured) {
        double const move = (at.index - last_index_).value();
        Coins const made_by_hedge = profit_.hedged_coins - profit_.unhedged_coins;
        hedged += BookProfit{last_equity_->value() * move};
        unhedged += BookProfit{(*last_equity_ - made_by_hedge).value() * move};
    }
    profit_.hedged += hedged;
    profit_.unhedged += unhedged;
    profit_.unhedged_coins += Coins{in_coins(rest)};
    profit_.hedged_coins += Coins{in_coins(rest) + in_coins(hedge_change)};
    profit_.measured = true;
    last_index_ = at.index;
    last_time_ = at.market_time;
    last_equity_ = at.equity ? at.equity : last_equity_;
}

}  // namespace hedged::portfolio
