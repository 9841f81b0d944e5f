// SPDX-License-Identifier: Apache-2.0
// Cost of one option's Greeks: plain math-library code as the yardstick, our scalar reference, the
// one-leg kernel and the vector kernels by chain size; and of one implied volatility by how near
// the hint is. Each number is per option (items_per_second inverted). Compare ratios inside one
// run.
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/implied_vol.hpp"
#include "hedged/pricing/settlement.hpp"

#include "perf/support/option_chain.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

namespace {

using namespace hedged;
using namespace hedged::pricing;

using Chain = perf::OptionChain;

void count_options(benchmark::State& state, std::size_t per_iteration) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(per_iteration));
}

void ScalarLibm(benchmark::State& state) {
    auto const count = static_cast<std::size_t>(state.range(0));
    Chain chain(count);
    double out[perf::kLibmGreeks] = {};
    for (auto _ : state) {
        for (std::size_t i = 0; i < count; ++i) {
            perf::libm_greeks(chain.options[i / kLanes], i % kLanes, out);
            benchmark::DoNotOptimize(out);
        }
    }
    count_options(state, count);
}
BENCHMARK(ScalarLibm)->Arg(1000)->Arg(10'000);

void Black76Reference(benchmark::State& state) {
    auto const count = static_cast<std::size_t>(state.range(0));
    Chain chain(count);
    for (auto _ : state) {
        for (std::size_t i = 0; i < count; ++i) {
            benchmark::DoNotOptimize(black76(chain.point(i), chain.vol(i)));
        }
    }
    count_options(state, count);
}
BENCHMARK(Black76Reference)->Arg(1000);

void OneLeg(benchmark::State& state) {
    Chain chain(1000);
    for (auto _ : state) {
        for (std::size_t i = 0; i < 1000; ++i) {
            greeks_of_lane(chain.options[i / kLanes], chain.greeks[i / kLanes], i % kLanes);
        }
        benchmark::ClobberMemory();
    }
    count_options(state, 1000);
}
BENCHMARK(OneLeg);

void run_kernel(benchmark::State& state, Isa isa, bool all) {
    if (!available(isa)) {
        state.SkipWithError("not on this processor");
        return;
    }
    auto const count = static_cast<std::size_t>(state.range(0));
    Chain chain(count);
    GreeksKernel const kernel = greeks_kernel(isa);
    auto const run = all ? kernel.all : kernel.delta_gamma;
    for (auto _ : state) {
        run(chain.options.data(), chain.greeks.data(), chain.options.size());
        benchmark::ClobberMemory();
    }
    count_options(state, count);
}
void AllGreeks(benchmark::State& state, Isa isa) {
    run_kernel(state, isa, true);
}
void DeltaGamma(benchmark::State& state, Isa isa) {
    run_kernel(state, isa, false);
}
BENCHMARK_CAPTURE(AllGreeks, baseline, Isa::Baseline)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(AllGreeks, avx2, Isa::Avx2)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(AllGreeks, avx512, Isa::Avx512)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(DeltaGamma, baseline, Isa::Baseline)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(DeltaGamma, avx2, Isa::Avx2)->Arg(1000)->Arg(10'000);
BENCHMARK_CAPTURE(DeltaGamma, avx512, Isa::Avx512)->Arg(1000)->Arg(10'000);

// The hint is off by as many parts in a thousand; 1000 means no hint.
void ImpliedVolatility(benchmark::State& state) {
    constexpr std::size_t kCount = 2000;
    double const off = static_cast<double>(state.range(0)) * 1e-3;
    Chain chain(kCount);
    std::vector<UsdPrice> prices;
    std::vector<Vol> hints;
    for (std::size_t i = 0; i < kCount; ++i) {
        prices.push_back(black76(chain.point(i), chain.vol(i)).price);
        hints.push_back(off >= 1.0 ? Vol{0.0} : chain.vol(i) * (1.0 + off));
    }
    for (auto _ : state) {
        for (std::size_t i = 0; i < kCount; ++i) {
            benchmark::DoNotOptimize(implied_vol(chain.point(i), prices[i], hints[i]));
        }
    }
    count_options(state, kCount);
}
BENCHMARK(ImpliedVolatility)->Arg(1)->Arg(20)->Arg(200)->Arg(1000);

void AveragedOption(benchmark::State& state) {
    OptionPoint const point{Right::Call, UsdPrice{60'000}, UsdPrice{60'010}, Years{1e-5}};
    SettlementProgress const progress{300, 150, seconds(6), UsdPrice{59'990}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(averaged_option(point, Vol{0.6}, progress));
    }
}
BENCHMARK(AveragedOption);

}  // namespace
