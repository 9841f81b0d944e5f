// SPDX-License-Identifier: Apache-2.0
// Implied volatility of many options at once, eight to a block, for a chain's bids and asks. What
// the vector form cannot do safely (an edge status, a price in the last digits of its bound, a hint
// that leads nowhere) is handed to the scalar implied_vol(), so status and accuracy are the same as
// there: |d sigma| / sigma <= 16 eps (1 + condition number of the price). Every instruction set
// gives the same bits. Pure, noexcept, no allocation, any thread. maths.md 1.2.
#pragma once

#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/implied_vol.hpp"

#include <cstddef>

namespace hedged::pricing {

// Plain doubles, because a lane is storage; the defaults make an unused lane cheap (it is at its
// intrinsic value). Not checked: a lane may hold anything, and gets the status that fits.
struct alignas(64) QuoteBlock {
    double forward[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double strike[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double years[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};
    double sign[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1};  // +1 call, -1 put
    double price[kLanes] = {};  // USD; of an inverse option its coin price times the forward
    double hint[kLanes] = {};   // a volatility believed to be near, 0 for none
};

struct alignas(64) ImpliedVolBlock {
    double vol[kLanes];  // a fraction; 0 at intrinsic, NaN with a refusal
    ImpliedVolStatus status[kLanes];
};

using ImpliedVolKernel = void (*)(const QuoteBlock* quotes, ImpliedVolBlock* vols,
                                  std::size_t blocks) noexcept;

// An unavailable one falls back to the baseline.
[[nodiscard]] ImpliedVolKernel implied_vol_kernel(Isa isa) noexcept;

}  // namespace hedged::pricing
