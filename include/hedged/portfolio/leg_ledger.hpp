// SPDX-License-Identifier: Apache-2.0
// What happens to each leg of one underlying's book between two exact passes: its value before and
// after, the amount that went from one to the other, and what was traded in between. Profit
// (profit_meter.hpp) and its explanation (attribution_meter.hpp) are told from the same account of
// it. Engine thread only; all memory is taken at construction; noexcept.
//
// A position that was found, or that the exchange corrected, comes in at its value and earns
// nothing by coming. A leg without usable data keeps its last value and catches up when it has data
// again; fills of one that never had a value wait for the first. One that has left the book is
// closed at its last value.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/portfolio/leg_state.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::portfolio {

// Of one leg, in the currency that it settles in: coins if inverse, else USD. Amounts are signed.
struct LegChange {
    InstrumentIndex instrument;
    bool inverse = true;
    bool spans = false;  // from the last pass that knew the leg to this one, which does, too
    bool has_fills = false;
    double amount = 0.0;  // held now
    double before = 0.0;  // a unit; equal to `after` where nothing moved or nothing is known
    double after = 0.0;
    double filled = 0.0;
    double moved = 0.0;  // of what was filled, what the position did not contain yet
    double paid = 0.0;   // for what was filled, unit by unit
    double fees = 0.0;
    Usd slippage;  // of what was filled, as far as known; positive is cost

    [[nodiscard]] double total() const noexcept {
        double const kept = amount * (after - before);
        return has_fills ? -fees + (kept + filled * before - paid) : kept;
    }
    // The same in two parts and the fees: what was held all the time, and the fills against the
    // mark of now (of those that the position contained before, against the mark of then).
    [[nodiscard]] double held() const noexcept { return has_fills ? amount - moved : amount; }
    [[nodiscard]] double traded() const noexcept {
        return moved * after + (filled - moved) * before - paid;
    }
};

class LegLedger {
public:
    explicit LegLedger(std::size_t instrument_capacity);

    // The first word about a position: a fill made before it is part of what was found.
    void on_found(InstrumentIndex instrument, WallTime stated_at) noexcept;
    // A unique fill. `moved`: the position did not contain it yet.
    void on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved,
                 Usd slippage = {}) noexcept;

    // A pass: begin, every leg that is in the book, end with those that were traded and are not.
    void begin_pass() noexcept { ++pass_; }
    [[nodiscard]] bool covers(InstrumentIndex instrument) const noexcept {
        return instrument.raw < entries_.size();
    }
    [[nodiscard]] LegChange take(const LegValue& leg) noexcept {  // covers(leg.instrument)
        Entry& entry = entries_[leg.instrument.raw];
        // A value of before the position was closed says nothing about the one it has now.
        bool const was_here = entry.valued && entry.seen + 1 == pass_;
        entry.seen = pass_;
        entry.inverse = leg.inverse;
        entry.valued = was_here || leg.known;
        LegChange change;
        change.instrument = leg.instrument;
        change.inverse = leg.inverse;
        change.amount = leg.amount;
        if (entry.valued) {
            change.spans = was_here && leg.known;
            change.before = was_here ? entry.unit : leg.unit;
            change.after = leg.known ? leg.unit : entry.unit;
            entry.unit = change.after;
        }
        if (entry.touched) {
            take_fills(entry, change);  // without a value they wait for the first, but for the fees
        }
        return change;
    }
    template <class Take>
    void end_pass(Take take_gone) noexcept {
        std::size_t waiting = 0;
        for (InstrumentIndex const instrument : touched_) {
            Entry& entry = entries_[instrument.raw];
            if (entry.seen != pass_) {
                take_gone(close(entry, instrument));
            } else if (!entry.valued) {
                touched_[waiting++] = instrument;
                continue;
            }
            entry.touched = false;
        }
        touched_.erase(touched_.begin() + static_cast<std::ptrdiff_t>(waiting), touched_.end());
    }

private:
    struct Entry {
        double unit = 0.0;  // value at the last pass
        double filled = 0.0;
        double moved = 0.0;
        double paid = 0.0;
        double fees = 0.0;
        Usd slippage;
        std::uint64_t seen = 0;  // the last pass that met it in the book
        WallTime found_at;
        bool valued = false;
        bool touched = false;  // filled since the last pass
        bool inverse = true;
    };
    static void take_fills(Entry& entry, LegChange& into) noexcept;
    [[nodiscard]] LegChange close(Entry& entry, InstrumentIndex instrument) const noexcept;

    std::vector<Entry> entries_;            // by instrument
    std::vector<InstrumentIndex> touched_;  // reserved in full
    std::uint64_t pass_ = 0;
};

}  // namespace hedged::portfolio
