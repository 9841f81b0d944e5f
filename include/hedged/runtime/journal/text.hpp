// SPDX-License-Identifier: Apache-2.0
// Events and actions in words, one line each, from the same list of fields that the journal packs:
// "quote instrument BTC-PERPETUAL bid_price 64000.5 ...". Cold code: allocates. One thread.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/runtime/journal/reader.hpp"

#include <string>
#include <vector>

namespace hedged::runtime::journal {

// Learns from the definitions it is shown what an index is called.
class InstrumentNames {
public:
    void learn(const Event& event);
    [[nodiscard]] std::string of(InstrumentIndex index) const;

private:
    std::vector<InstrumentName> names_;
};

[[nodiscard]] std::string text_of(const Event& event, const InstrumentNames& names);
[[nodiscard]] std::string text_of(const Action& action, const InstrumentNames& names);
// "quote", "place-order", "note", "checkpoint"; "unknown" for what this program does not know.
[[nodiscard]] std::string type_name(const Record& record);
// "12-5": epoch and number.
[[nodiscard]] std::string text_of(ClientOrderId id);
// "2026-02-06 08:00:00.123456"
[[nodiscard]] std::string text_of(WallTime time);

}  // namespace hedged::runtime::journal
