// SPDX-License-Identifier: Apache-2.0
// What one frame says. Whatever the house vocabulary can express is in `events`, ready to pass on,
// in the order in which it must be applied (trades before orders before positions). The rest are
// plain structs that only a session has a use for. A DecodedFrame is reused for every frame and
// keeps its storage. A string_view points into the frame's bytes and dies with them. Amounts are
// in the instrument's amount unit, times are the exchange's unless they say otherwise.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/venues/deribit/codec/decode_error.hpp"
#include "hedged/venues/deribit/codec/request.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hedged::deribit {

enum class LevelAction : std::uint8_t { New, Change, Delete };
struct BookLevel {
    Side side = Side::Buy;  // Buy: a bid
    LevelAction action = LevelAction::New;
    double price = 0.0;
    double amount = 0.0;  // 0 when deleted
};

// `levels` of the DecodedFrame belong to it. A grouped book (top N, whole each time) is a snapshot
// without an earlier change id. The exchange's rule: prev_change_id must be the change_id of the
// message before on the same channel, else one was lost.
struct BookUpdate {
    Stamp stamp;
    InstrumentIndex instrument;
    bool snapshot = false;
    bool grouped = false;
    std::uint64_t change_id = 0;
    std::optional<std::uint64_t> prev_change_id;
};

struct PublicTrade {
    Stamp stamp;
    InstrumentIndex instrument;
    TradeId trade_id;
    std::uint64_t trade_sequence = 0;
    Side taker_side = Side::Buy;
    double price = 0.0;
    double amount = 0.0;
    UsdPrice index_price;
    bool liquidation = false;
};

// incremental_ticker: only what changed is present, nothing is filled in.
struct TickerChange {
    Stamp stamp;
    InstrumentIndex instrument;
    std::optional<TickerState> state;
    std::optional<double> mark_price;
    std::optional<UsdPrice> index_price;
    std::optional<UsdPrice> forward;
    std::optional<Vol> mark_vol;
    std::optional<BlackDelta> published_delta;
    std::optional<double> bid_price;  // 0: the side became empty
    std::optional<double> bid_amount;
    std::optional<double> ask_price;
    std::optional<double> ask_amount;
    std::optional<double> minimum_price;
    std::optional<double> maximum_price;
    std::optional<double> funding_8h;
    std::optional<double> current_funding;
};

struct ExpirationPrice {
    UnderlyingIndex underlying;
    UsdPrice price;
    Duration left;              // until the next expiry
    bool is_estimated = false;  // true in the averaging window
};

// user.lock: the account itself, in one currency or, without a valid underlying, in all of them.
struct AccountLock {
    UnderlyingIndex underlying;
    bool locked = false;
};

// How the exchange runs the account in one currency, in its own words ("segregated_sm",
// "cancel_maker"); empty: this report did not say.
struct AccountModes {
    UnderlyingIndex underlying;
    FixedString<31> margin_model;
    FixedString<31> self_trading;  // what becomes of an order that would meet one of the account
};

// Something of our own account, or a change of an instrument, that names an instrument the table
// does not hold. Never dropped in silence: an unknown position is still risk.
enum class UnplacedItem : std::uint8_t {
    Order,
    Fill,
    Position,
    InstrumentState,
    Definition,  // one entry of an instrument list that could not be read; see `error`
};
struct Unplaced {
    UnplacedItem item = UnplacedItem::Order;
    FixedString<63> instrument;  // cut when longer
    ClientOrderId client_id;
    VenueOrderId venue_id;
    double amount = 0.0;  // order amount, fill amount or signed position
    OrderState order_state = OrderState::Unknown;
    InstrumentState instrument_state = InstrumentState::Unknown;
    DecodeError error;
};

struct RpcId {
    bool present = false;
    bool is_number = false;
    std::int64_t number = 0;
    FixedString<39> text;  // a text id, or a number that no int64 holds; cut when longer
};

struct RpcError {
    std::int32_t code = 0;
    RefusalClass refusal = RefusalClass::Other;
    FixedString<63> message;
    FixedString<63> reason;  // of error.data, each where given
    FixedString<31> parameter;
    std::optional<double> limit;
};

// The tokens are secrets: never print them.
struct AuthGrant {
    std::string_view access_token;
    std::string_view refresh_token;
    std::string_view scope;  // what was granted, which may be less than asked
    Duration expires_in;
    [[nodiscard]] bool allows(std::string_view word) const noexcept;  // "trade:read_write"
};

// What a result that is not a list of events can carry.
struct RpcReply {
    RpcId id;
    Request request = Request::Unknown;  // as what the result was decoded
    std::optional<bool> testnet;
    WallTime exchange_received;  // usIn, usOut; zero when absent
    WallTime exchange_sent;
    Duration exchange_elapsed;      // usDiff
    std::optional<RpcError> error;  // then there is no result
    std::optional<AuthGrant> auth;
    std::optional<WallTime> server_time;
    std::optional<std::int64_t> count;               // orders cancelled by a cancel-all
    std::optional<bool> cancel_on_disconnect;        // GetCancelOnDisconnect: enabled
    std::optional<bool> cancel_on_disconnect_whole;  // scope: true account, false connection
    bool acknowledged = false;                       // the result was "ok"
    bool has_more = false;                           // a paged list is not complete
    FixedString<31> version;

    void clear() noexcept;  // cheaper than a fresh object: most frames carry no reply at all
};

enum class FrameKind : std::uint8_t {
    None,
    Notification,
    Heartbeat,
    TestRequest,  // must be answered with a Test request at once
    Reply,        // envelope only until decode_reply()
    ErrorReply,   // complete: reply.error is set
    Request,      // sent by a client; in captures only
};

struct DecodedFrame {
    FrameKind kind = FrameKind::None;
    MessageKind message = MessageKind::Unknown;
    std::string_view channel;  // notifications
    std::string_view method;   // requests and unknown notifications
    std::vector<Event> events;
    std::optional<BookUpdate> book;
    std::vector<BookLevel> levels;
    std::vector<PublicTrade> trades;
    std::optional<TickerChange> ticker_change;
    std::optional<ExpirationPrice> expiration_price;
    std::optional<AccountLock> account_lock;
    std::vector<AccountModes> account_modes;
    std::vector<Unplaced> unplaced;
    RpcReply reply;
    std::vector<std::string_view> channels;  // result of a subscribe call: what was granted

    void clear() noexcept;
};

}  // namespace hedged::deribit
