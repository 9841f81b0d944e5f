// SPDX-License-Identifier: Apache-2.0
// A file's bytes, at most so many of them; a fault is a Problem of the file as a whole.
#pragma once

#include "hedged/config/problem.hpp"
#include "hedged/core/result.hpp"

#include <cstddef>
#include <string>

namespace hedged::config {

[[nodiscard]] Result<std::string, Problem> read_text(const std::string& path,
                                                     std::size_t bytes_max);

}  // namespace hedged::config
