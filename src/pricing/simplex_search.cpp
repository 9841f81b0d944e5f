// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/simplex_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace hedged::pricing {
namespace {

SearchPoint clipped(const SearchBox& box, SearchPoint p) noexcept {
    return {std::clamp(p.x, box.low.x, box.high.x), std::clamp(p.y, box.low.y, box.high.y)};
}

double inwards(double from, double step, double high) noexcept {
    return from + step <= high ? from + step : from - step;
}

SearchPoint between(SearchPoint a, SearchPoint b) noexcept {
    return {0.5 * (a.x + b.x), 0.5 * (a.y + b.y)};
}

}  // namespace

void SimplexSearch::start(const SearchBox& box, SearchPoint from, SearchPoint step) noexcept {
    box_ = box;
    SearchPoint const origin = clipped(box, from);
    corners_[0].at = origin;
    corners_[1].at = clipped(box, {inwards(origin.x, step.x, box.high.x), origin.y});
    corners_[2].at = clipped(box, {origin.x, inwards(origin.y, step.y, box.high.y)});
    ask(Move::FirstCorner, origin);
}

double SimplexSearch::size() const noexcept {
    auto const [left, right] = std::minmax({corners_[0].at.x, corners_[1].at.x, corners_[2].at.x});
    auto const [low, high] = std::minmax({corners_[0].at.y, corners_[1].at.y, corners_[2].at.y});
    return std::max(right - left, high - low);
}

void SimplexSearch::ask(Move move, SearchPoint at) noexcept {
    move_ = move;
    asked_ = clipped(box_, at);
}

// On the line from the worst corner through the middle of the others; factor 1 reflects.
SearchPoint SimplexSearch::along(double factor) const noexcept {
    SearchPoint const middle = between(corners_[0].at, corners_[1].at);
    SearchPoint const worst = corners_[2].at;
    return {middle.x + factor * (middle.x - worst.x), middle.y + factor * (middle.y - worst.y)};
}

void SimplexSearch::ask_reflection() noexcept {
    std::sort(corners_.begin(), corners_.end(),
              [](const Corner& a, const Corner& b) { return a.value < b.value; });
    ask(Move::Reflect, along(1.0));
}

void SimplexSearch::ask_shrunk(std::size_t corner) noexcept {
    ask(corner == 1 ? Move::ShrinkSecond : Move::ShrinkThird,
        between(corners_[0].at, corners_[corner].at));
}

void SimplexSearch::take(std::size_t corner, SearchPoint at, double value) noexcept {
    corners_[corner] = {at, value};
}

void SimplexSearch::accept(const Corner& corner) noexcept {
    corners_[2] = corner;
    ask_reflection();
}

void SimplexSearch::judge_reflection(double value) noexcept {
    reflected_ = {asked_, value};
    if (value < corners_[0].value) {
        ask(Move::Expand, along(2.0));
    } else if (value < corners_[1].value) {
        accept(reflected_);
    } else if (value < corners_[2].value) {
        ask(Move::ContractOutside, along(0.5));
    } else {
        ask(Move::ContractInside, along(-0.5));
    }
}

void SimplexSearch::tell(double value) noexcept {
    value = std::isnan(value) ? std::numeric_limits<double>::max() : value;
    Corner const here{asked_, value};
    switch (move_) {
        case Move::FirstCorner:
            take(0, asked_, value);
            return ask(Move::SecondCorner, corners_[1].at);
        case Move::SecondCorner:
            take(1, asked_, value);
            return ask(Move::ThirdCorner, corners_[2].at);
        case Move::ThirdCorner:
        case Move::ShrinkThird:
            return accept(here);
        case Move::ShrinkSecond:
            take(1, asked_, value);
            return ask_shrunk(2);
        case Move::Reflect:
            return judge_reflection(value);
        case Move::Expand:
            return accept(value < reflected_.value ? here : reflected_);
        case Move::ContractOutside:
            return value <= reflected_.value ? accept(here) : ask_shrunk(1);
        case Move::ContractInside:
            return value < corners_[2].value ? accept(here) : ask_shrunk(1);
    }
}

}  // namespace hedged::pricing
