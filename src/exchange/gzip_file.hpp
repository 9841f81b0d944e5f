// SPDX-License-Identifier: Apache-2.0
// Reads a whole file, gunzipping when it is gzip. Touches the disk, allocates; start-up only.
#pragma once

#include "hedged/core/result.hpp"

#include <filesystem>
#include <string>

namespace hedged::exchange {

struct ReadError {
    std::string text;
};

// Files above 64 MiB of text are refused: a recorded chain is a quarter of one.
[[nodiscard]] Result<std::string, ReadError> read_text(const std::filesystem::path& file);

}  // namespace hedged::exchange
