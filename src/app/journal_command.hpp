// SPDX-License-Identifier: Apache-2.0
// `hedged journal show|verify|explain` and `hedged replay`: what was done and why, and whether the
// same engine would do it again. Reads only; also while the daemon runs. Cold code.
#pragma once

#include <string>
#include <vector>

namespace hedged::app {

// `words` behind "journal" or "replay"; gives the exit code.
[[nodiscard]] int run_journal(const std::vector<std::string>& words);
[[nodiscard]] int run_replay(const std::vector<std::string>& words);

}  // namespace hedged::app
