// SPDX-License-Identifier: Apache-2.0
#include "engine/core.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>

namespace hedged::engine {
namespace {

gateway::GatewayConfig scaled_to_market_time(const EngineConfig& config) noexcept {
    // The fence is a real duration; the exchange compares it with its own, faster clock.
    gateway::GatewayConfig scaled = config.gateway;
    scaled.fence = scaled.fence * config.market_speed;
    scaled.fence_margin = scaled.fence_margin * config.market_speed;
    return scaled;
}

Duration half_of(Duration limit) noexcept {
    return Duration{limit.nanoseconds() / 2};
}

// A volatility may be half as old as an order's inputs before another source is asked, so that the
// other one is in place when the limit comes.
pricing::SmileSettings smile_settings(const EngineConfig& config) noexcept {
    Duration const limit = config.limits.greeks_age_max;
    pricing::SmileSettings settings;
    settings.published_age_max = half_of(limit);
    settings.mark_age_max = half_of(limit);  // refits within the other half
    settings.slice_age_max = limit;
    settings.refit_every = config.refit_every;
    return settings;
}

}  // namespace

Engine::Core::Core(const EngineConfig& config)
    : config_(config),
      instruments_(config.instrument_capacity),
      quotes_(config.instrument_capacity),
      clock_(config.market_speed),
      state_(config_.limits, config.instrument_capacity),
      gatekeeper_(config_.limits, state_, config.instrument_capacity),
      gateway_(scaled_to_market_time(config), state_, instruments_),
      reconciler_({config.reconcile_every, config.reconcile_retry}),
      carried_(config.carried_orders),
      earlier_(config.carried_positions, config.instrument_capacity),
      greek_alarm_at_(config.instrument_capacity),
      vol_source_(config.instrument_capacity),
      ratio_watch_(config.instrument_capacity) {
    HEDGED_ASSERT(config.market_speed >= 1);
    HEDGED_ASSERT(carried_problem(config).empty());
    HEDGED_ASSERT(config.limits.underlying_count == config.underlyings.size());
    desks_.reserve(config.underlyings.size());
    for (std::size_t i = 0; i < config.underlyings.size(); ++i) {
        HEDGED_ASSERT(config.underlyings[i].band.valid());
        desks_.emplace_back(config.underlyings[i], UnderlyingIndex{static_cast<std::uint8_t>(i)},
                            config.instrument_capacity, smile_settings(config));
        bool const usable = desks_.back().book.set_smile_dynamics(config.underlyings[i].smile);
        HEDGED_ASSERT(usable);
    }
    cool_down();
    refusals_carried_ = config.carried_counts.refusals.empty();
    state_.set(risk::HoldCause::NotArmed, config.require_arm);
    if (config.start_killed) {
        state_.restore_kill(config.killed_by.view(), config.killed_why.view());
    }
}

void Engine::Core::advance_to(Instant now) noexcept {
    // Events of two streams may arrive a little out of order; time does not run back for that.
    now_ = std::max(now_, now);
    if (!counts_carried_) {
        restore_sent();
    }
}

Desk* Engine::Core::desk_of(UnderlyingIndex underlying) noexcept {
    return underlying.raw < desks_.size() ? &desks_[underlying.raw] : nullptr;
}

Desk* Engine::Core::desk_of(InstrumentIndex instrument) noexcept {
    const InstrumentSpec* const spec = instruments_.find(instrument);
    return spec == nullptr ? nullptr : desk_of(spec->underlying);
}

Note Engine::Core::record_of(NoteKind kind, Severity severity) const noexcept {
    Note record;
    record.at = now_;
    record.kind = kind;
    record.severity = severity;
    return record;
}

void Engine::Core::note(const Note& note, Actions& out) noexcept {
    notes_dropped_ += out.push_back(note) ? 0U : 1U;
}

void Engine::Core::handle(const Timer& timer, Actions& out) noexcept {
    gateway_.drive(timer.now, clock_.market_time(timer.now), out);
    order_tokens_ = gateway_.tokens(timer.now);
    state_.update(timer.now, out);
    reconciler_.drive(timer.now, gateway_.quiet(timer.now), out);
    bool stale = false;
    for (const Desk& desk : desks_) {
        stale = stale || timer.now - desk.position_proved_at > config_.limits.position_age_max;
    }
    state_.set(risk::HoldCause::AccountStale, account_ == ConnectionState::Ready && stale);
    // Data grows stale without an event, so a quiet desk is looked at again now and then.
    if (timer.now - refreshed_at_ >= config_.reprice_every) {
        refreshed_at_ = timer.now;
        for (Desk& desk : desks_) {
            desk.dirty = true;
            choose_vols(desk, out);
        }
    }
    fit_smiles();
}

void Engine::Core::handle(const BatchEnd& end, Actions& out) noexcept {
    ++counters_.batches;
    state_.update(end.now, out);
    for (Desk& desk : desks_) {
        if (desk.dirty) {
            desk.dirty = false;
            follow_equity(desk);
            decide(desk, out);
        }
    }
    gateway_.drive(end.now, clock_.market_time(end.now), out);
    // The exact pass comes after the orders, so that they did not have to wait for it.
    for (Desk& desk : desks_) {
        auto const index = indices_.last(desk.index);
        if (index && (desk.data_moved || desk.reprice_due) &&
            end.now - desk.repriced_at >= config_.reprice_every && !denied(desk)) {
            reprice(desk, index->price);
        }
        if (desk.profit_due && desk.why != Why::Hedging) {
            measure_profit(desk);
        }
    }
}

bool Engine::Core::orders_done() const noexcept {
    return carried_.empty() && (state_.killed() ? gateway_.kill_confirmed() : stop_confirmed_);
}

Engine::Engine(const EngineConfig& config) : core_(std::make_unique<Core>(config)) {}
Engine::~Engine() = default;

void Engine::on(const Event& event, Actions& out) noexcept {
    HEDGED_ASSERT(out.capacity() - out.size() >= kActionsPerEvent);
    core_->count_event();
    std::visit(
        [&](const auto& it) {
            if constexpr (requires { it.stamp; }) {
                core_->advance_to(it.stamp.received);
            } else {
                core_->advance_to(it.now);
            }
            core_->handle(it, out);
        },
        event);
}

void Engine::view(EngineView& out) const noexcept {
    core_->view(out);
}
std::uint64_t Engine::state_hash() const noexcept {
    return core_->state_hash();
}
bool Engine::orders_done() const noexcept {
    return core_->orders_done();
}

}  // namespace hedged::engine
