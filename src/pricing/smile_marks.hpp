// SPDX-License-Identifier: Apache-2.0
// The newest mark volatilities of one expiry, by strike, and what a fit and the volatility at the
// money take from them. An in-the-money mark measures little, so its out-of-the-money twin at the
// same strike goes first. Private to pricing; one thread at a time, no allocation.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/pricing/smile_surface.hpp"
#include "hedged/pricing/svi_fit.hpp"

#include "pricing/money_vol_history.hpp"

#include <optional>

namespace hedged::pricing {

struct SmileMark {
    Vol vol;
    double trust = 0.0;
    Instant received;
    bool known = false;
};

// What a fit is made from.
struct SmilePoints {
    FixedVector<SviFitPoint, kSmileStrikesMax> points;
    Instant oldest;  // receive time of the oldest with weight
};

class SmileMarks {
public:
    // False: no room for another strike.
    [[nodiscard]] bool set(UsdPrice strike, Right right, const SmileMark& mark) noexcept;
    [[nodiscard]] std::size_t strikes() const noexcept { return rows_.size(); }
    void clear() noexcept { rows_.clear(); }

    // Marks received before `not_before` are left out. Weights are trust times vega.
    void gather(UsdPrice forward, Years expires_in, Instant not_before,
                SmilePoints& into) const noexcept;
    // On the straight line in k between the nearest strikes with a mark on either side of the
    // forward, within one standard deviation of it.
    [[nodiscard]] std::optional<MoneyVol> at_the_money(UsdPrice forward, Years expires_in,
                                                       Instant not_before) const noexcept;

private:
    struct Row {
        UsdPrice strike;
        SmileMark put;
        SmileMark call;
    };

    [[nodiscard]] static const SmileMark* best_of(const Row& row, UsdPrice forward,
                                                  Instant not_before) noexcept;
    [[nodiscard]] std::size_t first_not_below(UsdPrice strike) const noexcept;

    FixedVector<Row, kSmileStrikesMax> rows_;  // by strike
};

}  // namespace hedged::pricing
