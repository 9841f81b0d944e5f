// SPDX-License-Identifier: Apache-2.0
// What every client of a race does alike: take its place on a core, run until it is told to stop,
// and say on one line what it measured of itself.
#pragma once

#include "perf/support/quantiles.hpp"

#include <atomic>
#include <cstdint>

namespace hedged::perf {

inline constexpr int kClientCore = 1;
inline constexpr std::size_t kSamplesMax = 4'000'000;

// SIGTERM sets the flag; the process is pinned.
void prepare_client();
[[nodiscard]] bool told_to_stop() noexcept;

[[nodiscard]] std::int64_t steady_ns() noexcept;

// "decide p50 p99 p99.9 write p50 p99 p99.9 samples N memory KiB", microseconds.
void report_client(double decide50, double decide99, double decide999, double write50,
                   double write99, double write999, std::size_t samples);
void report_client(Samples& decide, Samples& write);

// {"jsonrpc":"2.0",...} of a limit order as the yardsticks send it; the bytes written.
[[nodiscard]] int write_order(char* into, std::size_t room, std::uint64_t id, bool buy,
                              double price);

inline constexpr const char* kSubscribe =
    R"({"jsonrpc":"2.0","id":1,"method":"public/subscribe","params":{"channels":)"
    R"(["ticker.BTC-PERPETUAL.raw"]}})";

}  // namespace hedged::perf
