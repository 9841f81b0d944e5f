// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/amounts.hpp"

#include "market/exact_multiple.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::market {
namespace {

constexpr double kLotsMax = 9e15;

bool countable(const InstrumentSpec& spec, double amount) noexcept {
    return std::isfinite(amount) && std::fabs(amount) / spec.lot.value() < kLotsMax;
}

}  // namespace

std::optional<Lots> lots_from_amount(const InstrumentSpec& spec, double amount) noexcept {
    if (!countable(spec, amount)) {
        return std::nullopt;
    }
    return Lots{spec.lot.toward_zero(amount)};
}

std::optional<Lots> nearest_lots(const InstrumentSpec& spec, double amount) noexcept {
    if (!countable(spec, amount)) {
        return std::nullopt;
    }
    return Lots{spec.lot.nearest(amount)};
}

double amount_from_lots(const InstrumentSpec& spec, Lots lots) noexcept {
    return exact_multiple(spec.lot, lots.value());
}

std::optional<Lots> lots_from_coins(const InstrumentSpec& spec, Coins coins,
                                    UsdPrice price) noexcept {
    if (spec.amount_unit == AmountUnit::InCoin) {
        return lots_from_amount(spec, coins.value());
    }
    return lots_from_amount(spec, (coins * price).value());
}

double contracts_from_lots(const InstrumentSpec& spec, Lots lots) noexcept {
    return amount_from_lots(spec, lots) / spec.contract_size;
}

Coins coins_from_amount(const InstrumentSpec& spec, double amount, UsdPrice price) noexcept {
    return spec.amount_unit == AmountUnit::InUsd ? Usd{amount} / price : Coins{amount};
}

Coins coins_from_lots(const InstrumentSpec& spec, Lots lots, UsdPrice price) noexcept {
    return coins_from_amount(spec, amount_from_lots(spec, lots), price);
}

Coins worst_coins(const InstrumentSpec& spec, Lots lots, UsdPrice low, UsdPrice high) noexcept {
    return abs(coins_from_lots(spec, lots, std::min(low, high)));
}

Usd notional(const InstrumentSpec& spec, Lots lots, UsdPrice index) noexcept {
    double const amount = std::fabs(amount_from_lots(spec, lots));
    return spec.amount_unit == AmountUnit::InUsd ? Usd{amount} : Coins{amount} * index;
}

}  // namespace hedged::market
