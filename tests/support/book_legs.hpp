// SPDX-License-Identifier: Apache-2.0
// Instruments and market data for books under test: everything happens around one instant.
#pragma once

#include "hedged/portfolio/book.hpp"

#include <cstdint>

namespace hedged::test_support {

inline constexpr WallTime kBookNow = wall_from_milliseconds(1'770'000'000'000);
inline constexpr Instant kBookReceived{1'000};

inline WallTime book_after(Duration left) {
    return kBookNow + left;
}
inline Duration days(double number) {
    return Duration{static_cast<std::int64_t>(number * 86'400e9)};
}

inline InstrumentSpec option_spec(std::uint32_t index, OptionType type, double strike,
                                  Duration left, Payoff payoff = Payoff::Inverse) {
    InstrumentSpec spec;
    spec.index = InstrumentIndex{index};
    spec.kind = InstrumentKind::Option;
    spec.option_type = type;
    spec.payoff = payoff;
    spec.amount_unit = AmountUnit::InCoin;
    spec.strike = UsdPrice{strike};
    spec.expiry = book_after(left);
    return spec;
}

inline InstrumentSpec future_spec(std::uint32_t index, Duration left,
                                  Payoff payoff = Payoff::Inverse) {
    InstrumentSpec spec;
    spec.index = InstrumentIndex{index};
    spec.kind = InstrumentKind::Future;
    spec.payoff = payoff;
    spec.amount_unit = payoff == Payoff::Inverse ? AmountUnit::InUsd : AmountUnit::InCoin;
    spec.expiry = book_after(left);
    return spec;
}

inline InstrumentSpec perpetual_spec(std::uint32_t index, Payoff payoff = Payoff::Inverse) {
    InstrumentSpec spec = future_spec(index, days(0), payoff);
    spec.kind = InstrumentKind::Perpetual;
    spec.expiry = wall_from_milliseconds(32'503'708'800'000);
    return spec;
}

}  // namespace hedged::test_support
