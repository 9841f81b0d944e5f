// SPDX-License-Identifier: Apache-2.0
// One channel that somebody listens to, with what was last said on it and what is still to be said.
// Everybody on a channel hears the same frames, so its chain of change ids is shared; whoever joins
// later starts from a snapshot of what was last said. Plain values.
#pragma once

#include "hedged/exchange/deribit/front.hpp"

#include "exchange/deribit/channel_name.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hedged::exchange::deribit {

// Members of a JSON object in order, one level of nesting flattened to "stats.high".
using FieldMap = std::map<std::string, std::string>;

// Rendered items waiting on user.changes, one entry an instrument.
struct PendingChange {
    InstrumentId instrument;
    std::string orders;
    std::string trades;
    std::string position;
};

struct Channel {
    std::string name;
    ChannelSpec spec;
    AccountId account;  // of user channels
    std::vector<ConnectionId> listeners;
    std::vector<ConnectionId> newcomers;  // subscribed, still without their first notification

    bool waiting = false;  // something is to be said
    Instant not_before;    // the pace of the channel allows the next notification then

    BookSnapshot book;                   // Book: as last published
    FieldMap fields;                     // IncrementalTicker: as last published
    std::set<InstrumentId> marks;        // OptionMarks
    std::vector<std::string> items;      // rendered trades, orders, states
    std::vector<PendingChange> changes;  // UserChanges
};

}  // namespace hedged::exchange::deribit
