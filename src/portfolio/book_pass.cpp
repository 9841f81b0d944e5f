// SPDX-License-Identifier: Apache-2.0
// Pricing the legs of a book: which formula holds now, one leg at a time or all of them.
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/settlement.hpp"

#include "portfolio/book_state.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::portfolio {
namespace {

constexpr double kSecondsPerYear = 365.0 * 86'400.0;
constexpr LegPart kNoPart{.reach = std::numeric_limits<double>::max()};

using Lanes = double[pricing::kLanes];

double total_of(const Lanes& lanes) noexcept {
    double sum = 0.0;
    for (double const lane : lanes) {
        sum += lane;
    }
    return sum;
}

}  // namespace

void Book::State::prepare(std::size_t slot, double index, WallTime market_now) noexcept {
    BookLeg& leg = legs[slot];
    std::size_t const lane = slot % pricing::kLanes;
    pricing::OptionBlock& in = options[slot / pricing::kLanes];
    leg.formula = LegFormula::Nothing;
    Duration const left = leg.expiry - market_now;
    double const years = left.seconds() / kSecondsPerYear;
    // Expiry comes first: the exchange sends no market data for what it is settling.
    if (leg.kind != InstrumentKind::Perpetual && left <= Duration{}) {
        set_status(leg, LegStatus::Settling);
    } else if (!leg.has_market) {
        set_status(leg, LegStatus::NoMarketData);
    } else if (!leg.inputs_good) {
        set_status(leg, LegStatus::BadInput);
    } else if (leg.kind != InstrumentKind::Option) {
        leg.formula = LegFormula::Future;
        set_status(leg, LegStatus::Priced);
    } else if (years > pricing::kYearsMax.value()) {
        set_status(leg, LegStatus::BadInput);
    } else {
        set_status(leg, LegStatus::Priced);
        double const root = std::sqrt(years);
        if (left < mean.window().length) {
            leg.formula = LegFormula::Averaged;
        } else if (leg.vol.value() * root < pricing::kTotalVolMin) {
            leg.formula = LegFormula::Payoff;
        } else {
            leg.formula = LegFormula::Kernel;
            weights[slot / pricing::kLanes].ratio[lane] = leg.ratio;
            in.forward[lane] = leg.ratio * index;
            in.strike[lane] = leg.strike.value();
            in.vol[lane] = leg.vol.value();
            in.root_time[lane] = root;
            in.sign[lane] = static_cast<double>(leg.right);
            return;
        }
    }
    // Something harmless for the kernel to chew on.
    in.forward[lane] = in.strike[lane] = in.vol[lane] = in.root_time[lane] = 1.0;
}

LegPart Book::State::scalar_part(BookLeg& leg, double index, WallTime market_now) noexcept {
    Duration const left = leg.expiry - market_now;
    double const years = left.seconds() / kSecondsPerYear;
    bool const averaging = leg.kind != InstrumentKind::Perpetual && left < mean.window().length;
    if (averaging && leg.formula != LegFormula::Nothing) {
        mean.observe(leg.expiry, market_now, UsdPrice{index});
    }
    auto const progress = mean.progress(leg.expiry, market_now, UsdPrice{index});
    if (leg.formula == LegFormula::Future) {
        double const share = averaging ? pricing::undetermined_share(progress) : 1.0;
        return future_part(leg.ratio, leg.inverse, index, share, years);
    }
    if (leg.formula == LegFormula::Averaged) {
        // By now the forward is the index, whatever the last ticker said.
        pricing::OptionPoint const point{leg.right, UsdPrice{index}, leg.strike, Years{years}};
        auto const value = pricing::averaged_option(point, leg.vol, progress);
        if (value.status == pricing::PricingStatus::Ok) {
            leg.black_delta = value.delta;
            return option_part(value, 1.0, leg.inverse, index,
                               pricing::averaged_total_vol(leg.vol, progress), years);
        }
        set_status(leg, LegStatus::BadInput);
    }
    if (leg.formula == LegFormula::Payoff) {
        pricing::OptionPoint const point{leg.right, UsdPrice{leg.ratio * index}, leg.strike,
                                         Years{years}};
        auto const value = pricing::black76(point, leg.vol);
        leg.black_delta = value.delta;
        return payoff_part(value, leg.ratio, leg.inverse, index, leg.strike.value());
    }
    leg.formula = LegFormula::Nothing;
    return kNoPart;
}

void Book::State::refresh(std::size_t slot) noexcept {
    if (!anchored) {
        return;
    }
    add_to_sums(slot, -1.0);
    prepare(slot, anchor, anchor_time);
    std::size_t const block = slot / pricing::kLanes;
    std::size_t const lane = slot % pricing::kLanes;
    if (legs[slot].formula == LegFormula::Kernel) {
        pricing::greeks_of_lane(options[block], greeks[block], lane);
        option_part(options[block], greeks[block], weights[block], anchor, lane, parts[block]);
    } else {
        parts[block].set(lane, scalar_part(legs[slot], anchor, anchor_time));
    }
    add_to_sums(slot, 1.0);
    reach = std::min(reach, parts[block].reach[lane]);
}

void Book::State::add_to_sums(std::size_t slot, double direction) noexcept {
    std::size_t const lane = slot % pricing::kLanes;
    WeightBlock const& weight = weights[slot / pricing::kLanes];
    LegPart const part = parts[slot / pricing::kLanes].get(lane);
    double const inverse = direction * weight.inverse[lane];
    double const linear = direction * weight.linear[lane];
    double const amount = inverse + linear;
    double const size = direction * std::fabs(amount);
    sums.inverse_delta.add(inverse * part.delta);
    sums.inverse_gamma.add(inverse * part.gamma);
    sums.inverse_speed.add(inverse * part.speed);
    sums.linear_delta.add(linear * part.delta);
    sums.linear_gamma.add(linear * part.gamma);
    sums.linear_speed.add(linear * part.speed);
    sums.vega.add(amount * part.vega);
    sums.theta.add(amount * part.theta);
    sums.third.add(size * part.third);
    sums.decay.add(size * part.decay);
}

// Lane by lane, then over the lanes: an order that no processor changes.
void Book::State::sum_all() noexcept {
    Lanes inverse_delta{}, inverse_gamma{}, inverse_speed{};
    Lanes linear_delta{}, linear_gamma{}, linear_speed{};
    Lanes vega{}, theta{}, third{}, decay{};
    Lanes least;
    std::fill(std::begin(least), std::end(least), std::numeric_limits<double>::max());
    std::size_t const blocks = (legs.size() + pricing::kLanes - 1) / pricing::kLanes;
    for (std::size_t b = 0; b < blocks; ++b) {
        WeightBlock const& w = weights[b];
        PartBlock const& p = parts[b];
        for (std::size_t i = 0; i < pricing::kLanes; ++i) {
            double const amount = w.inverse[i] + w.linear[i];
            double const size = std::fabs(amount);
            inverse_delta[i] += w.inverse[i] * p.delta[i];
            inverse_gamma[i] += w.inverse[i] * p.gamma[i];
            inverse_speed[i] += w.inverse[i] * p.speed[i];
            linear_delta[i] += w.linear[i] * p.delta[i];
            linear_gamma[i] += w.linear[i] * p.gamma[i];
            linear_speed[i] += w.linear[i] * p.speed[i];
            vega[i] += amount * p.vega[i];
            theta[i] += amount * p.theta[i];
            third[i] += size * p.third[i];
            decay[i] += size * p.decay[i];
            least[i] = p.reach[i] < least[i] ? p.reach[i] : least[i];
        }
    }
    sums.inverse_delta = CompensatedSum(total_of(inverse_delta));
    sums.inverse_gamma = CompensatedSum(total_of(inverse_gamma));
    sums.inverse_speed = CompensatedSum(total_of(inverse_speed));
    sums.linear_delta = CompensatedSum(total_of(linear_delta));
    sums.linear_gamma = CompensatedSum(total_of(linear_gamma));
    sums.linear_speed = CompensatedSum(total_of(linear_speed));
    sums.vega = CompensatedSum(total_of(vega));
    sums.theta = CompensatedSum(total_of(theta));
    sums.third = CompensatedSum(total_of(third));
    sums.decay = CompensatedSum(total_of(decay));
    reach = *std::min_element(std::begin(least), std::end(least));
}

void Book::State::full_pass(double index, WallTime market_now) noexcept {
    anchored = true;
    anchor = index;
    anchor_time = market_now;
    oldest = Instant{std::numeric_limits<std::int64_t>::max()};
    for (std::size_t slot = 0; slot < legs.size(); ++slot) {
        prepare(slot, index, market_now);
    }
    std::size_t const blocks = (legs.size() + pricing::kLanes - 1) / pricing::kLanes;
    kernel.all(options.data(), greeks.data(), blocks);
    for (std::size_t b = 0; b < blocks; ++b) {
        option_parts(options[b], greeks[b], weights[b], index, parts[b]);
    }
    for (std::size_t slot = 0; slot < legs.size(); ++slot) {
        if (legs[slot].formula != LegFormula::Kernel) {
            LegPart const part = scalar_part(legs[slot], index, market_now);
            parts[slot / pricing::kLanes].set(slot % pricing::kLanes, part);
        }
        if (legs[slot].status == LegStatus::Priced) {
            oldest = std::min(oldest, legs[slot].received);
        }
    }
    sum_all();
}

}  // namespace hedged::portfolio
