// SPDX-License-Identifier: Apache-2.0
// The private half of Deribit: orders, fills, positions, account. A state machine: bytes, commands
// and time in; frames and events out through the sink. One thread; placing and cancelling allocate
// nothing. The sink must not call back into the session.
//
// A1  Every PlaceOrder gets one answer at once or by its deadline: Accepted, Refused or Unknown.
//     Nothing is queued: what cannot leave now is Refused with RetryLater and venue code 0. Once
//     bytes may have left, only the exchange's word can make it anything but Unknown. A definite
//     answer that comes after Unknown is passed on as well, with its events.
// A2  The events of an answer come before the OrderReply or CancelReply that it makes.
// A3  No order leaves unless cancel-on-disconnect was read back as set on this connection, the key
//     may trade, the account is run as the desk expects, and orders, positions and account were
//     read whole since the last doubt. Cancels leave whenever the connection is logged in.
// A4  The streams are subscribed before anything is read, on every connection.
// A5  Private data that cannot be decoded, or that is risk in an unknown instrument, ends Ready
//     until everything was read again.
#pragma once

#include "hedged/protocol/venue_command.hpp"
#include "hedged/venues/deribit/session/account_modes.hpp"
#include "hedged/venues/deribit/session/connection.hpp"
#include "hedged/venues/deribit/session/instrument_refresh.hpp"
#include "hedged/venues/deribit/session/order_queries.hpp"
#include "hedged/venues/deribit/session/snapshots.hpp"
#include "hedged/venues/deribit/session/subscriptions.hpp"

namespace hedged::deribit {

class AccountSession {
public:
    // `table` and `refresh` are shared with the market session and must outlive both.
    AccountSession(const AccountSessionConfig& config, InstrumentTable& table,
                   InstrumentRefresh& refresh, SessionSink sink, std::uint64_t seed);
    ~AccountSession() = default;
    AccountSession(const AccountSession&) = delete;
    AccountSession& operator=(const AccountSession&) = delete;

    void start(Instant now, WallTime wall) noexcept;
    // Closes for good, without logging out: the exchange cancels resting orders on a lost
    // connection, not on a logout. The engine has cancelled before.
    void close_gracefully(Instant now) noexcept;

    void opened(Instant now, WallTime wall) noexcept;
    void closed(Instant now, std::string_view reason) noexcept;
    // One text frame with kFramePadding readable bytes behind it; `received` was taken before.
    void frame(std::string_view text, Instant received) noexcept;
    void command(const VenueCommand& command, Instant now) noexcept;
    void tick(Instant now, WallTime wall) noexcept;
    // When tick() will have something to do; earlier calls do no harm.
    [[nodiscard]] Instant next_deadline() const noexcept;

    [[nodiscard]] ConnectionState state() const noexcept { return announced_.state; }
    [[nodiscard]] Phase phase() const noexcept { return connection_.phase(); }
    [[nodiscard]] const SessionCounters& counters() const noexcept {
        return connection_.counters();
    }
    [[nodiscard]] const DecodeCounters& decode_counters() const noexcept {
        return connection_.decode_counters();
    }
    [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }

private:
    enum class Disconnect : std::uint8_t { Unset, Enabling, Read, Reading, Confirmed, Failed };
    using Kinds = std::uint8_t;  // a bit for each SnapshotKind

    void place(const PlaceOrder& order, Instant now) noexcept;
    void cancel(const CancelOrder& order, Instant now) noexcept;
    void snapshot(const RequestSnapshot& wanted, Instant now) noexcept;
    [[nodiscard]] std::string_view obstacle(Instant now) const noexcept;
    void not_sent(const PlaceOrder& order, RefusalClass refusal, std::string_view why,
                  Instant now) noexcept;
    void on_order_answer(const PendingRequest& request, bool usable, Instant now) noexcept;
    void on_cancel_answer(const PendingRequest& request, bool usable, Instant now) noexcept;
    [[nodiscard]] OrderReply judge(const PendingRequest& request, bool usable,
                                   Instant now) const noexcept;
    [[nodiscard]] bool lost(const PendingRequest& request, Instant now) noexcept;

    void on_logged_in(Instant now) noexcept;
    void on_notification(Instant now) noexcept;
    void on_answer(bool usable, Instant now) noexcept;
    void pass_on(const PendingRequest& request, bool usable, Instant now) noexcept;
    void on_overdue(Instant now) noexcept;
    void on_disconnect_answer(const PendingRequest& request, bool usable, Instant now) noexcept;
    void on_snapshot_end(const SnapshotEnd& end, Instant now) noexcept;
    void emit_decoded(Instant now) noexcept;
    void note_unplaced(Instant now) noexcept;
    void doubt(Kinds kinds, std::string_view why, Instant now) noexcept;

    void advance(Instant now) noexcept;
    void advance_disconnect(Instant now) noexcept;
    void advance_reading(Instant now) noexcept;
    void settle(Instant now) noexcept;
    void announce(ConnectionState state, std::string_view reason, Instant now) noexcept;
    void announce_ready(Instant now) noexcept;
    void take_modes(Instant now) noexcept;

    AccountSessionConfig config_;
    InstrumentTable& table_;
    InstrumentRefresh& refresh_;
    Connection connection_;
    Subscriptions subscriptions_;
    Snapshots snapshots_;
    OrderQueries queries_;
    AccountModeCheck modes_;

    ConnectionChange announced_;
    Disconnect disconnect_ = Disconnect::Unset;
    Reason disconnect_fault_;
    Instant disconnect_retry_at_ = kNever;
    FixedVector<UnderlyingIndex, 8> locked_;  // by user.lock; an invalid one is the whole account
    Kinds missing_ = 0;                       // to be read before Ready
    Kinds reading_ = 0;
    Kinds outdated_ = 0;  // doubted while being read: read once more
    Backoff read_retry_;
    Instant read_at_;
    std::uint32_t awaited_list_ = 1;  // InstrumentRefresh number to wait for before reading
    Instant list_patience_until_;
    Instant unplaced_asked_at_;
};

}  // namespace hedged::deribit
