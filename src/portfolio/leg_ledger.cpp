// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/leg_ledger.hpp"

#include <cmath>
#include <utility>

namespace hedged::portfolio {
namespace {

// Fills that undo each other leave this much binary noise at most.
constexpr double kFlat = 1e-9;

double unit_at(const InstrumentSpec& spec, double price) noexcept {
    bool const inverse_future =
        spec.payoff == Payoff::Inverse && spec.kind != InstrumentKind::Option;
    return inverse_future ? -1.0 / price : price;
}

}  // namespace

LegLedger::LegLedger(std::size_t instrument_capacity) : entries_(instrument_capacity) {
    touched_.reserve(instrument_capacity);
}

void LegLedger::on_found(InstrumentIndex instrument, WallTime stated_at) noexcept {
    if (covers(instrument)) {
        entries_[instrument.raw].found_at = stated_at;
    }
}

void LegLedger::on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved,
                        Usd slippage) noexcept {
    if (!covers(spec.index) || !(fill.price > 0.0) || !std::isfinite(fill.price) ||
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
    entry.moved += moved ? quantity : 0.0;
    entry.paid += quantity * unit_at(spec, fill.price);
    entry.fees += fill.fee;
    entry.slippage += std::isfinite(slippage.value()) ? slippage : Usd{};
    if (!entry.touched) {
        entry.touched = true;
        touched_.push_back(spec.index);
    }
}

void LegLedger::take_fills(Entry& entry, LegChange& into) noexcept {
    into.has_fills = true;
    into.fees = std::exchange(entry.fees, 0.0);
    if (entry.valued) {
        into.filled = std::exchange(entry.filled, 0.0);
        into.moved = std::exchange(entry.moved, 0.0);
        into.paid = std::exchange(entry.paid, 0.0);
        into.slippage = std::exchange(entry.slippage, Usd{});
    }
}

// A leg that never had a value can only be told from fills that undo each other.
LegChange LegLedger::close(Entry& entry, InstrumentIndex instrument) const noexcept {
    bool const was_here = entry.valued && entry.seen + 1 == pass_;
    bool const flat = std::fabs(entry.filled) < kFlat;
    LegChange change;
    change.instrument = instrument;
    change.inverse = entry.inverse;
    entry.valued = was_here || flat;
    take_fills(entry, change);
    if (was_here) {
        change.before = change.after = entry.unit;
    }
    entry.filled = entry.moved = entry.paid = 0.0;
    entry.slippage = Usd{};
    entry.valued = false;
    return change;
}

}  // namespace hedged::portfolio
