// SPDX-License-Identifier: Apache-2.0
// `hedged run`: brings everything up in the order that recovery needs, serves people while it
// hedges, and brings it down so that no order of ours is left. The calling thread becomes the ops
// thread. Answers the process's exit code.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/time.hpp"

#include <optional>

namespace hedged::app {

struct RunOptions {
    config::Config config;
    std::optional<Duration> run_for;  // empty: until a signal
    bool watch = false;               // a screen or lines on stdout, and a summary at the end
    bool quiet = false;               // no log on the console
    bool recover = false;             // go on with what stands before a damage of the journal
};

[[nodiscard]] int run(const RunOptions& options);

}  // namespace hedged::app
