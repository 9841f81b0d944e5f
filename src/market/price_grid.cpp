// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/price_grid.hpp"

#include "market/exact_multiple.hpp"

#include <cmath>
#include <cstddef>

namespace hedged::market {
namespace {

// Above this many smallest ticks a double no longer holds every whole number.
constexpr double kTicksMax = 9e15;

// The grid as whole smallest ticks: within (low, high] every price is a multiple of `stride`.
struct Segment {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::int64_t stride = 0;  // 0: not a whole number of smallest ticks
};

std::int64_t stride_of(const DecimalStep& coarse, const DecimalStep& smallest) noexcept {
    std::int64_t numerator = coarse.mantissa;
    std::int64_t denominator = smallest.mantissa;
    for (std::int32_t e = coarse.exponent; e > smallest.exponent; --e) {
        if (__builtin_mul_overflow(numerator, 10, &numerator)) {
            return 0;
        }
    }
    for (std::int32_t e = coarse.exponent; e < smallest.exponent; ++e) {
        if (__builtin_mul_overflow(denominator, 10, &denominator)) {
            return 0;
        }
    }
    return denominator > 0 && numerator % denominator == 0 ? numerator / denominator : 0;
}

// Segment `position` of the grid: 0 is the base, n the n-th step.
Segment segment_at(const InstrumentSpec& spec, std::size_t position) noexcept {
    Segment segment;
    segment.stride = position == 0 ? 1 : stride_of(spec.tick_steps[position - 1].tick, spec.tick);
    segment.low = position == 0 ? 0 : spec.tick.floor(spec.tick_steps[position - 1].above_price);
    segment.high = position == spec.tick_steps.size()
                       ? static_cast<std::int64_t>(kTicksMax)
                       : spec.tick.floor(spec.tick_steps[position].above_price);
    return segment;
}

std::size_t segment_of(const InstrumentSpec& spec, std::int64_t ticks) noexcept {
    std::size_t position = spec.tick_steps.size();
    while (position > 0 && ticks <= segment_at(spec, position).low) {
        --position;
    }
    return position;
}

std::optional<PriceTicks> round_down(const InstrumentSpec& spec, std::int64_t ticks) noexcept {
    for (std::size_t position = segment_of(spec, ticks);; --position) {
        Segment const segment = segment_at(spec, position);
        if (segment.stride == 0) {
            return std::nullopt;
        }
        std::int64_t const candidate = ticks - ticks % segment.stride;
        if (candidate > segment.low) {
            return PriceTicks{candidate};
        }
        if (position == 0) {
            return std::nullopt;
        }
        ticks = segment.low;
    }
}

std::optional<PriceTicks> round_up(const InstrumentSpec& spec, std::int64_t ticks) noexcept {
    for (std::size_t position = segment_of(spec, ticks); position <= spec.tick_steps.size();
         ++position) {
        Segment const segment = segment_at(spec, position);
        if (segment.stride == 0) {
            return std::nullopt;
        }
        std::int64_t const candidate =
            (ticks + segment.stride - 1) / segment.stride * segment.stride;
        if (candidate <= segment.high) {
            return PriceTicks{candidate};
        }
        ticks = segment.high + 1;
    }
    return std::nullopt;
}

}  // namespace

DecimalStep tick_at(const InstrumentSpec& spec, double price) noexcept {
    DecimalStep tick = spec.tick;
    for (const TickStep& step : spec.tick_steps) {
        if (price > step.above_price) {
            tick = step.tick;
        }
    }
    return tick;
}

std::optional<PriceTicks> round_price(const InstrumentSpec& spec, double price,
                                      Rounding rounding) noexcept {
    if (!std::isfinite(price) || price <= 0.0 || price / spec.tick.value() > kTicksMax) {
        return std::nullopt;
    }
    if (rounding == Rounding::Down) {
        std::int64_t const ticks = spec.tick.floor(price);
        return ticks > 0 ? round_down(spec, ticks) : std::nullopt;
    }
    return round_up(spec, spec.tick.ceil(price));
}

bool on_grid(const InstrumentSpec& spec, PriceTicks price) noexcept {
    if (price.value() <= 0 || static_cast<double>(price.value()) > kTicksMax) {
        return false;
    }
    Segment const segment = segment_at(spec, segment_of(spec, price.value()));
    return segment.stride != 0 && price.value() % segment.stride == 0;
}

double price_from_ticks(const InstrumentSpec& spec, PriceTicks price) noexcept {
    return exact_multiple(spec.tick, price.value());
}

}  // namespace hedged::market
