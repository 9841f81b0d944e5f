// SPDX-License-Identifier: Apache-2.0
// Our kernels and implied volatility beside plain math-library code, QuantLib and, where its
// sources are given, Jaeckel's LetsBeRational: one chain, one run. Each number is per option
// (items_per_second inverted). `worst` is the largest relative error of the volatilities found, so
// that speed is not bought with digits unseen. Compare ratios inside one run.
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/implied_vol.hpp"
#include "hedged/pricing/implied_vol_batch.hpp"

#include "perf/support/option_chain.hpp"
#ifdef HEDGED_HAVE_QUANTLIB
#include "perf/peers/quantlib_peer.hpp"
#endif

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#ifdef HEDGED_HAVE_LETS_BE_RATIONAL
extern "C" double implied_volatility_from_a_transformed_rational_guess(double price, double forward,
                                                                       double strike, double years,
                                                                       double sign);
#endif

namespace {

using namespace hedged;
using namespace hedged::pricing;
using perf::OptionChain;

void per_option(benchmark::State& state, std::size_t count) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
std::size_t size_of(const benchmark::State& state) {
    return static_cast<std::size_t>(state.range(0));
}

void GreeksScalarLibm(benchmark::State& state) {
    std::size_t const count = size_of(state);
    OptionChain const chain(count);
    double out[perf::kLibmGreeks] = {};
    for (auto _ : state) {
        for (std::size_t i = 0; i < count; ++i) {
            perf::libm_greeks(chain.options[i / kLanes], i % kLanes, out);
            benchmark::DoNotOptimize(out);
        }
    }
    per_option(state, count);
}
BENCHMARK(GreeksScalarLibm)->Arg(1000)->Arg(10'000);

void run_kernel(benchmark::State& state, GreeksKernel::Run run) {
    std::size_t const count = size_of(state);
    OptionChain chain(count);
    for (auto _ : state) {
        run(chain.options.data(), chain.greeks.data(), chain.options.size());
        benchmark::ClobberMemory();
    }
    per_option(state, count);
}
void GreeksHedgedAll(benchmark::State& state) {
    run_kernel(state, greeks_kernel(best_isa()).all);
}
void GreeksHedgedAllAvx2(benchmark::State& state) {
    run_kernel(state, greeks_kernel(Isa::Avx2).all);
}
void GreeksHedgedDeltaGamma(benchmark::State& state) {
    run_kernel(state, greeks_kernel(best_isa()).delta_gamma);
}
BENCHMARK(GreeksHedgedAll)->Arg(1000)->Arg(10'000);
BENCHMARK(GreeksHedgedAllAvx2)->Arg(1000)->Arg(10'000);
BENCHMARK(GreeksHedgedDeltaGamma)->Arg(1000)->Arg(10'000);

// What an inversion is given, and the volatilities that made the prices.
struct Prices {
    static constexpr std::size_t kCount = 2000;

    Prices() : chain(kCount) {
        for (std::size_t i = 0; i < kCount; ++i) {
            points.push_back(chain.point(i));
            prices.push_back(black76(points.back(), chain.vol(i)).price.value());
            found.push_back(0.0);
        }
    }
    // Times `invert` over the options and notes its worst error.
    template <class Invert>
    void measure(benchmark::State& state, const Invert& invert) {
        for (auto _ : state) {
            for (std::size_t i = 0; i < kCount; ++i) {
                found[i] = invert(i);
            }
            benchmark::ClobberMemory();
        }
        double worst = 0.0;
        double failed = 0.0;
        for (std::size_t i = 0; i < kCount; ++i) {
            double const error = std::fabs(found[i] / chain.vol(i).value() - 1.0);
            failed += std::isnan(error) ? 1.0 : 0.0;
            worst = std::fmax(worst, error);  // which passes over NaN
        }
        state.counters["worst"] = worst;
        state.counters["failed"] = failed;
        per_option(state, kCount);
    }

    OptionChain chain;
    std::vector<OptionPoint> points;
    std::vector<double> prices;
    std::vector<double> found;
};

// The hint is off by so many parts in a thousand; 1000 means none.
void ImpliedVolHedged(benchmark::State& state) {
    Prices p;
    double const off = static_cast<double>(state.range(0)) * 1e-3;
    std::vector<Vol> hints;
    for (std::size_t i = 0; i < Prices::kCount; ++i) {
        hints.push_back(off >= 1.0 ? Vol{0.0} : p.chain.vol(i) * (1.0 + off));
    }
    p.measure(state, [&](std::size_t i) {
        return implied_vol(p.points[i], UsdPrice{p.prices[i]}, hints[i]).vol.value();
    });
}
BENCHMARK(ImpliedVolHedged)->Arg(1)->Arg(20)->Arg(1000);

// Eight at a time, as a chain is.
void ImpliedVolHedgedBatch(benchmark::State& state) {
    Prices p;
    double const off = static_cast<double>(state.range(0)) * 1e-3;
    std::vector<QuoteBlock> quotes(Prices::kCount / kLanes);
    std::vector<ImpliedVolBlock> vols(quotes.size());
    for (std::size_t i = 0; i < Prices::kCount; ++i) {
        QuoteBlock& block = quotes[i / kLanes];
        std::size_t const lane = i % kLanes;
        block.forward[lane] = p.points[i].forward.value();
        block.strike[lane] = p.points[i].strike.value();
        block.years[lane] = p.points[i].expires_in.value();
        block.sign[lane] = static_cast<double>(p.points[i].right);
        block.price[lane] = p.prices[i];
        block.hint[lane] = off >= 1.0 ? 0.0 : p.chain.vol(i).value() * (1.0 + off);
    }
    auto const kernel = implied_vol_kernel(best_isa());
    for (auto _ : state) {
        kernel(quotes.data(), vols.data(), quotes.size());
        benchmark::ClobberMemory();
    }
    double worst = 0.0;
    for (std::size_t i = 0; i < Prices::kCount; ++i) {
        worst = std::fmax(
            worst, std::fabs(vols[i / kLanes].vol[i % kLanes] / p.chain.vol(i).value() - 1.0));
    }
    state.counters["worst"] = worst;
    per_option(state, Prices::kCount);
}
BENCHMARK(ImpliedVolHedgedBatch)->Arg(1)->Arg(20)->Arg(1000);

#ifdef HEDGED_HAVE_QUANTLIB
std::vector<perf::PlainOption> plain(const OptionChain& chain, std::size_t count) {
    std::vector<perf::PlainOption> options;
    for (std::size_t i = 0; i < count; ++i) {
        OptionPoint const point = chain.point(i);
        options.push_back({point.right == Right::Call, point.forward.value(), point.strike.value(),
                           chain.vol(i).value(), point.expires_in.value()});
    }
    return options;
}

void GreeksBlackCalculator(benchmark::State& state) {
    auto const options = plain(OptionChain(size_of(state)), size_of(state));
    double out[perf::kBlackCalculatorGreeks] = {};
    for (auto _ : state) {
        for (auto const& option : options) {
            perf::black_calculator(option, out);
            benchmark::DoNotOptimize(out);
        }
    }
    per_option(state, options.size());
}
BENCHMARK(GreeksBlackCalculator)->Arg(1000)->Arg(10'000);

void GreeksAnalyticEuropeanEngine(benchmark::State& state) {
    auto const options = plain(OptionChain(size_of(state)), size_of(state));
    perf::AnalyticChain chain(options.data(), options.size());
    double spot = perf::kChainForward;
    for (auto _ : state) {
        spot += 0.01;
        benchmark::DoNotOptimize(chain.reprice(spot));
    }
    per_option(state, options.size());
}
BENCHMARK(GreeksAnalyticEuropeanEngine)->Arg(1000)->Arg(10'000);

constexpr double kAccuracy = 1e-12;

void ImpliedVolQuantlib(benchmark::State& state) {
    Prices p;
    auto const options = plain(p.chain, Prices::kCount);
    p.measure(state, [&](std::size_t i) {
        return perf::implied_vol_default(options[i], p.prices[i], kAccuracy);
    });
}
BENCHMARK(ImpliedVolQuantlib);

void ImpliedVolQuantlibLiRs(benchmark::State& state) {
    Prices p;
    auto const options = plain(p.chain, Prices::kCount);
    p.measure(state, [&](std::size_t i) {
        return perf::implied_vol_li_rs(options[i], p.prices[i], kAccuracy);
    });
}
BENCHMARK(ImpliedVolQuantlibLiRs);
#endif

#ifdef HEDGED_HAVE_LETS_BE_RATIONAL
void ImpliedVolLetsBeRational(benchmark::State& state) {
    Prices p;
    p.measure(state, [&](std::size_t i) {
        OptionPoint const& point = p.points[i];
        return implied_volatility_from_a_transformed_rational_guess(
            p.prices[i], point.forward.value(), point.strike.value(), point.expires_in.value(),
            static_cast<double>(point.right));
    });
}
BENCHMARK(ImpliedVolLetsBeRational);
#endif

}  // namespace
