// SPDX-License-Identifier: Apache-2.0
// A daemon's settings for benchmarks: every check on and every limit set, but none so near that an
// order for every tick would meet it.
#pragma once

#include "hedged/config/config.hpp"

namespace hedged::perf {

[[nodiscard]] config::Config busy_config();

}  // namespace hedged::perf
