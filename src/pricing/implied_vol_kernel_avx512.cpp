// SPDX-License-Identifier: Apache-2.0
#include "pricing/implied_vol_blocks.hpp"
#include "pricing/implied_vol_kernels.hpp"

namespace hedged::pricing::kernels {

void implied_vol_avx512(const QuoteBlock* quotes, ImpliedVolBlock* vols,
                        std::size_t blocks) noexcept {
    invert_blocks<Lanes8>(quotes, vols, blocks);
}

}  // namespace hedged::pricing::kernels
