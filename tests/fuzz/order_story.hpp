// SPDX-License-Identifier: Apache-2.0
// The gateway's settings in the stories of order_machine_fuzz.cpp: budgets so wide that they are
// rarely met, and small tables, so that many stories fit in a second.
#pragma once

#include "hedged/gateway/gateway.hpp"

#include "support/risk_scene.hpp"

#include <cmath>
#include <memory>
#include <optional>

namespace hedged::fuzz {

inline constexpr std::uint32_t kEpoch = 7;

inline risk::Limits limits_for_stories() {
    risk::Limits limits = test::sensible_limits();
    limits.max_orders_per_second = 64;
    limits.max_orders_per_minute = 200;
    limits.max_orders_per_day = 400;
    limits.credits_per_second = 1e6;
    limits.credit_burst = 1e6;
    limits.refusals_max = 64;
    limits.same_refusals_max = 64;
    limits.underlyings[0].max_hedge_position = Coins{1e9};
    return limits;
}

inline const risk::Limits& story_limits() {
    static const risk::Limits limits = limits_for_stories();
    return limits;
}

inline gateway::GatewayConfig story_config() {
    gateway::GatewayConfig config;
    config.epoch = kEpoch;
    config.rate = gateway::rate_limits_from(story_limits());
    config.trades_remembered = 512;
    return config;
}

inline Actions& shared_actions() {
    static auto const actions = std::make_unique<Actions>();
    actions->clear();
    return *actions;
}

// The world is arranged so that this very order is needed.
inline risk::OrderContext context_for(const OrderProposal& proposal, const InstrumentSpec* spec,
                                      std::int64_t ms) {
    static const test::RiskScene world(story_limits());
    risk::OrderContext context = world.context;
    context.now = test::at_ms(ms);
    context.market_time = test::venue_ms(ms);
    context.spec = spec;
    context.hedged_delta = context.delta_per_lot * (-sign_of(proposal.side) *
                                                    static_cast<double>(proposal.quantity.value()));
    return context;
}

inline std::optional<std::int64_t> lots_of(const InstrumentSpec* spec, double amount) {
    bool const usable = spec != nullptr && std::isfinite(amount) && std::fabs(amount) < 1e15;
    return usable ? std::optional{std::llround(amount / 10.0)} : std::nullopt;
}

}  // namespace hedged::fuzz
