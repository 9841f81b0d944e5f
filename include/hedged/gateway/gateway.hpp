// SPDX-License-Identifier: Apache-2.0
// The last thing before the session: gives orders their ids and expiry fences, follows each to its
// end, applies every fill once, keeps the message budget, and cancels until the exchange confirms.
// Engine thread only; noexcept; no allocation after construction.
//
// Use: submit() at a decision; on(event) for every account event, in order; drive() after a batch,
// at each timer and right after a kill. Event handlers only change states and put out notes: every
// command but PlaceOrder leaves from drive(), so the budget is looked after in one place.
//
// Invariants (tests/unit/gateway): G1 nothing but a RiskApproved order is placed; G2 no PlaceOrder
// after the kill flag stands; G3 ids never repeat; G4 a trade moves the position once; G5 an
// instrument with an order of unknown fate takes no new one; G6 foreign orders are never touched.
// Snapshot generations with the highest bit set are the gateway's; the engine uses those below.
// After a complete Positions snapshot the engine reads positions() again: what it did not name is
// flat now.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/gateway/live_order.hpp"
#include "hedged/gateway/position_keeper.hpp"
#include "hedged/gateway/rate_limiter.hpp"
#include "hedged/gateway/trade_id_set.hpp"
#include "hedged/market/instrument_table.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/order_proposal.hpp"
#include "hedged/risk/risk_approved.hpp"
#include "hedged/risk/trading_state.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hedged::gateway {

inline constexpr std::size_t kLiveOrdersMax = kOrderViewsMax;
inline constexpr std::uint32_t kGatewayGeneration = 0x8000'0000U;
using LiveOrders = FixedVector<LiveOrder, kLiveOrdersMax>;

struct GatewayConfig {
    std::uint32_t epoch = 0;  // of this start; > 0, larger than at any start before
    RateLimits rate;
    // Market time: the engine scales both by the speed of a rehearsal.
    Duration fence = seconds(5);                // an order is refused by the exchange after this
    Duration fence_margin = milliseconds(500);  // for what is unknown of its clock
    // Real time.
    Duration ack_timeout = seconds(3);       // 23: then the order's fate is unknown
    Duration retry_min = milliseconds(250);  // between cancels, questions and snapshots;
    Duration retry_max = seconds(4);         // doubles up to this
    Duration approval_age_max = milliseconds(50);
    std::size_t trades_remembered = kTradesRemembered;
};

enum class SubmitRefusal : std::uint8_t {
    Killed,
    Held,
    NotConnected,
    ApprovalTooOld,
    UnknownInstrument,
    OrderOfUnknownFate,  // in this instrument
    TableFull,
    CountLimit,   // 6
    CreditLimit,  // 7
    IdsExhausted,
};
[[nodiscard]] Why why_of(SubmitRefusal refusal) noexcept;

// Lots of one instrument that live and unknown orders may still trade; both are magnitudes.
struct InFlight {
    Lots buys;
    Lots sells;
    std::uint32_t orders = 0;   // not done, or done with fills still on the way
    std::uint32_t unknown = 0;  // of these, of unknown fate
};

struct FillOutcome {
    bool unique = false;   // false: seen before, or unusable
    bool history = false;  // from before this run knew its positions: remembered, and no more
    bool moved_position = false;
    Lots signed_lots;           // what the position changed by
    bool ours = false;          // of an order with our label
    double slippage_usd = 0.0;  // our fill against the order's reference; positive is cost
};

[[nodiscard]] RateLimits rate_limits_from(const risk::Limits& limits) noexcept;

struct Budget {
    bool counts_ok = false;   // check 6
    bool credits_ok = false;  // check 7
};

struct GatewayCounters {
    std::uint64_t orders_sent = 0;
    std::uint64_t orders_filled = 0;  // fully or in part
    std::uint64_t orders_refused = 0;
    std::uint64_t orders_unknown = 0;
    std::uint64_t cancels_sent = 0;
    std::uint64_t queries_sent = 0;
    std::uint64_t fills = 0;
    std::uint64_t duplicate_fills = 0;
    std::uint64_t rate_limited = 0;
    std::uint64_t foreign_orders = 0;
    std::uint64_t live_orders_high = 0;
};

class Gateway {
public:
    // Both references must outlive this.
    Gateway(const GatewayConfig& config, risk::TradingStateMachine& state,
            const market::InstrumentTable& instruments);

    // The only way to send an order. Puts exactly one PlaceOrder into `out`, or refuses.
    [[nodiscard]] Result<ClientOrderId, SubmitRefusal> submit(
        risk::RiskApproved<OrderProposal> approved, Instant now, WallTime market_time,
        Actions& out) noexcept;

    // Wants the order gone: cancels until the exchange says that it is. False: no such live order.
    bool cancel(ClientOrderId id) noexcept;
    // The same for every order of ours.
    void cancel_all() noexcept;

    void on(const OrderReply& reply, Actions& out) noexcept;
    void on(const CancelReply& reply, Actions& out) noexcept;
    void on(const OrderUpdate& update, Actions& out) noexcept;
    void on(const OrderQueryReply& reply, Actions& out) noexcept;
    [[nodiscard]] FillOutcome on(const Fill& fill, Actions& out) noexcept;
    PositionChange on(const PositionUpdate& update, Actions& out) noexcept;
    void on(const SnapshotMark& mark, Actions& out) noexcept;
    void on(const ConnectionChange& change, Actions& out) noexcept;
    void on(const RateLimitReport& report) noexcept;

    // Time-outs, repeated questions and cancels, and the kill's cancel loop. Without a market time
    // (the exchange's clock is unknown) no fence can be said to have passed.
    void drive(Instant now, std::optional<WallTime> market_time, Actions& out) noexcept;

    [[nodiscard]] const LiveOrders& orders() const noexcept { return orders_; }
    [[nodiscard]] const LiveOrder* find(ClientOrderId id) const noexcept;
    [[nodiscard]] InFlight in_flight(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] std::uint32_t unknown_orders() const noexcept;
    [[nodiscard]] std::uint32_t live_orders() const noexcept;  // not done
    // Of earlier runs: not done, or with fills still on the way.
    [[nodiscard]] std::uint32_t leftovers() const noexcept;
    // No order of ours is live or waiting for fills, and none was in the last `kBehindMax`.
    [[nodiscard]] bool quiet(Instant now) const noexcept;

    [[nodiscard]] const PositionKeeper& positions() const noexcept { return positions_; }
    [[nodiscard]] Budget budget(Instant now) noexcept;
    [[nodiscard]] double tokens(Instant now) noexcept { return limiter_.tokens(now); }
    [[nodiscard]] bool connected() const noexcept { return connected_; }
    // Killed, and the exchange has confirmed that no order of ours is open.
    [[nodiscard]] bool kill_confirmed() const noexcept {
        return kill_.confirmed && state_.killed();
    }
    [[nodiscard]] const GatewayCounters& counters() const noexcept { return counters_; }
    [[nodiscard]] std::uint32_t epoch() const noexcept { return config_.epoch; }

    // At start, for an order that an earlier run may have sent and whose end it did not record:
    // of unknown fate, to be resolved and cancelled. False when the table is full.
    [[nodiscard]] bool restore(const PlaceOrder& placed, UnderlyingIndex underlying, Instant now,
                               Actions& out) noexcept;
    // At start, oldest first: what earlier runs sent counts against the limits of this one.
    void restore_sent(Duration age, std::uint32_t count, Instant now) noexcept {
        limiter_.restore(age, count, now);
    }

private:
    [[nodiscard]] std::optional<SubmitRefusal> refuse(const OrderProposal& order,
                                                      Instant approved_at,
                                                      Instant now) const noexcept;
    [[nodiscard]] LiveOrder* find_live(ClientOrderId id) noexcept;
    // A finished order goes back to the table: the exchange has more to say about it.
    [[nodiscard]] LiveOrder* revive(ClientOrderId id, Instant now, Actions& out) noexcept;
    [[nodiscard]] LiveOrder* find_finished(ClientOrderId id) noexcept;
    // None: not of this run, or long forgotten.
    [[nodiscard]] std::optional<Instant> sent_at(ClientOrderId id) noexcept;
    [[nodiscard]] bool from_newer_instance(ClientOrderId id, Instant now, Actions& out) noexcept;
    [[nodiscard]] LiveOrder* add(const LiveOrder& order, Instant now, Actions& out) noexcept;
    void on_own_update(const OrderUpdate& update, Actions& out) noexcept;
    void on_unlisted_update(const OrderUpdate& update, const InstrumentSpec& spec,
                            Actions& out) noexcept;
    void on_foreign(const OrderUpdate& update, Actions& out) noexcept;
    struct ToldTrade {
        TradeId id;
        Side side = Side::Buy;
        friend bool operator==(const ToldTrade&, const ToldTrade&) = default;
    };
    void remember_unlabelled(const ToldTrade& trade) noexcept;
    [[nodiscard]] bool take_unlabelled(const ToldTrade& trade) noexcept;
    void apply_to_order(const Fill& fill, const InstrumentSpec& spec, Lots lots,
                        FillOutcome& outcome, Actions& out) noexcept;
    void after(LiveOrder& order, const Transition& change, Instant now, Actions& out) noexcept;
    void dispute(NoteKind kind, const LiveOrder& order, Instant now, Actions& out) noexcept;
    void retire_settled() noexcept;
    void on_orders_listed(const SnapshotMark& mark, Actions& out) noexcept;
    void on_positions_listed(const SnapshotMark& mark, Actions& out) noexcept;
    void note_position(const InstrumentSpec& spec, const PositionChange& change, Instant now,
                       Actions& out) const noexcept;
    void drive_time_outs(LiveOrder& order, Instant now, Actions& out) noexcept;
    void drive_question(LiveOrder& order, Instant now, std::optional<WallTime> market_time,
                        Actions& out) noexcept;
    void drive_cancel(LiveOrder& order, Instant now, Actions& out) noexcept;
    void drive_kill(Instant now, Actions& out) noexcept;
    [[nodiscard]] bool fence_passed(const LiveOrder& order,
                                    std::optional<WallTime> market_time) const noexcept;
    [[nodiscard]] Duration back_off(std::uint16_t attempts) const noexcept;

    GatewayConfig config_;
    risk::TradingStateMachine& state_;
    const market::InstrumentTable& instruments_;
    RateLimiter limiter_;
    TradeIdSet trades_;
    PositionKeeper positions_;
    LiveOrders orders_;
    FixedVector<LiveOrder, 256> finished_;  // a ring: late words about them still find them
    std::size_t finished_next_ = 0;
    FixedVector<VenueOrderId, 64> foreign_;  // a ring: each is reported once
    std::size_t foreign_next_ = 0;
    // Trades told without a label: a later report may say that they are ours. A ring.
    FixedVector<ToldTrade, 64> unlabelled_;
    std::size_t unlabelled_next_ = 0;
    std::uint32_t next_number_ = 1;
    bool connected_ = false;
    Instant busy_at_;                      // when an order or fill of ours last changed
    std::optional<WallTime> market_time_;  // as of the last drive
    GatewayCounters counters_;
    std::optional<Instant> orders_listed_since_;  // an OpenOrders snapshot is being read

    struct KillLoop {
        bool running = false;
        bool confirmed = false;
        bool snapshot_out = false;
        std::uint32_t generation = kGatewayGeneration;
        std::uint16_t snapshots = 0;
        Instant next_snapshot;
    };
    KillLoop kill_;
};

}  // namespace hedged::gateway
