// SPDX-License-Identifier: Apache-2.0
// The least value of a function of two variables inside a box, by Nelder and Mead's simplex, asked
// one value at a time: next() says where the function is wanted, tell() takes its value there. So
// one search can be spread over many timer ticks, and gives the same bits as in one go. No
// allocation, noexcept, deterministic; one thread at a time. A value that is no number counts as
// the worst.
#pragma once

#include <array>
#include <cstdint>

namespace hedged::pricing {

struct SearchPoint {
    double x = 0.0;
    double y = 0.0;
};

struct SearchBox {
    SearchPoint low;
    SearchPoint high;
};

class SimplexSearch {
public:
    // The first triangle has one corner at `from` and the others a step away along each axis,
    // inwards where the box would cut the step off.
    void start(const SearchBox& box, SearchPoint from, SearchPoint step) noexcept;

    [[nodiscard]] SearchPoint next() const noexcept { return asked_; }
    void tell(double value) noexcept;

    // Once the three corners have values. The first of these two is the best so far.
    [[nodiscard]] SearchPoint best() const noexcept { return corners_[0].at; }
    [[nodiscard]] double least() const noexcept { return corners_[0].value; }
    [[nodiscard]] double spread() const noexcept { return corners_[2].value - corners_[0].value; }
    // Longest side along an axis.
    [[nodiscard]] double size() const noexcept;
    // Between two moves, when the three corners are a triangle that may be judged.
    [[nodiscard]] bool settled() const noexcept { return move_ == Move::Reflect; }

private:
    enum class Move : std::uint8_t {
        FirstCorner,
        SecondCorner,
        ThirdCorner,
        Reflect,
        Expand,
        ContractOutside,
        ContractInside,
        ShrinkSecond,
        ShrinkThird,
    };
    struct Corner {
        SearchPoint at;
        double value = 0.0;
    };

    void ask(Move move, SearchPoint at) noexcept;
    void ask_reflection() noexcept;
    void ask_shrunk(std::size_t corner) noexcept;
    void take(std::size_t corner, SearchPoint at, double value) noexcept;
    void accept(const Corner& corner) noexcept;
    void judge_reflection(double value) noexcept;
    [[nodiscard]] SearchPoint along(double factor) const noexcept;

    SearchBox box_;
    std::array<Corner, 3> corners_;  // best first, whenever settled()
    Corner reflected_;
    SearchPoint asked_;
    Move move_ = Move::FirstCorner;
};

}  // namespace hedged::pricing
