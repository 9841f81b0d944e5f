// SPDX-License-Identifier: Apache-2.0
// Exact quantiles of a benchmark's samples. Takes its memory at construction, so that recording
// allocates nothing.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::perf {

class Samples {
public:
    explicit Samples(std::size_t capacity) { values_.reserve(capacity); }

    void add(std::int64_t ns) {
        if (values_.size() < values_.capacity()) {
            values_.push_back(ns);
        }
    }
    [[nodiscard]] std::size_t count() const noexcept { return values_.size(); }
    // Microseconds; the smallest value that `part` of all values do not exceed. 0 without samples.
    [[nodiscard]] double us(double part) {
        if (values_.empty()) {
            return 0.0;
        }
        const auto last = static_cast<double>(values_.size() - 1);
        const auto rank = static_cast<std::ptrdiff_t>(std::lround(part * last));
        std::nth_element(values_.begin(), values_.begin() + rank, values_.end());
        return static_cast<double>(values_[static_cast<std::size_t>(rank)]) / 1000.0;
    }

private:
    std::vector<std::int64_t> values_;
};

}  // namespace hedged::perf
