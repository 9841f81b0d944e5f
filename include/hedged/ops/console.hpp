// SPDX-License-Identifier: Apache-2.0
// What a person watches while a rehearsal runs, and the table at its end. Cold code: allocates.
#pragma once

#include "hedged/ops/report.hpp"

#include <optional>
#include <string>

namespace hedged::ops {

// One line for each underlying: market time, index, delta in its band, hedge, orders, state.
[[nodiscard]] std::string picture_lines(const EngineView& view);

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
