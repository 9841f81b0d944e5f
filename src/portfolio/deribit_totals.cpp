// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/deribit_totals.hpp"

#include "hedged/pricing/black76.hpp"

#include <cmath>
#include <limits>

namespace hedged::portfolio {
namespace {

Years next_expiry(const Account& account) noexcept {
    Years next{std::numeric_limits<double>::infinity()};
    for (const AccountLeg& leg : account.legs) {
        auto const* const option = std::get_if<InverseOptionLeg>(&leg);
        if (option != nullptr && option->point.expires_in > Years{0.0} &&
            option->point.expires_in < next) {
            next = option->point.expires_in;
        }
    }
    return next;
}

}  // namespace

DeribitTotals deribit_totals(const Account& account) noexcept {
    DeribitTotals out;
    Years const next = next_expiry(account);
    double projected_less = 0.0;
    for (const AccountLeg& leg : account.legs) {
        if (auto const* const future = std::get_if<InverseFutureLeg>(&leg)) {
            double const delta = future->quantity.value() / future->mark.value();
            bool const usable = std::isfinite(delta) && future->mark > UsdPrice{0.0};
            out.futures_delta += usable ? delta : 0.0;
            out.excluded += usable ? 0U : 1U;
        } else if (auto const* const option = std::get_if<InverseOptionLeg>(&leg)) {
            auto const value = pricing::black76(option->point, option->vol);
            double const quantity = option->quantity.value();
            double const delta = quantity * value.delta.value();
            double const premium = quantity * value.premium.value();
            if (!std::isfinite(delta) || !std::isfinite(premium)) {
                ++out.excluded;
                continue;
            }
            out.options_delta += delta;
            out.options_value += Coins{premium};
            projected_less += option->point.expires_in == next ? delta - premium : 0.0;
        }
    }
    out.delta_total_map = out.futures_delta + out.options_delta;
    out.delta_total = out.delta_total_map - out.options_value.value();
    out.projected_delta_total = out.delta_total - projected_less;
    return out;
}

}  // namespace hedged::portfolio
