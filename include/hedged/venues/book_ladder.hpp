// SPDX-License-Identifier: Apache-2.0
// The price levels of one instrument, best first, in fixed arrays: the book of any exchange that
// sends levels. One thread; never allocates. Prices are in the instrument's quote currency, amounts
// in its amount unit; an amount of 0 removes the level.
//
// L1  Each side is strictly sorted and holds no level without amount.
// L2  A side keeps the best `Capacity` levels. Once one was cut, what lies at or beyond the best
//     cut price is unknown and changes there are ignored, so what is kept has no hole. When cutting
//     has left a side thin, exhausted() asks for a fresh snapshot.
#pragma once

#include "hedged/core/assert.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace hedged::venues {

struct BookLevel {
    double price = 0.0;
    double amount = 0.0;
    friend bool operator==(const BookLevel&, const BookLevel&) noexcept = default;
};

// One side. Kept worst first, so that the busy end, the best price, moves the fewest levels.
template <std::size_t Capacity>
class LadderSide {
    static_assert(Capacity >= 4);

public:
    explicit LadderSide(Side side) noexcept : sign_(side == Side::Buy ? 1.0 : -1.0) {}

    void clear() noexcept {
        size_ = 0;
        horizon_.reset();
    }

    // False when a level that must be there is not: the book and the exchange's have parted.
    [[nodiscard]] bool set(double price, double amount) noexcept {
        if (horizon_ && !better(price, *horizon_)) {
            return true;
        }
        std::size_t const at = position_of(price);
        bool const present = at < size_ && levels_[at].price == price;
        if (amount <= 0.0) {
            return present && (erase(at), true);
        }
        if (present) {
            levels_[at].amount = amount;
        } else {
            insert(at, BookLevel{price, amount});
        }
        return true;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    // 0 is the best level.
    [[nodiscard]] BookLevel level(std::size_t rank) const noexcept {
        HEDGED_ASSERT(rank < size_);
        return levels_[size_ - 1 - rank];
    }
    [[nodiscard]] BookLevel best() const noexcept { return size_ == 0 ? BookLevel{} : level(0); }
    [[nodiscard]] bool exhausted() const noexcept { return horizon_ && size_ < Capacity / 4; }

private:
    [[nodiscard]] bool better(double a, double b) const noexcept { return a * sign_ > b * sign_; }

    // The first level that is not worse than `price`; searched from the best end.
    [[nodiscard]] std::size_t position_of(double price) const noexcept {
        std::size_t at = size_;
        while (at > 0 && !better(price, levels_[at - 1].price)) {
            --at;
        }
        return at;
    }
    void erase(std::size_t at) noexcept {
        auto const begin = levels_.begin();
        std::move(begin + static_cast<std::ptrdiff_t>(at + 1),
                  begin + static_cast<std::ptrdiff_t>(size_),
                  begin + static_cast<std::ptrdiff_t>(at));
        --size_;
    }
    void insert(std::size_t at, BookLevel level) noexcept {
        if (size_ == Capacity) {
            if (at == 0) {
                horizon_ = level.price;
                return;
            }
            horizon_ = levels_[0].price;
            erase(0);
            --at;
        }
        auto const begin = levels_.begin();
        std::move_backward(begin + static_cast<std::ptrdiff_t>(at),
                           begin + static_cast<std::ptrdiff_t>(size_),
                           begin + static_cast<std::ptrdiff_t>(size_ + 1));
        levels_[at] = level;
        ++size_;
    }

    std::array<BookLevel, Capacity> levels_{};
    std::size_t size_ = 0;
    std::optional<double> horizon_;
    double sign_;
};

template <std::size_t Capacity>
class BasicBookLadder {
public:
    void clear() noexcept {
        bids_.clear();
        asks_.clear();
    }
    [[nodiscard]] bool set(Side side, double price, double amount) noexcept {
        return side == Side::Buy ? bids_.set(price, amount) : asks_.set(price, amount);
    }
    [[nodiscard]] const LadderSide<Capacity>& bids() const noexcept { return bids_; }
    [[nodiscard]] const LadderSide<Capacity>& asks() const noexcept { return asks_; }

    // Locked (equal) counts as crossed: neither can be traded against as shown.
    [[nodiscard]] bool crossed() const noexcept {
        return bids_.size() > 0 && asks_.size() > 0 && bids_.best().price >= asks_.best().price;
    }
    [[nodiscard]] bool exhausted() const noexcept { return bids_.exhausted() || asks_.exhausted(); }

private:
    LadderSide<Capacity> bids_{Side::Buy};
    LadderSide<Capacity> asks_{Side::Sell};
};

using BookLadder = BasicBookLadder<128>;

}  // namespace hedged::venues
