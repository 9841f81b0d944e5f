// SPDX-License-Identifier: Apache-2.0
// Finds the runs that a person means: a journal's folder, a state folder that has one, or the
// configuration of the daemon; and an epoch of it. Cold code.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/runtime/journal/catalogue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hedged::app {

// All runs, ascending; an error when there are none.
[[nodiscard]] Result<std::vector<runtime::journal::RunFiles>, std::string> find_runs(
    const std::string& place);
// The last one, or the epoch asked for.
[[nodiscard]] Result<runtime::journal::RunFiles, std::string> find_run(
    const std::string& place, std::optional<std::uint32_t> epoch);

}  // namespace hedged::app
