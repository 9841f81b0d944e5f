// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/decimal_step.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace hedged {
namespace {

constexpr std::array<double, 19> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                                 1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                                 1e14, 1e15, 1e16, 1e17, 1e18};

double scaled(double number, std::int32_t exponent) noexcept {
    auto const magnitude = static_cast<std::size_t>(exponent < 0 ? -exponent : exponent);
    double const power = kPowersOfTen[magnitude < kPowersOfTen.size() ? magnitude : 18];
    return exponent < 0 ? number / power : number * power;
}

double multiples_of(const DecimalStep& step, double number) noexcept {
    double const multiples = scaled(number, -step.exponent) / static_cast<double>(step.mantissa);
    double const nearest = std::round(multiples);
    return std::fabs(multiples - nearest) < 1e-9 * std::fmax(1.0, std::fabs(nearest) * 1e-3)
               ? nearest
               : multiples;
}

}  // namespace

double DecimalStep::value() const noexcept {
    return scaled(static_cast<double>(mantissa), exponent);
}
std::int64_t DecimalStep::nearest(double number) const noexcept {
    return std::llround(multiples_of(*this, number));
}
std::int64_t DecimalStep::floor(double number) const noexcept {
    return static_cast<std::int64_t>(std::floor(multiples_of(*this, number)));
}
std::int64_t DecimalStep::ceil(double number) const noexcept {
    return static_cast<std::int64_t>(std::ceil(multiples_of(*this, number)));
}
std::int64_t DecimalStep::toward_zero(double number) const noexcept {
    return static_cast<std::int64_t>(std::trunc(multiples_of(*this, number)));
}

DecimalStep decimal_step_from(double number) noexcept {
    if (!std::isfinite(number) || number <= 0.0 || number > 1e15 || number < 1e-15) {
        return {0, 0};
    }
    std::array<char, 64> text{};
    const char* const end =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific)
            .ptr;
    DecimalStep step{0, 0};
    std::int32_t fraction_digits = 0;
    bool in_fraction = false;
    const char* at = text.data();
    for (; at != end && *at != 'e'; ++at) {
        if (*at == '.') {
            in_fraction = true;
            continue;
        }
        step.mantissa = step.mantissa * 10 + (*at - '0');
        fraction_digits += in_fraction ? 1 : 0;
    }
    if (at != end && at[1] == '+') {
        ++at;
    }
    (void)std::from_chars(at + 1, end, step.exponent);
    step.exponent -= fraction_digits;
    while (step.mantissa != 0 && step.mantissa % 10 == 0) {
        step.mantissa /= 10;
        ++step.exponent;
    }
    return step;
}

std::size_t write_multiple(DecimalStep step, std::int64_t multiples, char* out,
                           std::size_t capacity) noexcept {
    std::array<char, 64> digits{};
    std::int64_t product = 0;
    if (__builtin_mul_overflow(step.mantissa, multiples, &product)) {
        return 0;
    }
    bool const negative = product < 0;
    std::uint64_t const magnitude =
        negative ? 0 - static_cast<std::uint64_t>(product) : static_cast<std::uint64_t>(product);
    const char* const last =
        std::to_chars(digits.data(), digits.data() + digits.size(), magnitude).ptr;
    auto const count = static_cast<std::size_t>(last - digits.data());

    std::array<char, 128> text{};
    std::size_t length = 0;
    auto const put = [&](char c) { text[length++] = c; };
    if (negative) {
        put('-');
    }
    auto const shift = static_cast<std::size_t>(step.exponent < 0 ? -step.exponent : step.exponent);
    if (shift > 32) {
        return 0;
    }
    if (step.exponent >= 0 || magnitude == 0) {
        for (std::size_t i = 0; i < count; ++i) {
            put(digits[i]);
        }
        for (std::size_t i = 0; magnitude != 0 && i < shift; ++i) {
            put('0');
        }
    } else {
        std::size_t const whole = count > shift ? count - shift : 0;
        for (std::size_t i = 0; i < whole; ++i) {
            put(digits[i]);
        }
        if (whole == 0) {
            put('0');
        }
        put('.');
        for (std::size_t i = count; i < shift; ++i) {
            put('0');
        }
        for (std::size_t i = whole; i < count; ++i) {
            put(digits[i]);
        }
        while (text[length - 1] == '0') {
            --length;
        }
        length -= text[length - 1] == '.' ? 1U : 0U;
    }
    if (length > capacity) {
        return 0;
    }
    std::memcpy(out, text.data(), length);
    return length;
}

}  // namespace hedged
