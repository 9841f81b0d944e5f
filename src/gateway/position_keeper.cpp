// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/position_keeper.hpp"

#include "hedged/market/amounts.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::gateway {
namespace {

// Two amounts are the same position when they are nearer than this share of a lot.
constexpr double kSameLots = 0.5;
// A stated size this near to whole lots is whole lots but for binary noise.
constexpr double kNoiseLots = 1e-6;

}  // namespace

PositionKeeper::PositionKeeper(std::size_t instrument_capacity) : entries_(instrument_capacity) {}

bool PositionKeeper::contained(Entry& entry, const Fill& fill, Lots signed_lots) const noexcept {
    if (!entry.known || fill.stamp.venue.nanoseconds() <= 0) {
        return false;
    }
    if (fill.stamp.venue <= entry.contains_until) {
        return true;
    }
    bool const same_way = (signed_lots > Lots{0}) == (entry.unexplained > Lots{0});
    if (fill.stamp.venue > entry.as_of || !same_way || abs(signed_lots) > abs(entry.unexplained)) {
        return false;
    }
    entry.unexplained -= signed_lots;
    return true;
}

bool PositionKeeper::on_fill(const InstrumentSpec& spec, const Fill& fill,
                             Lots signed_lots) noexcept {
    if (spec.index.raw >= entries_.size()) {
        return false;
    }
    Entry& entry = entries_[spec.index.raw];
    if (contained(entry, fill, signed_lots)) {
        return false;
    }
    entry.lots += signed_lots;
    if (entry.recent.full()) {
        std::copy(entry.recent.begin() + 1, entry.recent.end(), entry.recent.begin());
        entry.recent[entry.recent.size() - 1] = RecentFill{signed_lots, fill.stamp.received};
    } else {
        (void)entry.recent.push_back(RecentFill{signed_lots, fill.stamp.received});
    }
    return true;
}

bool PositionKeeper::behind(const InstrumentSpec& spec, const Entry& entry, double size,
                            Instant now) const noexcept {
    Lots ours = entry.lots;
    for (std::size_t i = entry.recent.size(); i > 0; --i) {
        const RecentFill& fill = entry.recent[i - 1];
        if (now - fill.received > kBehindMax) {
            return false;
        }
        ours -= fill.lots;
        double const without = market::amount_from_lots(spec, ours) + entry.rest;
        if (std::fabs(size - without) < kSameLots * spec.lot.value()) {
            return true;
        }
    }
    return false;
}

PositionChange PositionKeeper::on(const InstrumentSpec& spec,
                                  const PositionUpdate& update) noexcept {
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
    double const lot = spec.lot.value();
    bool const same = std::fabs(update.size - change.ours) < kSameLots * lot;
    if (entry.known && !same && behind(spec, entry, update.size, update.stamp.received)) {
        change.verdict = PositionVerdict::Behind;
        return change;
    }
    change.verdict = !entry.known ? PositionVerdict::First
                     : same       ? PositionVerdict::Agrees
                                  : PositionVerdict::Adopted;
    if (!entry.known) {
        entry.contains_until = update.stamp.venue;
    }
    entry.unexplained = *stated - entry.lots;
    entry.known = true;
    entry.as_of = update.stamp.venue;
    entry.lots = *stated;
    double const rest = update.size - market::amount_from_lots(spec, *stated);
    entry.rest = std::fabs(rest) < kNoiseLots * lot ? 0.0 : rest;
    entry.recent.clear();
    change.amount = amount(spec);
    return change;
}

void PositionKeeper::begin_snapshot() noexcept {
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
