// SPDX-License-Identifier: Apache-2.0
// Runs seeds in child processes and brings their results home through pipes. A child that dies is
// replaced, and the seed it was at is a finding.
#pragma once

#include "hedged/simulator/swarm.hpp"

#include <functional>

namespace hedged::simulator {

void run_in_workers(const SwarmRequest& request, const std::function<void(const RunResult&)>& take);

// A result as bytes, and back. Not for other machines.
[[nodiscard]] std::string pack(const RunResult& run);
[[nodiscard]] std::optional<RunResult> unpack(std::string_view bytes);

}  // namespace hedged::simulator
