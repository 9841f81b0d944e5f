// SPDX-License-Identifier: Apache-2.0
#include "pricing/greeks_blocks.hpp"
#include "pricing/greeks_kernels.hpp"

namespace hedged::pricing::kernels {

void all_avx2(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept {
    run_all<Lanes4>(options, greeks, blocks);
}
void delta_gamma_avx2(const OptionBlock* options, GreeksBlock* greeks,
                      std::size_t blocks) noexcept {
    run_delta_gamma<Lanes4>(options, greeks, blocks);
}

}  // namespace hedged::pricing::kernels
