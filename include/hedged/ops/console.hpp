// SPDX-License-Identifier: Apache-2.0
// What a person sees who watches a run: a line a second with the delta drawn inside its band, and a
// summary at the end. Pure; allocates; ops thread.
#pragma once

#include "hedged/protocol/engine_view.hpp"

#include <cstdint>
#include <string>

namespace hedged::ops {

// Figures of the run that the engine does not know. Times in microseconds.
struct RunFigures {
    double seconds = 0.0;
    double decide_p50_us = 0.0;
    double decide_p99_us = 0.0;
    std::uint64_t decide_samples = 0;
    double first_index = 0.0;
    double lowest_index = 0.0;
    WallTime first_market_time;
};

// [----|--x--------] : the band from edge to edge, the target and the delta.
[[nodiscard]] std::string band_gauge(const UnderlyingView& underlying, std::size_t width = 31);
[[nodiscard]] std::string console_line(const EngineView& view);
[[nodiscard]] std::string summary(const EngineView& view, const RunFigures& run);

}  // namespace hedged::ops
