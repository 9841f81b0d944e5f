// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/profit_meter.hpp"

#include <cmath>

namespace hedged::portfolio {
namespace {

constexpr double kEightHours = 8.0 * 3'600.0;
// Fills that undo each other leave this much binary noise at most.
constexpr double kFlat = 1e-9;

double unit_at(const InstrumentSpec& spec, double price) noexcept {
    bool const inverse_future =
        spec.payoff == Payoff::Inverse && spec.kind != InstrumentKind::Option;
    return inverse_future ? -1.0 / price : price;
}

}  // namespace

ProfitMeter::ProfitMeter(Numeraire numeraire, bool include_equity, std::size_t instrument_capacity)
    : numeraire_(numeraire),
      counts_equity_(numeraire == Numeraire::Usd && include_equity),
      entries_(instrument_capacity) {
    touched_.reserve(instrument_capacity);
}

void ProfitMeter::on_found(InstrumentIndex instrument, WallTime stated_at) noexcept {
    if (instrument.raw < entries_.size()) {
        entries_[instrument.raw].found_at = stated_at;
    }
}

void ProfitMeter::on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved) noexcept {
    if (spec.index.raw >= entries_.size() || !(fill.price > 0.0) || !std::isfinite(fill.price) ||
        !std::isfinite(fill.amount) || !std::isfinite(fill.fee)) {
        return;
    }
    Entry& entry = entries_[spec.index.raw];
    if (!moved && fill.stamp.venue <= entry.found_at) {
        return;
    }
    double const quantity = sign_of(fill.side) * fill.amount;
    entry.inverse = spec.payoff == Payoff::Inverse;
    entry.filled += quantity;
    entry.paid += quantity * unit_at(spec, fill.price);
    entry.fees += fill.fee;
    if (!entry.touched) {
        entry.touched = true;
        touched_.push_back(spec.index);
    }
}

void ProfitMeter::take_fills(Entry& entry) noexcept {
    entry.filled = 0.0;
    entry.paid = 0.0;
}

double ProfitMeter::change_of(Entry& entry, const LegValue& leg) const noexcept {
    // A value of before the position was closed says nothing about the one it has now.
    bool const was_here = entry.valued && entry.seen + 1 == pass_;
    entry.seen = pass_;
    entry.inverse = leg.inverse;
    double change = -entry.fees;
    entry.fees = 0.0;
    entry.valued = was_here || leg.known;
    if (!entry.valued) {
        return change;  // its fills wait for the first value
    }
    double const before = was_here ? entry.unit : leg.unit;
    double const after = leg.known ? leg.unit : entry.unit;
    change += leg.amount * (after - before) + entry.filled * before - entry.paid;
    take_fills(entry);
    entry.unit = after;
    return change;
}

// Of a leg that is in the book no more. One that never had a value can only be told from fills that
// undo each other.
double ProfitMeter::change_of_gone(const Entry& entry, bool was_here) noexcept {
    if (was_here) {
        return entry.filled * entry.unit - entry.paid;
    }
    return std::fabs(entry.filled) < kFlat ? -entry.paid : 0.0;
}

void ProfitMeter::measure_gone(InstrumentIndex hedge, Change& rest, Change& hedge_change) noexcept {
    std::size_t waiting = 0;
    for (InstrumentIndex const instrument : touched_) {
        Entry& entry = entries_[instrument.raw];
        if (entry.seen != pass_) {
            bool const was_here = entry.valued && entry.seen + 1 == pass_;
            (instrument == hedge ? hedge_change : rest)
                .add(entry.inverse, change_of_gone(entry, was_here) - entry.fees);
            entry.fees = 0.0;
            entry.valued = false;
            take_fills(entry);
        } else if (!entry.valued) {
            touched_[waiting++] = instrument;
            continue;
        }
        entry.touched = false;
    }
    touched_.erase(touched_.begin() + static_cast<std::ptrdiff_t>(waiting), touched_.end());
}

void ProfitMeter::measure(const Book& book_of_legs, const ProfitPass& at) noexcept {
    if (!(at.index.value() > 0.0) || !std::isfinite(at.index.value())) {
        return;
    }
    ++pass_;
    Change rest;
    Change hedge;
    for (std::size_t i = 0; i < book_of_legs.leg_count(); ++i) {
        LegValue const leg = book_of_legs.leg_value(i);
        if (leg.instrument.raw >= entries_.size()) {
            continue;
        }
        double const change = change_of(entries_[leg.instrument.raw], leg);
        bool const hedges = leg.instrument == at.hedge;
        (hedges ? hedge : rest).add(leg.inverse, change);
        double const elapsed = (at.market_time - last_time_).seconds();
        if (hedges && leg.known && leg.inverse && profit_.measured && elapsed > 0.0) {
            // unit is -1/mark: the position is -amount * unit coins.
            double const received = at.funding_8h * leg.amount * leg.unit * (elapsed / kEightHours);
            hedge.coins += received;
            profit_.funding += Coins{received};
        }
    }
    measure_gone(at.hedge, rest, hedge);
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
