// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/option_point.hpp"

#include <cmath>

namespace hedged::pricing {
namespace {

// Written so that NaN fails.
bool is_a_price(UsdPrice price) noexcept {
    return price >= kPriceMin && price <= kPriceMax;
}

}  // namespace

const char* to_string(PricingStatus status) noexcept {
    switch (status) {
        case PricingStatus::Ok:
            return "ok";
        case PricingStatus::Expired:
            return "expired";
        case PricingStatus::BadForward:
            return "bad forward";
        case PricingStatus::BadStrike:
            return "bad strike";
        case PricingStatus::BadTime:
            return "bad time to expiry";
        case PricingStatus::BadVol:
            return "bad volatility";
    }
    return "unknown";
}

PricingStatus check(const OptionPoint& point, Vol vol) noexcept {
    if (!is_a_price(point.forward)) {
        return PricingStatus::BadForward;
    }
    if (!is_a_price(point.strike)) {
        return PricingStatus::BadStrike;
    }
    if (!std::isfinite(point.expires_in.value()) || point.expires_in > kYearsMax) {
        return PricingStatus::BadTime;
    }
    // An expired option needs no volatility, and none is published for it any more.
    if (point.expires_in.value() <= 0.0) {
        return PricingStatus::Expired;
    }
    // Written so that NaN fails.
    return vol >= kVolMin && vol <= kVolMax ? PricingStatus::Ok : PricingStatus::BadVol;
}

}  // namespace hedged::pricing
