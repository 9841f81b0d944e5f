// SPDX-License-Identifier: Apache-2.0
// What leaves because time passed or because an order must go: questions, cancels, snapshots.
#include "hedged/gateway/gateway.hpp"

#include "gateway/note.hpp"
#include "gateway/put.hpp"

namespace hedged::gateway {
namespace {

bool immediate(TimeInForce time_in_force) noexcept {
    return time_in_force == TimeInForce::ImmediateOrCancel ||
           time_in_force == TimeInForce::FillOrKill;
}

}  // namespace

Duration Gateway::back_off(std::uint16_t attempts) const noexcept {
    Duration wait = config_.retry_min;
    for (std::uint16_t i = 0; i < attempts && wait < config_.retry_max; ++i) {
        wait = wait * 2;
    }
    return wait < config_.retry_max ? wait : config_.retry_max;
}

bool Gateway::fence_passed(const LiveOrder& order,
                           std::optional<WallTime> market_time) const noexcept {
    return market_time && *market_time > order.valid_until + config_.fence_margin;
}

void Gateway::drive(Instant now, std::optional<WallTime> market_time, Actions& out) noexcept {
    bool const killed = state_.killed();
    market_time_ = market_time;
    for (LiveOrder& order : orders_) {
        drive_time_outs(order, now, out);
        order.cancel_wanted = order.cancel_wanted || killed;
        // Cancels first: should the session fail in between, they are what matters.
        drive_cancel(order, now, out);
        drive_question(order, now, market_time, out);
    }
    drive_kill(now, out);
    retire_settled();
}

void Gateway::drive_time_outs(LiveOrder& order, Instant now, Actions& out) noexcept {
    if (order.state == LiveState::Sent && now - order.sent_at > config_.ack_timeout) {
        after(order, lose_track(order, now), now, out);
    }
    if (is_done(order.state) && !order.settled() && order.answers >= kAnswersMax) {
        // Reported as filled, and no fill in sight: only the exchange's positions can tell.
        order.reported_filled = order.filled;
        dispute(NoteKind::FillWithoutOrder, order, now, out);
    }
}

void Gateway::drive_cancel(LiveOrder& order, Instant now, Actions& out) noexcept {
    if (!order.cancel_wanted || is_done(order.state) || !connected_ || now < order.next_cancel) {
        return;
    }
    if (!limiter_.take_cancel(now)) {
        ++counters_.rate_limited;
        return;
    }
    put_command(out, CancelOrder{order.id, order.instrument, order.venue_id});
    on_cancel_sent(order, now);
    order.next_cancel = now + back_off(order.cancels);
    ++order.cancels;
    ++counters_.cancels_sent;
}

void Gateway::drive_question(LiveOrder& order, Instant now, std::optional<WallTime> market_time,
                             Actions& out) noexcept {
    bool const silent = now - order.state_since > config_.ack_timeout;
    bool const lingers =
        immediate(order.time_in_force) &&
        (order.state == LiveState::Open || order.state == LiveState::PartiallyFilled);
    bool const needed = order.state == LiveState::Unknown ||
                        (silent && (lingers || order.state == LiveState::CancelSent)) ||
                        (silent && is_done(order.state) && !order.settled());
    if (!needed || !connected_ || now < order.next_question) {
        return;
    }
    put_command(out, QueryOrder{order.id, order.instrument});
    ++counters_.queries_sent;
    order.next_question = now + back_off(order.questions);
    ++order.questions;
    if (!fence_passed(order, market_time)) {
        ++order.early_questions;
    }
}

// Until a complete list of open orders, asked for after the kill, can no longer hide one of ours.
void Gateway::drive_kill(Instant now, Actions& out) noexcept {
    if (!state_.killed()) {
        kill_.running = false;
        kill_.confirmed = false;
        return;
    }
    if (!kill_.running) {
        kill_.running = true;
        kill_.confirmed = false;
        kill_.snapshot_out = false;
        kill_.snapshots = 0;
        kill_.next_snapshot = now;
    }
    if (kill_.confirmed && live_orders() > 0) {
        kill_.confirmed = false;  // one of ours has turned up after all
    }
    if (kill_.confirmed || !connected_ || now < kill_.next_snapshot) {
        return;
    }
    ++kill_.generation;
    kill_.snapshot_out = true;
    kill_.next_snapshot = now + back_off(kill_.snapshots) + config_.retry_min;
    ++kill_.snapshots;
    put_command(out, RequestSnapshot{SnapshotKind::OpenOrders, kill_.generation});
}

}  // namespace hedged::gateway
