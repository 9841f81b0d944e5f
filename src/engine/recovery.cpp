// SPDX-License-Identifier: Apache-2.0
// From a start to the first order: what earlier runs left behind, positions that differ, and the
// watch over the inputs before anything is sent.
#include "hedged/core/assert.hpp"
#include "hedged/market/amounts.hpp"

#include "engine/core.hpp"

#include <utility>

namespace hedged::engine {
namespace {

// Between two looks at the inputs; a longer pause is no watch.
constexpr Duration kLookGapMax = seconds(1);

}  // namespace

std::string_view carried_problem(const EngineConfig& config) noexcept {
    for (const CarriedOrder& order : config.carried_orders) {
        if (!order.id.ours() || order.quantity <= Lots{0}) {
            return "an order on record has no id or no size";
        }
        if (order.id.epoch() >= config.gateway.epoch) {
            return "the epoch of this start is not above that of an order on record; write a "
                   "number above every epoch used so far into the epoch file";
        }
    }
    return {};
}

// Before the first event is handled: only then the time is known.
void Engine::Core::restore_sent() noexcept {
    counts_carried_ = true;
    for (const CarriedSends& sent : config_.carried_counts.sends) {
        gateway_.restore_sent(sent.age, sent.orders, now_);
    }
}

bool Engine::Core::restore(const CarriedOrder& order, const InstrumentSpec& spec,
                           Actions& out) noexcept {
    PlaceOrder placed;
    placed.client_id = order.id;
    placed.instrument = spec.index;
    placed.side = order.side;
    placed.quantity = order.quantity;
    placed.limit = order.limit;
    placed.time_in_force = order.time_in_force;
    placed.valid_until = order.valid_until;
    return gateway_.restore(placed, spec.underlying, now_, out);
}

// An order goes to the gateway with its instrument, so before the exchange can say a word about it.
void Engine::Core::restore_orders_in(const InstrumentSpec& spec, Actions& out) noexcept {
    for (std::size_t i = carried_.size(); i > 0; --i) {
        if (carried_[i - 1].instrument == spec.name && restore(carried_[i - 1], spec, out)) {
            carried_.swap_remove(i - 1);
        }
    }
}

bool Engine::Core::fence_passed(const CarriedOrder& order) const noexcept {
    auto const market_now = clock_.market_time(now_);
    Duration const margin = config_.gateway.fence_margin * config_.market_speed;
    return market_now && *market_now >= order.valid_until + margin;
}

// A whole list, with nothing in it that we could not take, proves that an instrument it does not
// hold has expired, and its orders with it. The others found no room before.
void Engine::Core::place_carried(Actions& out) noexcept {
    for (std::size_t i = carried_.size(); i > 0 && instruments_listed_; --i) {
        const CarriedOrder& order = carried_[i - 1];
        const InstrumentSpec* const spec = instruments_.find(order.instrument.view());
        bool const gone = spec == nullptr && instruments_.refused() == 0 &&
                          (!order.instrument.empty() || fence_passed(order));
        if (gone) {
            Note record = record_of(NoteKind::OrderDone, Severity::Warning);
            record.client_id = order.id;
            record.side = order.side;
            record.values = {0.0, 0.0, static_cast<double>(order.quantity.value()),
                             static_cast<double>(order.limit.value()),
                             static_cast<double>(gateway::LiveState::ResolvedDead)};
            record.text.assign_truncated(order.instrument.view());
            note(record, out);
        }
        if (gone || (spec != nullptr && restore(order, *spec, out))) {
            carried_.swap_remove(i - 1);
        }
    }
}

void Engine::Core::on_instruments_listed(Actions& out) noexcept {
    instruments_listed_ = true;
    place_carried(out);
    if (refusals_carried_) {
        return;
    }
    refusals_carried_ = true;
    for (const CarriedRefusal& past : config_.carried_counts.refusals) {
        const InstrumentSpec* const spec = instruments_.find(past.instrument.view());
        state_.restore_refusal(spec == nullptr ? InstrumentIndex{} : spec->index, past.refusal,
                               now_ - past.age, now_, out);
    }
}

std::uint32_t Engine::Core::earlier_orders() const noexcept {
    return static_cast<std::uint32_t>(carried_.size()) + gateway_.leftovers();
}

bool Engine::Core::settled(const InstrumentSpec& spec) const noexcept {
    auto const market_now = clock_.market_time(now_);
    return market_now && *market_now >= spec.expiry;
}

// The exchange's number has been adopted; it counts once another report has confirmed it. Traded by
// somebody, it would have come with a fill: more than a little means that we do not know what
// happens on this account.
void Engine::Core::judge_difference(const InstrumentSpec& spec,
                                    const gateway::PositionChange& change, Actions& out) noexcept {
    reconciler_.on_activity();
    const Desk* const desk = desk_of(spec.underlying);
    auto const index = desk == nullptr ? std::nullopt : indices_.last(desk->index);
    if (desk == nullptr || settled(spec)) {
        return;
    }
    // Without an index there is no telling how much it is.
    double const coins =
        index || spec.amount_unit == AmountUnit::InCoin
            ? std::fabs(market::coins_from_amount(spec, change.venue - change.ours,
                                                  index ? index->price : UsdPrice{1.0})
                            .value())
            : std::numeric_limits<double>::infinity();
    if (coins <= desk->config.position_mismatch_max.value()) {
        return;
    }
    // While orders work, a fill may be late, or of the same millisecond as what was stated: that is
    // for the next report to say.
    state_.set(risk::HoldCause::FillDispute, true);
    if (gateway_.quiet(now_)) {
        state_.kill("position check",
                    "a position differs from the exchange's by more than position_mismatch_max",
                    now_, out);
    }
}

// What a whole report of positions did not name is flat there.
void Engine::Core::judge_unnamed(const Unnamed& before, Actions& out) noexcept {
    for (const auto& held : before) {
        const InstrumentSpec& spec = *instruments_.find(held.instrument);
        double const now_held = gateway_.positions().amount(spec);
        if (now_held != held.amount) {
            judge_difference(
                spec, {gateway::PositionVerdict::Adopted, held.amount, 0.0, now_held, true}, out);
        }
    }
}

// Once in a run, when its own account is whole: what moved while no run watched, and not by a
// trade.
void Engine::Core::judge_earlier(Actions& out) noexcept {
    if (std::exchange(earlier_judged_, true)) {
        return;
    }
    for (std::uint32_t raw = 0; raw < instruments_.index_end(); ++raw) {
        const InstrumentSpec* const spec = instruments_.find(InstrumentIndex{raw});
        if (spec == nullptr || desk_of(spec->underlying) == nullptr || settled(*spec)) {
            continue;
        }
        double const held = gateway_.positions().amount(*spec);
        if (auto const expected = earlier_.contradiction(*spec, held)) {
            Note record = record_of(NoteKind::PositionMismatch, Severity::Alarm);
            record.underlying = spec->underlying;
            record.instrument = spec->index;
            record.values = {*expected, held};
            note(record, out);
            judge_difference(*spec,
                             {gateway::PositionVerdict::Adopted, *expected, held, held, true}, out);
        }
    }
}

Engine::Core::Unnamed Engine::Core::unnamed_positions() const noexcept {
    Unnamed found;
    for (std::uint32_t raw = 0; raw < instruments_.index_end(); ++raw) {
        const InstrumentSpec* const spec = instruments_.find(InstrumentIndex{raw});
        double const amount = spec == nullptr ? 0.0 : gateway_.positions().amount(*spec);
        if (amount != 0.0 && !settled(*spec) &&
            !gateway_.positions().named_since_begin(InstrumentIndex{raw})) {
            // Those beyond are adopted all the same, and so many together are judged by the first.
            (void)found.push_back({InstrumentIndex{raw}, amount});
        }
    }
    return found;
}

void Engine::Core::cool_down() noexcept {
    for (Desk& desk : desks_) {
        desk.warm = config_.warm_up <= Duration{} && config_.dry_decisions == 0;
        desk.watching = false;
        desk.watched_for = Duration{};
        desk.dry_decisions = 0;
    }
}

bool Engine::Core::inputs_usable(const Desk& desk) const noexcept {
    const InstrumentSpec* const spec = instruments_.find(desk.hedge);
    return spec != nullptr && desk.account_known && clock_.known() &&
           !state_.holds(risk::HoldCause::NotReconciled) && state_.reconciled_lately(now_) &&
           indices_.fresh(desk.index, clock_, now_, index_limit()) &&
           quotes_.status(desk.hedge, clock_, now_, quote_limit()) == market::QuoteStatus::Usable &&
           market::reference_price(
               *spec, quotes_, indices_, clock_, now_,
               {index_limit(), quote_limit(), quote_limit(), config_.reference_disagreement_max})
               .ok;
}

// Every look is a decision made in full but for the order. What is unusable for a moment does not
// count, and does not undo what was watched before: a calm market speaks seldom.
void Engine::Core::warm_up(Desk& desk, UsdPrice index, bool usable) noexcept {
    if (desk.warm) {
        return;
    }
    bool const watching = usable && index.value() > 0.0 && inputs_usable(desk);
    Duration const gap = now_ - desk.watched_at;
    if (watching && desk.watching && gap <= kLookGapMax) {
        desk.watched_for = desk.watched_for + gap;
    }
    desk.dry_decisions += watching ? 1U : 0U;
    desk.watching = watching;
    desk.watched_at = now_;
    desk.warm = desk.watched_for >= config_.warm_up && desk.dry_decisions >= config_.dry_decisions;
    desk.dirty = desk.dirty || desk.warm;
}

std::optional<Coins> Engine::Core::first_order_max(const Desk& desk) const noexcept {
    if (desk.has_filled || config_.first_order_fraction >= 1.0) {
        return std::nullopt;
    }
    return config_.limits.underlyings[desk.index.raw].max_order_coins *
           config_.first_order_fraction;
}

}  // namespace hedged::engine
