// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/assert.hpp"
#include "hedged/market/amounts.hpp"

#include "engine/core.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::engine {

void Engine::Core::handle(const OrderUpdate& update, Actions& out) noexcept {
    gateway_.on(update, out);
    if (Desk* const desk = desk_of(update.instrument)) {
        desk->dirty = true;
    }
}

void Engine::Core::handle(const Fill& fill, Actions& out) noexcept {
    auto const outcome = gateway_.on(fill, out);
    const InstrumentSpec* const spec = instruments_.find(fill.instrument);
    Desk* const desk = spec == nullptr ? nullptr : desk_of(spec->underlying);
    if (desk == nullptr || !outcome.unique) {
        return;
    }
    if (!earlier_judged_) {
        Lots const lots = market::nearest_lots(*spec, fill.amount).value_or(Lots{0});
        earlier_.on_trade(*spec, fill, fill.side == Side::Buy ? lots : -lots);
    }
    if (outcome.moved_position || !fill.from_snapshot) {
        reconciler_.on_activity();
    }
    desk->dirty = true;
    if (outcome.history) {
        return;
    }
    desk->profit.on_fill(*spec, fill, outcome.moved_position);
    desk->attribution.on_fill(*spec, fill, outcome.moved_position,
                              Usd{outcome.ours ? outcome.slippage_usd : 0.0});
    if (outcome.moved_position) {
        // A leg that ends is booked while it is there, a new one once it is.
        bool const held = desk->book.holds(fill.instrument);
        if (held) {
            book_trade(*desk, *spec, fill, outcome.signed_lots);
        }
        sync_position(fill.instrument, out);
        if (!held) {
            book_trade(*desk, *spec, fill, outcome.signed_lots);
        }
    }
    if (outcome.ours) {
        Coins const coins = market::coins_from_amount(*spec, fill.amount, UsdPrice{fill.price});
        desk->hedged_coins += coins.value();
        desk->fees_coins += fill.fee;
        desk->slippage_usd += outcome.slippage_usd;
        desk->has_filled = desk->has_filled || fill.client_id.epoch() == gateway_.epoch();
    }
}

void Engine::Core::book_trade(Desk& desk, const InstrumentSpec& spec, const Fill& fill,
                              Lots signed_lots) noexcept {
    if (desk.counts_equity()) {
        desk.book.book_trade(spec.index, market::amount_from_lots(spec, signed_lots), fill.price,
                             Coins{fill.fee});
    }
}

void Engine::Core::handle(const PositionUpdate& update, Actions& out) noexcept {
    auto const change = gateway_.on(update, out);
    Desk* const desk = desk_of(update.instrument);
    if (desk == nullptr || change.verdict == gateway::PositionVerdict::Unusable) {
        return;
    }
    if (!update.from_snapshot) {
        // What the stream says now is newer than a report that was asked for before.
        reconciler_.on_activity();
        desk->position_proved_at = now_;
    }
    if (change.differs) {
        judge_difference(*instruments_.find(update.instrument), change, out);
    }
    if (change.verdict == gateway::PositionVerdict::First) {
        desk->profit.on_found(update.instrument, update.stamp.venue);
        desk->attribution.on_found(update.instrument, update.stamp.venue);
    }
    if (update.from_snapshot && update.instrument == desk->hedge &&
        change.verdict != gateway::PositionVerdict::Behind) {
        desk->stated = {true, change.ours, change.venue, now_};
    }
    sync_position(update.instrument, out);
}

void Engine::Core::sync_position(InstrumentIndex instrument, Actions& out) noexcept {
    const InstrumentSpec* const spec = instruments_.find(instrument);
    Desk* const desk = spec == nullptr ? nullptr : desk_of(spec->underlying);
    if (desk == nullptr) {
        return;
    }
    bool const held = desk->book.holds(instrument);
    double const amount = gateway_.positions().amount(*spec);
    if (held && amount == 0.0) {
        value_at_settlement(*desk, *spec, out);
    }
    if (!desk->book.set_position(*spec, amount)) {
        Note record = record_of(NoteKind::LimitReached, Severity::Alarm);
        record.instrument = instrument;
        record.values = {static_cast<double>(kPositionViewsMax)};
        note(record, out);
        // A leg without room would be hedged as if it did not exist.
        state_.set(risk::HoldCause::FillDispute, true);
        return;
    }
    desk->dirty = true;
    // A fill of the hedge moves the aggregates by itself; what changes the options' book does not
    // decide before everything was summed afresh.
    desk->reprice_due = desk->reprice_due || !held || instrument != desk->hedge;
    if (!held && desk->book.holds(instrument)) {
        bool const room = out.push_back(VenueCommand{WatchInstrument{instrument}});
        HEDGED_ASSERT(room);
        if (const Ticker* const ticker = quotes_.ticker(instrument)) {
            feed_leg(*desk, *spec, *ticker);
        }
    }
}

// What the exchange has settled leaves the book at its payoff, not at what it was worth before the
// last samples.
void Engine::Core::value_at_settlement(Desk& desk, const InstrumentSpec& spec,
                                       Actions& out) noexcept {
    auto const market_now = clock_.market_time(now_);
    auto const index = indices_.last(desk.index);
    if (market_now && index && *market_now >= spec.expiry) {
        reprice(desk, index->price);
        measure_profit(desk);
        Note record = record_of(NoteKind::LegExpired);
        record.underlying = desk.index;
        record.instrument = spec.index;
        record.values = {desk.book.settlement_mean()
                             .progress(spec.expiry, *market_now, index->price)
                             .mean.value()};
        note(record, out);
    }
}

void Engine::Core::sync_all_positions(Actions& out) noexcept {
    for (std::uint32_t raw = 0; raw < instruments_.index_end(); ++raw) {
        InstrumentIndex const instrument{raw};
        if (!gateway_.positions().known(instrument)) {
            continue;
        }
        const InstrumentSpec& spec = *instruments_.find(instrument);
        Desk* const desk = desk_of(spec.underlying);
        bool const leg = desk != nullptr && desk->book.holds(instrument);
        if (leg != (gateway_.positions().amount(spec) != 0.0)) {
            sync_position(instrument, out);
        }
    }
}

// A report lists what is not zero: a hedge that it does not name is flat.
void Engine::Core::note_flat_hedges() noexcept {
    for (Desk& desk : desks_) {
        const InstrumentSpec* const spec = instruments_.find(desk.hedge);
        if (spec != nullptr && !gateway_.positions().named_since_begin(desk.hedge)) {
            desk.stated = {true, gateway_.positions().amount(*spec), 0.0, now_};
        }
    }
}

void Engine::Core::prove_positions(Instant now) noexcept {
    for (Desk& desk : desks_) {
        desk.position_proved_at = now;
        desk.dirty = true;
    }
}

// The exchange adds the account's delta up for itself. In the settlement window it lets deltas
// decay in a straight line, which is no yardstick; nor is anything while orders are on their way.
void Engine::Core::check_account_delta(Desk& desk, Actions& out) noexcept {
    auto const index = indices_.last(desk.index);
    if (!desk.account.delta_total || !index) {
        return;
    }
    bool const comparable = !state_.holds(risk::HoldCause::NotReconciled) && gateway_.quiet(now_) &&
                            !desk.book.settling() && desk.book.exposure_at(index->price).usable;
    if (!comparable) {
        desk.delta_watch.clear();
        return;
    }
    double const ours = desk.book.net_delta_at(index->price).value();
    double const theirs = *desk.account.delta_total;
    double const tolerance =
        config_.greek_disagreement_max * std::max(1.0, desk.book.gross_option_coins().value());
    if (!desk.delta_watch.on_report(ours - theirs, tolerance, now_)) {
        return;
    }
    Note record = record_of(NoteKind::AccountDisagreement, Severity::Alarm);
    record.underlying = desk.index;
    record.values = {ours, theirs, tolerance};
    note(record, out);
}

void Engine::Core::handle(const AccountUpdate& update, Actions& out) noexcept {
    Desk* const desk = desk_of(update.underlying);
    if (desk == nullptr) {
        return;
    }
    desk->account = update;
    desk->account_known = true;
    auto const index = indices_.last(desk->index);
    auto const clock_error = clock_.error_bound(now_);
    if (desk->counts_equity() && desk->book.follows_equity() && index && clock_error) {
        Duration const skew = EquityReports::skew(*clock_error);
        Duration const since = now_ - index->stamp.received + skew;
        desk->equity_reports.on_report(update.equity, now_,
                                       index->stamp.venue + since * clock_.speed(), skew);
    } else {
        desk->equity_reports.clear();
        desk->book.set_equity(update.equity);
    }
    desk->data_moved = true;
    desk->dirty = true;
    state_.on_account(update);
    check_account_delta(*desk, out);
}

// The exchange's time that the marks of all legs are of at least. An option's move with it little
// and rarely: they need only be alive.
WallTime Engine::Core::marks_stated(const Desk& desk) const noexcept {
    constexpr Duration kOptionsAlive = seconds(10);
    WallTime oldest{std::numeric_limits<std::int64_t>::max()};
    for (std::size_t i = 0; i < desk.book.leg_count(); ++i) {
        portfolio::LegData const leg = desk.book.leg_data(i);
        const Ticker* const ticker = quotes_.ticker(leg.instrument);
        if (leg.is_option ? now_ - leg.received > kOptionsAlive
                          : ticker == nullptr || ticker->state == TickerState::Closed) {
            return WallTime{};
        }
        oldest = leg.is_option ? oldest : std::min(oldest, ticker->stamp.venue);
    }
    return oldest;
}

// Not while the prices disagree, or some do not come: what the equity is worth is as doubtful then.
void Engine::Core::follow_equity(Desk& desk) noexcept {
    auto const index = indices_.last(desk.index);
    if (!desk.counts_equity() || !index || !desk.book.follows_equity()) {
        return;
    }
    WallTime const marks = marks_stated(desk);
    Duration const pause = EquityReports::kPause;
    if (denied(desk) || now_ - index->stamp.received > pause || marks == WallTime{} ||
        index->stamp.venue - marks > pause * clock_.speed()) {
        desk.equity_reports.on_lost(now_);
        return;
    }
    desk.equity_reports.on_followed(desk.book.exposure_at(index->price).equity, now_);
    if (auto const news = desk.equity_reports.news(std::min(index->stamp.venue, marks))) {
        desk.book.adjust_equity(*news);
        desk.data_moved = true;
    }
}

void Engine::Core::handle(const OrderReply& reply, Actions& out) noexcept {
    gateway_.on(reply, out);
}

void Engine::Core::handle(const CancelReply& reply, Actions& out) noexcept {
    gateway_.on(reply, out);
}

void Engine::Core::handle(const OrderQueryReply& reply, Actions& out) noexcept {
    gateway_.on(reply, out);
}

void Engine::Core::handle(const SnapshotMark& mark, Actions& out) noexcept {
    earlier_.on(mark);
    bool const complete = mark.phase == SnapshotPhase::Complete;
    if (mark.kind == SnapshotKind::Positions && complete) {
        note_flat_hedges();
        Unnamed const unnamed = unnamed_positions();
        gateway_.on(mark, out);
        judge_unnamed(unnamed, out);
        sync_all_positions(out);
    } else {
        gateway_.on(mark, out);
    }
    if (mark.kind == SnapshotKind::Account) {
        for (Desk& desk : desks_) {
            desk.equity_reports.on_reading(mark.phase == SnapshotPhase::Begin, now_);
        }
    }
    place_carried(out);
    if (mark.kind == SnapshotKind::Instruments && complete) {
        on_instruments_listed(out);
    }
    // For a stop the orders alone count, as for a kill; what else was asked for may be late.
    if (stopping_ && mark.kind == SnapshotKind::OpenOrders && complete &&
        reconciler_.current(mark)) {
        stop_confirmed_ = gateway_.orders().empty();
    }
    if (reconciler_.on(mark, earlier_orders() == 0 && refusals_carried_, now_)) {
        on_reconciled(out);
    }
}

void Engine::Core::on_reconciled(Actions& out) noexcept {
    bool const first = state_.holds(risk::HoldCause::NotReconciled);
    prove_positions(now_);
    state_.on_reconciled(now_);
    judge_earlier(out);
    if (first) {
        Note record = record_of(NoteKind::Reconciled);
        double legs = 0.0;
        for (const Desk& desk : desks_) {
            legs += static_cast<double>(desk.book.leg_count());
        }
        record.values = {legs, static_cast<double>(gateway_.orders().size())};
        note(record, out);
    }
    if (stopping_) {
        stop_confirmed_ = gateway_.orders().empty();
        if (!stop_confirmed_) {
            reconciler_.hurry(now_);
        }
    }
    if (arm_pending_) {
        arm_pending_ = false;
        arm(arm_command_, out);
    }
}

void Engine::Core::handle(const RateLimitReport& report, Actions& /*out*/) noexcept {
    gateway_.on(report);
}

void Engine::Core::handle(const ConnectionChange& change, Actions& out) noexcept {
    bool const ready = change.state == ConnectionState::Ready;
    if (change.stream == Stream::Market) {
        market_ = change.state;
        market_reason_ = change.reason;
        state_.set(risk::HoldCause::MarketDown, !ready);
        if (!ready) {
            cool_down();
            quotes_.on_stream_down();
            indices_.on_stream_down();
        }
    } else {
        account_ = change.state;
        account_reason_ = change.reason;
        gateway_.on(change, out);
        state_.set(risk::HoldCause::AccountDown, !ready);
        // What we know of orders and positions is only as good as an unbroken stream.
        state_.set(risk::HoldCause::NotReconciled, true);
        state_.set(risk::HoldCause::CancelOnDisconnectMissing,
                   ready && !change.cancel_on_disconnect);
        state_.set(risk::HoldCause::ScopeMissing, ready && !change.may_trade);
        reconciler_.on_stream(ready, now_);
        reconciler_.drive(now_, true, out);
    }
    Note record = record_of(NoteKind::ConnectionChanged);
    const bool no_orders = ready && change.stream == Stream::Account &&
                           !(change.may_trade && change.cancel_on_disconnect);
    record.severity =
        change.state == ConnectionState::Down || no_orders ? Severity::Warning : Severity::Info;
    record.values = {static_cast<double>(change.stream), static_cast<double>(change.state)};
    record.text.assign_truncated(change.reason.view());
    note(record, out);
    for (Desk& desk : desks_) {
        desk.dirty = true;
    }
}

}  // namespace hedged::engine
