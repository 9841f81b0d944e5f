// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/live_order.hpp"

#include <algorithm>

namespace hedged::gateway {
namespace {

constexpr Lots kNone{0};

void enter(LiveOrder& order, LiveState state, Instant now, Transition& change) noexcept {
    if (order.state == state) {
        return;
    }
    change.changed = true;
    change.became_done = is_done(state) && !is_done(order.state);
    change.became_unknown = state == LiveState::Unknown;
    change.resolved = order.state == LiveState::Unknown;
    order.state = state;
    order.state_since = now;
    order.answers = 0;
}

LiveState open_state(const LiveOrder& order) noexcept {
    return std::max(order.filled, order.reported_filled) > kNone ? LiveState::PartiallyFilled
                                                                 : LiveState::Open;
}

bool traded(const LiveOrder& order) noexcept {
    return order.filled > kNone || order.reported_filled > kNone;
}

void evidence(LiveOrder& order, const Stamp& stamp, const VenueOrderId& venue_id) noexcept {
    order.last_evidence = stamp.received;
    order.acknowledged = true;
    if (!venue_id.empty()) {
        order.venue_id = venue_id;
    }
}

void become_unknown(LiveOrder& order, Instant now, Transition& change) noexcept {
    enter(order, LiveState::Unknown, now, change);
    change.resolved = false;
}

// The exchange tells the end of an order that we hold for done already.
void correct_end(LiveOrder& order, LiveState end, Instant now, Transition& change) noexcept {
    bool const inferred =
        order.state == LiveState::ResolvedDead || order.state == LiveState::Rejected;
    if (inferred && end != order.state) {
        enter(order, end, now, change);
        change.contradiction = order.reported_filled > order.filled;
    }
}

LiveState end_of(OrderState state) noexcept {
    switch (state) {
        case OrderState::Filled:
            return LiveState::Filled;
        case OrderState::Cancelled:
            return LiveState::Cancelled;
        case OrderState::Rejected:
            return LiveState::Rejected;
        case OrderState::Unknown:
        case OrderState::Open:
        case OrderState::Untriggered:
        case OrderState::Triggered:
            break;
    }
    return LiveState::Unknown;
}

bool says_live(OrderState state) noexcept {
    return state == OrderState::Open || state == OrderState::Untriggered ||
           state == OrderState::Triggered;
}

}  // namespace

std::string_view to_string(LiveState state) noexcept {
    switch (state) {
        case LiveState::Sent:
            return "sent";
        case LiveState::Open:
            return "open";
        case LiveState::PartiallyFilled:
            return "partly filled";
        case LiveState::CancelSent:
            return "cancel sent";
        case LiveState::Unknown:
            return "unknown";
        case LiveState::Filled:
            return "filled";
        case LiveState::Cancelled:
            return "cancelled";
        case LiveState::Rejected:
            return "rejected";
        case LiveState::ResolvedDead:
            return "never arrived";
    }
    return "invalid";
}

Lots LiveOrder::in_flight() const noexcept {
    // Fills that were reported are on their way even beyond the quantity.
    Lots const all = is_done(state) ? reported_filled : std::max(quantity, reported_filled);
    return std::max(all - filled, kNone);
}

double LiveOrder::average_price() const noexcept {
    return filled > kNone ? fill_value / static_cast<double>(filled.value()) : 0.0;
}

Transition on_reply(LiveOrder& order, const OrderReply& reply) noexcept {
    Transition change;
    Instant const now = reply.stamp.received;
    if (is_done(order.state)) {
        // A refusal says what we know already, unless something was traded.
        change.contradiction = reply.outcome == Outcome::Refused && traded(order);
        return change;
    }
    switch (reply.outcome) {
        case Outcome::Accepted:
            evidence(order, reply.stamp, reply.venue_id);
            if (order.state != LiveState::CancelSent) {
                enter(order, open_state(order), now, change);
            }
            return change;
        case Outcome::Refused: {
            bool const says_nothing = reply.refusal == RefusalClass::StateUnknown ||
                                      reply.refusal == RefusalClass::OrderGone;
            if (says_nothing || order.acknowledged) {
                become_unknown(order, now, change);
                change.contradiction = traded(order);
                return change;
            }
            order.last_evidence = now;
            enter(order, LiveState::Rejected, now, change);
            return change;
        }
        case Outcome::Unknown:
            // What the stream has already told us is worth more than a lost answer.
            // A cancel on its way is no word of the exchange.
            if (!order.acknowledged || order.state == LiveState::Unknown) {
                become_unknown(order, now, change);
            }
            return change;
    }
    return change;
}

Transition on_update(LiveOrder& order, const OrderUpdate& update, Lots reported,
                     Lots amount) noexcept {
    Transition change;
    Instant const now = update.stamp.received;
    bool const live = says_live(update.state);
    if (live && is_done(order.state)) {
        return change;  // late or repeated; what may come back goes through can_resurrect()
    }
    evidence(order, update.stamp, update.venue_id);
    if (!is_done(order.state) && amount > kNone && amount != order.quantity) {
        // Somebody changed it at the exchange: its size is what the exchange says.
        change.contradiction = amount > order.quantity;
        order.quantity = std::max(amount, order.filled);
    }
    order.reported_filled = std::max(order.reported_filled, reported);
    change.overfill = order.reported_filled > order.quantity;
    if (update.state == OrderState::Filled) {
        // Whatever its amounts say, nothing less than all of it can be on its way to us.
        order.reported_filled = std::max(order.reported_filled, order.quantity);
    }
    if (is_done(order.state)) {
        correct_end(order, end_of(update.state), now, change);
        if (!is_done(order.state)) {
            order.quantity = std::max(order.quantity, amount);
        }
    } else if (live) {
        if (order.state != LiveState::CancelSent) {
            enter(order, open_state(order), now, change);
        }
    } else if (update.state == OrderState::Unknown) {
        become_unknown(order, now, change);
    } else {
        enter(order, end_of(update.state), now, change);
    }
    return change;
}

Transition on_fill(LiveOrder& order, const Fill& fill, Lots lots) noexcept {
    Transition change;
    Instant const now = fill.stamp.received;
    evidence(order, fill.stamp, fill.venue_id);
    Lots const told_late = std::min(lots, order.filled_untold);
    order.filled_untold -= told_late;
    order.filled += lots - told_late;
    order.fill_value += static_cast<double>(lots.value()) * fill.price;
    change.overfill = order.filled > order.quantity;
    bool const told_otherwise = is_done(order.state) && order.filled > order.reported_filled;
    order.reported_filled = std::max(order.reported_filled, order.filled);
    if (is_done(order.state)) {
        change.contradiction = told_otherwise;
        return change;
    }
    if (order.filled >= order.quantity) {
        enter(order, LiveState::Filled, now, change);
    } else if (order.state == LiveState::Sent || order.state == LiveState::Open) {
        enter(order, LiveState::PartiallyFilled, now, change);
    }
    return change;
}

Transition on_cancel_reply(LiveOrder& order, const CancelReply& reply) noexcept {
    Transition change;
    if (is_done(order.state) || reply.outcome != Outcome::Refused) {
        return change;  // accepted: the order's own report ends it; lost: cancelled again
    }
    if (reply.refusal == RefusalClass::OrderGone) {
        // Filled, cancelled by somebody else, or not there yet. Asking is the only way to know.
        become_unknown(order, reply.stamp.received, change);
    }
    return change;
}

Transition on_query_reply(LiveOrder& order, const OrderQueryReply& reply,
                          bool fence_passed) noexcept {
    Transition change;
    if (reply.result != QueryResult::Failed) {
        ++order.answers;
    }
    // Found: the reports that came before have said it all. Failed: nothing was learned.
    if (is_done(order.state) || reply.result != QueryResult::Absent) {
        return change;
    }
    Instant const now = reply.stamp.received;
    // An order that traded is somewhere in the exchange's books.
    bool const enough = !traded(order) || order.answers >= kAnswersMax;
    if (order.state == LiveState::Unknown && fence_passed && enough) {
        enter(order, LiveState::ResolvedDead, now, change);
    } else {
        become_unknown(order, now, change);
    }
    // Before the fence the order may have arrived, and traded, after the answer was written.
    change.contradiction = fence_passed && traded(order);
    return change;
}

void on_cancel_sent(LiveOrder& order, Instant now) noexcept {
    if (!is_done(order.state) && order.state != LiveState::Unknown) {
        Transition change;
        enter(order, LiveState::CancelSent, now, change);
    }
}

Transition lose_track(LiveOrder& order, Instant now) noexcept {
    Transition change;
    if (!is_done(order.state)) {
        become_unknown(order, now, change);
    }
    return change;
}

bool can_resurrect(const LiveOrder& order, const OrderUpdate& update) noexcept {
    if (!says_live(update.state)) {
        return false;
    }
    return order.state == LiveState::ResolvedDead ||
           (order.state == LiveState::Rejected && !order.acknowledged);
}

}  // namespace hedged::gateway
