// SPDX-License-Identifier: Apache-2.0
#include "portfolio/book_state.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::portfolio {
namespace {

bool left_out(LegStatus status) noexcept {
    return status == LegStatus::NoMarketData || status == LegStatus::BadInput;
}

// A leg without amount adds nothing and limits nothing.
constexpr LegPart kNoPart{.reach = std::numeric_limits<double>::max()};

// A forward or mark further than this from the index is a data error.
constexpr double kRatioMin = 0.01;
constexpr double kRatioMax = 100.0;

// An inverse future is counted in dollars, everything else in coins; other kinds have no Greeks
// here.
bool terms_are_good(const InstrumentSpec& spec) noexcept {
    if (spec.kind == InstrumentKind::Option) {
        return spec.amount_unit == AmountUnit::InCoin && spec.option_type != OptionType::None;
    }
    AmountUnit const unit = spec.payoff == Payoff::Inverse ? AmountUnit::InUsd : AmountUnit::InCoin;
    return (spec.kind == InstrumentKind::Perpetual || spec.kind == InstrumentKind::Future) &&
           spec.amount_unit == unit;
}

void copy_lane(const pricing::OptionBlock& from, std::size_t at, pricing::OptionBlock& to,
               std::size_t lane) noexcept {
    to.forward[lane] = from.forward[at];
    to.strike[lane] = from.strike[at];
    to.vol[lane] = from.vol[at];
    to.root_time[lane] = from.root_time[at];
    to.sign[lane] = from.sign[at];
}
void copy_lane(const WeightBlock& from, std::size_t at, WeightBlock& to,
               std::size_t lane) noexcept {
    to.inverse[lane] = from.inverse[at];
    to.linear[lane] = from.linear[at];
    to.ratio[lane] = from.ratio[at];
    to.scale[lane] = from.scale[at];
    to.back[lane] = from.back[at];
    to.premium[lane] = from.premium[at];
}

void copy_lane(const SmileBlock& from, std::size_t at, SmileBlock& to, std::size_t lane) noexcept {
    to.slope[lane] = from.slope[at];
    to.a[lane] = from.a[at];
    to.b[lane] = from.b[at];
    to.c[lane] = from.c[at];
}

struct Place {
    std::size_t block;
    std::size_t lane;
};
Place place_of(std::size_t slot) noexcept {
    return {slot / pricing::kLanes, slot % pricing::kLanes};
}

void empty_option_lane(pricing::OptionBlock& block, std::size_t lane) noexcept {
    block.forward[lane] = block.strike[lane] = block.vol[lane] = block.root_time[lane] = 1.0;
    block.sign[lane] = 1.0;
}

}  // namespace

Balance Balance::of(double number, double most) noexcept {
    bool const good = std::fabs(number) <= most;  // written so that NaN fails
    return {.amount = good ? number : 0.0, .known = good, .fresh = good};
}

void Balance::carry(double to) noexcept {
    if (known && !fresh) {
        known = std::isfinite(to);
        amount = known ? to : 0.0;
    }
}

Book::State::State(Numeraire its_numeraire, bool include_equity, std::size_t legs_capacity,
                   std::size_t instrument_capacity, const pricing::SettlementWindow& window)
    : numeraire(its_numeraire),
      counts_equity(its_numeraire == Numeraire::Usd && include_equity),
      legs_max(legs_capacity),
      kernel(pricing::greeks_kernel(pricing::best_isa())),
      mean(window),
      steady_life(std::max(window.length, seconds(1))),
      slot_of(instrument_capacity, kNoSlot) {
    HEDGED_ASSERT(legs_capacity < kNoSlot);
    std::size_t const blocks = (legs_capacity + pricing::kLanes - 1) / pricing::kLanes;
    legs.reserve(legs_capacity);
    options.resize(blocks);
    greeks.resize(blocks);
    weights.resize(blocks);
    parts.resize(blocks);
    smiles.resize(blocks);
    smile_parts.resize(blocks);
}

BookLeg* Book::State::find(InstrumentIndex instrument) noexcept {
    bool const known = instrument.raw < slot_of.size() && slot_of[instrument.raw] != kNoSlot;
    return known ? &legs[slot_of[instrument.raw]] : nullptr;
}

const BookLeg* Book::State::find(InstrumentIndex instrument) const noexcept {
    bool const known = instrument.raw < slot_of.size() && slot_of[instrument.raw] != kNoSlot;
    return known ? &legs[slot_of[instrument.raw]] : nullptr;
}

void Book::State::append(const InstrumentSpec& spec, double amount) noexcept {
    std::size_t const slot = legs.size();
    BookLeg leg;
    leg.instrument = spec.index;
    leg.kind = spec.kind;
    leg.right = spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put;
    leg.inverse = spec.payoff == Payoff::Inverse;
    leg.terms_good = terms_are_good(spec);
    leg.strike = spec.strike;
    leg.expiry = spec.expiry;
    legs.push_back(leg);
    slot_of[spec.index.raw] = static_cast<std::uint16_t>(slot);
    auto const [block, lane] = place_of(slot);
    weights[block].set_ratio(lane, 1.0, leg.inverse);
    parts[block].set(lane, kNoPart);
    linear_legs += leg.inverse ? 0U : 1U;
    ++excluded;  // until it has market data
    set_amount(slot, amount);
    refresh(slot);
}

// The last leg takes the hole; only the order of the sums changes.
void Book::State::remove(std::size_t slot) noexcept {
    set_amount(slot, 0.0);
    set_status(legs[slot], LegStatus::Settling);
    linear_legs -= legs[slot].inverse ? 0U : 1U;
    slot_of[legs[slot].instrument.raw] = kNoSlot;
    std::size_t const last = legs.size() - 1;
    auto const [from, from_lane] = place_of(last);
    if (slot != last) {
        auto const [to, to_lane] = place_of(slot);
        legs[slot] = legs[last];
        slot_of[legs[slot].instrument.raw] = static_cast<std::uint16_t>(slot);
        copy_lane(options[from], from_lane, options[to], to_lane);
        greeks[to].delta[to_lane] = greeks[from].delta[from_lane];  // the two that are reported
        greeks[to].price[to_lane] = greeks[from].price[from_lane];
        copy_lane(weights[from], from_lane, weights[to], to_lane);
        parts[to].set(to_lane, parts[from].get(from_lane));
        copy_lane(smiles[from], from_lane, smiles[to], to_lane);
        smile_parts[to].set(to_lane, smile_parts[from].get(from_lane));
    }
    legs.pop_back();
    empty_option_lane(options[from], from_lane);
    weights[from].inverse[from_lane] = weights[from].linear[from_lane] = 0.0;
    parts[from].set(from_lane, kNoPart);
    smiles[from].clear(from_lane);
    smile_parts[from].set(from_lane, SmilePart{});
}

void Book::State::set_amount(std::size_t slot, double amount) noexcept {
    auto const [block, lane] = place_of(slot);
    LegPart const part = parts[block].get(lane);
    double& inverse = weights[block].inverse[lane];
    double& linear = weights[block].linear[lane];
    double const before = inverse + linear;
    move_sums(difference(LegPart{}, part), inverse, linear);
    if (legs[slot].kind == InstrumentKind::Option) {
        gross_options.add(std::fabs(amount) - std::fabs(legs[slot].amount));
    }
    legs[slot].amount = amount;
    inverse = legs[slot].inverse ? amount : 0.0;
    linear = legs[slot].inverse ? 0.0 : amount;
    move_sums(part, inverse, linear);
    if (smile_on) {
        move_smile_sums(smile_parts[block].get(lane), amount - before,
                        std::fabs(amount) - std::fabs(before));
    }
}

void Book::State::market_changed(BookLeg& leg) noexcept {
    leg.has_market = true;
    leg.inputs_good = leg.terms_good && leg.ratio >= kRatioMin && leg.ratio <= kRatioMax;
    if (leg.kind == InstrumentKind::Option) {
        // Time and index are looked at when it is priced; here they are any good ones.
        pricing::OptionPoint const point{leg.right, UsdPrice{1.0}, leg.strike, Years{1.0}};
        leg.inputs_good =
            leg.inputs_good && pricing::check(point, leg.vol) == pricing::PricingStatus::Ok;
    }
    auto const slot = static_cast<std::size_t>(&leg - legs.data());
    bool const follows = counts_equity && equity_follows();
    double const before = follows ? coins_of(slot) : 0.0;
    set_smile(leg, slot);
    leg.formula = LegFormula::Nothing;  // the lane's constants are filled in again
    refresh(slot);
    if (follows && usable()) {
        equity.carry(equity.amount + coins_of(slot) - before);
    }
}

void Book::State::set_status(BookLeg& leg, LegStatus status) noexcept {
    excluded -= left_out(leg.status) ? 1U : 0U;
    excluded += left_out(status) ? 1U : 0U;
    leg.status = status;
}

DeltaKind Book::State::delta_kind() const noexcept {
    if (numeraire == Numeraire::Coin) {
        return DeltaKind::Coin;
    }
    return counts_equity ? DeltaKind::DollarWithEquity : DeltaKind::DollarWithoutEquity;
}

bool Book::State::equity_follows() const noexcept {
    return anchored && equity.known && !equity.fresh && usable();
}

bool Book::State::usable() const noexcept {
    bool const cash_missing = numeraire == Numeraire::Coin && linear_legs > 0 && !usd_equity.known;
    return anchored && excluded == 0 && !cash_missing && (!counts_equity || equity.known);
}

Aggregates Book::State::aggregates() const noexcept {
    return {.index = anchor,
            .inverse_delta = sums.inverse_delta.value(),
            .inverse_gamma = sums.inverse_gamma.value(),
            .inverse_speed = sums.inverse_speed.value(),
            .linear_delta = sums.linear_delta.value(),
            .linear_gamma = sums.linear_gamma.value(),
            .linear_speed = sums.linear_speed.value(),
            .equity = equity.amount,
            .usd_equity = usd_equity.amount};
}

}  // namespace hedged::portfolio
