// SPDX-License-Identifier: Apache-2.0
// Instruments as an exchange would define them, for tests: the numbers are those of Deribit's
// inverse BTC products (contract sizes, ticks and lots).
#pragma once

#include "hedged/protocol/event.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::test {

inline constexpr UnderlyingIndex kBtc{0};
inline constexpr UnderlyingIndex kEth{1};

inline InstrumentSpec perpetual(std::uint32_t index = 0, UnderlyingIndex underlying = kBtc,
                                std::string_view name = "BTC-PERPETUAL") {
    InstrumentSpec spec;
    spec.name = InstrumentName{name};
    spec.index = InstrumentIndex{index};
    spec.underlying = underlying;
    spec.kind = InstrumentKind::Perpetual;
    spec.payoff = Payoff::Inverse;
    spec.amount_unit = AmountUnit::InUsd;
    spec.state = InstrumentState::Open;
    spec.tick = DecimalStep{5, -1};
    spec.lot = DecimalStep{1, 1};
    spec.minimum_amount = 10.0;
    spec.contract_size = 10.0;
    spec.expiry = wall_from_milliseconds(32'503'708'800'000);
    return spec;
}

inline InstrumentSpec call_option(std::uint32_t index = 1, UnderlyingIndex underlying = kBtc,
                                  std::string_view name = "BTC-25DEC26-100000-C") {
    InstrumentSpec spec;
    spec.name = InstrumentName{name};
    spec.index = InstrumentIndex{index};
    spec.underlying = underlying;
    spec.kind = InstrumentKind::Option;
    spec.option_type = OptionType::Call;
    spec.payoff = Payoff::Inverse;
    spec.amount_unit = AmountUnit::InCoin;
    spec.state = InstrumentState::Open;
    spec.tick = DecimalStep{1, -4};
    (void)spec.tick_steps.push_back(TickStep{0.005, DecimalStep{5, -4}});
    spec.lot = DecimalStep{1, -1};
    spec.minimum_amount = 0.1;
    spec.contract_size = 1.0;
    spec.strike = UsdPrice{100'000.0};
    spec.expiry = wall_from_milliseconds(1'798'185'600'000);
    return spec;
}

inline InstrumentSpec linear_perpetual(std::uint32_t index = 2, UnderlyingIndex underlying = kBtc,
                                       std::string_view name = "BTC_USDC-PERPETUAL") {
    InstrumentSpec spec = perpetual(index, underlying, name);
    spec.payoff = Payoff::Linear;
    spec.amount_unit = AmountUnit::InCoin;
    spec.lot = DecimalStep{1, -4};
    spec.minimum_amount = 0.0001;
    spec.contract_size = 0.0001;
    return spec;
}

inline Instant at_ms(std::int64_t ms) {
    return Instant{ms * 1'000'000};
}
// Local milliseconds 0 are this exchange time in every test that does not say otherwise.
inline constexpr std::int64_t kVenueZeroMs = 1'790'000'000'000;
inline WallTime venue_ms(std::int64_t ms) {
    return wall_from_milliseconds(kVenueZeroMs + ms);
}
inline Stamp stamp_ms(std::int64_t ms) {
    return Stamp{at_ms(ms), venue_ms(ms)};
}
inline ClockSync clock_sync(std::int64_t ms, std::int64_t round_trip_us = 0) {
    return ClockSync{Stamp{at_ms(ms) + microseconds(round_trip_us / 2), venue_ms(ms)},
                     microseconds(round_trip_us)};
}
inline Quote quote_at(std::int64_t ms, InstrumentIndex instrument, double bid, double ask) {
    return Quote{stamp_ms(ms), instrument, bid, 1'000.0, ask, 1'000.0};
}

}  // namespace hedged::test
