// SPDX-License-Identifier: Apache-2.0
// What one unit of a leg contributes to the book's sums at one index and time: per coin of an
// option or linear future, per USD of an inverse future. Private to portfolio; pure, no allocation.
// maths.md 3.1 to 3.3, 4.1; F = ratio * S throughout.
#pragma once

#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/settlement.hpp"

#include <cstddef>

namespace hedged::portfolio {

struct LegPart {
    double delta = 0.0;  // inverse: coin-numeraire delta; linear: dollar delta; coins
    double gamma = 0.0;  // of the dollar delta, coins per USD
    double speed = 0.0;  // d gamma / d index
    double vega = 0.0;   // USD per 1.00
    double theta = 0.0;  // USD per year
    double third = 0.0;  // bound of |d speed-expanded delta|'s third derivative within `reach`
    double decay = 0.0;  // |d delta / d time|, coins per year
    double reach = 0.0;  // move of the index, USD, up to which `third` holds; not scaled by amount
};

// Member by member; the reach is left out, it does not add up.
[[nodiscard]] LegPart difference(const LegPart& a, const LegPart& b) noexcept;

// The same, eight legs to a block, and what the sums weigh them with.
struct alignas(64) PartBlock {
    double delta[pricing::kLanes] = {};
    double gamma[pricing::kLanes] = {};
    double speed[pricing::kLanes] = {};
    double vega[pricing::kLanes] = {};
    double theta[pricing::kLanes] = {};
    double third[pricing::kLanes] = {};
    double decay[pricing::kLanes] = {};
    double reach[pricing::kLanes] = {};

    void set(std::size_t lane, const LegPart& part) noexcept;
    [[nodiscard]] LegPart get(std::size_t lane) const noexcept;
};

struct alignas(64) WeightBlock {
    double inverse[pricing::kLanes] = {};  // signed amount if the leg is inverse
    double linear[pricing::kLanes] = {};   // signed amount if it is linear
    double ratio[pricing::kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};  // forward or mark to index
    // Inverse legs: 1, 1/ratio, 1. Linear legs: ratio, 1, 0. See option_parts().
    double scale[pricing::kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double back[pricing::kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double premium[pricing::kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};

    void set_ratio(std::size_t lane, double new_ratio, bool is_inverse) noexcept;
};

// All eight lanes, from the kernel's Greeks.
void option_parts(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                  const WeightBlock& weights, double index, PartBlock& parts) noexcept;
// One lane of the same, to the last bit.
void option_part(const pricing::OptionBlock& options, const pricing::GreeksBlock& greeks,
                 const WeightBlock& weights, double index, std::size_t lane,
                 PartBlock& parts) noexcept;

// An option inside the settlement window, priced at the index; `share` of its mean is still open.
// `total` is the volatility of that mean times root time, `years` the time to expiry.
[[nodiscard]] LegPart averaged_part(const pricing::OptionValue& value, bool inverse, double index,
                                    double share, double total, double years) noexcept;
// An option that is its payoff: nothing moves until the index reaches the strike.
[[nodiscard]] LegPart payoff_part(const pricing::OptionValue& value, double ratio, bool inverse,
                                  double index, double strike) noexcept;
// `share` is what the settlement average leaves undetermined, 1 before the window.
[[nodiscard]] LegPart future_part(double ratio, bool inverse, double index, double share,
                                  double years) noexcept;

}  // namespace hedged::portfolio
