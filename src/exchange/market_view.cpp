// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/market_view.hpp"

namespace hedged::exchange {
namespace {

// Merges two level lists that are both sorted best first.
std::vector<LevelChange> side_change(const std::vector<Level>& from, const std::vector<Level>& to,
                                     bool descending) {
    const auto better = [descending](double a, double b) { return descending ? a > b : a < b; };
    std::vector<LevelChange> changes;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < from.size() || j < to.size()) {
        if (j == to.size() || (i < from.size() && better(from[i].price, to[j].price))) {
            changes.push_back({LevelAction::Delete, {from[i].price, 0.0}});
            ++i;
        } else if (i == from.size() || better(to[j].price, from[i].price)) {
            changes.push_back({LevelAction::New, to[j]});
            ++j;
        } else {
            if (from[i].amount != to[j].amount) {
                changes.push_back({LevelAction::Change, to[j]});
            }
            ++i;
            ++j;
        }
    }
    return changes;
}

}  // namespace

BookChange book_change(const BookSnapshot& from, const BookSnapshot& to) {
    BookChange change;
    change.instrument = to.instrument;
    change.timestamp = to.timestamp;
    change.change_id = to.change_id;
    change.prev_change_id = from.change_id;
    change.bids = side_change(from.bids, to.bids, true);
    change.asks = side_change(from.asks, to.asks, false);
    return change;
}

}  // namespace hedged::exchange
