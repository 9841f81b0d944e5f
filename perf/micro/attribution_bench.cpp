// SPDX-License-Identifier: Apache-2.0
// What it costs to explain a book's profit at an exact pass, by number of legs, beside what it
// costs to measure it; neither stands between a price and an order.
#include "hedged/core/random.hpp"
#include "hedged/portfolio/attribution_meter.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>

namespace {

using namespace hedged;
using namespace hedged::portfolio;

constexpr WallTime kNow = wall_from_milliseconds(1'770'000'000'000);
constexpr UsdPrice kIndex{60'000};
constexpr std::size_t kInstruments = 6'000;

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
    Book book{Numeraire::Usd, false, legs, kInstruments};
    for (std::uint32_t i = 0; i < legs; ++i) {
        if (!book.set_position(option(i, random), 20.0 * (random.uniform() - 0.5))) {
            std::abort();
        }
        book.set_option_market(InstrumentIndex{i}, 1.0 + 0.02 * random.uniform(),
                               Vol{0.3 + random.uniform()}, Instant{1});
    }
    book.recompute_all(kIndex, kNow);
    return book;
}

template <class Meter>
void Measure(benchmark::State& state) {
    Book const book = book_of(static_cast<std::size_t>(state.range(0)));
    Meter meter{Numeraire::Usd, false, kInstruments};
    ProfitPass const at{kIndex, kNow, InstrumentIndex{0}, 1e-4, std::nullopt};
    for (auto _ : state) {
        meter.measure(book, at);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Measure<ProfitMeter>)->Arg(200)->Arg(1000)->Arg(5000);
BENCHMARK(Measure<AttributionMeter>)->Arg(200)->Arg(1000)->Arg(5000);

}  // namespace
