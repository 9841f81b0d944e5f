// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/instrument_table.hpp"

#include <cmath>

namespace hedged::market {
namespace {

bool usable(const DecimalStep& step) noexcept {
    // Beyond these a multiple no longer fits a double exactly.
    return step.mantissa > 0 && step.mantissa <= 1'000'000'000 && step.exponent >= -15 &&
           step.exponent <= 15;
}

bool usable(const InstrumentSpec& spec) noexcept {
    if (spec.name.empty() || !usable(spec.tick) || !usable(spec.lot)) {
        return false;
    }
    double above = 0.0;
    for (const TickStep& step : spec.tick_steps) {
        if (!usable(step.tick) || !std::isfinite(step.above_price) || step.above_price < above) {
            return false;
        }
        above = step.above_price;
    }
    bool const strike_ok = spec.kind != InstrumentKind::Option ||
                           (spec.option_type != OptionType::None &&
                            std::isfinite(spec.strike.value()) && spec.strike.value() > 0.0);
    return strike_ok && std::isfinite(spec.contract_size) && spec.contract_size > 0.0 &&
           std::isfinite(spec.minimum_amount) && spec.minimum_amount >= 0.0 &&
           std::isfinite(spec.maker_fee) && std::isfinite(spec.taker_fee);
}

}  // namespace

InstrumentTable::InstrumentTable(std::size_t capacity) : specs_(capacity) {}

DefineResult InstrumentTable::define(const InstrumentSpec& spec) noexcept {
    if (!spec.index.valid() || spec.index.raw >= specs_.size()) {
        ++refused_;
        return DefineResult::Full;
    }
    if (!usable(spec)) {
        ++refused_;
        return DefineResult::Invalid;
    }
    InstrumentSpec& slot = specs_[spec.index.raw];
    bool const known = !slot.name.empty();
    if (known && !(slot.name == spec.name)) {
        ++refused_;
        return DefineResult::Renamed;
    }
    slot = spec;
    if (known) {
        return DefineResult::Updated;
    }
    ++count_;
    index_end_ = spec.index.raw >= index_end_ ? spec.index.raw + 1 : index_end_;
    return DefineResult::Added;
}

bool InstrumentTable::on(const InstrumentStateChange& change) noexcept {
    if (find(change.instrument) == nullptr) {
        return false;
    }
    specs_[change.instrument.raw].state = change.state;
    return true;
}

const InstrumentSpec* InstrumentTable::find(InstrumentIndex index) const noexcept {
    if (index.raw >= index_end_ || specs_[index.raw].name.empty()) {
        return nullptr;
    }
    return &specs_[index.raw];
}

const InstrumentSpec* InstrumentTable::find(std::string_view name) const noexcept {
    for (std::uint32_t i = 0; i < index_end_; ++i) {
        if (!specs_[i].name.empty() && specs_[i].name == name) {
            return &specs_[i];
        }
    }
    return nullptr;
}

}  // namespace hedged::market
