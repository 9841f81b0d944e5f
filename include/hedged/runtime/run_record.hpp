// SPDX-License-Identifier: Apache-2.0
// The first record of a run's journal: everything that the engine is told before its first event,
// so that a journal can be replayed without anything beside it. Cold code.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hedged::runtime {

struct RunRecord {
    std::string version;  // of the program that wrote it
    std::string config_file;
    config::Config config;  // with everything that the start-up found out
};

// What no configuration states: epoch, latch, pace, and what was inherited.
void take_over_start(const engine::EngineConfig& from, engine::EngineConfig& to);

// Never holds a secret: the configuration names where keys are kept.
[[nodiscard]] std::vector<std::byte> pack(const RunRecord& run);
// The error says what about it cannot be used.
[[nodiscard]] Result<RunRecord, std::string> unpack_run(std::span<const std::byte> payload);

}  // namespace hedged::runtime
