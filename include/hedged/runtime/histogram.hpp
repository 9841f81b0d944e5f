// SPDX-License-Identifier: Apache-2.0
// Counts durations in buckets whose width grows with the value: exact below 64 ns, then 32 buckets
// for every doubling, so that a reported quantile is at most 1/32 (3.1 %) above the true one.
// Covers up to about 68 s; longer ones count in the last bucket. record() is one add, by one
// thread; the others may be read by any thread and see a recent state.
#pragma once

#include "hedged/core/time.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hedged::runtime {

class Histogram {
public:
    void record(Duration value) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept;
    // The upper edge of the bucket that holds the given part (0 to 1) of all values; zero if none.
    [[nodiscard]] Duration quantile(double part) const noexcept;
    [[nodiscard]] Duration maximum() const noexcept;

private:
    static constexpr unsigned kSubBits = 5;
    static constexpr std::size_t kSub = std::size_t{1} << kSubBits;
    static constexpr unsigned kTopBit = 36;  // 2^36 ns = 68.7 s
    static constexpr std::size_t kBuckets = (kTopBit - kSubBits + 1) * kSub;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns) noexcept;
    [[nodiscard]] static std::uint64_t upper_edge(std::size_t bucket) noexcept;

    // Only one thread writes, so a plain load and store is enough.
    std::array<std::atomic<std::uint64_t>, kBuckets> buckets_{};
    std::atomic<std::uint64_t> count_{0};
    std::atomic<std::int64_t> maximum_{0};
};

}  // namespace hedged::runtime
