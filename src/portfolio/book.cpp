// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/book.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/pricing/black76.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::portfolio {
namespace {

constexpr std::uint16_t kNoSlot = 0xffff;

// Largest absolute values of the normal density and its first two derivatives: what the first three
// derivatives of N(d1) with respect to d1 can be at most.
constexpr double kDensityMax = 0.398942280401432677940;
constexpr double kDensitySlopeMax = 0.241970724519143349798;

bool positive(double number) noexcept {
    return std::isfinite(number) && number > 0.0;
}

// S^3 times the third derivative by S of one option's net delta and of its coin value together, at
// most. With x = ln S, width v and c1, c2, c3 the bounds of the normal density and its first two
// derivatives, and subscripts for derivatives: S^3 delta_SSS = delta_xxx - 3 delta_xx + 2 delta_x
// and S^3 p_SSS = delta_xx - 4 delta_x + 6 (delta - p); the value enters twice, in the net delta
// and in the equity.
double third_derivative_bound(double width, double net_delta) noexcept {
    double const once = kDensityMax / width;
    double const twice = kDensitySlopeMax / (width * width);
    double const thrice = kDensityMax / (width * width * width);
    double const of_delta = thrice + 3.0 * twice + 2.0 * once;
    double const of_value = twice + 4.0 * once + 6.0 * net_delta;
    return of_delta + 2.0 * of_value;
}

}  // namespace

Book::Book(Numeraire numeraire, bool include_equity, std::size_t legs_max,
           std::size_t instrument_capacity)
    : counts_equity_(numeraire == Numeraire::Usd && include_equity),
      legs_max_(legs_max),
      slot_of_(instrument_capacity, kNoSlot) {
    HEDGED_ASSERT(legs_max < kNoSlot);
    legs_.reserve(legs_max);
}

Book::Leg* Book::find(InstrumentIndex instrument) noexcept {
    bool const known = instrument.raw < slot_of_.size() && slot_of_[instrument.raw] != kNoSlot;
    return known ? &legs_[slot_of_[instrument.raw]] : nullptr;
}

bool Book::holds(InstrumentIndex instrument) const noexcept {
    return instrument.raw < slot_of_.size() && slot_of_[instrument.raw] != kNoSlot;
}

bool Book::set_position(const InstrumentSpec& spec, double amount) noexcept {
    if (spec.index.raw >= slot_of_.size() || !std::isfinite(amount)) {
        return false;
    }
    usable_ = false;
    if (Leg* const leg = find(spec.index)) {
        leg->amount = amount;
        if (amount == 0.0) {
            auto const slot = slot_of_[spec.index.raw];
            slot_of_[spec.index.raw] = kNoSlot;
            legs_[slot] = legs_.back();
            legs_.pop_back();
            if (slot < legs_.size()) {
                slot_of_[legs_[slot].instrument.raw] = slot;
            }
        }
        return true;
    }
    if (amount == 0.0) {
        return true;
    }
    if (legs_.size() == legs_max_) {
        return false;
    }
    Leg leg;
    leg.instrument = spec.index;
    leg.kind = spec.kind;
    leg.payoff = spec.payoff;
    leg.right = spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put;
    leg.strike = spec.strike;
    leg.expiry = spec.expiry;
    leg.amount = amount;
    slot_of_[spec.index.raw] = static_cast<std::uint16_t>(legs_.size());
    legs_.push_back(leg);
    return true;
}

void Book::set_option_market(InstrumentIndex instrument, double forward_to_index, Vol vol,
                             Instant received) noexcept {
    if (Leg* const leg = find(instrument)) {
        leg->ratio = forward_to_index;
        leg->vol = vol;
        leg->received = received;
        leg->has_market = true;
    }
}

void Book::set_future_market(InstrumentIndex instrument, double mark_to_index,
                             Instant received) noexcept {
    if (Leg* const leg = find(instrument)) {
        leg->ratio = mark_to_index;
        leg->received = received;
        leg->has_market = true;
    }
}

void Book::set_equity(Coins equity) noexcept {
    equity_ = equity;
    equity_known_ = std::isfinite(equity.value());
}

// An inverse option of q coins is worth q p(F) coin with F = r S. Its coin delta is q (delta - p);
// by d p / d S = (delta - p) / S the next derivatives are q (r gamma - (delta - p) / S) and q (r^2
// speed - r gamma / S + 2 (delta - p) / S^2). maths.md 3.1 to 3.3.
void Book::price_option(Leg& leg, double index, WallTime market_now) noexcept {
    double const years = years_between(market_now, leg.expiry);
    double const ratio = leg.ratio;
    auto const value =
        pricing::black76({leg.right, UsdPrice{ratio * index}, leg.strike, Years{years}}, leg.vol);
    if (value.status == pricing::PricingStatus::Expired) {
        leg.status = LegStatus::Settling;
        return;
    }
    double const net = value.net_delta.value();
    double const gamma = ratio * value.gamma.value();
    double const q = leg.amount;
    leg.black_delta = value.delta;
    leg.delta = q * net;
    leg.slope = q * (gamma - net / index);
    leg.curvature =
        q * (ratio * ratio * value.speed.value() - gamma / index + 2.0 * net / (index * index));
    leg.gamma_usd = q * gamma;
    leg.vega_usd = q * value.vega.value() / ratio;
    leg.theta_usd = q * value.theta.value() / ratio;
    double const width = leg.vol.value() * std::sqrt(years);
    leg.third = std::fabs(q) * third_derivative_bound(width, std::fabs(net));
    bool const finite = value.status == pricing::PricingStatus::Ok && std::isfinite(leg.delta) &&
                        std::isfinite(leg.slope) && std::isfinite(leg.curvature) &&
                        std::isfinite(leg.third);
    leg.status = finite ? LegStatus::Priced : LegStatus::BadInput;
}

// An inverse future of N USD at mark P = r S has N / P coins of delta, whatever its entry.
void Book::price_future(Leg& leg, double index, WallTime market_now) noexcept {
    if (market_now >= leg.expiry) {
        leg.status = LegStatus::Settling;
        return;
    }
    double const coins = leg.amount / (leg.ratio * index);
    leg.delta = coins;
    leg.slope = -coins / index;
    leg.curvature = 2.0 * coins / (index * index);
    leg.third = 12.0 * std::fabs(coins);
    leg.status = std::isfinite(coins) ? LegStatus::Priced : LegStatus::BadInput;
}

void Book::price(Leg& leg, double index, WallTime market_now) noexcept {
    leg.clear_greeks();
    if (!leg.has_market) {
        leg.status = LegStatus::NoMarketData;
    } else if (leg.payoff != Payoff::Inverse || !positive(leg.ratio)) {
        // A linear leg is carried in another currency's account; it is named, never guessed.
        leg.status = LegStatus::BadInput;
    } else if (leg.kind == InstrumentKind::Option) {
        price_option(leg, index, market_now);
    } else if (leg.kind == InstrumentKind::Perpetual || leg.kind == InstrumentKind::Future) {
        price_future(leg, index, market_now);
    } else {
        leg.status = LegStatus::BadInput;
    }
    if (leg.status != LegStatus::Priced) {
        leg.clear_greeks();
    }
}

void Book::recompute_all(UsdPrice index, WallTime market_now) noexcept {
    sums_ = Sums{};
    excluded_ = 0;
    first_excluded_ = InstrumentIndex{};
    oldest_data_ = Instant{std::numeric_limits<std::int64_t>::max()};
    usable_ = positive(index.value()) && (!counts_equity_ || equity_known_);
    reference_ = index.value();
    if (!positive(reference_)) {
        return;
    }
    for (Leg& leg : legs_) {
        price(leg, reference_, market_now);
        if (leg.status == LegStatus::NoMarketData || leg.status == LegStatus::BadInput) {
            first_excluded_ = excluded_ == 0 ? leg.instrument : first_excluded_;
            ++excluded_;
            continue;
        }
        if (leg.status == LegStatus::Priced) {
            oldest_data_ = std::min(oldest_data_, leg.received);
        }
        sums_.delta += leg.delta;
        sums_.slope += leg.slope;
        sums_.curvature += leg.curvature;
        sums_.third += leg.third;
        sums_.vega += leg.vega_usd;
        sums_.theta += leg.theta_usd;
    }
    equity_at_reference_ = equity_.value();
    usable_ = usable_ && excluded_ == 0;
}

// The equity follows the coin delta: d(equity in coin)/dS = delta / S. maths.md 3.2.
Exposure Book::exposure_at(UsdPrice index) const noexcept {
    Exposure out;
    out.equity = equity_;
    if (!positive(reference_) || !positive(index.value())) {
        return out;
    }
    double const s = reference_;
    double const move = index.value() - s;
    double delta = sums_.delta + (sums_.slope + 0.5 * sums_.curvature * move) * move;
    double gamma = sums_.slope + sums_.curvature * move;
    double const equity =
        equity_at_reference_ +
        (sums_.delta / s + 0.5 * (sums_.slope / s - sums_.delta / (s * s)) * move) * move;
    if (counts_equity_) {
        gamma += delta / index.value();
        delta += equity;
    }
    out.delta = BookDelta{delta};
    out.gamma = Gamma{gamma};
    out.vega = VegaUsd{sums_.vega};
    out.theta = ThetaUsdPerYear{sums_.theta};
    out.equity = Coins{equity};
    out.usable = usable_ && std::isfinite(delta);
    return out;
}

double Book::expansion_error(UsdPrice index) const noexcept {
    if (!positive(reference_) || !positive(index.value())) {
        return std::numeric_limits<double>::infinity();
    }
    double const move = std::fabs(index.value() / reference_ - 1.0);
    // The derivatives are those of the reference; towards lower prices they grow with powers of it.
    double const low = std::min(1.0, index.value() / reference_);
    return sums_.third * move * move * move / (6.0 * low * low * low * low);
}

Instant Book::oldest_data() const noexcept {
    return oldest_data_;
}

LegReport Book::leg(std::size_t position) const noexcept {
    HEDGED_ASSERT(position < legs_.size());
    const Leg& leg = legs_[position];
    LegReport out;
    out.instrument = leg.instrument;
    out.amount = leg.amount;
    out.status = leg.status;
    out.vol = leg.vol;
    out.black_delta = leg.black_delta;
    out.delta = NetDelta{leg.delta};
    out.gamma = Gamma{leg.gamma_usd};
    out.vega = VegaUsd{leg.vega_usd};
    out.theta = ThetaUsdPerYear{leg.theta_usd};
    out.data_received = leg.received;
    return out;
}

}  // namespace hedged::portfolio
