// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/position_keeper.hpp"

#include "hedged/market/amounts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::gateway {
namespace {

// Two amounts are the same position when they are nearer than this share of a lot.
constexpr double kSameLots = 0.5;
// A stated size this near to whole lots is whole lots but for binary noise.
constexpr double kNoiseLots = 1e-6;

bool stamped(const Stamp& stamp) noexcept {
    return stamp.venue.nanoseconds() > 0;
}

// Trades are stamped in whole milliseconds and answers in microseconds: a trade of after the answer
// would seem to be of before it.
Stamp in_milliseconds(Stamp stamp) noexcept {
    constexpr std::int64_t kMillisecond = milliseconds(1).nanoseconds();
    std::int64_t const raw = stamp.venue.nanoseconds();
    stamp.venue = WallTime{raw - raw % kMillisecond};
    return stamp;
}

bool made_after(const Stamp& fill, const Stamp& statement) noexcept {
    return stamped(statement) && fill.venue > statement.venue;
}

}  // namespace

PositionKeeper::PositionKeeper(std::size_t instrument_capacity) : entries_(instrument_capacity) {}

bool PositionKeeper::contained(Entry& entry, const Fill& fill, Lots signed_lots) noexcept {
    WallTime const made = in_milliseconds(fill.stamp).venue;
    if (!entry.known || made.nanoseconds() <= 0) {
        return false;
    }
    // Of the very millisecond of the first statement: a report of past trades was asked for before
    // it, so it speaks of the same past; the stream tells what comes after.
    if (made < entry.contains_until || (made == entry.contains_until && fill.from_snapshot)) {
        return true;
    }
    if (made < entry.as_of) {
        entry.unexplained -= made <= entry.adopted_as_of ? signed_lots : Lots{0};
        return true;
    }
    // Made in the very millisecond of an update that differed from ours: if it can be that
    // difference, it is.
    bool const same_way = (signed_lots > Lots{0}) == (entry.unexplained > Lots{0});
    if (made > entry.adopted_as_of || !same_way || abs(signed_lots) > abs(entry.unexplained)) {
        return false;
    }
    entry.unexplained -= signed_lots;
    return true;
}

bool PositionKeeper::on_fill(const InstrumentSpec& spec, const Fill& fill, Lots signed_lots,
                             std::optional<Instant> sent) noexcept {
    if (spec.index.raw >= entries_.size()) {
        return false;
    }
    Entry& entry = entries_[spec.index.raw];
    // Stamps count milliseconds, and a fast network is there and back within one.
    bool const news = sent.has_value() && *sent >= entry.heard_at;
    if (!news && contained(entry, fill, signed_lots)) {
        return false;
    }
    entry.lots += signed_lots;
    remember(entry, RecentFill{signed_lots, in_milliseconds(fill.stamp), fill.trade_sequence});
    return true;
}

// In the order in which they were made, as far as the exchange tells; a full list loses its oldest.
void PositionKeeper::remember(Entry& entry, const RecentFill& fill) noexcept {
    if (entry.recent.full()) {
        std::copy(entry.recent.begin() + 1, entry.recent.end(), entry.recent.begin());
        entry.recent[entry.recent.size() - 1] = fill;
    } else {
        (void)entry.recent.push_back(fill);
    }
    for (std::size_t i = entry.recent.size() - 1; i > 0; --i) {
        RecentFill& newer = entry.recent[i];
        RecentFill& older = entry.recent[i - 1];
        bool const same_moment = newer.stamp.venue == older.stamp.venue;
        bool const in_order =
            same_moment ? newer.sequence >= older.sequence : newer.stamp.venue > older.stamp.venue;
        if (in_order || !stamped(newer.stamp)) {
            return;
        }
        std::swap(newer, older);
    }
}

void PositionKeeper::forget_contained(Entry& entry, const Stamp& statement) noexcept {
    FixedVector<RecentFill, kRecentFills> const all = entry.recent;
    entry.recent.clear();
    for (const RecentFill& fill : all) {
        // A statement of the same millisecond may still come, from before this fill.
        if (stamped(statement) && fill.stamp.venue >= statement.venue) {
            (void)entry.recent.push_back(fill);
        }
    }
}

// Whether the update is our position less some of our newest fills. `ours` is without those that
// were made after it. Stamps count milliseconds; within one, only the order of trades tells.
bool PositionKeeper::behind(const InstrumentSpec& spec, const Entry& entry,
                            const PositionUpdate& update, Lots ours) const noexcept {
    auto const is_stated = [&] {
        double const amount = market::amount_from_lots(spec, ours) + entry.rest;
        return std::fabs(update.size - amount) < kSameLots * spec.lot.value();
    };
    for (std::size_t i = entry.recent.size(); i > 0 && !is_stated(); --i) {
        const RecentFill& fill = entry.recent[i - 1];
        if (made_after(fill.stamp, update.stamp)) {
            continue;
        }
        bool const same_moment = stamped(update.stamp) && fill.stamp.venue == update.stamp.venue;
        bool const since_asked = update.from_snapshot && asked_ && fill.stamp.received >= *asked_;
        if (!same_moment && !since_asked &&
            update.stamp.received - fill.stamp.received > kBehindMax) {
            return false;
        }
        ours -= fill.lots;
    }
    return is_stated();
}

// A snapshot and the stream travel apart, so an older statement can arrive after a newer one.
bool PositionKeeper::overtaken(const Entry& entry, const PositionUpdate& update) noexcept {
    Duration const older_by = entry.as_of - update.stamp.venue;
    return entry.known && stamped(update.stamp) && older_by > Duration{} &&
           older_by <= kOvertakenMax;
}

PositionChange PositionKeeper::on(const InstrumentSpec& spec,
                                  const PositionUpdate& statement) noexcept {
    PositionUpdate update = statement;
    update.stamp = in_milliseconds(statement.stamp);
    auto const stated = market::nearest_lots(spec, update.size);
    if (spec.index.raw >= entries_.size() || !stated) {
        return {};
    }
    Entry& entry = entries_[spec.index.raw];
    entry.named_in = snapshot_;
    PositionChange change;
    change.ours = amount(spec);
    change.venue = update.size;
    change.amount = change.ours;
    if (overtaken(entry, update)) {
        change.verdict = PositionVerdict::Behind;
        return change;
    }
    // Fills made after the statement are on top of it, whatever it says.
    Lots later{0};
    for (const RecentFill& fill : entry.recent) {
        later += made_after(fill.stamp, update.stamp) ? fill.lots : Lots{0};
    }
    double const lot = spec.lot.value();
    bool const same = std::fabs(update.size - change.ours) < kSameLots * lot;
    if (entry.known && !same && behind(spec, entry, update, entry.lots - later)) {
        change.verdict = PositionVerdict::Behind;
        return change;
    }
    change.verdict = !entry.known ? PositionVerdict::First
                     : same       ? PositionVerdict::Agrees
                                  : PositionVerdict::Adopted;
    // A whole list that did not name it has said that it is flat.
    bool const said_flat = change.verdict == PositionVerdict::First && any_snapshot_ && !same;
    change.differs = said_flat || change.verdict == PositionVerdict::Adopted;
    if (change.verdict == PositionVerdict::First) {
        entry.contains_until = update.stamp.venue;
    }
    Lots const adopted = same ? *stated : *stated + later;
    if (change.verdict == PositionVerdict::Adopted) {
        entry.unexplained += adopted - entry.lots;
        entry.adopted_as_of = update.stamp.venue;
    }
    entry.known = true;
    entry.as_of = update.stamp.venue;
    entry.heard_at = update.stamp.received;
    entry.lots = adopted;
    double const rest = update.size - market::amount_from_lots(spec, *stated);
    entry.rest = std::fabs(rest) < kNoiseLots * lot ? 0.0 : rest;
    forget_contained(entry, update.stamp);
    change.amount = amount(spec);
    return change;
}

void PositionKeeper::begin_snapshot(Instant asked) noexcept {
    asked_ = asked;
    ++snapshot_;
}

bool PositionKeeper::named_since_begin(InstrumentIndex instrument) const noexcept {
    return instrument.raw < entries_.size() && entries_[instrument.raw].named_in == snapshot_;
}

PositionChange PositionKeeper::adopt_flat(const InstrumentSpec& spec, const Stamp& stamp) noexcept {
    PositionUpdate flat;
    flat.stamp = stamp;
    flat.instrument = spec.index;
    flat.from_snapshot = true;
    return on(spec, flat);
}

double PositionKeeper::amount(const InstrumentSpec& spec) const noexcept {
    if (spec.index.raw >= entries_.size()) {
        return 0.0;
    }
    const Entry& entry = entries_[spec.index.raw];
    return market::amount_from_lots(spec, entry.lots) + entry.rest;
}

Lots PositionKeeper::lots(InstrumentIndex instrument) const noexcept {
    return instrument.raw < entries_.size() ? entries_[instrument.raw].lots : Lots{0};
}

bool PositionKeeper::known(InstrumentIndex instrument) const noexcept {
    return instrument.raw < entries_.size() && entries_[instrument.raw].known;
}

}  // namespace hedged::gateway
