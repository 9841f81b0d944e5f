// SPDX-License-Identifier: Apache-2.0
// Prices and amounts as whole multiples of a decimal step, converted to the double that is nearest
// to the exact decimal so that it prints short. Pure, no allocation.
#pragma once

#include "hedged/core/decimal_step.hpp"

#include <cmath>
#include <cstdint>
#include <optional>

namespace hedged::exchange {

class Grid {
public:
    Grid() noexcept = default;
    explicit Grid(double step) noexcept : step_(decimal_step_from(step)) {
        for (int i = 0; i < std::abs(step_.exponent); ++i) {
            power_ *= 10.0;
        }
    }

    // One division or multiplication of exact integers: rounded once, hence nearest.
    [[nodiscard]] double value(std::int64_t multiples) const noexcept {
        const auto units = static_cast<double>(multiples * step_.mantissa);
        return step_.exponent < 0 ? units / power_ : units * power_;
    }
    [[nodiscard]] std::int64_t nearest(double number) const noexcept {
        return step_.nearest(number);
    }
    [[nodiscard]] std::int64_t floor(double number) const noexcept { return step_.floor(number); }
    [[nodiscard]] std::int64_t ceil(double number) const noexcept { return step_.ceil(number); }

    // The multiple that `number` is, or none when it lies between two.
    [[nodiscard]] std::optional<std::int64_t> exact(double number) const noexcept {
        const std::int64_t low = step_.floor(number);
        return low == step_.ceil(number) ? std::optional{low} : std::nullopt;
    }

private:
    DecimalStep step_{1, 0};
    double power_ = 1.0;
};

}  // namespace hedged::exchange
