// SPDX-License-Identifier: Apache-2.0
// Which of the two sessions carries a command out. Any thread, no allocation.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/protocol/venue_command.hpp"

#include <variant>

namespace hedged::deribit {

[[nodiscard]] inline Stream stream_for(const VenueCommand& command) noexcept {
    auto const* const wanted = std::get_if<RequestSnapshot>(&command);
    bool const instruments = wanted != nullptr && wanted->kind == SnapshotKind::Instruments;
    bool const watch = std::holds_alternative<WatchInstrument>(command);
    return instruments || watch ? Stream::Market : Stream::Account;
}

}  // namespace hedged::deribit
