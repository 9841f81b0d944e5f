// SPDX-License-Identifier: Apache-2.0
// What an estimator takes in: a positive price with a stamp, which is after 1970 if there is one.
// Private to market; pure.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <cmath>

namespace hedged::market {

inline bool is_sample(UsdPrice price, WallTime at) noexcept {
    return std::isfinite(price.value()) && price.value() > 0.0 && at > WallTime{};
}

}  // namespace hedged::market
