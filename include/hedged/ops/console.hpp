// SPDX-License-Identifier: Apache-2.0
// What a person watches while the daemon runs: a screen for a terminal, and lines for a file or a
// pipe. Pure functions of one picture. Cold code: allocates.
#pragma once

#include "hedged/ops/report.hpp"

#include <cstddef>
#include <string>

namespace hedged::ops {

inline constexpr std::size_t kLineWidth = 159;

// One line for each underlying, at most kLineWidth wide: market time, index, delta in its band,
// hedge, profit, orders, state.
[[nodiscard]] std::string picture_lines(const EngineView& view);

// About ten lines of at most 99 characters for one underlying, six more for each further one.
[[nodiscard]] std::string screen_text(const Picture& picture);

}  // namespace hedged::ops
