// SPDX-License-Identifier: Apache-2.0
// What the decoders of single messages share while one frame is read. One thread, no allocation
// beyond the growth of the output's own lists.
#pragma once

#include "hedged/venues/deribit/codec/counters.hpp"
#include "hedged/venues/deribit/codec/instrument_table.hpp"
#include "hedged/venues/deribit/codec/label.hpp"
#include "hedged/venues/deribit/codec/messages.hpp"

#include <string_view>

namespace hedged::deribit {

struct Context {
    InstrumentTable& table;
    AccountTag tag;
    DecodeCounters counters;
    Instant received;
    WallTime sent;          // the reply's usOut; zero in notifications
    bool snapshot = false;  // the reply is a report about state, not the effect of a command
    DecodedFrame* out = nullptr;
    DecodeError error;
    MessageKind message = MessageKind::Unknown;

    // Keeps the first and innermost fault. Returns it for `return context.fail(...)`.
    DecodeFault fail(DecodeFault fault, std::string_view field) noexcept {
        if (error.ok()) {
            error = DecodeError{fault, message, field};
        }
        return fault;
    }

    // Market data on a name nobody defined is counted and dropped.
    [[nodiscard]] InstrumentIndex place_market(std::string_view name) noexcept {
        const InstrumentIndex index = table.find_or_register(name);
        if (!index.valid()) {
            ++counters.unknown_instruments;
        }
        return index;
    }
};

}  // namespace hedged::deribit
