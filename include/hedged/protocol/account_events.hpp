// SPDX-License-Identifier: Apache-2.0
// What an account stream says, and what the exchange answers to our commands. Never dropped, never
// conflated, kept in order. Trivially copyable.
// Amounts are in the instrument's amount unit; a position is signed, short is negative. client_id
// is zero when the order is not one of ours (another label, a human, another system).
#pragma once

#include "hedged/core/fixed_string.hpp"
#include "hedged/core/ids.hpp"
#include "hedged/core/units.hpp"
#include "hedged/protocol/market_events.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <cstdint>
#include <optional>

namespace hedged {

struct OrderUpdate {
    Stamp stamp;
    InstrumentIndex instrument;
    ClientOrderId client_id;
    VenueOrderId venue_id;
    Side side = Side::Buy;
    OrderState state = OrderState::Unknown;
    TimeInForce time_in_force = TimeInForce::Unknown;
    CancelReason cancel_reason = CancelReason::None;
    bool post_only = false;
    bool reduce_only = false;
    bool from_snapshot = false;
    std::optional<double> price;  // absent for market orders
    double amount = 0.0;
    double filled_amount = 0.0;
    double average_price = 0.0;
};

// De-duplicate by (underlying, trade_id): the reply to an order and the stream both report it.
// Which of the two it was matters for positions: a position in the stream is true at its point of
// the stream, and fills that a reply told us earlier may lie beyond that point.
struct Fill {
    Stamp stamp;
    InstrumentIndex instrument;
    ClientOrderId client_id;
    VenueOrderId venue_id;
    TradeId trade_id;
    std::uint64_t trade_sequence = 0;
    Side side = Side::Buy;
    Liquidity liquidity = Liquidity::Unknown;
    bool from_snapshot = false;  // told by a report that was asked for
    bool from_reply = false;     // told by the reply to the order itself
    double amount = 0.0;
    double price = 0.0;
    double fee = 0.0;  // settlement currency; positive is paid
    UsdPrice index_price;
};

struct PositionUpdate {
    Stamp stamp;
    InstrumentIndex instrument;
    bool from_snapshot = false;
    double size = 0.0;
    double average_price = 0.0;
    double mark_price = 0.0;
    std::optional<double> published_delta;  // coin, already times size
};

struct AccountUpdate {
    Stamp stamp;
    UnderlyingIndex underlying;  // the coin of the account
    Coins equity;
    Coins balance;
    Coins margin_balance;
    Coins initial_margin;
    Coins maintenance_margin;
    std::optional<Coins> options_value;
    std::optional<double> options_delta;  // sum of Black deltas, coin
    std::optional<double> delta_total;    // futures + options delta - options value, coin
};

// The answer to PlaceOrder. Unknown is made by the session when the connection or the reply is
// lost.
struct OrderReply {
    Stamp stamp;
    ClientOrderId client_id;
    Outcome outcome = Outcome::Unknown;
    RefusalClass refusal = RefusalClass::Other;  // meaningful when Refused
    std::int32_t venue_code = 0;
    VenueOrderId venue_id;
    FixedString<63> message;
};

// The answer to CancelOrder. Refused with OrderGone is a question, not an answer.
struct CancelReply {
    Stamp stamp;
    ClientOrderId client_id;
    Outcome outcome = Outcome::Unknown;
    RefusalClass refusal = RefusalClass::Other;
    std::int32_t venue_code = 0;
};

// The answer to QueryOrder. Absent only when open orders, order history and trades were all read
// and none knows the order; what was found came before this as OrderUpdate and Fill events.
enum class QueryResult : std::uint8_t { Found, Absent, Failed };
struct OrderQueryReply {
    Stamp stamp;
    ClientOrderId client_id;
    QueryResult result = QueryResult::Failed;
};

// Brackets what RequestSnapshot asked for. Only `complete` makes absence mean anything: a failed
// report is not an empty one. The exchange's stamp, where there is one: of the begin of a report of
// trades, the time from which on it tells them; of the end of any report, of its last answer.
enum class SnapshotKind : std::uint8_t { Instruments, OpenOrders, Positions, Account, Trades };
enum class SnapshotPhase : std::uint8_t { Begin, Complete, Failed };
struct SnapshotMark {
    Stamp stamp;
    SnapshotKind kind = SnapshotKind::OpenOrders;
    SnapshotPhase phase = SnapshotPhase::Failed;
    std::uint32_t generation = 0;  // echoes the request
};

}  // namespace hedged
