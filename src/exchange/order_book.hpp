// SPDX-License-Identifier: Apache-2.0
// One instrument's resting orders in price-time priority. Prices are whole ticks and amounts whole
// lots. House entries are the anonymous quotes of the simulated market; they queue like anybody's.
// Vectors, because books here hold tens of entries. One thread.
#pragma once

#include "hedged/exchange/types.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hedged::exchange {

struct BookEntry {
    std::int64_t ticks = 0;
    std::int64_t lots = 0;
    OrderId order;  // none for the house
    AccountId account = kHouse;

    [[nodiscard]] bool house() const noexcept { return order.raw == 0; }
};

struct BookFill {
    BookEntry maker;  // as it was before the fill
    std::int64_t lots = 0;
};

struct HouseLevel {
    std::int64_t ticks = 0;
    std::int64_t lots = 0;
    friend bool operator==(const HouseLevel&, const HouseLevel&) noexcept = default;
};

class OrderBook {
public:
    // Best first; equal prices oldest first.
    [[nodiscard]] std::span<const BookEntry> side(Side side) const noexcept;

    // Behind everything at its price.
    void add(Side side, const BookEntry& entry);
    bool remove(Side side, OrderId order);
    // Keeps its place in the queue. Answers false when there is no such order.
    bool reduce(Side side, OrderId order, std::int64_t lots_left);

    [[nodiscard]] bool holds(Side which, OrderId order) const noexcept;

    // Takes from the best resting order at `limit` or better, at most `lots`; none when there is no
    // such order. One at a time, because a fill may change what else its owner has in the book.
    enum class Against : std::uint8_t { Everyone, UsersOnly };
    [[nodiscard]] std::optional<BookFill> take_one(Side taker, std::int64_t limit,
                                                   std::int64_t lots,
                                                   Against against = Against::Everyone);
    // What repeated take_one() would get.
    [[nodiscard]] std::int64_t available(Side taker, std::int64_t limit) const noexcept;
    // Whether an order of `side` at `ticks` would trade at once.
    [[nodiscard]] bool crosses(Side taker, std::int64_t ticks) const noexcept;

    // Replaces the house's levels (best first). Those whose price stays keep their place.
    // Answers whether anything changed.
    bool set_house(Side side, std::span<const HouseLevel> levels);
    void clear() noexcept;

private:
    using Entries = std::vector<BookEntry>;
    [[nodiscard]] Entries& entries(Side side) noexcept { return side == Side::Buy ? bids_ : asks_; }

    Entries bids_;
    Entries asks_;
    Entries scratch_;
};

// Whether price `a` is ahead of `b` on this side.
constexpr bool ahead(Side side, std::int64_t a, std::int64_t b) noexcept {
    return side == Side::Buy ? a > b : a < b;
}

}  // namespace hedged::exchange
