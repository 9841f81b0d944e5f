// SPDX-License-Identifier: Apache-2.0
#include "exchange/order_book.hpp"

#include <algorithm>

namespace hedged::exchange {

std::span<const BookEntry> OrderBook::side(Side side) const noexcept {
    return side == Side::Buy ? std::span<const BookEntry>{bids_}
                             : std::span<const BookEntry>{asks_};
}

void OrderBook::add(Side side, const BookEntry& entry) {
    Entries& list = entries(side);
    const auto place = std::find_if(list.begin(), list.end(), [&](const BookEntry& other) {
        return ahead(side, entry.ticks, other.ticks);
    });
    list.insert(place, entry);
}

bool OrderBook::remove(Side side, OrderId order) {
    Entries& list = entries(side);
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.order == order; });
    if (found == list.end()) {
        return false;
    }
    list.erase(found);
    return true;
}

bool OrderBook::reduce(Side side, OrderId order, std::int64_t lots_left) {
    for (BookEntry& entry : entries(side)) {
        if (entry.order == order) {
            entry.lots = lots_left;
            return true;
        }
    }
    return false;
}

bool OrderBook::holds(Side which, OrderId order) const noexcept {
    const std::span<const BookEntry> list = side(which);
    return std::any_of(list.begin(), list.end(), [&](const auto& e) { return e.order == order; });
}

std::optional<BookFill> OrderBook::take_one(Side taker, std::int64_t limit, std::int64_t lots,
                                            Against against) {
    const Side maker = opposite(taker);
    Entries& list = entries(maker);
    const auto found = std::find_if(list.begin(), list.end(), [&](const BookEntry& entry) {
        return against == Against::Everyone || !entry.house();
    });
    if (lots <= 0 || found == list.end() || ahead(maker, limit, found->ticks)) {
        return std::nullopt;
    }
    const BookFill fill{*found, std::min(lots, found->lots)};
    found->lots -= fill.lots;
    if (found->lots == 0) {
        list.erase(found);
    }
    return fill;
}

std::int64_t OrderBook::available(Side taker, std::int64_t limit) const noexcept {
    const Side maker = opposite(taker);
    std::int64_t sum = 0;
    for (const BookEntry& entry : side(maker)) {
        if (ahead(maker, limit, entry.ticks)) {
            break;
        }
        sum += entry.lots;
    }
    return sum;
}

bool OrderBook::crosses(Side taker, std::int64_t ticks) const noexcept {
    const std::span<const BookEntry> other = side(opposite(taker));
    return !other.empty() && !ahead(taker, other.front().ticks, ticks);
}

bool OrderBook::set_house(Side side, std::span<const HouseLevel> levels) {
    Entries& list = entries(side);
    scratch_.clear();
    bool changed = false;
    std::size_t next = 0;
    const auto add_fresh_ahead_of = [&](std::int64_t ticks) {
        while (next < levels.size() && ahead(side, levels[next].ticks, ticks)) {
            scratch_.push_back({levels[next].ticks, levels[next].lots, {}, kHouse});
            changed = true;
            ++next;
        }
    };
    std::size_t i = 0;
    while (i < list.size()) {
        const std::int64_t price = list[i].ticks;
        add_fresh_ahead_of(price);
        const bool wanted = next < levels.size() && levels[next].ticks == price;
        bool placed = false;
        for (; i < list.size() && list[i].ticks == price; ++i) {
            BookEntry entry = list[i];
            if (entry.house()) {
                if (!wanted || placed) {
                    changed = true;
                    continue;
                }
                changed = changed || entry.lots != levels[next].lots;
                entry.lots = levels[next].lots;
                placed = true;
            }
            scratch_.push_back(entry);
        }
        if (wanted) {
            if (!placed) {
                scratch_.push_back({price, levels[next].lots, {}, kHouse});
                changed = true;
            }
            ++next;
        }
    }
    for (; next < levels.size(); ++next) {
        scratch_.push_back({levels[next].ticks, levels[next].lots, {}, kHouse});
        changed = true;
    }
    if (changed) {
        list.swap(scratch_);
    }
    return changed;
}

void OrderBook::clear() noexcept {
    bids_.clear();
    asks_.clear();
}

}  // namespace hedged::exchange
