// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/book_keeper.hpp"

namespace hedged::deribit {

namespace {

// So many changes in a row show that the book holds; the pauses then start again.
constexpr std::uint32_t kSettledAfter = 100;

}  // namespace

void BookKeeper::forget() noexcept {
    ladder_.clear();
    live_ = false;
    crossed_ = false;
    applied_ = 0;
    resync_at_ = Instant{INT64_MAX};
}

BookVerdict BookKeeper::lose(BookVerdict verdict) noexcept {
    forget();
    return verdict;
}

BookVerdict BookKeeper::apply(const BookUpdate& update,
                              std::span<const BookLevel> levels) noexcept {
    bool const whole = update.snapshot || update.grouped;
    if (!whole && !live_) {
        return BookVerdict::Waiting;
    }
    if (!whole && update.prev_change_id != change_id_) {
        return lose(BookVerdict::Lost);
    }
    if (whole) {
        ladder_.clear();
        applied_ = 0;
        live_ = true;
        resync_at_ = Instant{INT64_MAX};
    }
    for (const BookLevel& level : levels) {
        double const amount = level.action == LevelAction::Delete ? 0.0 : level.amount;
        inconsistencies_ += ladder_.set(level.side, level.price, amount) ? 0U : 1U;
    }
    change_id_ = update.change_id;
    stamp_ = update.stamp;
    if (++applied_ == kSettledAfter) {
        resync_.reset();
    }
    if (crossed_too_long(update.stamp.received)) {
        return lose(BookVerdict::Crossed);
    }
    return ladder_.exhausted() ? lose(BookVerdict::Thin) : BookVerdict::Shown;
}

bool BookKeeper::crossed_too_long(Instant now) noexcept {
    if (!ladder_.crossed()) {
        crossed_ = false;
        return false;
    }
    if (!crossed_) {
        crossed_ = true;
        crossed_since_ = now;
    }
    return now - crossed_since_ > crossed_max_;
}

// A crossed top is shown as it is: the reader must see it and refuse to trade on it.
Quote BookKeeper::quote() const noexcept {
    auto const bid = ladder_.bids().best();
    auto const ask = ladder_.asks().best();
    return Quote{stamp_, instrument_, bid.price, bid.amount, ask.price, ask.amount};
}

void BookKeeper::plan_resync(Instant now, Duration patience, Random& random) noexcept {
    resync_at_ = now + patience + resync_.draw(random);
}

}  // namespace hedged::deribit
