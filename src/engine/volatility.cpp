// SPDX-License-Identifier: Apache-2.0
// Which volatility each option leg is priced with, and the smiles behind it (maths.md 5.1).
#include "engine/core.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace hedged::engine {
namespace {

// A fit is spread over the timer's turns, a few microseconds each.
constexpr int kEvaluationsPerTurn = 4;
// When a whole chain falls silent, each leg is told of, but not all at once.
constexpr int kAlarmsPerTurn = 16;
// All marks of a chain come from one model of the exchange; none is worth more than another.
constexpr double kEqualTrust = 1.0;

pricing::Right right_of(const InstrumentSpec& spec) noexcept {
    return spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put;
}

bool needs_slope(const pricing::SmileDynamicsSettings& settings) noexcept {
    return settings.dynamics == pricing::SmileDynamics::StickyMoneyness ||
           settings.dynamics == pricing::SmileDynamics::StickyLocalVol;
}

VolSource source_of(pricing::SigmaSource source) noexcept {
    switch (source) {
        case pricing::SigmaSource::Published:
            return VolSource::Published;
        case pricing::SigmaSource::Slice:
            return VolSource::Slice;
        case pricing::SigmaSource::LastMoved:
            return VolSource::Moved;
        case pricing::SigmaSource::Unpriced:
            return VolSource::Unpriced;
    }
    return VolSource::Unpriced;
}

// The last volatility that the exchange gave the option itself, by whichever of its two channels.
struct OwnVol {
    Vol vol{std::numeric_limits<double>::quiet_NaN()};
    Instant received;
};
OwnVol own_vol(const market::Quotes& quotes, InstrumentIndex instrument) noexcept {
    OwnVol own;
    const Ticker* const ticker = quotes.ticker(instrument);
    if (ticker != nullptr && ticker->mark_vol && ticker->state != TickerState::Closed) {
        own = {*ticker->mark_vol, ticker->stamp.received};
    }
    const MarkVol* const mark = quotes.mark_vol(instrument);
    if (mark != nullptr && mark->stamp.received > own.received) {
        own = {mark->vol, mark->stamp.received};
    }
    return own;
}

std::optional<pricing::ForwardRatio> own_forward(const market::Quotes& quotes,
                                                 InstrumentIndex instrument) noexcept {
    const Ticker* const ticker = quotes.ticker(instrument);
    if (ticker == nullptr || !ticker->forward || !(ticker->index_price.value() > 0.0) ||
        ticker->state == TickerState::Closed) {
        return std::nullopt;
    }
    return pricing::ForwardRatio{ticker->forward->value() / ticker->index_price.value(),
                                 ticker->stamp.received};
}

}  // namespace

void Engine::Core::learn_smile(Desk& desk, const InstrumentSpec& spec,
                               const Ticker& ticker) const noexcept {
    double const index = ticker.index_price.value();
    if (!config_.fit_smiles || !(index > 0.0) || ticker.state == TickerState::Closed) {
        return;
    }
    if (spec.kind == InstrumentKind::Future) {
        desk.smile.on_forward(spec.expiry, ticker.mark_price / index, ticker.stamp.received);
    } else if (spec.kind == InstrumentKind::Option && ticker.forward && ticker.mark_vol) {
        desk.smile.on_forward(spec.expiry, ticker.forward->value() / index, ticker.stamp.received);
        desk.smile.on_mark(spec.expiry, spec.strike, right_of(spec), *ticker.mark_vol, kEqualTrust,
                           ticker.stamp.received);
    }
}

void Engine::Core::learn_smile(Desk& desk, const InstrumentSpec& spec,
                               const MarkVol& mark) const noexcept {
    if (config_.fit_smiles && spec.kind == InstrumentKind::Option) {
        desk.smile.on_mark(spec.expiry, spec.strike, right_of(spec), mark.vol, kEqualTrust,
                           mark.stamp.received);
    }
}

void Engine::Core::fit_smiles() noexcept {
    auto const market_now = clock_.market_time(now_);
    if (!config_.fit_smiles || !market_now) {
        return;
    }
    for (Desk& desk : desks_) {
        auto const index = indices_.last(desk.index);
        if (index && desk.smile.drive(now_, *market_now, index->price, kEvaluationsPerTurn)) {
            desk.smile_moved = true;
        }
    }
}

// Zero where no regime asks for it, so that nobody pays for the look-up.
double Engine::Core::smile_slope(const Desk& desk, const InstrumentSpec& spec,
                                 UsdPrice index) const noexcept {
    return needs_slope(desk.config.smile)
               ? desk.smile.slope(spec.expiry, spec.strike, now_, index).value_or(0.0)
               : 0.0;
}

// The option's own, or a newer one that another option or the future of its expiry told.
std::optional<pricing::ForwardRatio> Engine::Core::newest_forward(
    const Desk& desk, const InstrumentSpec& spec) const noexcept {
    auto const own = own_forward(quotes_, spec.index);
    auto const of_expiry = desk.smile.forward(spec.expiry);
    return of_expiry && (!own || of_expiry->received > own->received) ? of_expiry : own;
}

void Engine::Core::choose_vols(Desk& desk, Actions& out) noexcept {
    // Without the stream everything is old for one reason, which is told already.
    if (!config_.fit_smiles || market_ != ConnectionState::Ready) {
        return;
    }
    alarms_left_ = kAlarmsPerTurn;
    for (std::size_t i = 0; i < desk.book.leg_count(); ++i) {
        portfolio::LegData const leg = desk.book.leg_data(i);
        if (leg.is_option) {
            choose_vol(desk, leg, out);
        }
    }
    desk.smile_moved = false;
}

void Engine::Core::choose_vol(Desk& desk, const portfolio::LegData& leg, Actions& out) noexcept {
    const InstrumentSpec& spec = *instruments_.find(leg.instrument);
    auto const market_now = clock_.market_time(now_);
    auto const index = indices_.last(desk.index);
    if (!market_now || !index || spec.expiry <= *market_now) {
        return;
    }
    VolSource& source = vol_source_[spec.index.raw];
    Duration const half_limit{config_.limits.greeks_age_max.nanoseconds() / 2};
    bool const fresh = leg.has_data && now_ - leg.received <= half_limit;
    bool const its_own = source == VolSource::Published || source == VolSource::None;
    if (fresh && its_own) {
        if (desk.smile_moved && needs_slope(desk.config.smile)) {
            desk.book.set_vol_slope(spec.index, smile_slope(desk, spec, index->price));
            desk.data_moved = true;
        }
        return;
    }
    if (fresh && !desk.smile_moved) {
        return;
    }
    OwnVol const own = own_vol(quotes_, spec.index);
    auto const choice = desk.smile.sigma(spec.expiry, spec.strike, own.vol, own.received, now_,
                                         *market_now, index->price);
    auto const forward = newest_forward(desk, spec);
    if (choice.source == pricing::SigmaSource::Unpriced || !forward) {
        // A leg that was never heard of is named by `why` from the start.
        bool const due = leg.has_data && now_ - leg.received > config_.limits.greeks_age_max;
        if (due && source != VolSource::Unpriced && alarms_left_ > 0) {
            --alarms_left_;
            source = VolSource::Unpriced;
            note_unpriced(spec, now_ - leg.received, out);
        }
        return;
    }
    source = source_of(choice.source);
    desk.book.set_option_market(spec.index, forward->to_index, choice.vol,
                                std::min(choice.received, forward->received),
                                smile_slope(desk, spec, index->price));
    desk.data_moved = true;
}

void Engine::Core::note_unpriced(const InstrumentSpec& spec, Duration age, Actions& out) noexcept {
    Note record = record_of(NoteKind::LegUnpriced, Severity::Alarm);
    record.underlying = spec.underlying;
    record.instrument = spec.index;
    record.values = {age.seconds()};
    note(record, out);
}

}  // namespace hedged::engine
