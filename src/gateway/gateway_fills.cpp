// SPDX-License-Identifier: Apache-2.0
// Fills and positions: every trade once, and the exchange's word on what we hold.
#include "hedged/gateway/gateway.hpp"
#include "hedged/market/amounts.hpp"

#include "gateway/note.hpp"
#include "gateway/put.hpp"

#include <cmath>

namespace hedged::gateway {
namespace {

// What the fill cost against the price that its order was decided at; positive is cost.
double slippage_usd(const InstrumentSpec& spec, const Fill& fill, Lots lots,
                    double reference_price) noexcept {
    if (!(reference_price > 0.0)) {
        return 0.0;
    }
    double const worse = sign_of(fill.side) * (fill.price - reference_price);
    if (spec.kind == InstrumentKind::Option && spec.payoff == Payoff::Inverse) {
        // Premiums in coin, so the difference is in coin per coin.
        return worse * market::amount_from_lots(spec, lots) * fill.index_price.value();
    }
    return worse * market::coins_from_lots(spec, lots, UsdPrice{fill.price}).value();
}

Note note_about(const Fill& fill, UnderlyingIndex underlying, NoteKind kind, Severity severity) {
    Note note;
    note.at = fill.stamp.received;
    note.kind = kind;
    note.severity = severity;
    note.underlying = underlying;
    note.instrument = fill.instrument;
    note.client_id = fill.client_id;
    note.side = fill.side;
    note.values = {fill.amount, fill.price, fill.fee, fill.index_price.value()};
    note.text.assign_truncated(fill.trade_id.view());
    return note;
}

}  // namespace

std::optional<Instant> Gateway::sent_at(ClientOrderId id) noexcept {
    const LiveOrder* order = find_live(id);
    order = order != nullptr ? order : find_finished(id);
    return id.ours() && order != nullptr && !order->leftover ? std::optional{order->sent_at}
                                                             : std::nullopt;
}

void Gateway::apply_to_order(const Fill& fill, const InstrumentSpec& spec, Lots lots,
                             FillOutcome& outcome, Actions& out) noexcept {
    Instant const now = fill.stamp.received;
    LiveOrder* order = find_live(fill.client_id);
    order = order != nullptr ? order : find_finished(fill.client_id);
    outcome.ours = true;
    if (order == nullptr) {
        // Of an earlier run: its orders ended before this one began. Of this run: we sent no such
        // order, or forgot it long ago.
        if (fill.client_id.epoch() == config_.epoch) {
            state_.set(risk::HoldCause::FillDispute, true);
            put_note(out, note_about(fill, spec.underlying, NoteKind::FillWithoutOrder,
                                     Severity::Alarm));
        }
        return;
    }
    counters_.orders_filled += order->filled == Lots{0} ? 1U : 0U;
    outcome.slippage_usd = slippage_usd(spec, fill, lots, order->reference_price);
    bool const other_terms = order->side != fill.side || order->instrument != fill.instrument;
    after(*order, on_fill(*order, fill, lots), now, out);
    if (other_terms) {
        dispute(NoteKind::FillWithoutOrder, *order, now, out);
    }
}

void Gateway::remember_unlabelled(const ToldTrade& trade) noexcept {
    if (!unlabelled_.push_back(trade)) {
        unlabelled_[unlabelled_next_] = trade;
        unlabelled_next_ = (unlabelled_next_ + 1) % unlabelled_.size();
    }
}

bool Gateway::take_unlabelled(const ToldTrade& trade) noexcept {
    for (ToldTrade& known : unlabelled_) {
        if (known == trade) {
            known = ToldTrade{};
            return true;
        }
    }
    return false;
}

FillOutcome Gateway::on(const Fill& fill, Actions& out) noexcept {
    FillOutcome outcome;
    const InstrumentSpec* const spec = instruments_.find(fill.instrument);
    auto const lots = spec != nullptr ? market::nearest_lots(*spec, fill.amount) : std::nullopt;
    if (!lots || *lots <= Lots{0} || !std::isfinite(fill.price) || fill.trade_id.empty()) {
        // Something was traded and we cannot say what: only a reconciliation can.
        state_.set(risk::HoldCause::FillDispute, true);
        put_note(out,
                 note_about(fill, UnderlyingIndex{}, NoteKind::FillWithoutOrder, Severity::Alarm));
        return outcome;
    }
    if (!trades_.insert(spec->underlying, fill.trade_id, fill.side)) {
        counters_.duplicate_fills += fill.from_snapshot ? 0U : 1U;
        // The reply to an order and the stream tell the same fill: normal.
        put_note(out, note_about(fill, spec->underlying, NoteKind::DuplicateFill, Severity::Debug));
        if (fill.client_id.ours() && take_unlabelled({fill.trade_id, fill.side})) {
            // The position has it; its order has not.
            apply_to_order(fill, *spec, *lots, outcome, out);
            retire_settled();
        }
        return outcome;
    }
    outcome.unique = true;
    // A report of past trades comes before the first of positions, which will contain them.
    outcome.history = fill.from_snapshot && positions_.not_yet_stated(fill.instrument);
    if (!outcome.history) {
        ++counters_.fills;
        busy_at_ = fill.stamp.received;
        Lots const signed_lots = fill.side == Side::Buy ? *lots : -*lots;
        outcome.moved_position =
            positions_.on_fill(*spec, fill, signed_lots, sent_at(fill.client_id));
        outcome.signed_lots = outcome.moved_position ? signed_lots : Lots{0};
        put_note(out, note_about(fill, spec->underlying, NoteKind::FillApplied, Severity::Info));
    }
    if (!fill.client_id.ours()) {
        remember_unlabelled({fill.trade_id, fill.side});
    }
    if (fill.client_id.ours() && !from_newer_instance(fill.client_id, fill.stamp.received, out)) {
        apply_to_order(fill, *spec, *lots, outcome, out);
        retire_settled();
    }
    return outcome;
}

void Gateway::note_position(const InstrumentSpec& spec, const PositionChange& change, Instant now,
                            Actions& out) const noexcept {
    // What the exchange has settled goes without a fill.
    bool const settled = market_time_ && *market_time_ >= spec.expiry;
    bool const differs = change.differs && !settled;
    if (change.verdict != PositionVerdict::Adopted && change.verdict != PositionVerdict::First) {
        return;
    }
    Note note;
    note.at = now;
    note.kind = differs ? NoteKind::PositionMismatch : NoteKind::PositionAdopted;
    note.severity = differs ? Severity::Alarm : Severity::Info;
    note.underlying = spec.underlying;
    note.instrument = spec.index;
    note.values = {change.ours, change.venue};
    put_note(out, note);
}

PositionChange Gateway::on(const PositionUpdate& update, Actions& out) noexcept {
    const InstrumentSpec* const spec = instruments_.find(update.instrument);
    if (spec == nullptr) {
        return {};
    }
    PositionChange const change = positions_.on(*spec, update);
    note_position(*spec, change, update.stamp.received, out);
    return change;
}

}  // namespace hedged::gateway
