// SPDX-License-Identifier: Apache-2.0
// A number with a unit in its type. Trivially copyable, no allocation, any thread.
// Only addition, subtraction, comparison and scaling by a pure number exist here; algebra between
// different units is written out operator by operator in units.hpp, so that list is the dimensional
// analysis. Conversion in and out is explicit: construct with the number, leave through value().
#pragma once

#include <compare>
#include <type_traits>

namespace hedged {

template <class Tag, class Rep>
class Quantity {
    static_assert(std::is_arithmetic_v<Rep>);

public:
    using representation = Rep;

    constexpr Quantity() noexcept = default;
    constexpr explicit Quantity(Rep value) noexcept : value_(value) {}

    [[nodiscard]] constexpr Rep value() const noexcept { return value_; }

    constexpr Quantity& operator+=(Quantity other) noexcept {
        value_ += other.value_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other) noexcept {
        value_ -= other.value_;
        return *this;
    }

    friend constexpr Quantity operator+(Quantity a, Quantity b) noexcept { return a += b; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) noexcept { return a -= b; }
    friend constexpr Quantity operator-(Quantity a) noexcept { return Quantity{-a.value_}; }
    friend constexpr Quantity operator*(Quantity a, Rep factor) noexcept {
        return Quantity{a.value_ * factor};
    }
    friend constexpr Quantity operator*(Rep factor, Quantity a) noexcept { return a * factor; }
    friend constexpr Quantity operator/(Quantity a, Rep divisor) noexcept {
        return Quantity{a.value_ / divisor};
    }
    friend constexpr Rep operator/(Quantity a, Quantity b) noexcept { return a.value_ / b.value_; }

    friend constexpr auto operator<=>(Quantity, Quantity) noexcept = default;

private:
    Rep value_{};
};

template <class Tag, class Rep>
[[nodiscard]] constexpr Quantity<Tag, Rep> abs(Quantity<Tag, Rep> q) noexcept {
    return q.value() < Rep{} ? -q : q;
}

}  // namespace hedged
