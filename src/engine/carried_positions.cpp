// SPDX-License-Identifier: Apache-2.0
#include "hedged/engine/carried_positions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hedged::engine {
namespace {

// The longest that one statement can overtake another; bounds what a stamp from the future could
// shut out.
constexpr Duration kOvertaken = seconds(60);

bool overtaken(WallTime by, WallTime stamp) noexcept {
    return by - stamp > Duration{} && by - stamp <= kOvertaken;
}

}  // namespace

void PositionStatements::on_position(const InstrumentName& instrument, double amount,
                                     WallTime stamp) noexcept {
    bool const stamped = stamp.nanoseconds() > 0;
    newest_ = stamped && overtaken(newest_, stamp) ? newest_ : stamped ? stamp : newest_;
    WallTime const as_of = stamped ? stamp : newest_;
    if (as_of.nanoseconds() <= 0 || !std::isfinite(amount) || instrument.empty()) {
        return;
    }
    auto* const found = std::find_if(positions_.held.begin(), positions_.held.end(),
                                     [&](const auto& one) { return one.instrument == instrument; });
    auto const place = static_cast<std::size_t>(found - positions_.held.begin());
    if (found == positions_.held.end()) {
        if (!positions_.held.push_back({instrument, amount, as_of})) {
            positions_.listed_as_of = WallTime{};
            no_room_ = true;
            return;
        }
        named_[place] = true;
        return;
    }
    named_[place] = true;
    if (!overtaken(found->as_of, as_of)) {
        found->amount = amount;
        found->as_of = as_of;
    }
}

void PositionStatements::on_list_begin() noexcept {
    named_.fill(false);
    listing_ = true;
    no_room_ = false;
}

void PositionStatements::on_list_whole(WallTime as_of) noexcept {
    if (!std::exchange(listing_, false) || as_of.nanoseconds() <= 0) {
        return;
    }
    for (std::size_t i = positions_.held.size(); i > 0; --i) {
        if (!named_[i - 1]) {
            named_[i - 1] = named_[positions_.held.size() - 1];
            positions_.held.swap_remove(i - 1);
        }
    }
    positions_.listed_as_of = no_room_ ? WallTime{} : as_of;
}

}  // namespace hedged::engine
