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
using Pair [[gnu::vector_size(16)]] = double;
constexpr std::size_t kPair = 2;

Pair load(const double* lanes) noexcept {
    Pair value;
    __builtin_memcpy(&value, lanes, sizeof value);
    return value;
}

// Of one USD of an inverse future, in coins and but for a constant; of one coin of a linear one.
double future_value(double mark, bool inverse) noexcept {
    return inverse ? -1.0 / mark : mark;
}

// Of one coin of an option inside the settlement window. The exchange quotes its volatility on all
// the time that is left, so the mean is given that much variance, or the value would step down as
// the window opens; the Greeks take the variance that the mean really has (maths.md 4.1). Paid in
// coin at the mean, not at the index of the moment.
double averaged_value(const pricing::OptionPoint& point, Vol vol,
                      const pricing::SettlementProgress& progress, bool inverse) noexcept {
    double const total = vol.value() * std::sqrt(point.expires_in.value());
    double const stretch = total / pricing::averaged_total_vol(vol, progress);
    auto value = pricing::averaged_option(point, vol * stretch, progress);
    if (value.status != pricing::PricingStatus::Ok) {
        value = pricing::averaged_option(point, vol, progress);
    }
    double const share = pricing::undetermined_share(progress);
    double const known = share < 1.0 ? (1.0 - share) * progress.mean.value() : 0.0;
    return value.price.value() / (inverse ? share * point.forward.value() + known : 1.0);
}

// One running sum for each lane of a block.
class LaneSum {
public:
    void add(const Lanes& weight, const Lanes& part) noexcept {
        for (std::size_t i = 0; i < pricing::kLanes; i += kPair) {
            sums_[i / kPair] += load(weight + i) * load(part + i);
        }
    }
    void add_size(const Lanes& weight, const Lanes& part) noexcept {
        for (std::size_t i = 0; i < pricing::kLanes; i += kPair) {
            Pair const w = load(weight + i);
            sums_[i / kPair] += (w < 0.0 ? -w : w) * load(part + i);
        }
    }
    [[nodiscard]] double total() const noexcept {
        double sum = 0.0;
        for (Pair const& pair : sums_) {
            sum += pair[0] + pair[1];
        }
        return sum;
    }

private:
    Pair sums_[pricing::kLanes / kPair] = {};
};

}  // namespace

// Expiry comes first: the exchange sends no market data for what it is settling.
LegFormula Book::State::formula_of(BookLeg& leg, Duration left) noexcept {
    if (leg.kind != InstrumentKind::Perpetual && left <= Duration{}) {
        set_status(leg, LegStatus::Settling);
        return LegFormula::Nothing;
    }
    if (!leg.has_market) {
        set_status(leg, LegStatus::NoMarketData);
        return LegFormula::Nothing;
    }
    bool const option = leg.kind == InstrumentKind::Option;
    double const years = left.seconds() / kSecondsPerYear;
    if (!leg.inputs_good || (option && years > pricing::kYearsMax.value())) {
        set_status(leg, LegStatus::BadInput);
        return LegFormula::Nothing;
    }
    set_status(leg, LegStatus::Priced);
    if (!option) {
        return LegFormula::Future;
    }
    if (left < mean.window().length) {
        return LegFormula::Averaged;
    }
    return leg.vol.value() * std::sqrt(years) < pricing::kTotalVolMin ? LegFormula::Payoff
                                                                      : LegFormula::Kernel;
}

void Book::State::prepare(std::size_t slot, double index, WallTime market_now) noexcept {
    BookLeg& leg = legs[slot];
    std::size_t const lane = slot % pricing::kLanes;
    pricing::OptionBlock& in = options[slot / pricing::kLanes];
    Duration const left = leg.expiry - market_now;
    // A leg that the kernel priced last time and that is far from its window stays with the kernel.
    bool const steady = leg.formula == LegFormula::Kernel && left >= steady_life;
    if (!steady) {
        leg.formula = formula_of(leg, left);
        bool const kernel_leg = leg.formula == LegFormula::Kernel;
        // For the others, something harmless for the kernel to chew on.
        in.strike[lane] = kernel_leg ? leg.strike.value() : 1.0;
        in.vol[lane] = kernel_leg ? leg.vol.value() : 1.0;
        in.sign[lane] = static_cast<double>(leg.right);
        weights[slot / pricing::kLanes].set_ratio(lane, kernel_leg ? leg.ratio : 1.0, leg.inverse);
        if (!kernel_leg) {
            in.forward[lane] = in.root_time[lane] = 1.0;
            return;
        }
    }
    in.forward[lane] = leg.ratio * index;
    in.root_time[lane] = std::sqrt(left.seconds() * (1.0 / kSecondsPerYear));
}

LegPart Book::State::scalar_part(BookLeg& leg, double index, WallTime market_now) noexcept {
    Duration const left = leg.expiry - market_now;
    double const years = left.seconds() / kSecondsPerYear;
    bool const averaging = leg.kind != InstrumentKind::Perpetual && left < mean.window().length;
    bool const settling = leg.status == LegStatus::Settling;
    if (averaging && (settling || leg.formula != LegFormula::Nothing)) {
        mean.observe(leg.expiry, market_now, UsdPrice{index});
    }
    auto const progress = mean.progress(leg.expiry, market_now, UsdPrice{index});
    if (leg.formula == LegFormula::Future) {
        double const share = averaging ? pricing::undetermined_share(progress) : 1.0;
        leg.unit_value = future_value(leg.ratio * index, leg.inverse);
        return future_part(leg.ratio, leg.inverse, index, share, years);
    }
    if (leg.formula == LegFormula::Averaged) {
        // By now the forward is the index, whatever the last ticker said.
        pricing::OptionPoint const point{leg.right, UsdPrice{index}, leg.strike, Years{years}};
        auto const value = pricing::averaged_option(point, leg.vol, progress);
        if (value.status == pricing::PricingStatus::Ok) {
            double const share = pricing::undetermined_share(progress);
            leg.black_delta = value.delta;
            leg.unit_value = averaged_value(point, leg.vol, progress, leg.inverse);
            return averaged_part(value, leg.inverse, index, share,
                                 pricing::averaged_total_vol(leg.vol, progress), years);
        }
        set_status(leg, LegStatus::BadInput);
    }
    if (leg.formula == LegFormula::Payoff) {
        pricing::OptionPoint const point{leg.right, UsdPrice{leg.ratio * index}, leg.strike,
                                         Years{years}};
        auto const value = pricing::black76(point, leg.vol);
        leg.black_delta = value.delta;
        leg.unit_value = leg.inverse ? value.premium.value() : value.price.value();
        return payoff_part(value, leg.ratio, leg.inverse, index, leg.strike.value());
    }
    if (settling) {
        double const price = progress.mean.value();
        double const payoff = pricing::intrinsic(leg.right, progress.mean, leg.strike).value();
        leg.unit_value = leg.kind == InstrumentKind::Option ? payoff / (leg.inverse ? price : 1.0)
                                                            : future_value(price, leg.inverse);
    }
    leg.formula = LegFormula::Nothing;
    return kNoPart;
}

void Book::State::refresh(std::size_t slot) noexcept {
    if (!anchored) {
        return;
    }
    LegPart const before = parts[slot / pricing::kLanes].get(slot % pricing::kLanes);
    prepare(slot, anchor, anchor_time);
    std::size_t const block = slot / pricing::kLanes;
    std::size_t const lane = slot % pricing::kLanes;
    if (legs[slot].formula == LegFormula::Kernel) {
        pricing::greeks_of_lane(options[block], greeks[block], lane);
        option_part(options[block], greeks[block], weights[block], anchor, lane, parts[block]);
    } else {
        parts[block].set(lane, scalar_part(legs[slot], anchor, anchor_time));
    }
    LegPart const after = parts[block].get(lane);
    move_sums(difference(after, before), weights[block].inverse[lane], weights[block].linear[lane]);
    reach = std::min(reach, parts[block].reach[lane]);
    if (smile_on) {
        refresh_smile(slot);
    }
}

void Book::State::move_sums(const LegPart& part, double inverse, double linear) noexcept {
    double const amount = inverse + linear;
    double const size = std::fabs(amount);
    if (inverse != 0.0) {
        sums.inverse_delta.add(inverse * part.delta);
        sums.inverse_gamma.add(inverse * part.gamma);
        sums.inverse_speed.add(inverse * part.speed);
    } else {
        sums.linear_delta.add(linear * part.delta);
        sums.linear_gamma.add(linear * part.gamma);
        sums.linear_speed.add(linear * part.speed);
    }
    sums.vega.add(amount * part.vega);
    sums.theta.add(amount * part.theta);
    sums.third.add(size * part.third);
    sums.decay.add(size * part.decay);
}

// Lane by lane, then over the lanes: an order that no processor changes.
void Book::State::sum_all() noexcept {
    LaneSum inverse_delta;
    LaneSum inverse_gamma;
    LaneSum inverse_speed;
    LaneSum linear_delta;
    LaneSum linear_gamma;
    LaneSum linear_speed;
    LaneSum vega;
    LaneSum theta;
    LaneSum third;
    LaneSum decay;
    reach = std::numeric_limits<double>::max();
    std::size_t const blocks = (legs.size() + pricing::kLanes - 1) / pricing::kLanes;
    for (std::size_t b = 0; b < blocks; ++b) {
        WeightBlock const& w = weights[b];
        PartBlock const& p = parts[b];
        inverse_delta.add(w.inverse, p.delta);
        inverse_gamma.add(w.inverse, p.gamma);
        inverse_speed.add(w.inverse, p.speed);
        vega.add(w.inverse, p.vega);
        theta.add(w.inverse, p.theta);
        third.add_size(w.inverse, p.third);
        decay.add_size(w.inverse, p.decay);
        if (linear_legs != 0) {
            linear_delta.add(w.linear, p.delta);
            linear_gamma.add(w.linear, p.gamma);
            linear_speed.add(w.linear, p.speed);
            vega.add(w.linear, p.vega);
            theta.add(w.linear, p.theta);
            third.add_size(w.linear, p.third);
            decay.add_size(w.linear, p.decay);
        }
        for (double const lane : p.reach) {
            reach = std::min(reach, lane);
        }
    }
    sums.inverse_delta = CompensatedSum(inverse_delta.total());
    sums.inverse_gamma = CompensatedSum(inverse_gamma.total());
    sums.inverse_speed = CompensatedSum(inverse_speed.total());
    sums.linear_delta = CompensatedSum(linear_delta.total());
    sums.linear_gamma = CompensatedSum(linear_gamma.total());
    sums.linear_speed = CompensatedSum(linear_speed.total());
    sums.vega = CompensatedSum(vega.total());
    sums.theta = CompensatedSum(theta.total());
    sums.third = CompensatedSum(third.total());
    sums.decay = CompensatedSum(decay.total());
}

void Book::State::full_pass(double index, WallTime market_now) noexcept {
    anchored = true;
    anchor = index;
    anchor_time = market_now;
    oldest = Instant{std::numeric_limits<std::int64_t>::max()};
    in_window = 0;
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
        bool const dated = legs[slot].kind != InstrumentKind::Perpetual;
        in_window += dated && legs[slot].expiry - market_now < mean.window().length ? 1U : 0U;
        if (legs[slot].status == LegStatus::Priced) {
            oldest = std::min(oldest, legs[slot].received);
        }
    }
    sum_all();
    if (smile_on) {
        smile_pass();
    }
}

}  // namespace hedged::portfolio
