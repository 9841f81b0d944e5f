// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hedged::runtime {

namespace {

void add_one(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

std::size_t Histogram::bucket_of(std::uint64_t ns) noexcept {
    if (ns < 2 * kSub) {
        return static_cast<std::size_t>(ns);
    }
    const auto top = static_cast<unsigned>(std::bit_width(ns)) - 1;
    if (top >= kTopBit) {
        return kBuckets - 1;
    }
    const unsigned shift = top - kSubBits;
    return (std::size_t{shift} << kSubBits) + static_cast<std::size_t>(ns >> shift);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) noexcept {
    if (bucket < 2 * kSub) {
        return bucket;
    }
    const auto shift = static_cast<unsigned>(bucket >> kSubBits) - 1;
    const std::uint64_t base = bucket - (std::size_t{shift} << kSubBits);
    return ((base + 1) << shift) - 1;
}

void Histogram::record(Duration value) noexcept {
    const std::int64_t ns = std::max<std::int64_t>(value.nanoseconds(), 0);
    add_one(buckets_[bucket_of(static_cast<std::uint64_t>(ns))]);
    add_one(count_);
    if (ns > maximum_.load(std::memory_order_relaxed)) {
        maximum_.store(ns, std::memory_order_relaxed);
    }
}

std::uint64_t Histogram::count() const noexcept {
    return count_.load(std::memory_order_relaxed);
}

Duration Histogram::quantile(double part) const noexcept {
    std::uint64_t total = 0;
    for (const auto& bucket : buckets_) {
        total += bucket.load(std::memory_order_relaxed);
    }
    if (total == 0) {
        return {};
    }
    const double exact = std::ceil(std::clamp(part, 0.0, 1.0) * static_cast<double>(total));
    const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(exact));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += buckets_[i].load(std::memory_order_relaxed);
        if (seen >= wanted) {
            const auto edge = static_cast<std::int64_t>(upper_edge(i));
            return Duration{std::min(edge, maximum().nanoseconds())};
        }
    }
    return maximum();
}

Duration Histogram::maximum() const noexcept {
    return Duration{maximum_.load(std::memory_order_relaxed)};
}

}  // namespace hedged::runtime
