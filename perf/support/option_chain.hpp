// SPDX-License-Identifier: Apache-2.0
// A chain of options as benchmarks price it: one underlying, a day to eight months, 30 % to 100 %,
// strikes within 2.5 standard deviations; in the kernels' blocks. And the plain math-library code
// that everybody writes first, as a yardstick.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/option_point.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace hedged::perf {

inline constexpr double kChainForward = 60'000.0;

struct OptionChain {
    explicit OptionChain(std::size_t count)
        : options((count + pricing::kLanes - 1) / pricing::kLanes), greeks(options.size()) {
        Random random(1);
        for (std::size_t i = 0; i < count; ++i) {
            pricing::OptionBlock& block = options[i / pricing::kLanes];
            std::size_t const lane = i % pricing::kLanes;
            block.vol[lane] = 0.3 + 0.7 * random.uniform();
            block.root_time[lane] = std::sqrt(0.003 + 0.7 * random.uniform());
            double const total = block.vol[lane] * block.root_time[lane];
            block.forward[lane] = kChainForward;
            block.strike[lane] = kChainForward * std::exp(5.0 * total * (random.uniform() - 0.5));
            block.sign[lane] = random.below(2) == 0 ? 1.0 : -1.0;
        }
    }
    [[nodiscard]] pricing::OptionPoint point(std::size_t i) const {
        pricing::OptionBlock const& block = options[i / pricing::kLanes];
        std::size_t const lane = i % pricing::kLanes;
        return {block.sign[lane] > 0.0 ? pricing::Right::Call : pricing::Right::Put,
                UsdPrice{block.forward[lane]}, UsdPrice{block.strike[lane]},
                Years{block.root_time[lane] * block.root_time[lane]}};
    }
    [[nodiscard]] Vol vol(std::size_t i) const {
        return Vol{options[i / pricing::kLanes].vol[i % pricing::kLanes]};
    }

    std::vector<pricing::OptionBlock> options;
    std::vector<pricing::GreeksBlock> greeks;
};

// Two erfc, one log, one exp; price, delta, gamma, vega, theta, vanna, volga.
inline constexpr std::size_t kLibmGreeks = 7;
inline void libm_greeks(const pricing::OptionBlock& in, std::size_t lane, double* out) {
    double const total = in.vol[lane] * in.root_time[lane];
    double const d1 = std::log(in.forward[lane] / in.strike[lane]) / total + 0.5 * total;
    double const d2 = d1 - total;
    double const root_half = 0.70710678118654752440;
    double const n1 = 0.5 * std::erfc(-in.sign[lane] * d1 * root_half);
    double const n2 = 0.5 * std::erfc(-in.sign[lane] * d2 * root_half);
    double const density = 0.39894228040143267794 * std::exp(-0.5 * d1 * d1);
    out[0] = in.sign[lane] * (in.forward[lane] * n1 - in.strike[lane] * n2);
    out[1] = in.sign[lane] * n1;
    out[2] = density / (in.forward[lane] * total);
    out[3] = in.forward[lane] * density * in.root_time[lane];
    out[4] = -0.5 * in.forward[lane] * density * in.vol[lane] / in.root_time[lane];
    out[5] = -density * d2 / in.vol[lane];
    out[6] = out[3] * d1 * d2 / in.vol[lane];
}

}  // namespace hedged::perf
