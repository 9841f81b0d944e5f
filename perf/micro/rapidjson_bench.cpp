// SPDX-License-Identifier: Apache-2.0
// A yardstick: the same ticker with rapidjson, a fresh document for each message, and the fields
// that the codec takes.
#include "perf/micro/option_ticker.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <rapidjson/document.h>

namespace hedged::deribit {
namespace {

constexpr std::array<const char*, 10> kNumbers{
    "best_bid_price", "best_bid_amount",  "best_ask_price", "best_ask_amount", "mark_price",
    "index_price",    "underlying_price", "mark_iv",        "min_price",       "max_price"};

void rapidjson_option_ticker(benchmark::State& state) {
    for (auto _ : state) {
        rapidjson::Document document;
        document.Parse(kOptionTicker.data(), kOptionTicker.size());
        if (document.HasParseError()) {
            state.SkipWithError("the frame does not decode");
            return;
        }
        const auto& data = document["params"]["data"];
        double sum = data["greeks"]["delta"].GetDouble();
        for (const char* name : kNumbers) {
            sum += data[name].GetDouble();
        }
        benchmark::DoNotOptimize(sum);
        benchmark::DoNotOptimize(data["timestamp"].GetInt64());
        benchmark::DoNotOptimize(data["instrument_name"].GetString());
        benchmark::DoNotOptimize(data["state"].GetString());
    }
}
BENCHMARK(rapidjson_option_ticker);

}  // namespace
}  // namespace hedged::deribit
