// SPDX-License-Identifier: Apache-2.0
// What a life has recorded, fed to a fresh engine: the same state at every checkpoint? The order of
// records is the production reader's, the engine the production engine; the comparison is the
// auditor's. One thread; allocates.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/engine/engine_config.hpp"

#include "simulator/virtual_segments.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hedged::simulator {

struct ReplayedState {
    std::uint64_t sequence = 0;  // of the checkpoint
    std::uint64_t live = 0;
    std::uint64_t again = 0;
};

struct ReplayedLife {
    std::vector<ReplayedState> states;  // up to the first that differs
    std::string fault;                  // an order that one of them sent and the other did not
};

// Empty when the beginning of the life is no longer on the shelf.
[[nodiscard]] std::optional<ReplayedLife> replay_life(const SegmentShelf& shelf,
                                                      std::uint32_t epoch,
                                                      const engine::EngineConfig& config);

}  // namespace hedged::simulator
