// SPDX-License-Identifier: Apache-2.0
// The live book on the engine's path by number of legs: a decision from the aggregates must cost
// the same for any number, an exact pass grows with it, one changed leg costs one option.
#include "hedged/core/random.hpp"
#include "hedged/portfolio/book.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace hedged;
using namespace hedged::portfolio;

constexpr WallTime kNow = wall_from_milliseconds(1'770'000'000'000);
constexpr UsdPrice kIndex{60'000};

InstrumentSpec option(std::uint32_t index, Random& random) {
    InstrumentSpec spec;
    spec.index = InstrumentIndex{index};
    spec.kind = InstrumentKind::Option;
    spec.option_type = random.below(2) == 0 ? OptionType::Call : OptionType::Put;
    spec.amount_unit = AmountUnit::InCoin;
    spec.strike = UsdPrice{30'000.0 + 60'000.0 * random.uniform()};
    spec.expiry = kNow + seconds(86'400 + static_cast<std::int64_t>(random.below(20'000'000)));
    return spec;
}

Book book_of(std::size_t legs) {
    Random random(1);
    Book book{Numeraire::Usd, true, legs, legs};
    for (std::uint32_t i = 0; i < legs; ++i) {
        bool const room = book.set_position(option(i, random), 20.0 * (random.uniform() - 0.5));
        if (!room) {
            std::abort();
        }
        book.set_option_market(InstrumentIndex{i}, 1.0 + 0.02 * random.uniform(),
                               Vol{0.3 + random.uniform()}, Instant{1});
    }
    book.set_equity(Coins{100});
    book.recompute_all(kIndex, kNow);
    return book;
}

void RecomputeAll(benchmark::State& state) {
    Book book = book_of(static_cast<std::size_t>(state.range(0)));
    double index = kIndex.value();
    for (auto _ : state) {
        index += 0.01;
        book.recompute_all(UsdPrice{index}, kNow);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(RecomputeAll)->RangeMultiplier(10)->Range(10, 10'000);

void Decide(benchmark::State& state) {
    Book book = book_of(static_cast<std::size_t>(state.range(0)));
    double index = kIndex.value();
    for (auto _ : state) {
        index += 1e-6;
        benchmark::DoNotOptimize(book.expansion_error(UsdPrice{index}));
        benchmark::DoNotOptimize(book.exposure_at(UsdPrice{index}));
    }
}
BENCHMARK(Decide)->RangeMultiplier(10)->Range(10, 10'000);

void OneLegMarket(benchmark::State& state) {
    auto const legs = static_cast<std::uint32_t>(state.range(0));
    Book book = book_of(legs);
    std::uint32_t next = 0;
    double vol = 0.5;
    for (auto _ : state) {
        next = next + 1 == legs ? 0 : next + 1;
        vol = vol > 0.6 ? 0.5 : vol + 1e-5;
        book.set_option_market(InstrumentIndex{next}, 1.01, Vol{vol}, Instant{2});
    }
    benchmark::DoNotOptimize(book.exposure_at(kIndex));
}
BENCHMARK(OneLegMarket)->RangeMultiplier(10)->Range(10, 10'000);

void OneLegFill(benchmark::State& state) {
    Random random(1);
    InstrumentSpec const spec = option(0, random);
    Book book = book_of(1000);
    double amount = 1.0;
    for (auto _ : state) {
        amount = amount > 100.0 ? 1.0 : amount + 0.1;
        benchmark::DoNotOptimize(book.set_position(spec, amount));
    }
}
BENCHMARK(OneLegFill);

}  // namespace
