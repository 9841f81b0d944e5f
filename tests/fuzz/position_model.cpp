// SPDX-License-Identifier: Apache-2.0
#include "fuzz/position_model.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::fuzz {

bool PositionModel::may_contain(const Fill& fill) const {
    return known && fill.stamp.venue <= newest_ever_;
}

bool PositionModel::must_contain(const Fill& fill) const {
    bool const same_past = fill.stamp.venue == first_ && fill.from_snapshot;
    return known && (fill.stamp.venue < newest_ || fill.stamp.venue < first_ || same_past);
}

void PositionModel::on_fill(const Fill& fill, std::int64_t signed_lots, bool moved) {
    if (moved) {
        lots += signed_lots;
        fills_.push_back(Seen{fill.stamp.venue, signed_lots});
    }
}

std::optional<std::int64_t> PositionModel::later_than(WallTime statement) const {
    constexpr std::ptrdiff_t kRemembered = 16;  // docs/architecture.md, fills of a position
    if (static_cast<std::ptrdiff_t>(fills_.size()) > kRemembered) {
        return std::nullopt;
    }
    std::int64_t sum = 0;
    for (const Seen& fill : fills_) {
        sum += fill.made > statement ? fill.lots : 0;
    }
    return sum;
}

void PositionModel::adopt(const PositionUpdate& update, std::int64_t adopted) {
    first_ = known ? first_ : update.stamp.venue;
    known = true;
    lots = adopted;
    newest_ = update.stamp.venue;
    heard_at_ = update.stamp.received;
    newest_ever_ = std::max(newest_ever_, newest_);
}

void PositionModel::check_fill(const Fill& fill, std::optional<Instant> sent, bool history,
                               bool moved) const {
    if (sent && *sent >= heard_at_ && !history) {
        HEDGED_ASSERT(moved);  // no statement can contain what we had not sent yet
        return;
    }
    // Told by a report of the past before any position was stated, or contained in a statement.
    HEDGED_ASSERT(moved || history || may_contain(fill));
    HEDGED_ASSERT(!moved || !must_contain(fill));
}

void PositionModel::check_statement(const PositionUpdate& update,
                                    const gateway::PositionChange& change) {
    using gateway::PositionVerdict;
    switch (change.verdict) {
        case PositionVerdict::Unusable:
            HEDGED_ASSERT(!std::isfinite(update.size));
            return;
        case PositionVerdict::Behind:
            HEDGED_ASSERT(known && change.amount == change.ours);
            return;
        case PositionVerdict::Agrees:
            HEDGED_ASSERT(change.amount == update.size && change.amount == change.ours);
            break;
        case PositionVerdict::First:
            HEDGED_ASSERT(!known);
            break;
        case PositionVerdict::Adopted:
            HEDGED_ASSERT(known);
            break;
    }
    auto const now = std::llround(change.amount / 10.0);
    auto const later = later_than(update.stamp.venue);
    // A statement that equals ours is taken to have had our newest fills.
    if (update.size != change.ours && later) {
        HEDGED_ASSERT(now == std::llround(update.size / 10.0) + *later);
    }
    adopt(update, now);
}

void PositionModel::check_flattened(const SnapshotMark& mark, std::int64_t before,
                                    std::int64_t after) {
    auto const later = later_than(mark.stamp.venue);
    HEDGED_ASSERT(after == before || !later || after == *later);
    if (after != before) {
        PositionUpdate flat;
        flat.stamp = mark.stamp;
        adopt(flat, after);
    }
}

}  // namespace hedged::fuzz
