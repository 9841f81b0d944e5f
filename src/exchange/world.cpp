// SPDX-License-Identifier: Apache-2.0
#include "exchange/world.hpp"

namespace hedged::exchange {
namespace {

Level best_level(const Listing& listing, Side side) {
    const auto entries = listing.book.side(side);
    if (entries.empty()) {
        return {};
    }
    std::int64_t lots = 0;
    for (const BookEntry& entry : entries) {
        if (entry.ticks != entries.front().ticks) {
            break;
        }
        lots += entry.lots;
    }
    return {listing.price_of(entries.front().ticks), listing.amount_of(lots)};
}

}  // namespace

void World::book_changed(Listing& listing) {
    listing.change_id = next_change_id++;
    log.book(listing.meta.id);
    const Quote quote{best_level(listing, Side::Buy), best_level(listing, Side::Sell)};
    if (quote != listing.quote) {
        listing.quote = quote;
        log.quote(listing.meta.id, quote);
        log.ticker(listing.meta.id);
    }
}

}  // namespace hedged::exchange
