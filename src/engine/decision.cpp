// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/assert.hpp"
#include "hedged/hedging/future_hedge.hpp"
#include "hedged/market/amounts.hpp"

#include "engine/core.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::engine {
namespace {

// What every start goes through, in this order or another. A missing right or an arm that is needed
// is not among it: those wait for a person.
bool is_start_up_step(Why why) noexcept {
    return why == Why::MarketNotConnected || why == Why::AccountNotConnected ||
           why == Why::NotReconciled || why == Why::ClockUnknown || why == Why::IndexStale ||
           why == Why::QuoteStale || why == Why::AccountStale || why == Why::LegUnpriced ||
           why == Why::InstrumentMissing || why == Why::WarmingUp;
}

}  // namespace

market::FreshnessLimit Engine::Core::quote_limit() const noexcept {
    return {config_.limits.quote_age_max, config_.limits.feed_lag_max};
}

market::FreshnessLimit Engine::Core::index_limit() const noexcept {
    return {config_.limits.index_age_max, config_.limits.feed_lag_max};
}

// The delta of an inverse contract is taken at its own mark; before the first ticker, at the mid.
UsdPrice Engine::Core::hedge_mark(const Desk& desk) const noexcept {
    if (const Ticker* const ticker = quotes_.ticker(desk.hedge)) {
        return UsdPrice{ticker->mark_price};
    }
    const Quote* const quote = quotes_.quote(desk.hedge);
    return UsdPrice{quote == nullptr ? 0.0 : market::mid_of(*quote)};
}

// What stands between this desk and a decision, in the order in which an operator wants to hear it.
Why Engine::Core::obstacle(const Desk& desk) const noexcept {
    if (!state_.may_send()) {
        return state_.why();
    }
    if (indices_.locked(desk.index)) {
        return Why::PlatformLocked;
    }
    const InstrumentSpec* const spec = instruments_.find(desk.hedge);
    if (spec == nullptr) {
        return Why::InstrumentMissing;
    }
    if (spec->state != InstrumentState::Open) {
        return Why::InstrumentNotTradable;
    }
    if (state_.instrument_held(desk.hedge, now_)) {
        return Why::RefusalBreaker;
    }
    if (!indices_.fresh(desk.index, clock_, now_, index_limit())) {
        return Why::IndexStale;
    }
    auto const status = quotes_.status(desk.hedge, clock_, now_, quote_limit());
    if (status != market::QuoteStatus::Usable) {
        return market::why_of(status);
    }
    if (!desk.account_known) {
        return Why::AccountStale;
    }
    auto const in_flight = gateway_.in_flight(desk.hedge);
    if (in_flight.unknown > 0) {
        return Why::OrderUnknown;
    }
    if (!desk.warm) {
        return Why::WarmingUp;
    }
    return in_flight.orders > 0 ? Why::OrderInFlight : Why::InsideBand;
}

bool Engine::Core::denied(const Desk& desk) const noexcept {
    const InstrumentSpec* const spec = instruments_.find(desk.hedge);
    return spec != nullptr && desk.repriced_at != Instant{} &&
           market::reference_price(
               *spec, quotes_, indices_, clock_, now_,
               {index_limit(), quote_limit(), quote_limit(), config_.reference_disagreement_max})
                   .why == Why::PricesDisagree;
}

void Engine::Core::reprice(Desk& desk, UsdPrice index) noexcept {
    auto const market_now = clock_.market_time(now_);
    if (!market_now) {
        return;
    }
    desk.book.recompute_all(index, *market_now);
    desk.repriced_at = now_;
    desk.repriced_index = index;
    desk.repriced_market = *market_now;
    desk.profit_due = true;
    desk.reprice_due = false;
    desk.data_moved = false;
    ++counters_.full_repricings;
}

// At the exact pass made last, which may be a batch or two ago: profit waits for orders, never the
// other way round.
void Engine::Core::measure_profit(Desk& desk) noexcept {
    desk.profit_due = false;
    portfolio::ProfitPass pass;
    pass.index = desk.repriced_index;
    pass.market_time = desk.repriced_market;
    pass.hedge = desk.hedge;
    if (const Ticker* const ticker = quotes_.ticker(desk.hedge)) {
        pass.funding_8h = ticker->current_funding.value_or(0.0);
    }
    if (desk.account_known) {
        pass.equity = desk.account.equity;
    }
    desk.profit.measure(desk.book, pass);
    desk.attribution.measure(desk.book, pass);
}

void Engine::Core::decide(Desk& desk, Actions& out) noexcept {
    ++counters_.decisions;
    desk.check = RiskCheck::None;
    desk.why_instrument = InstrumentIndex{};
    desk.wanted = BookDelta{};
    auto const index = indices_.last(desk.index);
    desk.why = obstacle(desk);
    if (!index) {
        note_obstacle(desk, out);
        return;
    }
    double const width = (desk.config.band.upper - desk.config.band.lower).value();
    bool const due = desk.reprice_due || !(desk.book.expansion_error(index->price) <=
                                           config_.expansion_error_max * width);
    if (due && !denied(desk)) {
        reprice(desk, index->price);
    }
    portfolio::Exposure const exposure = desk.book.exposure_at(index->price);
    bool const usable = exposure.usable && std::isfinite(exposure.delta.value());
    warm_up(desk, index->price, usable);
    if (!usable) {
        if (desk.why == Why::InsideBand || desk.why == Why::WarmingUp) {
            desk.why = exposure.usable ? Why::NonFinite : Why::LegUnpriced;
            desk.why_instrument = desk.book.first_excluded();
        }
        note_obstacle(desk, out);
        return;
    }
    desk.was_ready = desk.was_ready || desk.why == Why::InsideBand;
    desk.delta = exposure.delta;
    double const outside = desk.config.band.distance_outside(exposure.delta);
    measure(desk, outside > 0.0, outside);
    desk.wanted = hedging::wanted_trade(desk.config.band, exposure.delta);
    if (desk.why == Why::InsideBand && outside > 0.0) {
        propose(desk, exposure, index->price, out);
    }
    note_obstacle(desk, out);
}

void Engine::Core::propose(Desk& desk, const portfolio::Exposure& exposure, UsdPrice index,
                           Actions& out) noexcept {
    const InstrumentSpec& spec = *instruments_.find(desk.hedge);
    const Quote& quote = *quotes_.quote(desk.hedge);
    // The limits count coins at the index, the size is taken at the mark; a clip must pass both.
    UsdPrice const mark = hedge_mark(desk);
    Coins const clip =
        first_order_max(desk).value_or(config_.limits.underlyings[desk.index.raw].max_order_coins);
    hedging::FutureHedgeTerms const terms{desk.config.band.hedge_to, desk.config.slippage_cap_bp,
                                          clip.value() * std::min(1.0, index / mark)};
    auto const hedge = hedging::size_future_hedge(spec, terms, desk.wanted, mark,
                                                  {quote.bid_price, quote.ask_price});
    if (!hedge.ok()) {
        desk.why = hedge.error();
        return;
    }
    OrderProposal proposal;
    proposal.instrument = desk.hedge;
    proposal.underlying = desk.index;
    proposal.side = hedge.value().side;
    proposal.quantity = hedge.value().quantity;
    proposal.limit = hedge.value().limit;
    proposal.reference_price = hedge.value().mid;
    proposal.index = index;
    proposal.delta_before = exposure.delta;
    proposal.target = desk.config.band.target;

    risk::OrderContext const context = context_for(desk, exposure, index);
    auto approved = gatekeeper_.approve(proposal, context);
    if (!approved.ok()) {
        desk.why = approved.error().why;
        desk.check = approved.error().check;
        ++counters_.risk_denials;
        return;
    }
    OrderProposal const order = approved.value().get();
    auto const sent = gateway_.submit(std::move(approved.value()), now_, context.market_time, out);
    if (!sent.ok()) {
        desk.why = gateway::why_of(sent.error());
        return;
    }
    desk.why = Why::Hedging;
    desk.last_hedge = {true,
                       order.side,
                       market::amount_from_lots(spec, order.quantity),
                       order.reference_price,
                       exposure.delta,
                       now_,
                       context.market_time};
    Note record = record_of(NoteKind::Hedge);
    record.underlying = desk.index;
    record.instrument = order.instrument;
    record.client_id = sent.value();
    record.side = order.side;
    record.values = {exposure.delta.value(),
                     desk.config.band.target.value(),
                     index.value(),
                     market::amount_from_lots(spec, order.quantity),
                     static_cast<double>(order.limit.value()) * spec.tick.value(),
                     order.reference_price};
    note(record, out);
}

risk::OrderContext Engine::Core::context_for(const Desk& desk, const portfolio::Exposure& exposure,
                                             UsdPrice index) noexcept {
    const InstrumentSpec& spec = *instruments_.find(desk.hedge);
    UsdPrice const mark = hedge_mark(desk);
    risk::OrderContext context;
    context.now = now_;
    context.market_time = clock_.market_time(now_).value_or(WallTime{});
    context.spec = &spec;
    context.underlying_locked = indices_.locked(desk.index);
    context.index = index;
    context.reference = market::reference_price(
        spec, quotes_, indices_, clock_, now_,
        {index_limit(), quote_limit(), quote_limit(), config_.reference_disagreement_max});

    auto const quote = market::freshness_of(quotes_.quote(desk.hedge)->stamp, clock_, now_);
    auto const index_at = market::freshness_of(indices_.last(desk.index)->stamp, clock_, now_);
    context.ages.quote = quote.age;
    context.ages.quote_lag = quote.lag;
    context.ages.index = index_at.age;
    context.ages.index_lag = index_at.lag;
    context.ages.greeks = desk.book.leg_count() == 0 ? Duration{} : now_ - desk.book.oldest_data();
    context.ages.position = now_ - desk.position_proved_at;
    context.ages.clock_error = clock_.error_bound(now_);

    context.delta_per_lot = BookDelta{market::coins_from_lots(spec, Lots{1}, mark).value()};
    context.position = gateway_.positions().lots(spec.index);
    context.hedge_delta = BookDelta{market::coins_from_lots(spec, context.position, mark).value()};
    context.hedged_delta = exposure.delta - context.hedge_delta;
    context.target = desk.config.band.target;
    for (const gateway::LiveOrder& order : gateway_.orders()) {
        const InstrumentSpec* const other = instruments_.find(order.instrument);
        if (other == nullptr || other->underlying != desk.index) {
            continue;
        }
        BookDelta const coins{market::coins_from_lots(*other, order.in_flight(), index).value()};
        (order.side == Side::Buy ? context.in_flight_buys : context.in_flight_sells) += coins;
    }
    auto const in_flight = gateway_.in_flight(desk.hedge);
    context.instrument_buys = in_flight.buys;
    context.instrument_sells = in_flight.sells;
    context.live_order = in_flight.orders > 0;
    context.first_order_max = first_order_max(desk);
    auto const budget = gateway_.budget(now_);
    context.order_rate_ok = budget.counts_ok;
    context.credits_ok = budget.credits_ok;
    return context;
}

void Engine::Core::measure(Desk& desk, bool outside, double distance) noexcept {
    // The time since the last look counts as outside when that look found it outside.
    if (desk.measured && desk.was_outside) {
        desk.outside_seconds += (now_ - desk.measured_at).seconds();
    }
    desk.measured = true;
    desk.measured_at = now_;
    desk.was_outside = outside;
    // The book is found as it is: what counts is how far it strays once it has been inside.
    desk.been_inside = desk.been_inside || (!outside && state_.state() == TradingState::Normal);
    if (desk.been_inside) {
        desk.max_outside_coins = std::max(desk.max_outside_coins, distance);
    }
}

void Engine::Core::watch_hedging(Desk& desk, Actions& out) noexcept {
    bool const routine = desk.why == Why::InsideBand || desk.why == Why::Hedging ||
                         desk.why == Why::OrderInFlight || desk.why == Why::BelowOneLot;
    bool const stopped = stopping_ || desk.why == Why::Killed || desk.why == Why::NotArmed ||
                         state_.holds(risk::HoldCause::Operator);
    auto const lasts = desk.hedging_watch.on(routine || stopped, now_);
    if (!lasts) {
        return;
    }
    Note record = record_of(NoteKind::CannotHedge, Severity::Alarm);
    record.underlying = desk.index;
    record.instrument = desk.why_instrument.valid() ? desk.why_instrument : desk.hedge;
    record.why = desk.why;
    record.check = desk.check;
    record.values = {desk.delta.value(), desk.wanted.value(), lasts->seconds()};
    note(record, out);
}

// Puts on record that hedging stopped being possible, and why: once, not at every tick.
void Engine::Core::note_obstacle(Desk& desk, Actions& out) noexcept {
    watch_hedging(desk, out);
    bool const news = desk.why != desk.noted_why || desk.check != desk.noted_check;
    bool const routine = desk.why == Why::InsideBand || desk.why == Why::Hedging ||
                         desk.why == Why::OrderInFlight || desk.why == Why::BelowOneLot;
    if (!news || routine) {
        return;
    }
    desk.noted_why = desk.why;
    desk.noted_check = desk.check;
    bool const expected =
        stopping_ || desk.why == Why::WarmingUp || (!desk.was_ready && is_start_up_step(desk.why));
    Note record = record_of(NoteKind::RiskDenied, expected ? Severity::Info : Severity::Warning);
    record.underlying = desk.index;
    record.instrument = desk.why_instrument.valid() ? desk.why_instrument : desk.hedge;
    record.why = desk.why;
    record.check = desk.check;
    record.values = {desk.delta.value(), desk.wanted.value()};
    note(record, out);
}

}  // namespace hedged::engine
