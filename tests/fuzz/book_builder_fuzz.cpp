// SPDX-License-Identifier: Apache-2.0
// The ladder and Deribit's book keeper against a book of two maps, over snapshots, changes, lost,
// repeated and misnumbered messages, crossed levels and more levels than a side keeps.
#include "hedged/core/assert.hpp"
#include "hedged/venues/deribit/session/book_keeper.hpp"

#include "fuzz/body.hpp"

#include <bit>
#include <cmath>
#include <map>
#include <vector>

namespace hedged::fuzz {
namespace {

using deribit::BookKeeper;
using deribit::BookUpdate;
using deribit::BookVerdict;
using deribit::LevelAction;

// Every level ever told and not taken back, as long as it is better than the best one that no
// longer found room among `capacity`.
class MapSide {
public:
    MapSide(Side side, std::size_t capacity) : sign_(sign_of(side)), capacity_(capacity) {}

    void clear() {
        levels_.clear();
        cut_.reset();
    }
    // False: a level went that was not there.
    bool set(double price, double amount) {
        double const rank = -sign_ * price;  // ascending from the best
        if (cut_ && rank >= *cut_) {
            return true;
        }
        if (amount <= 0.0) {
            return levels_.erase(rank) == 1;
        }
        levels_[rank] = amount;
        if (levels_.size() > capacity_) {
            cut_ = std::prev(levels_.end())->first;
            levels_.erase(std::prev(levels_.end()));
        }
        return true;
    }
    template <class LadderSide>
    void check_same(const LadderSide& side) const {
        HEDGED_ASSERT(side.size() == levels_.size());
        std::size_t rank = 0;
        for (auto const& [key, amount] : levels_) {
            HEDGED_ASSERT(side.level(rank).price == -sign_ * key);
            HEDGED_ASSERT(side.level(rank).amount == amount && amount > 0.0);
            ++rank;
        }
        double const best = levels_.empty() ? 0.0 : -sign_ * levels_.begin()->first;
        HEDGED_ASSERT(side.best().price == best);
        HEDGED_ASSERT(side.exhausted() == thin());
    }
    [[nodiscard]] bool empty() const { return levels_.empty(); }
    [[nodiscard]] bool thin() const { return cut_ && levels_.size() < capacity_ / 4; }
    [[nodiscard]] double best() const { return -sign_ * levels_.begin()->first; }
    [[nodiscard]] double best_amount() const { return levels_.begin()->second; }

private:
    std::map<double, double> levels_;
    std::optional<double> cut_;
    double sign_;
    std::size_t capacity_;
};

struct MapBook {
    explicit MapBook(std::size_t capacity)
        : bids(Side::Buy, capacity), asks(Side::Sell, capacity) {}
    void clear() {
        bids.clear();
        asks.clear();
    }
    bool set(Side side, double price, double amount) {
        return side == Side::Buy ? bids.set(price, amount) : asks.set(price, amount);
    }
    [[nodiscard]] bool crossed() const {
        return !bids.empty() && !asks.empty() && bids.best() >= asks.best();
    }
    MapSide bids;
    MapSide asks;
};

double price_from(Input& in) {
    unsigned const kind = in.byte();
    if (kind == 255) {  // any number that a decoder lets through
        double const any = std::bit_cast<double>(in.word64());
        return std::isfinite(any) ? any : 0.0;
    }
    return 50'000.0 + 0.5 * (kind % 64 + 64 * in.below(3));
}

// A small ladder, where cutting and thinning happen within a few levels.
void climb_small_ladder(Input& in) {
    constexpr std::size_t kCapacity = 8;
    venues::BasicBookLadder<kCapacity> ladder;
    MapBook book(kCapacity);
    while (!in.empty()) {
        unsigned const op = in.byte();
        if (op % 64 == 63) {
            ladder.clear();
            book.clear();
        }
        Side const side = op % 2 == 0 ? Side::Buy : Side::Sell;
        double const amount = op % 3 == 0 ? 0.0 : 10.0 * (op % 16 + 1);
        double const price = price_from(in);
        HEDGED_ASSERT(ladder.set(side, price, amount) == book.set(side, price, amount));
        book.bids.check_same(ladder.bids());
        book.asks.check_same(ladder.asks());
        HEDGED_ASSERT(ladder.crossed() == book.crossed());
    }
}

// What the exchange would have sent, with everything that can go wrong on the way.
class Feed {
public:
    explicit Feed(Input& in) : in_(in) {}

    const BookUpdate& next() {
        unsigned const op = in_.byte();
        update_ = BookUpdate{};
        update_.instrument = InstrumentIndex{7};
        update_.snapshot = op % 8 == 0;
        update_.grouped = op % 32 == 1;
        update_.prev_change_id = last_id_;
        switch (op / 32) {
            case 0:  // lost, repeated or from elsewhere
                update_.prev_change_id = last_id_ + in_.byte() - 100U;
                break;
            case 1:
                if (in_.one_in(8)) {
                    update_.prev_change_id.reset();
                }
                break;
            default:
                break;
        }
        last_id_ += 1U + in_.below(3);
        update_.change_id = last_id_;
        now_ = now_ + milliseconds(in_.below(16) == 15 ? 300 : in_.below(60));
        update_.stamp = Stamp{now_, WallTime{now_.nanoseconds()}};
        fill_levels();
        return update_;
    }
    [[nodiscard]] std::span<const deribit::BookLevel> levels() const { return levels_; }

private:
    void fill_levels() {
        levels_.clear();
        for (unsigned count = in_.below(8); count > 0; --count) {
            unsigned const op = in_.byte();
            deribit::BookLevel level;
            level.side = op % 2 == 0 ? Side::Buy : Side::Sell;
            level.action = static_cast<LevelAction>(op / 2 % 3);
            level.amount = op % 16 == 15 ? 0.0 : 10.0 * (op % 32 + 1);
            level.price = price_from(in_);
            // A run of levels: a book deeper than a side keeps costs few bytes.
            for (unsigned run = op >= 248 ? in_.byte() : 1; run > 0; --run) {
                levels_.push_back(level);
                level.price += 0.5;
            }
        }
    }

    Input& in_;
    BookUpdate update_;
    std::vector<deribit::BookLevel> levels_;
    std::uint64_t last_id_ = 1'000;
    Instant now_{1'000'000'000};
};

constexpr Duration kCrossedMax = milliseconds(250);

// The rules B1 and B2 of book_keeper.hpp, written out again.
class MapKeeper {
public:
    BookVerdict apply(const BookUpdate& update, std::span<const deribit::BookLevel> levels) {
        bool const whole = update.snapshot || update.grouped;
        if (!whole && !live_) {
            return BookVerdict::Waiting;
        }
        if (!whole && update.prev_change_id != std::optional{last_id_}) {
            return lose(BookVerdict::Lost);
        }
        if (whole) {
            book_.clear();
        }
        live_ = true;
        last_id_ = update.change_id;
        for (auto const& level : levels) {
            double const amount = level.action == LevelAction::Delete ? 0.0 : level.amount;
            inconsistencies_ += book_.set(level.side, level.price, amount) ? 0U : 1U;
        }
        if (!book_.crossed()) {
            crossed_since_.reset();
        } else {
            crossed_since_ = crossed_since_.value_or(update.stamp.received);
            if (update.stamp.received - *crossed_since_ > kCrossedMax) {
                return lose(BookVerdict::Crossed);
            }
        }
        return book_.bids.thin() || book_.asks.thin() ? lose(BookVerdict::Thin)
                                                      : BookVerdict::Shown;
    }
    void forget() {
        book_.clear();
        live_ = false;
        crossed_since_.reset();
    }
    void check_same(const BookKeeper& keeper) const {
        HEDGED_ASSERT(keeper.live() == live_);
        HEDGED_ASSERT(keeper.inconsistencies() == inconsistencies_);
        book_.bids.check_same(keeper.ladder().bids());
        book_.asks.check_same(keeper.ladder().asks());
        HEDGED_ASSERT(keeper.ladder().crossed() == book_.crossed());
        Quote const quote = keeper.quote();
        HEDGED_ASSERT(quote.bid_price == (book_.bids.empty() ? 0.0 : book_.bids.best()));
        HEDGED_ASSERT(quote.ask_price == (book_.asks.empty() ? 0.0 : book_.asks.best()));
        HEDGED_ASSERT(quote.bid_amount == (book_.bids.empty() ? 0.0 : book_.bids.best_amount()));
        HEDGED_ASSERT(quote.ask_amount == (book_.asks.empty() ? 0.0 : book_.asks.best_amount()));
    }

private:
    BookVerdict lose(BookVerdict verdict) {
        forget();
        return verdict;
    }

    MapBook book_{128};  // docs/architecture.md, levels of a book side
    std::uint64_t last_id_ = 0;
    std::uint64_t inconsistencies_ = 0;
    std::optional<Instant> crossed_since_;
    bool live_ = false;
};

void keep_book(Input& in) {
    BookKeeper keeper(InstrumentIndex{7}, deribit::ChannelName{"book.BTC-PERPETUAL.raw"},
                      deribit::BackoffConfig{}, kCrossedMax);
    MapKeeper reference;
    Feed feed(in);
    Random random(1);
    while (!in.empty()) {
        if (in.byte() == 255) {
            keeper.forget();
            reference.forget();
        }
        BookUpdate const& update = feed.next();
        BookVerdict const verdict = keeper.apply(update, feed.levels());
        HEDGED_ASSERT(verdict == reference.apply(update, feed.levels()));
        HEDGED_ASSERT((verdict == BookVerdict::Shown) == keeper.live());
        reference.check_same(keeper);
        if (!keeper.live()) {
            keeper.plan_resync(update.stamp.received, seconds(5), random);
            HEDGED_ASSERT(keeper.resync_at() > update.stamp.received + seconds(5));
        } else {
            HEDGED_ASSERT(keeper.resync_at() == Instant{INT64_MAX});
        }
    }
}

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    if (in.byte() % 4 == 0) {
        climb_small_ladder(in);
    } else {
        keep_book(in);
    }
}

}  // namespace hedged::fuzz
