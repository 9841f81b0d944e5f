// SPDX-License-Identifier: Apache-2.0
// One order of ours from the moment its bytes may have left, as a state machine over everything the
// exchange can say about it in any order. Engine thread only; plain data, no allocation.
//
//   Sent             no answer yet
//   Open             the exchange has it, nothing filled
//   PartiallyFilled  the exchange has it, something filled
//   CancelSent       a cancel is on its way; still live
//   Unknown          anything may be true; counts at full size and blocks its instrument
//   Filled, Cancelled, Rejected, ResolvedDead   done; never left again, but see resurrect()
//
// Invariants (tests/unit/gateway/live_order_model_test.cpp):
//   O1 a done order is never live again through late or repeated events; only an order whose death
//      was inferred (ResolvedDead) or answered (Rejected) can be proved alive by the exchange;
//   O2 filled never shrinks; O3 in_flight() is never less than what can still change the position;
//   O4 Unknown ends by evidence only.
#pragma once

#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::gateway {

enum class LiveState : std::uint8_t {
    Sent,
    Open,
    PartiallyFilled,
    CancelSent,
    Unknown,
    Filled,
    Cancelled,
    Rejected,
    ResolvedDead,
};

// An exchange that contradicts itself is asked this often before we take the part that is safe,
// under dispute.
inline constexpr std::uint16_t kAnswersMax = 6;

[[nodiscard]] std::string_view to_string(LiveState state) noexcept;
[[nodiscard]] constexpr bool is_done(LiveState state) noexcept {
    return state >= LiveState::Filled;
}

struct LiveOrder {
    // As sent, or as the exchange described an order of an earlier run.
    ClientOrderId id;
    InstrumentIndex instrument;
    UnderlyingIndex underlying;
    Side side = Side::Buy;
    Lots quantity;
    PriceTicks limit;
    TimeInForce time_in_force = TimeInForce::ImmediateOrCancel;
    WallTime valid_until;
    Instant sent_at;
    double reference_price = 0.0;  // at the decision; slippage is measured against it
    bool leftover = false;         // of an earlier epoch

    LiveState state = LiveState::Sent;
    VenueOrderId venue_id;
    bool acknowledged = false;  // the exchange accepted it, reported on it or filled it
    Lots filled;                // by unique fills: what the position knows
    Lots reported_filled;       // by order reports: may run ahead of the fills
    double fill_value = 0.0;    // sum of lots * price, for the average
    // Of `filled`, what was filled before we knew of a leftover order and is not told yet. A fill
    // of it may still come, late or asked for; it looks like a new one and must not count twice.
    Lots filled_untold;

    // Housekeeping of the gateway's repeated cancels and questions.
    bool cancel_wanted = false;
    std::uint16_t cancels = 0;
    Instant next_cancel;
    std::uint16_t questions = 0;  // since its fate became unknown; sets the back-off
    std::uint16_t answers = 0;    // in this state, failed ones apart
    Instant next_question;
    // Questions without an answer that left before the expiry fence had passed. Answers come in
    // the order of the questions, so as long as one is out, "absent" proves nothing.
    std::uint16_t early_questions = 0;
    Instant last_evidence;  // the exchange last spoke of it
    Instant state_since;

    // Done, and every fill that the exchange reported has arrived.
    [[nodiscard]] bool settled() const noexcept {
        return is_done(state) && reported_filled <= filled;
    }
    // What may still change the position: all that is left while live, and after that the fills
    // that the exchange reported but has not yet sent.
    [[nodiscard]] Lots in_flight() const noexcept;
    [[nodiscard]] double average_price() const noexcept;
};

// What an event did, for the caller's notes and breakers.
struct Transition {
    bool changed = false;  // the state is another one
    bool became_done = false;
    bool became_unknown = false;
    bool resolved = false;       // Unknown ended
    bool contradiction = false;  // two things the exchange said cannot both be true
    bool overfill = false;
};

[[nodiscard]] Transition on_reply(LiveOrder& order, const OrderReply& reply) noexcept;
// `reported` and `amount` are the update's amounts in lots.
[[nodiscard]] Transition on_update(LiveOrder& order, const OrderUpdate& update, Lots reported,
                                   Lots amount) noexcept;
// Only unique fills may come here.
[[nodiscard]] Transition on_fill(LiveOrder& order, const Fill& fill, Lots lots) noexcept;
[[nodiscard]] Transition on_cancel_reply(LiveOrder& order, const CancelReply& reply) noexcept;
// `fence_passed`: the question left after the order's expiry fence and the clock margin.
[[nodiscard]] Transition on_query_reply(LiveOrder& order, const OrderQueryReply& reply,
                                        bool fence_passed) noexcept;
void on_cancel_sent(LiveOrder& order, Instant now) noexcept;
// A time-out, or the account stream went down.
[[nodiscard]] Transition lose_track(LiveOrder& order, Instant now) noexcept;
// A done order whose death the exchange never stated itself, and which it now reports as live.
[[nodiscard]] bool can_resurrect(const LiveOrder& order, const OrderUpdate& update) noexcept;

}  // namespace hedged::gateway
