// SPDX-License-Identifier: Apache-2.0
// The other end of the control socket: one request, one answer. Blocks up to the given time.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"
#include "hedged/ops/control_server.hpp"

#include <string>

namespace hedged::ops {

[[nodiscard]] Result<Reply, std::string> ask(const std::string& socket_path, const Request& request,
                                             Duration patience);

}  // namespace hedged::ops
