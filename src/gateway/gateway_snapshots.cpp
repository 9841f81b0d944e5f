// SPDX-License-Identifier: Apache-2.0
// Snapshots and the connection: the only evidence in which absence means something.
#include "hedged/gateway/gateway.hpp"

#include "gateway/note.hpp"
#include "gateway/put.hpp"

namespace hedged::gateway {

void Gateway::on(const SnapshotMark& mark, Actions& out) noexcept {
    switch (mark.kind) {
        case SnapshotKind::OpenOrders:
            on_orders_listed(mark, out);
            return;
        case SnapshotKind::Positions:
            on_positions_listed(mark, out);
            return;
        case SnapshotKind::Instruments:
        case SnapshotKind::Account:
        case SnapshotKind::Trades:
            return;
    }
}

void Gateway::on_orders_listed(const SnapshotMark& mark, Actions& out) noexcept {
    Instant const now = mark.stamp.received;
    bool const kills = kill_.snapshot_out && mark.generation == kill_.generation;
    if (mark.phase == SnapshotPhase::Begin) {
        orders_listed_since_ = now;
        return;
    }
    if (kills) {
        kill_.snapshot_out = false;
    }
    auto const since = orders_listed_since_;
    orders_listed_since_.reset();
    if (mark.phase != SnapshotPhase::Complete || !since) {
        return;
    }
    for (LiveOrder& order : orders_) {
        bool const believed_open = order.state == LiveState::Open ||
                                   order.state == LiveState::PartiallyFilled ||
                                   order.state == LiveState::CancelSent;
        if (believed_open && order.last_evidence < *since && order.sent_at < *since) {
            after(order, lose_track(order, now), now, out);
        }
    }
    // What the list named is in the table by now, and what it did not name is being asked after.
    if (kills && live_orders() == 0 && !kill_.confirmed) {
        kill_.confirmed = true;
        Note note;
        note.at = now;
        note.kind = NoteKind::KillConfirmed;
        note.severity = Severity::Warning;
        put_note(out, note);
    }
}

void Gateway::on_positions_listed(const SnapshotMark& mark, Actions& out) noexcept {
    if (mark.phase == SnapshotPhase::Begin) {
        positions_.begin_snapshot(mark.stamp.received);
        return;
    }
    if (mark.phase != SnapshotPhase::Complete) {
        return;
    }
    positions_.complete_snapshot();
    for (std::uint32_t i = 0; i < instruments_.index_end(); ++i) {
        const InstrumentSpec* const spec = instruments_.find(InstrumentIndex{i});
        bool const held = spec != nullptr && positions_.amount(*spec) != 0.0;
        if (held && !positions_.named_since_begin(spec->index)) {
            note_position(*spec, positions_.adopt_flat(*spec, mark.stamp), mark.stamp.received,
                          out);
        }
    }
}

void Gateway::on(const ConnectionChange& change, Actions& out) noexcept {
    if (change.stream != Stream::Account) {
        return;
    }
    bool const ready = change.state == ConnectionState::Ready;
    if (ready && connected_) {
        return;  // the same connection, described once more
    }
    Instant const now = change.stamp.received;
    connected_ = ready;
    // Answers, snapshots and acknowledgements of the old connection will not come any more.
    orders_listed_since_.reset();
    kill_.snapshot_out = false;
    kill_.snapshots = 0;
    kill_.next_snapshot = now;
    for (LiveOrder& order : orders_) {
        after(order, lose_track(order, now), now, out);
        order.early_questions = 0;
        order.questions = 0;
        order.next_question = now;
        order.cancels = 0;
        order.next_cancel = now;
    }
}

void Gateway::on(const RateLimitReport& report) noexcept {
    limiter_.on(report, report.stamp.received);
}

}  // namespace hedged::gateway
