// SPDX-License-Identifier: Apache-2.0
// Cost of one implied volatility, eight at a time, by how near the hint is: 2,000 options within
// two and a half standard deviations. The scalar form is in pricing_bench.cpp.
#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/implied_vol_batch.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace hedged;
using namespace hedged::pricing;

constexpr std::size_t kCount = 2'000;
constexpr double kForward = 60'000.0;

std::vector<QuoteBlock> quotes_with_hints(double off) {
    Random random(1);
    std::vector<QuoteBlock> quotes(kCount / kLanes);
    for (QuoteBlock& block : quotes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            double const vol = 0.3 + 0.7 * random.uniform();
            double const years = 0.003 + 0.7 * random.uniform();
            double const total = vol * std::sqrt(years);
            double const strike = kForward * std::exp(5.0 * total * (random.uniform() - 0.5));
            Right const right = random.below(2) == 0 ? Right::Call : Right::Put;
            block.forward[lane] = kForward;
            block.strike[lane] = strike;
            block.years[lane] = years;
            block.sign[lane] = static_cast<double>(right);
            block.price[lane] =
                black76({right, UsdPrice{kForward}, UsdPrice{strike}, Years{years}}, Vol{vol})
                    .price.value();
            block.hint[lane] = off >= 1.0 ? 0.0 : vol * (1.0 + off);
        }
    }
    return quotes;
}

// The hint is off by as many parts in a thousand; 1000 means no hint.
void ImpliedVolBatch(benchmark::State& state, Isa isa) {
    if (!available(isa)) {
        state.SkipWithError("not on this processor");
        return;
    }
    auto const quotes = quotes_with_hints(static_cast<double>(state.range(0)) * 1e-3);
    std::vector<ImpliedVolBlock> vols(quotes.size());
    auto const kernel = implied_vol_kernel(isa);
    for (auto _ : state) {
        kernel(quotes.data(), vols.data(), quotes.size());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCount));
}
BENCHMARK_CAPTURE(ImpliedVolBatch, baseline, Isa::Baseline)->Arg(1)->Arg(20)->Arg(200)->Arg(1000);
BENCHMARK_CAPTURE(ImpliedVolBatch, avx2, Isa::Avx2)->Arg(1)->Arg(20)->Arg(200)->Arg(1000);
BENCHMARK_CAPTURE(ImpliedVolBatch, avx512, Isa::Avx512)->Arg(1)->Arg(20)->Arg(200)->Arg(1000);

}  // namespace
