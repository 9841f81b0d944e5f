// SPDX-License-Identifier: Apache-2.0
// A hot-path record in plain words. The meaning of Note::values for each kind stands here, in the
// formatter. Pure; allocates; ops thread. The view gives instrument indices their names.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/engine_view.hpp"

#include <string>

namespace hedged::ops {

[[nodiscard]] std::string note_text(const Note& note, const EngineView& view);

}  // namespace hedged::ops
