// SPDX-License-Identifier: Apache-2.0
// What the sessions are told, from what the configuration says. Cold code.
#pragma once

#include "hedged/runtime/daemon.hpp"

#include "runtime/io_stage.hpp"

namespace hedged::runtime {

[[nodiscard]] IoSettings make_io_settings(const DaemonSettings& settings);

}  // namespace hedged::runtime
