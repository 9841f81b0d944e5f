// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/amounts.hpp"

#include "risk/checks.hpp"

#include <cmath>

namespace hedged::risk {
namespace {

// A perpetual's delta per lot is its coins but for the basis; a dated future's fades to zero in its
// settlement window. Outside, coins and dollars have been mixed up somewhere.
constexpr double kDeltaPerCoinMax = 1.5;
constexpr double kPerpetualDeltaPerCoinMin = 0.5;

bool positive(double value) noexcept {
    return std::isfinite(value) && value > 0.0;
}
bool magnitude(BookDelta delta) noexcept {
    return std::isfinite(delta.value()) && delta.value() >= 0.0;
}

std::optional<Denial> bad_input(double value) noexcept {
    return Denial{RiskCheck::NonFinite, Why::NonFinite, value, 0.0};
}

std::optional<Denial> check_order_terms(const OrderProposal& proposal) noexcept {
    if (proposal.quantity <= Lots{0}) {
        return bad_input(static_cast<double>(proposal.quantity.value()));
    }
    if (proposal.limit <= PriceTicks{0}) {
        return bad_input(static_cast<double>(proposal.limit.value()));
    }
    bool const immediate = proposal.time_in_force == TimeInForce::ImmediateOrCancel ||
                           proposal.time_in_force == TimeInForce::FillOrKill;
    if (proposal.time_in_force == TimeInForce::Unknown || (immediate && proposal.post_only)) {
        return bad_input(0.0);
    }
    return std::nullopt;
}

std::optional<Denial> check_delta_per_lot(const OrderContext& context) noexcept {
    double const delta = context.delta_per_lot.value();
    if (!std::isfinite(delta) || delta == 0.0) {
        return bad_input(delta);
    }
    if (context.spec->kind == InstrumentKind::Option) {
        return context.price_per_vol && positive(*context.price_per_vol)
                   ? std::nullopt
                   : bad_input(context.price_per_vol.value_or(0.0));
    }
    double const coins = market::coins_from_lots(*context.spec, Lots{1}, context.index).value();
    double const minimum =
        context.spec->kind == InstrumentKind::Perpetual ? kPerpetualDeltaPerCoinMin * coins : 0.0;
    return delta > minimum && delta <= kDeltaPerCoinMax * coins ? std::nullopt : bad_input(delta);
}

std::optional<Denial> stale(Why why, Duration found, Duration limit) noexcept {
    return Denial{RiskCheck::Staleness, why, found.seconds(), limit.seconds()};
}

std::optional<Denial> check_age(Why why, Duration age, Duration limit) noexcept {
    // A negative age is a stamp that has not happened yet: as good as none.
    return age >= Duration{} && age <= limit ? std::nullopt : stale(why, age, limit);
}

std::optional<Denial> check_lag(Why why, const std::optional<Duration>& lag,
                                Duration limit) noexcept {
    if (!lag) {
        return stale(Why::ClockUnknown, Duration{}, limit);
    }
    return *lag <= limit && *lag >= Duration{} - limit ? std::nullopt : stale(why, *lag, limit);
}

}  // namespace

std::optional<Denial> check_instrument(const Limits& limits, const OrderProposal& proposal,
                                       const OrderContext& context) noexcept {
    auto const deny = [](Why why, double value, double limit) {
        return Denial{RiskCheck::Instrument, why, value, limit};
    };
    if (context.spec == nullptr || context.spec->index != proposal.instrument ||
        context.spec->underlying != proposal.underlying ||
        proposal.underlying.raw >= limits.underlying_count) {
        return deny(Why::InstrumentMissing, 0.0, 0.0);
    }
    const InstrumentSpec& spec = *context.spec;
    if (context.underlying_locked) {
        return deny(Why::PlatformLocked, 0.0, 0.0);
    }
    bool const hedges = spec.kind == InstrumentKind::Perpetual ||
                        spec.kind == InstrumentKind::Future || spec.kind == InstrumentKind::Option;
    if (!hedges || spec.state != InstrumentState::Open) {
        return deny(Why::InstrumentNotTradable, static_cast<double>(spec.state), 0.0);
    }
    Duration const left = spec.expiry - context.market_time;
    if (left < limits.min_time_to_expiry) {
        return deny(Why::InstrumentNotTradable, left.seconds(),
                    limits.min_time_to_expiry.seconds());
    }
    double const amount = market::amount_from_lots(spec, proposal.quantity);
    if (proposal.quantity > Lots{0} && amount < spec.minimum_amount) {
        return deny(Why::BelowOneLot, amount, spec.minimum_amount);
    }
    return std::nullopt;
}

std::optional<Denial> check_inputs(const OrderProposal& proposal,
                                   const OrderContext& context) noexcept {
    if (auto const denial = check_order_terms(proposal)) {
        return denial;
    }
    if (!positive(context.index.value())) {
        return bad_input(context.index.value());
    }
    // A reference without a fresh source has no price; the collar answers for that.
    if (context.reference.why == Why::NonFinite ||
        (context.reference.ok && !positive(context.reference.price))) {
        return bad_input(context.reference.price);
    }
    for (BookDelta const delta : {context.hedged_delta, context.hedge_delta, context.target}) {
        if (!std::isfinite(delta.value())) {
            return bad_input(delta.value());
        }
    }
    for (BookDelta const delta : {context.in_flight_buys, context.in_flight_sells}) {
        if (!magnitude(delta)) {
            return bad_input(delta.value());
        }
    }
    for (Lots const lots : {context.instrument_buys, context.instrument_sells}) {
        if (lots < Lots{0}) {
            return bad_input(static_cast<double>(lots.value()));
        }
    }
    return check_delta_per_lot(context);
}

std::optional<Denial> check_staleness(const Limits& limits, const OrderContext& context) noexcept {
    const InputAges& ages = context.ages;
    if (!ages.clock_error) {
        return stale(Why::ClockUnknown, Duration{}, limits.clock_error_max);
    }
    for (auto const& denial :
         {check_age(Why::ClockUnknown, *ages.clock_error, limits.clock_error_max),
          check_age(Why::IndexStale, ages.index, limits.index_age_max),
          check_lag(Why::IndexStale, ages.index_lag, limits.feed_lag_max),
          check_age(Why::QuoteStale, ages.quote, limits.quote_age_max),
          check_lag(Why::QuoteStale, ages.quote_lag, limits.feed_lag_max),
          check_age(Why::GreeksStale, ages.greeks, limits.greeks_age_max),
          check_age(Why::AccountStale, ages.position, limits.position_age_max)}) {
        if (denial) {
            return denial;
        }
    }
    return std::nullopt;
}

std::optional<Denial> check_budgets(const OrderContext& context) noexcept {
    if (!context.order_rate_ok) {
        return Denial{RiskCheck::MessageRate, Why::RateLimited, 0.0, 0.0};
    }
    if (!context.credits_ok) {
        return Denial{RiskCheck::VenueCredits, Why::RateLimited, 0.0, 0.0};
    }
    return std::nullopt;
}

}  // namespace hedged::risk
