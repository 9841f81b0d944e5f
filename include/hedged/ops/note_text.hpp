// SPDX-License-Identifier: Apache-2.0
// Turns the engine's binary records into words. The meaning of a record's `values` by kind stands
// here and nowhere else. Cold code: allocates.
#pragma once

#include "hedged/ops/names.hpp"
#include "hedged/protocol/action.hpp"

#include <string>

namespace hedged::ops {

// One plain sentence without a line break.
[[nodiscard]] std::string note_text(const Note& note, const Names& names);

}  // namespace hedged::ops
