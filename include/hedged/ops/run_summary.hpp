// SPDX-License-Identifier: Apache-2.0
// The table at the end of a run, for whoever answers for the desk: did hedging make the book
// quieter, at what cost, and does the exchange agree on what we hold. Cold code: allocates.
#pragma once

#include "hedged/ops/report.hpp"

#include <optional>
#include <string>

namespace hedged::ops {

// Follows a run from picture to picture.
class RunSummary {
public:
    void observe(const EngineView& view);
    // `real_seconds` is how long the run took.
    [[nodiscard]] std::string text(const Picture& last, double real_seconds) const;

private:
    struct First {
        WallTime market_time;
        double index = 0.0;
        double seen_at = 0.0;  // engine's clock, seconds
    };
    std::optional<First> first_;
};

}  // namespace hedged::ops
