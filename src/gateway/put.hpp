// SPDX-License-Identifier: Apache-2.0
// Puts one thing into the action list. The list is sized for the most that one batch can ask for
// (every live order cancelled and asked after, with notes), so a full one is our own bug.
#pragma once

#include "hedged/core/assert.hpp"
#include "hedged/protocol/action.hpp"

namespace hedged::gateway {

template <class Command>
void put_command(Actions& out, const Command& command) noexcept {
    HEDGED_ASSERT(out.push_back(VenueCommand{command}));
}

inline void put_note(Actions& out, const Note& note) noexcept {
    HEDGED_ASSERT(out.push_back(note));
}

}  // namespace hedged::gateway
