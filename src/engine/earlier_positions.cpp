// SPDX-License-Identifier: Apache-2.0
#include "engine/earlier_positions.hpp"

#include "hedged/market/amounts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::engine {
namespace {

// Two amounts are the same position when they are nearer than this share of a lot.
constexpr double kSameLots = 0.5;

}  // namespace

EarlierPositions::EarlierPositions(const CarriedPositions& carried, std::size_t instrument_capacity)
    : carried_(carried), entries_(instrument_capacity) {}

EarlierPositions::Entry* EarlierPositions::entry_of(const InstrumentSpec& spec) noexcept {
    if (spec.index.raw >= entries_.size()) {
        return nullptr;
    }
    Entry& entry = entries_[spec.index.raw];
    if (!entry.looked_up) {
        entry.looked_up = true;
        auto const* const held =
            std::find_if(carried_.held.begin(), carried_.held.end(),
                         [&](const auto& one) { return one.instrument == spec.name; });
        bool const named = held != carried_.held.end();
        entry.amount = named ? held->amount : 0.0;
        entry.as_of = named ? held->as_of : carried_.listed_as_of;
        entry.known = entry.as_of.nanoseconds() > 0;
    }
    return &entry;
}

void EarlierPositions::on_trade(const InstrumentSpec& spec, const Fill& fill,
                                Lots signed_lots) noexcept {
    Entry* const entry = entry_of(spec);
    WallTime const made = fill.stamp.venue;
    if (entry == nullptr || !entry->known || made < entry->as_of - kUnsure) {
        // One without a stamp is of any time.
        if (entry != nullptr && made.nanoseconds() <= 0) {
            entry->known = false;
        }
        return;
    }
    if (made > entry->as_of + kUnsure) {
        entry->traded += signed_lots;
    } else if (unsure_.full()) {
        entry->known = false;
    } else {
        insert({spec.index, made, fill.trade_sequence, signed_lots});
    }
}

void EarlierPositions::insert(const Trade& trade) noexcept {
    (void)unsure_.push_back(trade);
    for (std::size_t i = unsure_.size() - 1; i > 0; --i) {
        Trade& newer = unsure_[i];
        Trade& older = unsure_[i - 1];
        if (std::pair{older.made, older.sequence} <= std::pair{newer.made, newer.sequence}) {
            return;
        }
        std::swap(newer, older);
    }
}

void EarlierPositions::on(const SnapshotMark& mark) noexcept {
    if (mark.kind != SnapshotKind::Trades) {
        return;
    }
    if (mark.phase == SnapshotPhase::Begin) {
        asked_from_ =
            mark.stamp.venue.nanoseconds() > 0 ? std::optional{mark.stamp.venue} : std::nullopt;
    } else if (mark.phase == SnapshotPhase::Complete && asked_from_) {
        told_from_ = std::min(told_from_.value_or(*asked_from_), *asked_from_);
    }
}

std::optional<double> EarlierPositions::contradiction(const InstrumentSpec& spec,
                                                      double now_held) noexcept {
    Entry const* const entry = entry_of(spec);
    if (entry == nullptr || !entry->known || !told_from_ || entry->as_of < *told_from_) {
        return std::nullopt;
    }
    Lots lots = entry->traded;
    auto const amount = [&] { return entry->amount + market::amount_from_lots(spec, lots); };
    auto const explains = [&] {
        return std::fabs(amount() - now_held) < kSameLots * spec.lot.value();
    };
    double likeliest = amount();
    bool explained = explains();
    for (std::size_t i = unsure_.size(); i > 0; --i) {
        Trade const& trade = unsure_[i - 1];
        if (trade.instrument != spec.index) {
            continue;
        }
        lots += trade.lots;
        explained = explained || explains();
        likeliest = trade.made > entry->as_of ? amount() : likeliest;
    }
    return explained ? std::nullopt : std::optional{likeliest};
}

}  // namespace hedged::engine
