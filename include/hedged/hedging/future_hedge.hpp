// SPDX-License-Identifier: Apache-2.0
// Turns a wanted change of delta into an immediate-or-cancel limit order on a perpetual or future:
// how many lots, and the worst price we accept. Pure, engine thread, never allocates.
// Size: an inverse contract of N USD has N / mark coins of delta, so coins * mark USD are wanted
// (maths.md 3.3); a linear one is its own coins. Hedging to the target rounds toward zero, so that
// rounding never flips the delta past it; hedging to an edge rounds up, so that the delta ends
// inside the band and the next look does not want one more lot. Price: the mid of the instrument's
// own quote, moved against us by the slippage cap and rounded to the tick inside that cap. When the
// best price on offer is worse than that, nothing is sent.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/hedging/delta_band.hpp"
#include "hedged/protocol/instrument.hpp"
#include "hedged/protocol/order_terms.hpp"
#include "hedged/protocol/reasons.hpp"

namespace hedged::hedging {

struct FutureHedgeTerms {
    HedgeTo hedge_to = HedgeTo::Target;
    double slippage_cap_bp = 0.0;  // of the mid
    double clip_coins = 0.0;       // one order is never larger than this
};

struct TopOfBook {
    double bid_price = 0.0;  // 0: the side is empty
    double ask_price = 0.0;
};

struct FutureHedge {
    Side side = Side::Buy;
    Lots quantity;  // > 0
    PriceTicks limit;
    double mid = 0.0;  // what slippage is measured against
};

// `wanted` positive buys. Refuses with the reason: BelowOneLot, QuoteEmpty, QuoteCrossed,
// BeyondSlippageCap or NonFinite.
[[nodiscard]] Result<FutureHedge, Why> size_future_hedge(const InstrumentSpec& spec,
                                                         const FutureHedgeTerms& terms,
                                                         BookDelta wanted, UsdPrice mark,
                                                         const TopOfBook& top) noexcept;

}  // namespace hedged::hedging
