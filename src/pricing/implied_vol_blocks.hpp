// SPDX-License-Identifier: Apache-2.0
// Walks blocks with the vector form, V being the widest vector of the instruction set; included
// once by each implied_vol_kernel_*.cpp. Private to pricing.
#pragma once

#include "pricing/implied_vol_lanes.hpp"

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

template <class V>
[[gnu::always_inline]] inline V part_of(const double* lanes) noexcept {
    V part;
    __builtin_memcpy(&part, lanes, sizeof part);
    return part;
}

template <class V>
inline void invert_blocks(const QuoteBlock* quotes, ImpliedVolBlock* vols,
                          std::size_t blocks) noexcept {
    constexpr std::size_t kStep = sizeof(V) / sizeof(double);
    for (std::size_t i = 0; i < blocks; ++i) {
        for (std::size_t at = 0; at < kLanes; at += kStep) {
            QuoteBlock const& in = quotes[i];
            SolutionLanes<V> const found =
                invert_lanes<V>({part_of<V>(in.forward + at), part_of<V>(in.strike + at),
                                 square_root(part_of<V>(in.years + at)), part_of<V>(in.sign + at),
                                 part_of<V>(in.price + at), part_of<V>(in.hint + at)});
            __builtin_memcpy(vols[i].vol + at, &found.total_vol, sizeof found.total_vol);
            for (std::size_t lane = 0; lane < kStep; ++lane) {
                vols[i].status[at + lane] =
                    found.settled[lane] != 0 ? ImpliedVolStatus::Ok : ImpliedVolStatus::Invalid;
            }
        }
    }
}

}  // namespace
}  // namespace hedged::pricing
