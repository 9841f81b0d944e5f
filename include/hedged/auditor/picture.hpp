// SPDX-License-Identifier: Apache-2.0
// What the daemon says of itself, a few times a simulated second: the auditor holds it against what
// it saw on the wire and against the exchange. To be filled right after the daemon has worked off
// everything it was handed. Plain values; the same object may be filled again and again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::auditor {

enum class DaemonState : std::uint8_t { Normal, Hold, Reduce, Killed };

struct PositionSaid {
    std::string instrument;
    double size =
        0.0;  // as the exchange counts: signed, USD for inverse futures, coins for options
};

struct OrderSaid {
    std::uint64_t client_id = 0;  // epoch in the high half, number in the low
    bool unknown = false;         // of unknown fate
    bool done = false;            // at its end, listed only until its fills are in
};

struct CoinSaid {
    std::string coin;
    double net_delta = 0.0;
    bool net_delta_known = false;  // false: a leg has no price, and the daemon says so
    double band_lower = 0.0;
    double band_target = 0.0;
    double band_upper = 0.0;
};

struct DaemonPicture {
    DaemonState state = DaemonState::Hold;
    std::string reason;       // `hedgectl why`, empty when it has none
    std::string alarm;        // the text of an alarm that stands or was raised in the last minute
    bool reconciled = false;  // it claims that orders and positions are those of the exchange
    bool orders_done = false;
    std::uint32_t epoch = 0;
    std::uint64_t config_hash = 0;        // of what it obeys; 0: not said
    std::uint64_t fills = 0;              // unique trades it counted since it started
    std::vector<PositionSaid> positions;  // those that are not zero, and the hedge instruments
    std::vector<OrderSaid> orders;        // every order of its own that is not over and settled
    std::vector<CoinSaid> coins;
};

}  // namespace hedged::auditor
