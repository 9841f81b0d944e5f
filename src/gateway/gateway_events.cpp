// SPDX-License-Identifier: Apache-2.0
// What the exchange says about orders: answers, reports, and orders that we do not hold.
#include "hedged/gateway/gateway.hpp"
#include "hedged/market/amounts.hpp"
#include "hedged/market/price_grid.hpp"

#include "gateway/note.hpp"
#include "gateway/put.hpp"

#include <algorithm>

namespace hedged::gateway {

LiveOrder* Gateway::find_finished(ClientOrderId id) noexcept {
    for (LiveOrder& order : finished_) {
        if (order.id == id) {
            return &order;
        }
    }
    return nullptr;
}

LiveOrder* Gateway::add(const LiveOrder& order, Instant now, Actions& out) noexcept {
    if (orders_.push_back(order)) {
        return &orders_[orders_.size() - 1];
    }
    // An order that we cannot follow is exposure that we cannot count.
    state_.set(risk::HoldCause::FillDispute, true);
    Note note = note_about(order, NoteKind::LimitReached, Severity::Alarm, now);
    note.values = {static_cast<double>(kLiveOrdersMax)};
    put_note(out, note);
    return nullptr;
}

LiveOrder* Gateway::revive(ClientOrderId id, Instant now, Actions& out) noexcept {
    LiveOrder* const past = find_finished(id);
    return past == nullptr ? nullptr : add(*past, now, out);
}

bool Gateway::from_newer_instance(ClientOrderId id, Instant now, Actions& out) noexcept {
    bool const newer =
        id.epoch() > config_.epoch || (id.epoch() == config_.epoch && id.number() >= next_number_);
    if (newer) {
        state_.kill("gateway", "an order of another, newer instance was seen on this account", now,
                    out);
    }
    return newer;
}

void Gateway::dispute(NoteKind kind, const LiveOrder& order, Instant now, Actions& out) noexcept {
    state_.set(risk::HoldCause::FillDispute, true);
    put_note(out, note_about(order, kind, Severity::Alarm, now));
}

void Gateway::after(LiveOrder& order, const Transition& change, Instant now,
                    Actions& out) noexcept {
    busy_at_ = now;
    if (change.became_unknown && change.changed) {
        ++counters_.orders_unknown;
        put_note(out, note_about(order, NoteKind::OrderUnknown, Severity::Warning, now));
    }
    if (change.resolved) {
        order.questions = 0;
        put_note(out, note_about(order, NoteKind::OrderResolved, Severity::Info, now));
    }
    if (change.contradiction) {
        dispute(NoteKind::OrderUnknown, order, now, out);
    }
    if (change.overfill) {
        dispute(NoteKind::Overfill, order, now, out);
    }
    if (change.became_done && order.state != LiveState::Rejected) {
        put_note(out, note_about(order, NoteKind::OrderDone, Severity::Info, now));
    }
}

// An order stays in the table until it is done and its reported fills have all arrived.
void Gateway::retire_settled() noexcept {
    for (std::size_t i = orders_.size(); i > 0; --i) {
        const LiveOrder& order = orders_[i - 1];
        if (!order.settled()) {
            continue;
        }
        if (LiveOrder* const known = find_finished(order.id)) {
            *known = order;
        } else if (!finished_.push_back(order)) {
            finished_[finished_next_] = order;
            finished_next_ = (finished_next_ + 1) % finished_.size();
        }
        orders_.swap_remove(i - 1);
    }
}

void Gateway::on(const OrderReply& reply, Actions& out) noexcept {
    Instant const now = reply.stamp.received;
    bool const refused = reply.outcome == Outcome::Refused;
    if (refused && reply.refusal == RefusalClass::Throttled) {
        limiter_.on_throttled(now);
    }
    LiveOrder* order = find_live(reply.client_id);
    bool const finished = order == nullptr;
    if (finished) {
        order = find_finished(reply.client_id);
    }
    if (order == nullptr) {
        return;
    }
    Transition const change = on_reply(*order, reply);
    after(*order, change, now, out);
    if (refused && !finished) {
        ++counters_.orders_refused;
        Note note = note_about(*order, NoteKind::OrderRefused, Severity::Warning, now);
        note.venue_code = reply.venue_code;
        note.text.assign_truncated(reply.message.view());
        put_note(out, note);
        state_.on_refusal(order->instrument, reply.refusal, now, out);
    }
    retire_settled();
}

void Gateway::on(const CancelReply& reply, Actions& out) noexcept {
    if (reply.outcome == Outcome::Refused && reply.refusal == RefusalClass::Throttled) {
        limiter_.on_throttled(reply.stamp.received);
    }
    if (LiveOrder* const order = find_live(reply.client_id)) {
        after(*order, on_cancel_reply(*order, reply), reply.stamp.received, out);
    }
}

void Gateway::on(const OrderQueryReply& reply, Actions& out) noexcept {
    LiveOrder* const order = find_live(reply.client_id);
    if (order == nullptr) {
        return;
    }
    bool const early = order->early_questions > 0;
    if (early) {
        --order->early_questions;
    }
    bool const proves = !early && fence_passed(*order, market_time_);
    after(*order, on_query_reply(*order, reply, proves), reply.stamp.received, out);
    retire_settled();
}

void Gateway::on(const OrderUpdate& update, Actions& out) noexcept {
    Instant const now = update.stamp.received;
    if (!update.client_id.ours()) {
        on_foreign(update, out);
    } else if (!from_newer_instance(update.client_id, now, out)) {
        on_own_update(update, out);
        retire_settled();
    }
}

void Gateway::on_own_update(const OrderUpdate& update, Actions& out) noexcept {
    Instant const now = update.stamp.received;
    LiveOrder* order = find_live(update.client_id);
    const InstrumentSpec* const spec = instruments_.find(update.instrument);
    auto const reported =
        spec != nullptr ? market::nearest_lots(*spec, update.filled_amount) : std::nullopt;
    auto const amount = spec != nullptr ? market::nearest_lots(*spec, update.amount) : std::nullopt;
    bool const other = order != nullptr && order->instrument != update.instrument;
    if (!reported || !amount || other) {
        // A report that makes no sense must not be guessed at: ask, and count the order in full.
        if (order != nullptr) {
            after(*order, lose_track(*order, now), now, out);
        }
        return;
    }
    if (order == nullptr) {
        LiveOrder* const past = find_finished(update.client_id);
        if (past == nullptr) {
            on_unlisted_update(update, *spec, out);
            return;
        }
        order = can_resurrect(*past, update) ? revive(update.client_id, now, out) : past;
        if (order == nullptr) {
            return;
        }
    }
    // It may have been done and still be listed, waiting for fills.
    if (can_resurrect(*order, update)) {
        order->state = LiveState::Unknown;
        order->cancel_wanted = true;
        dispute(NoteKind::OrderUnknown, *order, now, out);
    }
    after(*order, on_update(*order, update, *reported, *amount), now, out);
    if (update.state == OrderState::Unknown) {
        put_note(out, note_about(*order, NoteKind::UnknownWord, Severity::Warning, now));
    }
    if (!order->settled() && find_live(update.client_id) == nullptr) {
        (void)revive(update.client_id, now, out);
    }
}

void Gateway::on_unlisted_update(const OrderUpdate& update, const InstrumentSpec& spec,
                                 Actions& out) noexcept {
    bool const live = update.state != OrderState::Filled && update.state != OrderState::Cancelled &&
                      update.state != OrderState::Rejected;
    if (!live) {
        return;
    }
    Instant const now = update.stamp.received;
    LiveOrder order;
    order.id = update.client_id;
    order.instrument = update.instrument;
    order.underlying = spec.underlying;
    order.side = update.side;
    order.quantity = market::nearest_lots(spec, update.amount).value_or(Lots{0});
    order.filled = market::nearest_lots(spec, update.filled_amount).value_or(Lots{0});
    order.filled_untold = order.filled;
    order.limit =
        market::round_price(spec, update.price.value_or(0.0), Side::Buy).value_or(PriceTicks{0});
    order.time_in_force = update.time_in_force;
    order.sent_at = now;
    order.state_since = now;
    order.state = LiveState::Open;
    order.leftover = true;
    order.cancel_wanted = true;
    LiveOrder* const added = add(order, now, out);
    if (added == nullptr) {
        return;
    }
    put_note(out, note_about(*added, NoteKind::LeftoverOrder, Severity::Warning, now));
    after(*added, on_update(*added, update, added->filled, added->quantity), now, out);
}

void Gateway::on_foreign(const OrderUpdate& update, Actions& out) noexcept {
    bool const known = std::any_of(foreign_.begin(), foreign_.end(),
                                   [&](const VenueOrderId& id) { return id == update.venue_id; });
    if (known) {
        return;
    }
    if (!foreign_.push_back(update.venue_id)) {
        foreign_[foreign_next_] = update.venue_id;
        foreign_next_ = (foreign_next_ + 1) % foreign_.size();
    }
    ++counters_.foreign_orders;
    Note note;
    note.at = update.stamp.received;
    note.kind = NoteKind::ForeignOrder;
    note.instrument = update.instrument;
    note.side = update.side;
    note.values = {update.amount, update.price.value_or(0.0)};
    note.text.assign_truncated(update.venue_id.view());
    put_note(out, note);
}

}  // namespace hedged::gateway
