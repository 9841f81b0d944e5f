// SPDX-License-Identifier: Apache-2.0
// A tick or lot as an exact decimal, mantissa * 10^exponent, so that multiples of it print exactly
// and never accumulate binary rounding. Any thread, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hedged {

struct DecimalStep {
    std::int64_t mantissa = 1;
    std::int32_t exponent = 0;

    [[nodiscard]] double value() const noexcept;

    // Nearest, lower and higher multiple of the step. A number within 1e-9 of a multiple, relative
    // to one step, counts as that multiple, so 0.3 / 0.1 is 3 in all three.
    [[nodiscard]] std::int64_t nearest(double number) const noexcept;
    [[nodiscard]] std::int64_t floor(double number) const noexcept;
    [[nodiscard]] std::int64_t ceil(double number) const noexcept;
    [[nodiscard]] std::int64_t toward_zero(double number) const noexcept;

    friend bool operator==(const DecimalStep&, const DecimalStep&) noexcept = default;
};

// The shortest decimal that reads back as `number`: 0.5 -> 5e-1, 10 -> 1e1. A non-finite or
// non-positive number gives mantissa 0, which the caller must refuse.
[[nodiscard]] DecimalStep decimal_step_from(double number) noexcept;

// Writes multiples * step as plain decimal text ("76485.5", "-0.0005") without a terminator.
// Returns the number of characters, or 0 when they do not fit in `capacity`.
[[nodiscard]] std::size_t write_multiple(DecimalStep step, std::int64_t multiples, char* out,
                                         std::size_t capacity) noexcept;

}  // namespace hedged
