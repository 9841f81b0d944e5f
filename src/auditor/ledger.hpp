// SPDX-License-Identifier: Apache-2.0
// What the auditor remembers: each order that left, with what became of it at the exchange and what
// its sender was told; and each start of the daemon with its connections and requests.
#pragma once

#include "hedged/auditor/facts.hpp"
#include "hedged/auditor/picture.hpp"
#include "hedged/exchange/exchange.hpp"

#include "auditor/heard.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hedged::auditor {

struct OwnOrder {
    std::uint64_t client_id = 0;
    std::string label;
    InstanceId instance;
    ConnectionId connection;
    exchange::InstrumentId instrument;
    exchange::Side side = exchange::Side::Buy;
    double amount = 0.0;  // instrument's unit
    std::optional<WallTime> valid_until;
    Instant left_at;

    // At the exchange.
    bool reached = false;
    bool lost = false;  // its connection went before it arrived
    bool dead = false;  // nothing of it can trade any more

    // What its sender was told.
    bool ended = false;                  // by evidence
    std::optional<Instant> told_end_at;  // by the account stream
    std::string order_id;
    double filled_told = 0.0;
    std::set<std::string> trades_told;
    bool absent_from_open = false;  // each asked for after the fence had passed
    bool absent_from_history = false;
    bool absent_from_trades = false;
};

enum class Method : std::uint8_t {
    Other,
    Auth,
    SubscribePrivate,
    CancelOnDisconnect,
    OpenOrders,
    Trades,
    Positions,
    Summary,
    OrderByLabel,
    Order,  // buy or sell
    Edit,
    Cancel,
};
[[nodiscard]] Method method_of(std::string_view method) noexcept;

struct Request {
    Method method = Method::Other;
    std::string label;
    Instant left_at;
    WallTime market_at;  // the exchange's clock then
};

// What was read over one account connection since it was opened.
struct AccountRead {
    std::optional<Instant> subscribed;
    bool cancel_on_disconnect = false;
    bool open_orders = false;
    bool trades = false;
    bool positions = false;
    bool summary = false;

    // Before that what the stream tells may concern instruments that nobody has listed yet; it is
    // read anew then.
    [[nodiscard]] bool whole() const noexcept {
        return subscribed && open_orders && trades && positions && summary;
    }
};

struct Connection {
    InstanceId instance;
    Stream stream = Stream::Market;
    bool open = true;   // at the daemon's end
    bool gone = false;  // nothing of it reaches the exchange any more; what it sent may still come
    AccountRead read;
    std::unordered_map<std::uint64_t, Request> requests;
};

// A leaky bucket filled by what leaves: it may never rise above the burst.
struct Bucket {
    double level = 0.0;
    Instant at;
    double add(Instant now, double rate) noexcept;
};

struct Instance {
    InstanceId id;
    RunFacts facts;
    bool alive = true;
    Instant started_at;
    std::optional<Instant> died_at;
    bool armed = false;
    bool held = false;  // by an operator
    bool stopping = false;
    bool has_sent = false;
    std::optional<Instant> newer_seen;  // an order of a later epoch
    MarketHeard market;
    std::optional<Instant> market_lost_at;  // when its market connection last ended
    std::optional<Instant> positions_heard;
    std::deque<Instant> orders_sent;  // of the last day
    Bucket bucket;

    std::unordered_set<std::string> trades_heard;  // in anything it was handed
    std::unordered_set<std::string> trades_streamed;
    std::uint64_t fills_forgiven = 0;  // reported once
    bool rebase = true;                // count anew from the next picture
    bool was_reconciled = false;       // by the last picture
    std::uint64_t fills_base = 0;      // streamed trades, and
    std::uint64_t counted_base = 0;    // the daemon's count, when the counting began
    std::optional<Instant> fills_missing_since;
    struct Compared {
        std::optional<Instant> right_at;       // last seen to agree
        std::optional<Instant> differs_since;  // without a break
    };
    std::map<std::string, Compared> positions;
    std::optional<Instant> damaged_at;  // a frame of the account
    std::string configuration_blamed;
    std::optional<DaemonPicture> said;
    Instant said_at;
    std::vector<std::string> tokens;  // that the exchange gave it
};

// The kill latch lies in the state directory.
struct Latch {
    bool killed = false;
    bool whole_account = false;
};

}  // namespace hedged::auditor
