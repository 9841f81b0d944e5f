// SPDX-License-Identifier: Apache-2.0
// The engine's picture as text for people and as JSON for programs. Pure; allocates; ops thread.
// Deltas in coins, gamma in coins per 1 % of the index, vega in USD per volatility point, theta in
// USD per day: what a trader says. JSON keys carry their unit and use the engine's own units.
#pragma once

#include "hedged/protocol/engine_view.hpp"

#include <string>

namespace hedged::ops {

enum class Topic : std::uint8_t { Status, Why, Orders, Positions, Greeks };

[[nodiscard]] std::string render_text(Topic topic, const EngineView& view);
[[nodiscard]] std::string render_json(Topic topic, const EngineView& view);

// One word and, where it helps, who or what: "hold: orders and positions are not reconciled yet".
[[nodiscard]] std::string state_line(const EngineView& view);
// 2026-02-05T08:00:00Z
[[nodiscard]] std::string utc_text(WallTime time);

}  // namespace hedged::ops
