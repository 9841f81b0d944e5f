// SPDX-License-Identifier: Apache-2.0
// Walks blocks with the vector form of the kernel, V being the widest vector of the instruction
// set; included once by each greeks_kernel_*.cpp. Private to pricing.
#pragma once

#include "pricing/greeks_lanes.hpp"

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

// A part of a block's lane; parts are aligned to V because blocks are aligned to the widest.
template <class V>
[[gnu::always_inline]] inline V load(const double* part) noexcept {
    V lanes;
    __builtin_memcpy(&lanes, part, sizeof lanes);
    return lanes;
}
template <class V>
[[gnu::always_inline]] inline void store(double* part, V lanes) noexcept {
    __builtin_memcpy(part, &lanes, sizeof lanes);
}
template <class V>
[[gnu::always_inline]] inline OptionLanes<V> load(const OptionBlock& block,
                                                  std::size_t at) noexcept {
    return {load<V>(block.forward + at), load<V>(block.strike + at), load<V>(block.vol + at),
            load<V>(block.root_time + at), load<V>(block.sign + at)};
}

template <class V>
inline void run_all(const OptionBlock* options, GreeksBlock* greeks, std::size_t blocks) noexcept {
    constexpr std::size_t kStep = sizeof(V) / sizeof(double);
    for (std::size_t i = 0; i < blocks; ++i) {
        for (std::size_t at = 0; at < kLanes; at += kStep) {
            GreeksLanes<V> const lanes = all_greeks(load<V>(options[i], at));
            store(greeks[i].price + at, lanes.price);
            store(greeks[i].delta + at, lanes.delta);
            store(greeks[i].gamma + at, lanes.gamma);
            store(greeks[i].speed + at, lanes.speed);
            store(greeks[i].vega + at, lanes.vega);
            store(greeks[i].theta + at, lanes.theta);
            store(greeks[i].vanna + at, lanes.vanna);
            store(greeks[i].volga + at, lanes.volga);
            store(greeks[i].charm + at, lanes.charm);
            store(greeks[i].rho + at, lanes.rho);
            store(greeks[i].d1 + at, lanes.d1);
        }
    }
}

template <class V>
inline void run_delta_gamma(const OptionBlock* options, GreeksBlock* greeks,
                            std::size_t blocks) noexcept {
    constexpr std::size_t kStep = sizeof(V) / sizeof(double);
    for (std::size_t i = 0; i < blocks; ++i) {
        for (std::size_t at = 0; at < kLanes; at += kStep) {
            DeltaLanes<V> const lanes = delta_and_gamma(load<V>(options[i], at));
            store(greeks[i].delta + at, lanes.delta);
            store(greeks[i].gamma + at, lanes.gamma);
        }
    }
}

}  // namespace
}  // namespace hedged::pricing
