// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/black76.hpp"

#include "engine/core.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::engine {
namespace {

// The exchange's published delta decays linearly in the averaging half hour and is no yardstick
// then.
constexpr Duration kAveragingWindow = seconds(1800);
constexpr Duration kGreekAlarmEvery = seconds(60);

// Recorded marks meet the formula within 2e-4 of a coin; one with a wrong first digit does not.
constexpr double kPremiumError = 0.005;
constexpr double kPremiumErrorShare = 0.02;

pricing::OptionPoint point_of(const InstrumentSpec& spec, const Ticker& ticker) noexcept {
    return {spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put,
            *ticker.forward, spec.strike, Years{years_between(ticker.stamp.venue, spec.expiry)}};
}

bool positive(double number) noexcept {
    return std::isfinite(number) && number > 0.0;
}

// The exchange stamps in whole milliseconds; within one, what came later is not older.
bool newer(const Stamp& stamp, const Stamp& than) noexcept {
    return stamp.venue > than.venue ||
           (stamp.venue == than.venue && stamp.received > than.received);
}

}  // namespace

void Engine::Core::handle(const Quote& quote, Actions& /*out*/) noexcept {
    quotes_.on(quote);
    Desk* const desk = desk_of(quote.instrument);
    if (desk != nullptr && desk->hedge == quote.instrument) {
        desk->dirty = true;
    }
}

void Engine::Core::handle(const Ticker& ticker, Actions& out) noexcept {
    quotes_.on(ticker);
    const InstrumentSpec* const spec = instruments_.find(ticker.instrument);
    Desk* const desk = spec == nullptr ? nullptr : desk_of(spec->underlying);
    if (desk == nullptr) {
        return;
    }
    learn_from_ticker(*desk, ticker);
    if (!sound(*spec, ticker)) {
        return;
    }
    learn_smile(*desk, *spec, ticker);
    if (desk->book.holds(ticker.instrument)) {
        feed_leg(*desk, *spec, ticker);
        check_published_delta(*desk, *spec, ticker, out);
    }
}

// One wrong digit in a message is read like any other. What a ticker says must hang together: the
// forward, or a future's mark, with its index as before, and an option's mark with the forward and
// the volatility that it is made of.
bool Engine::Core::sound(const InstrumentSpec& spec, const Ticker& ticker) noexcept {
    bool const option = spec.kind == InstrumentKind::Option;
    double const index = ticker.index_price.value();
    double const priced = option ? ticker.forward.value_or(UsdPrice{}).value() : ticker.mark_price;
    if (!positive(index) || !positive(priced)) {
        return true;  // there is nothing to be taken from it
    }
    if (!ratio_watch_.believable(spec.index, priced / index)) {
        return false;
    }
    if (!option || spec.payoff != Payoff::Inverse || !ticker.mark_vol ||
        !positive(ticker.mark_price) || spec.expiry - ticker.stamp.venue < kAveragingWindow) {
        return true;
    }
    double const premium =
        pricing::black76(point_of(spec, ticker), *ticker.mark_vol).premium.value();
    return std::fabs(premium - ticker.mark_price) <=
           kPremiumError + kPremiumErrorShare * ticker.mark_price;
}

// A ticker carries the index and the best prices of its moment. The index channel speaks about once
// a second and the quote channel only on a change, so a newer ticker is newer news of both. It
// never heals a gap: only the stream that lost something can.
void Engine::Core::learn_from_ticker(Desk& desk, const Ticker& ticker) noexcept {
    auto const index = indices_.last(desk.index);
    if (positive(ticker.index_price.value()) && ticker.state == TickerState::Open &&
        (!index || newer(ticker.stamp, index->stamp))) {
        take_index(desk, IndexPrice{ticker.stamp, desk.index, ticker.index_price});
    }
    if (desk.hedge != ticker.instrument) {
        return;
    }
    desk.dirty = true;
    const Quote* const quote = quotes_.quote(desk.hedge);
    // The prices of a closed book are not for trading, so they are not news either.
    if (quote != nullptr && ticker.state == TickerState::Open && !quotes_.gapped(desk.hedge) &&
        newer(ticker.stamp, quote->stamp)) {
        quotes_.on(Quote{ticker.stamp, ticker.instrument, ticker.bid_price, ticker.bid_amount,
                         ticker.ask_price, ticker.ask_amount});
    }
}

void Engine::Core::feed_leg(Desk& desk, const InstrumentSpec& spec, const Ticker& ticker) noexcept {
    double const index = ticker.index_price.value();
    if (!positive(index) || ticker.state == TickerState::Closed) {
        return;
    }
    if (spec.kind == InstrumentKind::Option) {
        if (ticker.forward && ticker.mark_vol) {
            desk.book.set_option_market(spec.index, ticker.forward->value() / index,
                                        *ticker.mark_vol, ticker.stamp.received,
                                        smile_slope(desk, spec, ticker.index_price));
            vol_source_[spec.index.raw] = VolSource::Published;
            desk.data_moved = true;
        }
    } else if (positive(ticker.mark_price)) {
        desk.book.set_future_market(spec.index, ticker.mark_price / index, ticker.stamp.received);
        desk.data_moved = true;
    }
}

void Engine::Core::check_published_delta(const Desk& desk, const InstrumentSpec& spec,
                                         const Ticker& ticker, Actions& out) noexcept {
    if (!ticker.published_delta || !ticker.forward || !ticker.mark_vol ||
        spec.expiry - ticker.stamp.venue < kAveragingWindow) {
        return;
    }
    auto const own = pricing::black76(point_of(spec, ticker), *ticker.mark_vol);
    double const difference = std::fabs((own.delta - *ticker.published_delta).value());
    Instant& last = greek_alarm_at_[spec.index.raw];
    bool const alarm = !(difference <= config_.greek_disagreement_max);
    if (!alarm || (last != Instant{} && now_ - last < kGreekAlarmEvery)) {
        return;
    }
    last = now_;
    Note record = record_of(NoteKind::GreekDisagreement, Severity::Alarm);
    record.underlying = desk.index;
    record.instrument = spec.index;
    record.values = {own.delta.value(), ticker.published_delta->value()};
    note(record, out);
}

void Engine::Core::handle(const MarkVol& mark, Actions& /*out*/) noexcept {
    quotes_.on(mark);
    const InstrumentSpec* const spec = instruments_.find(mark.instrument);
    Desk* const desk = spec == nullptr ? nullptr : desk_of(spec->underlying);
    if (desk == nullptr) {
        return;
    }
    learn_smile(*desk, *spec, mark);
    if (!desk->book.holds(mark.instrument)) {
        return;
    }
    // The chain message has no forward: the leg takes the newest that is known, and its age.
    auto const forward = newest_forward(*desk, *spec);
    auto const index = indices_.last(desk->index);
    if (forward && index) {
        desk->book.set_option_market(mark.instrument, forward->to_index, mark.vol,
                                     std::min(mark.stamp.received, forward->received),
                                     smile_slope(*desk, *spec, index->price));
        vol_source_[mark.instrument.raw] = VolSource::Published;
        desk->data_moved = true;
    }
}

void Engine::Core::handle(const IndexPrice& price, Actions& /*out*/) noexcept {
    if (Desk* const desk = desk_of(price.underlying)) {
        take_index(*desk, price);
    } else {
        (void)indices_.on(price);
    }
}

void Engine::Core::take_index(Desk& desk, const IndexPrice& price) noexcept {
    if (!indices_.on(price)) {
        return;
    }
    desk.realised.on_price(price.price, price.stamp.venue);
    desk.dirty = true;
    desk.data_moved = true;
}

void Engine::Core::handle(const MarketDataGap& gap, Actions& /*out*/) noexcept {
    quotes_.on(gap);
    ++counters_.gaps;
    if (Desk* const desk = desk_of(gap.instrument)) {
        desk->dirty = true;
    }
}

void Engine::Core::handle(const PlatformLock& lock, Actions& out) noexcept {
    indices_.on(lock);
    Note record =
        record_of(NoteKind::PlatformLocked, lock.locked ? Severity::Warning : Severity::Info);
    record.underlying = lock.underlying;
    record.values = {lock.locked ? 1.0 : 0.0};
    note(record, out);
}

void Engine::Core::handle(const ClockSync& sync, Actions& out) noexcept {
    if (clock_.on(sync)) {
        // Every option was priced with another life left.
        for (Desk& desk : desks_) {
            desk.reprice_due = true;
            desk.dirty = true;
        }
        Note record = record_of(NoteKind::RuntimeFault, Severity::Alarm);
        record.text.assign_truncated("the exchange's clock jumped; every book is priced again");
        note(record, out);
    }
    state_.set(risk::HoldCause::ClockUnknown, !clock_.known());
}

void Engine::Core::handle(const InstrumentDefinition& definition, Actions& out) noexcept {
    auto const result = instruments_.define(definition.spec);
    if (result != market::DefineResult::Added && result != market::DefineResult::Updated) {
        Note record = record_of(NoteKind::LimitReached, Severity::Alarm);
        record.values = {static_cast<double>(instruments_.capacity())};
        record.text.assign_truncated(definition.spec.name.view());
        note(record, out);
        return;
    }
    restore_orders_in(definition.spec, out);
    Desk* const desk = desk_of(definition.spec.underlying);
    if (desk == nullptr || !(desk->config.hedge_instrument == definition.spec.name)) {
        return;
    }
    desk->hedge = definition.spec.index;
    desk->dirty = true;
    gatekeeper_.allow(definition.spec.index);
    if (result == market::DefineResult::Added) {
        bool const room = out.push_back(VenueCommand{WatchInstrument{definition.spec.index}});
        HEDGED_ASSERT(room);
    }
}

void Engine::Core::handle(const InstrumentStateChange& change, Actions& /*out*/) noexcept {
    (void)instruments_.on(change);
    if (Desk* const desk = desk_of(change.instrument)) {
        desk->dirty = true;
    }
}

}  // namespace hedged::engine
