// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/gateway.hpp"

#include "gateway/note.hpp"
#include "gateway/put.hpp"

#include <algorithm>
#include <limits>

namespace hedged::gateway {

namespace {

LiveOrder live_from(const PlaceOrder& placed, UnderlyingIndex underlying, Instant now) noexcept {
    LiveOrder live;
    live.id = placed.client_id;
    live.instrument = placed.instrument;
    live.underlying = underlying;
    live.side = placed.side;
    live.quantity = placed.quantity;
    live.limit = placed.limit;
    live.time_in_force = placed.time_in_force;
    live.valid_until = placed.valid_until;
    live.sent_at = now;
    live.state_since = now;
    return live;
}

}  // namespace

Why why_of(SubmitRefusal refusal) noexcept {
    switch (refusal) {
        case SubmitRefusal::Killed:
            return Why::Killed;
        case SubmitRefusal::Held:
            return Why::Held;
        case SubmitRefusal::NotConnected:
            return Why::AccountNotConnected;
        case SubmitRefusal::ApprovalTooOld:
        case SubmitRefusal::IdsExhausted:
            return Why::RiskDenied;
        case SubmitRefusal::UnknownInstrument:
            return Why::InstrumentMissing;
        case SubmitRefusal::OrderOfUnknownFate:
            return Why::OrderUnknown;
        case SubmitRefusal::TableFull:
            return Why::OrderInFlight;
        case SubmitRefusal::CountLimit:
        case SubmitRefusal::CreditLimit:
            return Why::RateLimited;
    }
    return Why::RiskDenied;
}

RateLimits rate_limits_from(const risk::Limits& limits) noexcept {
    return RateLimits{limits.max_orders_per_second, limits.max_orders_per_minute,
                      limits.max_orders_per_day,    limits.credits_per_second,
                      limits.credit_burst,          limits.cancel_reserve};
}

Gateway::Gateway(const GatewayConfig& config, risk::TradingStateMachine& state,
                 const market::InstrumentTable& instruments)
    : config_(config),
      state_(state),
      instruments_(instruments),
      limiter_(config.rate),
      trades_(config.trades_remembered),
      positions_(instruments.capacity()) {
    HEDGED_ASSERT(config.epoch > 0);
    HEDGED_ASSERT(config.fence > Duration{} && config.fence_margin > Duration{});
    HEDGED_ASSERT(config.ack_timeout > Duration{} && config.approval_age_max > Duration{});
    HEDGED_ASSERT(config.retry_min > Duration{} && config.retry_max >= config.retry_min);
}

std::optional<SubmitRefusal> Gateway::refuse(const OrderProposal& order, Instant approved_at,
                                             Instant now) const noexcept {
    if (state_.killed()) {
        return SubmitRefusal::Killed;
    }
    if (!state_.may_send() || state_.instrument_held(order.instrument, now)) {
        return SubmitRefusal::Held;
    }
    if (!connected_) {
        return SubmitRefusal::NotConnected;
    }
    if (now < approved_at || now - approved_at > config_.approval_age_max) {
        return SubmitRefusal::ApprovalTooOld;
    }
    if (instruments_.find(order.instrument) == nullptr) {
        return SubmitRefusal::UnknownInstrument;
    }
    if (in_flight(order.instrument).unknown > 0) {
        return SubmitRefusal::OrderOfUnknownFate;
    }
    if (orders_.full()) {
        return SubmitRefusal::TableFull;
    }
    if (next_number_ == std::numeric_limits<std::uint32_t>::max()) {
        return SubmitRefusal::IdsExhausted;
    }
    return limiter_.counts_ok(now) ? std::nullopt : std::optional{SubmitRefusal::CountLimit};
}

Result<ClientOrderId, SubmitRefusal> Gateway::submit(risk::RiskApproved<OrderProposal> approved,
                                                     Instant now, WallTime market_time,
                                                     Actions& out) noexcept {
    OrderProposal const order = approved.get();
    auto refusal = refuse(order, approved.approved_at(), now);
    if (!refusal && !limiter_.take_order(now)) {
        refusal = SubmitRefusal::CreditLimit;
    }
    if (refusal) {
        bool const budget = why_of(*refusal) == Why::RateLimited;
        counters_.rate_limited += budget ? 1U : 0U;
        return *refusal;
    }
    PlaceOrder const placed{make_client_order_id(config_.epoch, next_number_++),
                            order.instrument,
                            order.side,
                            order.quantity,
                            order.limit,
                            order.time_in_force,
                            order.post_only,
                            order.reduce_only,
                            market_time + config_.fence};
    LiveOrder live = live_from(placed, order.underlying, now);
    live.reference_price = order.reference_price;
    HEDGED_ASSERT(orders_.push_back(live));
    busy_at_ = now;
    ++counters_.orders_sent;
    counters_.live_orders_high =
        std::max<std::uint64_t>(counters_.live_orders_high, orders_.size());
    put_command(out, placed);
    return placed.client_id;
}

bool Gateway::restore(const PlaceOrder& placed, UnderlyingIndex underlying, Instant now,
                      Actions& out) noexcept {
    HEDGED_ASSERT(placed.client_id.ours() && placed.client_id.epoch() < config_.epoch);
    if (find(placed.client_id) != nullptr || find_finished(placed.client_id) != nullptr) {
        return true;  // the exchange has told us about it before
    }
    LiveOrder live = live_from(placed, underlying, now);
    live.leftover = true;
    live.cancel_wanted = true;
    live.state = LiveState::Unknown;
    if (!orders_.push_back(live)) {
        return false;
    }
    ++counters_.orders_unknown;
    put_note(out, note_about(live, NoteKind::LeftoverOrder, Severity::Warning, now));
    return true;
}

bool Gateway::cancel(ClientOrderId id) noexcept {
    LiveOrder* const order = find_live(id);
    if (order == nullptr || is_done(order->state)) {
        return false;
    }
    order->cancel_wanted = true;
    return true;
}

void Gateway::cancel_all() noexcept {
    for (LiveOrder& order : orders_) {
        order.cancel_wanted = true;
    }
}

const LiveOrder* Gateway::find(ClientOrderId id) const noexcept {
    for (const LiveOrder& order : orders_) {
        if (order.id == id) {
            return &order;
        }
    }
    return nullptr;
}

LiveOrder* Gateway::find_live(ClientOrderId id) noexcept {
    for (LiveOrder& order : orders_) {
        if (order.id == id) {
            return &order;
        }
    }
    return nullptr;
}

InFlight Gateway::in_flight(InstrumentIndex instrument) const noexcept {
    InFlight sum;
    for (const LiveOrder& order : orders_) {
        if (order.instrument != instrument) {
            continue;
        }
        (order.side == Side::Buy ? sum.buys : sum.sells) += order.in_flight();
        sum.orders += order.settled() ? 0U : 1U;
        sum.unknown += order.state == LiveState::Unknown ? 1U : 0U;
    }
    return sum;
}

std::uint32_t Gateway::unknown_orders() const noexcept {
    return static_cast<std::uint32_t>(
        std::count_if(orders_.begin(), orders_.end(),
                      [](const LiveOrder& order) { return order.state == LiveState::Unknown; }));
}

std::uint32_t Gateway::live_orders() const noexcept {
    return static_cast<std::uint32_t>(
        std::count_if(orders_.begin(), orders_.end(),
                      [](const LiveOrder& order) { return !is_done(order.state); }));
}

std::uint32_t Gateway::leftovers() const noexcept {
    return static_cast<std::uint32_t>(
        std::count_if(orders_.begin(), orders_.end(),
                      [](const LiveOrder& order) { return order.leftover && !order.settled(); }));
}

bool Gateway::quiet(Instant now) const noexcept {
    return orders_.empty() && now - busy_at_ > PositionKeeper::kBehindMax;
}

Budget Gateway::budget(Instant now) noexcept {
    return Budget{limiter_.counts_ok(now), limiter_.order_credits_ok(now)};
}

}  // namespace hedged::gateway
