// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/assert.hpp"
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/implied_vol.hpp"

#include "fuzz/pricing_fuzz.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::pricing::fuzz {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

bool good_price(double number) {
    return std::isfinite(number) && number > 0.0;
}

// The table of maths.md 1.2, written out again. The intrinsic value is that of doubles, rounded.
ImpliedVolStatus expected_status(const OptionPoint& point, double price) {
    double const tau = point.expires_in.value();
    if (!std::isfinite(price) || price < 0.0 || !good_price(point.forward.value()) ||
        !good_price(point.strike.value()) || !std::isfinite(tau)) {
        return ImpliedVolStatus::Invalid;
    }
    if (tau <= 0.0) {
        return ImpliedVolStatus::Expired;
    }
    double const most = point.right == Right::Call ? point.forward.value() : point.strike.value();
    if (price >= most) {
        return ImpliedVolStatus::AboveMax;
    }
    double const floor = intrinsic(point.right, point.forward, point.strike).value();
    if (price < floor) {
        return ImpliedVolStatus::BelowIntrinsic;
    }
    return price == floor ? ImpliedVolStatus::AtIntrinsic : ImpliedVolStatus::Ok;
}

// A price that an option could have: of some volatility, or any share of its range, or any bits.
double price_from(Bytes& bytes, const OptionPoint& point) {
    double const floor = intrinsic(point.right, point.forward, point.strike).value();
    double const most = point.right == Right::Call ? point.forward.value() : point.strike.value();
    switch (bytes.byte() % 4) {
        case 0:
            return bytes.pattern();
        case 1:
            return floor + bytes.between(1e-300, 1.0) * (most - floor);
        default:
            return black76(point, Vol{bytes.mostly_between(1e-4, 10.0)}).price.value();
    }
}

// The volatility found must give the price back, to what the price's own digits allow.
void check_round_trip(const OptionPoint& point, double price, Vol vol) {
    OptionValue const again = black76(point, vol);
    if (again.status != PricingStatus::Ok ||
        vol.value() * std::sqrt(point.expires_in.value()) < 2e-8) {
        return;  // a volatility or time that is no market
    }
    // How the price moves with ln(vol). So far out that the density is no normal double, vega is
    // not either, and the moneyness says it instead.
    double const total = vol.value() * std::sqrt(point.expires_in.value());
    double const h = (std::log(point.forward.value()) - std::log(point.strike.value())) / total;
    double const vega = again.vega.value() * vol.value();
    bool const underflows = again.vega.value() < std::numeric_limits<double>::min();
    double const scale = price + (underflows ? price * (h * h + 0.25 * total * total) : vega);
    // Where the density is no normal double its last place is worth this much.
    double const place = std::numeric_limits<double>::denorm_min() *
                         (1.0 + std::sqrt(point.forward.value() * point.strike.value()));
    HEDGED_ASSERT(std::fabs(again.price.value() - price) <= 64.0 * kEps * scale + 8.0 * place);
}

}  // namespace

void invert_price(Bytes& bytes) {
    OptionPoint point;
    point.right = bytes.byte() % 2 == 0 ? Right::Call : Right::Put;
    point.forward = UsdPrice{bytes.mostly_between(1e-4, 1e7)};
    point.strike = bytes.byte() % 2 == 0 ? point.forward * bytes.between(0.5, 2.0)
                                         : UsdPrice{bytes.mostly_between(1e-4, 1e7)};
    point.expires_in = Years{bytes.mostly_between(1e-9, 10.0)};
    double const price = price_from(bytes, point);
    Vol const hint{bytes.mostly_between(1e-6, 1e3)};
    ImpliedVolStatus const expected = expected_status(point, price);
    for (Vol const start : {Vol{0.0}, hint}) {
        ImpliedVol const found = implied_vol(point, UsdPrice{price}, start);
        // A price an ulp above a rounded intrinsic value may lie below the exact one.
        HEDGED_ASSERT(found.status == expected || (expected == ImpliedVolStatus::Ok &&
                                                   found.status == ImpliedVolStatus::AtIntrinsic));
        if (found.status == ImpliedVolStatus::Ok) {
            HEDGED_ASSERT(std::isfinite(found.vol.value()) && found.vol.value() > 0.0);
            check_round_trip(point, price, found.vol);
        } else if (found.status == ImpliedVolStatus::AtIntrinsic) {
            HEDGED_ASSERT(found.vol.value() == 0.0);
        } else {
            HEDGED_ASSERT(std::isnan(found.vol.value()));
        }
    }
}

}  // namespace hedged::pricing::fuzz
