// SPDX-License-Identifier: Apache-2.0
// Neumaier's compensated sum: a book's long and short legs nearly cancel, and an update that takes
// one leg out and puts it back must leave no trace. Private to portfolio; any thread, no
// allocation.
#pragma once

#include <cmath>

namespace hedged::portfolio {

class CompensatedSum {
public:
    CompensatedSum() noexcept = default;
    explicit CompensatedSum(double start) noexcept : sum_(start) {}

    void add(double term) noexcept {
        double const total = sum_ + term;
        lost_ += std::fabs(sum_) >= std::fabs(term) ? (sum_ - total) + term : (term - total) + sum_;
        sum_ = total;
    }
    [[nodiscard]] double value() const noexcept { return sum_ + lost_; }

private:
    double sum_ = 0.0;
    double lost_ = 0.0;
};

}  // namespace hedged::portfolio
