// SPDX-License-Identifier: Apache-2.0
// The kernels of each instruction set, for the dispatcher alone. Private to pricing.
#pragma once

#include "hedged/pricing/greeks_batch.hpp"

namespace hedged::pricing::kernels {

void all_baseline(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept;
void all_avx2(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept;
void all_avx512(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept;
void delta_gamma_baseline(const OptionBlock* options, GreeksBlock* greeks,
                          std::size_t blocks) noexcept;
void delta_gamma_avx2(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept;
void delta_gamma_avx512(const OptionBlock* options, GreeksBlock* greeks,
                        std::size_t blocks) noexcept;

}  // namespace hedged::pricing::kernels
