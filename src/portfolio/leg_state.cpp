// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/leg_state.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/portfolio/book.hpp"
#include "hedged/pricing/black76.hpp"

#include "portfolio/book_state.hpp"

#include <cmath>

namespace hedged::portfolio {
namespace {

// Of one option, by its forward: what every formula ends in before it is turned to the index.
struct ByForward {
    double premium = 0.0;  // in coin; inverse options
    double delta = 0.0;
    double gamma = 0.0;
    double vega = 0.0;
    double theta = 0.0;
    double vanna = 0.0;
    double volga = 0.0;
};

// Inlined: to pass the numbers through memory costs more than to work them out.
[[gnu::always_inline]] inline void turn_to_index(const ByForward& v, LegState& out) noexcept {
    bool const inverse = out.value.inverse;
    double const ratio = out.ratio;
    double const back = inverse ? 1.0 / ratio : 1.0;
    out.delta = inverse ? v.delta - v.premium : v.delta * ratio;
    out.gamma = Gamma{v.gamma * (inverse ? ratio : ratio * ratio)};
    out.vega = VegaUsd{v.vega * back};
    out.theta = ThetaUsdPerYear{v.theta * back};
    out.vanna = pricing::Vanna{v.vanna * (inverse ? 1.0 : ratio)};
    out.volga = pricing::Volga{v.volga * back};
}

void set_future(double mark, LegState& out) noexcept {
    out.ratio = mark / out.index.value();
    out.delta = out.value.inverse ? 1.0 / mark : out.ratio;
}

[[gnu::always_inline]] inline void set_kernel_option(const pricing::OptionBlock& options,
                                                     const pricing::GreeksBlock& greeks,
                                                     std::size_t lane, LegState& out) noexcept {
    double const forward = options.forward[lane];
    double const vol = options.vol[lane];
    double const total = vol * options.root_time[lane];
    double const d1 = greeks.d1[lane];
    double const vega = greeks.vega[lane];
    // vega d2 / (vol total), in both of the second derivatives by the volatility.
    double const shared = vega * (d1 - total) / (vol * total);
    out.ratio = forward / out.index.value();
    turn_to_index({.premium = out.value.unit,
                   .delta = greeks.delta[lane],
                   .gamma = greeks.gamma[lane],
                   .vega = vega,
                   .theta = greeks.theta[lane],
                   .vanna = -shared * vol / forward,
                   .volga = shared * d1 * total},
                  out);
}

// Inside the settlement window the value is V/D, with D = share * S + what is known of the mean,
// and V takes the volatility that is left to the mean stretched to all of the time that is left
// (book_pass.cpp). So S d(V/D)/dS = (S/D) (dV/dS - share V/D), and so on. What the mean may still
// move by is vol * share * root of time: with a share that falls in proportion to the time that is
// left, time^(3/2), so theta = -3/2 vega vol / years. The share falls with each sample, a step
// every few seconds; in between the residual holds what it is behind.
void set_averaged_option(const BookLeg& leg, const pricing::SettlementProgress& progress,
                         LegState& out) noexcept {
    double const index = out.index.value();
    double const years = years_between(out.at, leg.expiry);
    pricing::OptionPoint const point{leg.right, out.index, leg.strike, Years{years}};
    double stretch =
        leg.vol.value() * std::sqrt(years) / pricing::averaged_total_vol(leg.vol, progress);
    auto value = pricing::averaged_option(point, leg.vol * stretch, progress);
    if (value.status != pricing::PricingStatus::Ok) {
        stretch = 1.0;
        value = pricing::averaged_option(point, leg.vol, progress);
    }
    double const share = pricing::undetermined_share(progress);
    double const known = share < 1.0 ? (1.0 - share) * progress.mean.value() : 0.0;
    double const coins = leg.inverse ? index / (share * index + known) : 1.0;
    double const open = leg.inverse ? share : 0.0;
    out.delta = coins * (value.delta.value() - open * out.value.unit);
    double const bend = leg.inverse ? 2.0 * (1.0 - share * coins) * out.delta / index : 0.0;
    out.gamma = Gamma{coins * value.gamma.value() + bend};
    out.vega = coins * stretch * value.vega;
    out.theta = ThetaUsdPerYear{-1.5 * out.vega.value() * leg.vol.value() / years};
}

void set_option(const pricing::OptionValue& value, LegState& out) noexcept {
    turn_to_index({.premium = value.premium.value(),
                   .delta = value.delta.value(),
                   .gamma = value.gamma.value(),
                   .vega = value.vega.value(),
                   .theta = value.theta.value(),
                   .vanna = value.vanna.value(),
                   .volga = value.volga.value()},
                  out);
}

struct StateOf {
    LegState out;

    LegState option(const pricing::OptionPoint& point, Vol vol, Coins quantity,
                    bool inverse) noexcept {
        auto const value = pricing::black76(point, vol);
        out.value.amount = quantity.value();
        out.value.inverse = inverse;
        out.value.unit = inverse ? value.premium.value() : value.price.value();
        out.value.known = std::isfinite(out.value.unit) && std::isfinite(quantity.value());
        out.ratio = point.forward / out.index;
        out.vol = vol;
        if (out.value.known) {
            set_option(value, out);
        }
        return out;
    }
    LegState future(UsdPrice mark, double quantity, bool inverse) noexcept {
        out.value.amount = quantity;
        out.value.inverse = inverse;
        out.value.known =
            std::isfinite(mark.value()) && mark > UsdPrice{} && std::isfinite(quantity);
        if (out.value.known) {
            out.value.unit = inverse ? -1.0 / mark.value() : mark.value();
            set_future(mark.value(), out);
        }
        return out;
    }
    LegState operator()(const InverseOptionLeg& leg) noexcept {
        return option(leg.point, leg.vol, leg.quantity, true);
    }
    LegState operator()(const LinearOptionLeg& leg) noexcept {
        return option(leg.point, leg.vol, leg.quantity, false);
    }
    LegState operator()(const InverseFutureLeg& leg) noexcept {
        return future(leg.mark, leg.quantity.value(), true);
    }
    LegState operator()(const LinearFutureLeg& leg) noexcept {
        return future(leg.mark, leg.quantity.value(), false);
    }
};

}  // namespace

LegState state_of(const AccountLeg& leg, UsdPrice index, WallTime at) noexcept {
    LegState out;
    out.index = index;
    out.at = at;
    if (!std::isfinite(index.value()) || index <= UsdPrice{}) {
        return out;
    }
    return std::visit(StateOf{out}, leg);
}

[[gnu::always_inline]] inline void Book::State::fill_value(std::size_t position,
                                                           LegValue& out) const noexcept {
    HEDGED_ASSERT(position < legs.size());
    BookLeg const& leg = legs[position];
    out.instrument = leg.instrument;
    out.amount = leg.amount;
    out.inverse = leg.inverse;
    if (!anchored || (leg.status != LegStatus::Priced && leg.status != LegStatus::Settling)) {
        return;
    }
    out.unit = leg.unit_value;
    if (leg.formula == LegFormula::Kernel) {
        std::size_t const block = position / pricing::kLanes;
        std::size_t const lane = position % pricing::kLanes;
        double const price = greeks[block].price[lane];
        out.unit = leg.inverse ? price / options[block].forward[lane] : price;
    }
    out.known = std::isfinite(out.unit);
}

double Book::State::coins_of(std::size_t slot) const noexcept {
    LegValue value;
    fill_value(slot, value);
    return value.known && value.inverse ? value.amount * value.unit : 0.0;
}

double Book::State::coins_of_all() const noexcept {
    CompensatedSum sum;
    for (std::size_t slot = 0; slot < legs.size(); ++slot) {
        sum.add(coins_of(slot));
    }
    return sum.value();
}

LegValue Book::leg_value(std::size_t position) const noexcept {
    LegValue out;
    state_->fill_value(position, out);
    return out;
}

LegState Book::leg_state(std::size_t position) const noexcept {
    const State& s = *state_;
    LegState out;
    s.fill_value(position, out.value);
    out.index = UsdPrice{s.anchor};
    out.at = s.anchor_time;
    BookLeg const& leg = s.legs[position];
    out.vol = leg.vol;
    if (!out.value.known) {
        return out;
    }
    double const unit = out.value.unit;
    if (leg.formula == LegFormula::Kernel) {
        std::size_t const block = position / pricing::kLanes;
        set_kernel_option(s.options[block], s.greeks[block], position % pricing::kLanes, out);
    } else if (leg.formula == LegFormula::Averaged) {
        set_averaged_option(leg, s.mean.progress(leg.expiry, s.anchor_time, out.index), out);
    } else if (leg.formula == LegFormula::Payoff) {
        out.ratio = leg.ratio;
        turn_to_index({.premium = unit, .delta = leg.black_delta.value()}, out);
    } else if (leg.kind != InstrumentKind::Option) {
        set_future(leg.inverse ? -1.0 / unit : unit, out);
        out.delta = leg.formula == LegFormula::Future ? out.delta : 0.0;  // settled: it is fixed
    }
    return out;
}

}  // namespace hedged::portfolio
