// SPDX-License-Identifier: Apache-2.0
// Small hand-made markets for the tests of the exchange's core: flat index, one dated future, a few
// options, no random takers unless asked for. Header-only, test code.
#pragma once

#include "hedged/exchange/exchange.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace hedged::exchange::test {

inline constexpr std::int64_t kHourMs = 3'600'000;
// 2026-02-03 12:00:00 UTC, a Tuesday.
inline constexpr WallTime kNoon = wall_from_milliseconds(1'770'120'000'000);
inline constexpr WallTime kEight = wall_from_milliseconds(1'770'120'000'000 + 20 * kHourMs);
inline constexpr WallTime kFriday = wall_from_milliseconds(1'770'364'800'000);  // 6 Feb, 08:00

inline WallTime after(WallTime start, double seconds_later) {
    return start + nanoseconds(static_cast<std::int64_t>(seconds_later * 1e9));
}

inline ChainOption option_row(std::string name, OptionType type, double strike, WallTime expiry,
                              double volatility, double index) {
    ChainOption row;
    row.name = std::move(name);
    row.type = type;
    row.strike = strike;
    row.expiry = expiry;
    row.mark = 0.02;  // only the distance to bid and ask is used
    row.bid = 0.0195;
    row.ask = 0.0205;
    row.mark_iv = volatility;
    row.forward = index;
    row.index = index;
    return row;
}

// One recording at noon: a daily expiry tomorrow (synthetic) and a Friday one with its future.
inline ChainSnapshot recording(WallTime time = kNoon, double index = 80'000.0) {
    ChainSnapshot snapshot;
    snapshot.time = time;
    snapshot.index = index;
    snapshot.expiries = {{kEight, "SYN.BTC-4FEB26", index, false},
                         {kFriday, "BTC-6FEB26", index * 1.001, true}};
    for (const double strike : {78'000.0, 80'000.0, 82'000.0}) {
        const std::string k = std::to_string(static_cast<int>(strike));
        for (const OptionType type : {OptionType::Call, OptionType::Put}) {
            const std::string tail = "-" + k + (type == OptionType::Call ? "-C" : "-P");
            snapshot.options.push_back(
                option_row("BTC-4FEB26" + tail, type, strike, kEight, 0.5, index));
            snapshot.options.push_back(
                option_row("BTC-6FEB26" + tail, type, strike, kFriday, 0.6, index));
        }
    }
    return snapshot;
}

// An index that stands still, no premium, nobody trading: what tests of bookkeeping want.
inline ExchangeConfig quiet() {
    ExchangeConfig config;
    config.market.path_volatility = 0.0;
    config.market.premium_deviation = 0.0;
    config.market.perpetual_takers_per_second = 0.0;
    config.market.option_takers_per_second = 0.0;
    return config;
}

class Floor {
public:
    explicit Floor(const ExchangeConfig& config = quiet(),
                   const ChainHistory& history = {recording()})
        : exchange(config, history) {}

    [[nodiscard]] InstrumentId id(std::string_view name) const {
        const Instrument* instrument = exchange.find(name);
        EXPECT_NE(instrument, nullptr) << name;
        return instrument == nullptr ? InstrumentId{0} : instrument->id;
    }
    void no_house(std::string_view name) { exchange.set_house_quoting(id(name), false, false); }

    OrderOutcome order(AccountId account, std::string_view name, Side side, double amount,
                       double price, TimeInForce tif = TimeInForce::GoodTilCancelled) {
        return exchange.submit(account, limit(name, side, amount, price, tif));
    }
    [[nodiscard]] OrderRequest limit(std::string_view name, Side side, double amount, double price,
                                     TimeInForce tif = TimeInForce::GoodTilCancelled) const {
        OrderRequest request;
        request.instrument = id(name);
        request.side = side;
        request.amount = amount;
        request.price = price;
        request.time_in_force = tif;
        return request;
    }
    OrderOutcome market(AccountId account, std::string_view name, Side side, double amount) {
        OrderRequest request = limit(name, side, amount, 0.0);
        request.type = OrderType::Market;
        return exchange.submit(account, request);
    }
    [[nodiscard]] double size(AccountId account, std::string_view name) const {
        return exchange.position(account, id(name)).size;
    }

    Exchange exchange;
};

inline int code_of(const OrderOutcome& outcome) {
    return outcome.reject ? deribit_code(outcome.reject->code) : 0;
}

}  // namespace hedged::exchange::test
