// SPDX-License-Identifier: Apache-2.0
// Which faults a run has at all, and how often. Pure.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/simulator/run_options.hpp"

#include <optional>

namespace hedged::simulator {

void draw_faults(RunOptions& out, std::optional<FaultKind> only, Random& random);

}  // namespace hedged::simulator
