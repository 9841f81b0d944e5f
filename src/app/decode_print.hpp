// SPDX-License-Identifier: Apache-2.0
// Decoded frames as lines for people. Tools only; allocates.
#pragma once

#include "hedged/venues/deribit/codec/instrument_table.hpp"
#include "hedged/venues/deribit/codec/messages.hpp"

#include <iosfwd>

namespace hedged::app {

// One line an event, each beginning with the line number of the recording. A frame without events
// gives one line that says what it was.
void print_frame(std::ostream& output, std::size_t line, const deribit::DecodedFrame& frame,
                 const deribit::InstrumentTable& table);

}  // namespace hedged::app
