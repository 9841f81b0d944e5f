// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/gatekeeper.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/market/amounts.hpp"

#include "risk/checks.hpp"

#include <cmath>
#include <cstddef>

namespace hedged::risk {
namespace {

// Whole lots in a distance, but for binary noise; see limit_checks.cpp.
constexpr double kNoise = 1e-9;

// In Reduce an order may close the distance to the target and not one lot more.
std::optional<Denial> cap_to_reduce(OrderProposal& order, const OrderContext& context) noexcept {
    double const distance = std::fabs(worst_distance(order, context).value());
    double const lot = std::fabs(context.delta_per_lot.value());
    double const lots = std::floor(distance / lot + kNoise);
    if (lots < static_cast<double>(order.quantity.value())) {
        order.quantity = Lots{static_cast<std::int64_t>(lots)};
    }
    if (order.quantity < Lots{1} ||
        market::amount_from_lots(*context.spec, order.quantity) < context.spec->minimum_amount) {
        return Denial{RiskCheck::TradingStateGate, Why::BelowOneLot, distance, lot};
    }
    return std::nullopt;
}

}  // namespace

Gatekeeper::Gatekeeper(const Limits& limits, TradingStateMachine& state,
                       std::size_t instrument_capacity)
    : limits_(limits), state_(state), allowed_(instrument_capacity, false) {
    HEDGED_ASSERT(validate(limits).empty());
}

void Gatekeeper::allow(InstrumentIndex instrument) noexcept {
    if (instrument.raw < allowed_.size()) {
        allowed_[instrument.raw] = true;
    }
}

Result<RiskApproved<OrderProposal>, Denial> Gatekeeper::approve(
    const OrderProposal& proposal, const OrderContext& context) noexcept {
    OrderProposal order = proposal;
    auto denial = judge(order, context);
    if (!denial && state_.state() == TradingState::Reduce) {
        denial = cap_to_reduce(order, context);
    }
    if (!denial) {
        denial = check_budgets(context);
    }
    if (denial) {
        ++denials_[static_cast<std::size_t>(denial->check)];
        if (denial->check == RiskCheck::NonFinite) {
            state_.on_bad_input(context.now);
        }
        return *denial;
    }
    recent_[recent_next_] =
        Approved{context.now, order.instrument, order.side, order.quantity, order.limit};
    recent_next_ = (recent_next_ + 1) % recent_.size();
    ++approvals_;
    return RiskApproved<OrderProposal>{order, context.now};
}

std::optional<Denial> Gatekeeper::judge(const OrderProposal& proposal,
                                        const OrderContext& context) const noexcept {
    if (auto const denial = check_state(proposal, context)) {
        return denial;
    }
    if (auto const denial = check_instrument(limits_, proposal, context)) {
        return denial;
    }
    if (proposal.instrument.raw >= allowed_.size() || !allowed_[proposal.instrument.raw]) {
        return Denial{RiskCheck::Instrument, Why::InstrumentNotTradable, 0.0, 0.0};
    }
    if (auto const denial = check_inputs(proposal, context)) {
        return denial;
    }
    if (auto const denial = check_staleness(limits_, context)) {
        return denial;
    }
    const UnderlyingLimits& limits = limits_.underlyings[proposal.underlying.raw];
    if (auto const denial = check_size(limits, proposal, context)) {
        return denial;
    }
    if (auto const denial = check_collar(limits, proposal, context)) {
        return denial;
    }
    if (auto const denial = check_duplicate(proposal, context)) {
        return denial;
    }
    if (auto const denial = check_position(limits, proposal, context)) {
        return denial;
    }
    return check_hedge_only(limits, proposal, context);
}

std::optional<Denial> Gatekeeper::check_state(const OrderProposal& proposal,
                                              const OrderContext& context) const noexcept {
    if (!state_.may_send()) {
        return Denial{RiskCheck::TradingStateGate, state_.why(),
                      static_cast<double>(state_.state()), 0.0};
    }
    if (state_.instrument_held(proposal.instrument, context.now)) {
        return Denial{RiskCheck::TradingStateGate, Why::RefusalBreaker, 0.0, 0.0};
    }
    return std::nullopt;
}

std::optional<Denial> Gatekeeper::check_duplicate(const OrderProposal& proposal,
                                                  const OrderContext& context) const noexcept {
    if (context.live_order) {
        return Denial{RiskCheck::Duplicate, Why::OrderInFlight, 0.0, 0.0};
    }
    for (const Approved& past : recent_) {
        Duration const age = context.now - past.at;
        if (past.instrument == proposal.instrument && past.side == proposal.side &&
            past.quantity == proposal.quantity && past.limit == proposal.limit &&
            age < limits_.duplicate_window) {
            return Denial{RiskCheck::Duplicate, Why::RiskDenied, age.seconds(),
                          limits_.duplicate_window.seconds()};
        }
    }
    return std::nullopt;
}

std::uint64_t Gatekeeper::denials(RiskCheck check) const noexcept {
    return denials_[static_cast<std::size_t>(check)];
}

std::uint64_t Gatekeeper::denials() const noexcept {
    std::uint64_t total = 0;
    for (std::uint64_t const count : denials_) {
        total += count;
    }
    return total;
}

}  // namespace hedged::risk
