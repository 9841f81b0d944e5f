// SPDX-License-Identifier: Apache-2.0
// The vector form of each instruction set, for the dispatcher alone. A lane it has not settled is
// left as Invalid for the scalar form to look at. Private to pricing.
#pragma once

#include "hedged/pricing/implied_vol_batch.hpp"

namespace hedged::pricing::kernels {

void implied_vol_baseline(const QuoteBlock* quotes, ImpliedVolBlock* vols,
                          std::size_t blocks) noexcept;
void implied_vol_avx2(const QuoteBlock* quotes, ImpliedVolBlock* vols, std::size_t blocks) noexcept;
void implied_vol_avx512(const QuoteBlock* quotes, ImpliedVolBlock* vols,
                        std::size_t blocks) noexcept;

}  // namespace hedged::pricing::kernels
