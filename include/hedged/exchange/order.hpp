// SPDX-License-Identifier: Apache-2.0
// Requests, orders and fills. Amounts and prices in the instrument's units; amounts are always
// positive, the side gives the sign. Labels allocate.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/reject.hpp"
#include "hedged/exchange/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hedged::exchange {

struct OrderRequest {
    InstrumentId instrument;
    Side side = Side::Buy;
    double amount = 0.0;
    OrderType type = OrderType::Limit;
    double price = 0.0;  // limit orders
    TimeInForce time_in_force = TimeInForce::GoodTilCancelled;
    bool post_only = false;         // re-priced to just inside the spread when it would take
    bool reject_post_only = false;  // refused instead
    bool reduce_only = false;
    bool mmp = false;   // carried, without effect
    std::string label;  // at most 64 characters of UTF-8
    std::optional<WallTime> valid_until;
    SessionTag session;
};

// Finds its order by id, or by label when the id is none (then exactly one open order must match).
struct EditRequest {
    OrderId order_id;
    std::string label;
    std::optional<double> amount;  // TOTAL, including what has been filled; none keeps it
    std::optional<double> price;   // none keeps it
    std::optional<bool> post_only;
    bool reject_post_only = false;
    std::optional<bool> reduce_only;
    std::optional<WallTime> valid_until;
};

// Every field set narrows the selection; the default selects all orders of the account.
struct OrderFilter {
    std::optional<InstrumentId> instrument;
    std::optional<Kind> kind;
    std::optional<std::string> currency;
    std::optional<std::string> label;
    std::optional<OrderType> type;
    std::optional<SessionTag> session;
};

struct Order {
    OrderId order_id;
    AccountId account;
    SessionTag session;
    InstrumentId instrument;
    Side side = Side::Buy;
    OrderType type = OrderType::Limit;
    TimeInForce time_in_force = TimeInForce::GoodTilCancelled;
    OrderState state = OrderState::Open;
    CancelReason cancel_reason = CancelReason::None;
    double price = 0.0;  // of a market order: the band price it could reach
    double amount = 0.0;
    double filled_amount = 0.0;
    double average_price = 0.0;
    bool post_only = false;
    bool reject_post_only = false;
    bool reduce_only = false;
    bool risk_reducing = false;
    bool replaced = false;  // edited at least once
    bool mmp = false;
    std::string label;
    WallTime created;
    WallTime last_update;

    [[nodiscard]] double remaining() const noexcept { return amount - filled_amount; }
};

struct UserTrade {
    TradeId trade_id;
    std::uint64_t trade_seq = 0;
    OrderId order_id;
    AccountId account;
    InstrumentId instrument;
    WallTime timestamp;
    Side direction = Side::Buy;
    double amount = 0.0;
    double price = 0.0;
    double index_price = 0.0;
    double mark_price = 0.0;
    std::optional<double> underlying_price;  // options
    std::optional<double> iv;                // options, percent
    Liquidity liquidity = Liquidity::Taker;
    double fee = 0.0;          // coin, positive is paid
    double profit_loss = 0.0;  // coin, realised by this fill
    int tick_direction = 0;
    OrderState order_state = OrderState::Open;  // after this fill
    OrderType order_type = OrderType::Limit;
    std::string label;
    bool post_only = false;
    bool reduce_only = false;
    bool risk_reducing = false;
    bool self_trade = false;
    bool mmp = false;
};

// The answer to buy, sell and edit. With `reject` set, `order` is meaningful only when its id is:
// a refused post-only edit, for instance, cancels the order (cancel_reason edit_post_only_reject).
struct OrderOutcome {
    std::optional<Reject> reject;
    Order order;
    std::vector<UserTrade> trades;

    [[nodiscard]] bool ok() const noexcept { return !reject.has_value(); }
};

// History queries. Newest first unless sorted otherwise by the front.
struct TradeFilter {
    std::optional<InstrumentId> instrument;
    std::optional<Kind> kind;
    std::optional<OrderId> order;
    std::optional<WallTime> from;            // inclusive
    std::optional<WallTime> to;              // inclusive
    std::optional<std::uint64_t> after_seq;  // trade_seq strictly greater
    std::size_t count = 100;
};

}  // namespace hedged::exchange
