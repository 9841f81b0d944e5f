// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/book.hpp"

#include "hedged/core/assert.hpp"

#include "portfolio/book_state.hpp"

#include <cmath>

namespace hedged::portfolio {

Book::Book(Numeraire numeraire, bool include_equity, std::size_t legs_max,
           std::size_t instrument_capacity, const pricing::SettlementWindow& window)
    : state_(std::make_unique<State>(numeraire, include_equity, legs_max, instrument_capacity,
                                     window)) {}

Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;
Book::~Book() = default;

bool Book::set_position(const InstrumentSpec& spec, double amount) noexcept {
    State& s = *state_;
    if (spec.index.raw >= s.slot_of.size() || !is_an_amount(amount)) {
        return false;
    }
    std::uint16_t const slot = s.slot_of[spec.index.raw];
    if (slot != kNoSlot) {
        if (amount == 0.0) {
            s.remove(slot);
        } else {
            s.set_amount(slot, amount);
        }
        return true;
    }
    if (amount == 0.0) {
        return true;
    }
    if (s.legs.size() == s.legs_max) {
        return false;
    }
    s.append(spec, amount);
    return true;
}

bool Book::set_smile_dynamics(const pricing::SmileDynamicsSettings& settings) noexcept {
    auto const usable = [](const pricing::MinimumVarianceCoefficients& c) {
        return std::isfinite(c.a) && std::isfinite(c.b) && std::isfinite(c.c);
    };
    State& s = *state_;
    double const limit = settings.max_adjustment_coins;
    if (!usable(settings.calls) || !usable(settings.puts) || !(limit >= 0.0 && limit <= 1.0)) {
        return false;
    }
    HEDGED_ASSERT(s.legs.empty());
    s.smile_settings = settings;
    s.smile_on = settings.dynamics != pricing::SmileDynamics::StickyStrike && limit > 0.0;
    return true;
}

void Book::set_option_market(InstrumentIndex instrument, double forward_to_index, Vol vol,
                             Instant received, double vol_slope) noexcept {
    if (BookLeg* const leg = state_->find(instrument)) {
        leg->ratio = forward_to_index;
        leg->vol = vol;
        leg->vol_slope = std::isfinite(vol_slope) ? vol_slope : 0.0;
        leg->received = received;
        state_->market_changed(*leg);
    }
}

void Book::set_vol_slope(InstrumentIndex instrument, double vol_slope) noexcept {
    State& s = *state_;
    if (BookLeg* const leg = s.find(instrument)) {
        leg->vol_slope = std::isfinite(vol_slope) ? vol_slope : 0.0;
        s.set_smile(*leg, static_cast<std::size_t>(leg - s.legs.data()));
    }
}

void Book::set_future_market(InstrumentIndex instrument, double mark_to_index,
                             Instant received) noexcept {
    if (BookLeg* const leg = state_->find(instrument)) {
        leg->ratio = mark_to_index;
        leg->received = received;
        state_->market_changed(*leg);
    }
}

Exposure Book::exposure_at(UsdPrice index) const noexcept {
    const State& s = *state_;
    Exposure out;
    out.equity = Coins{s.equity.amount};
    if (!s.anchored || !is_an_index(index.value())) {
        return out;
    }
    Expanded const at = expanded(s.aggregates(), index.value(), s.delta_kind());
    if (!std::isfinite(at.delta) || !std::isfinite(at.gamma) || !std::isfinite(at.equity)) {
        return out;
    }
    double const move = index.value() - s.anchor;
    double const smile = s.sums.smile_delta.value() + s.sums.smile_slope.value() * move;
    out.delta = BookDelta{at.delta + smile};
    out.smile = BookDelta{smile};
    out.gamma = Gamma{at.gamma + s.sums.smile_slope.value()};
    out.vega = VegaUsd{s.sums.vega.value()};
    out.theta = ThetaUsdPerYear{s.sums.theta.value()};
    out.equity = Coins{at.equity};
    out.usable = s.usable();
    return out;
}

double Book::expansion_error(UsdPrice index) const noexcept {
    const State& s = *state_;
    double const move = std::fabs(index.value() - s.anchor);
    // Written so that NaN is infinitely far.
    if (!s.anchored || !(move <= s.reach) || !is_an_index(index.value())) {
        return std::numeric_limits<double>::infinity();
    }
    // The delta itself, and what the equity adds when it is taken off.
    double const cubic = s.sums.third.value() * move * move * move * (1.0 / 6.0);
    double const smile =
        (s.sums.smile_corner.value() + 0.5 * s.sums.smile_curvature.value() * move) * move;
    return cubic * (1.0 + 0.25 * move / index.value()) + smile;
}

double Book::expansion_error(UsdPrice index, WallTime market_now) const noexcept {
    double const years = std::fabs(years_between(state_->anchor_time, market_now));
    return expansion_error(index) + state_->sums.decay.value() * years;
}

NetDelta Book::net_delta_at(UsdPrice index) const noexcept {
    const State& s = *state_;
    if (!s.anchored || !is_an_index(index.value())) {
        return NetDelta{};
    }
    Aggregates inverse = s.aggregates();
    inverse.linear_delta = inverse.linear_gamma = inverse.linear_speed = inverse.usd_equity = 0.0;
    return NetDelta{expanded(inverse, index.value(), DeltaKind::DollarWithoutEquity).delta};
}

Coins Book::gross_option_coins() const noexcept {
    return Coins{state_->gross_options.value()};
}

bool Book::settling() const noexcept {
    return state_->in_window > 0;
}

bool Book::holds(InstrumentIndex instrument) const noexcept {
    return state_->find(instrument) != nullptr;
}

std::size_t Book::leg_count() const noexcept {
    return state_->legs.size();
}

std::size_t Book::excluded_count() const noexcept {
    return state_->excluded;
}

InstrumentIndex Book::first_excluded() const noexcept {
    const State& s = *state_;
    bool const cash_missing = s.delta_kind() == DeltaKind::Coin && !s.usd_equity.known;
    for (BookLeg const& leg : s.legs) {
        if (leg.status == LegStatus::NoMarketData || leg.status == LegStatus::BadInput ||
            (cash_missing && !leg.inverse)) {
            return leg.instrument;
        }
    }
    return InstrumentIndex{};
}

Instant Book::oldest_data() const noexcept {
    return state_->oldest;
}

LegReport Book::leg(std::size_t position) const noexcept {
    const State& s = *state_;
    HEDGED_ASSERT(position < s.legs.size());
    BookLeg const& leg = s.legs[position];
    std::size_t const block = position / pricing::kLanes;
    std::size_t const lane = position % pricing::kLanes;
    LegPart const part = s.parts[block].get(lane);
    LegReport out;
    out.instrument = leg.instrument;
    out.amount = leg.amount;
    out.status = leg.status;
    out.vol = leg.vol;
    out.data_received = leg.received;
    if (leg.status != LegStatus::Priced) {
        return out;
    }
    out.black_delta = leg.formula == LegFormula::Kernel ? BlackDelta{s.greeks[block].delta[lane]}
                                                        : leg.black_delta;
    double const smile = s.smile_parts[block].delta[lane];
    out.delta = NetDelta{leg.amount * (part.delta + smile)};
    out.gamma = Gamma{leg.amount * part.gamma};
    out.vega = VegaUsd{leg.amount * part.vega};
    out.theta = ThetaUsdPerYear{leg.amount * part.theta};
    return out;
}

LegData Book::leg_data(std::size_t position) const noexcept {
    HEDGED_ASSERT(position < state_->legs.size());
    BookLeg const& leg = state_->legs[position];
    return {leg.instrument, leg.received, leg.has_market, leg.kind == InstrumentKind::Option};
}

const SettlementMean& Book::settlement_mean() const noexcept {
    return state_->mean;
}

}  // namespace hedged::portfolio
