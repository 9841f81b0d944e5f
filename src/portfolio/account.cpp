// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/account.hpp"

#include "hedged/pricing/black76.hpp"

#include "portfolio/compensated_sum.hpp"

#include <cmath>

namespace hedged::portfolio {
namespace {

// One leg's part of every sum. Coin and USD values stay apart until the end, as in maths.md 3.1.
struct Part {
    double coin_value = 0.0;
    double usd_value = 0.0;
    double inverse_delta = 0.0;  // index * d(coin value)/d(index)
    double linear_delta = 0.0;   // d(usd value)/d(index)
    double gamma_usd = 0.0;
    double vega = 0.0;
    double theta = 0.0;
    bool usable = false;
};

// Written so that NaN fails.
bool is_a_price(UsdPrice price) noexcept {
    return price >= pricing::kPriceMin && price <= pricing::kPriceMax;
}

bool priced(const pricing::OptionValue& value) noexcept {
    return value.status == pricing::PricingStatus::Ok ||
           value.status == pricing::PricingStatus::Expired;
}

// A quantity may be finite and yet so large that the sums overflow. Written so that NaN fails.
bool adds_up(const Part& part) noexcept {
    constexpr double kMost = 1e200;
    double const gross = std::fabs(part.coin_value) + std::fabs(part.usd_value) +
                         std::fabs(part.inverse_delta) + std::fabs(part.linear_delta) +
                         std::fabs(part.gamma_usd) + std::fabs(part.vega) + std::fabs(part.theta);
    return gross <= kMost;
}

struct PartOf {
    double index;

    Part operator()(const InverseOptionLeg& leg) const noexcept {
        auto const v = pricing::black76(leg.point, leg.vol);
        double const q = leg.quantity.value();
        double const ratio = leg.point.forward.value() / index;
        return {.coin_value = q * v.premium.value(),
                .inverse_delta = q * v.net_delta.value(),
                .gamma_usd = q * v.gamma.value() * ratio,
                // The coin value is turned into dollars at the index, not at the forward.
                .vega = q * v.vega.value() / ratio,
                .theta = q * v.theta.value() / ratio,
                .usable = priced(v) && std::isfinite(q)};
    }
    Part operator()(const InverseFutureLeg& leg) const noexcept {
        double const n = leg.quantity.value();
        double const entry = leg.entry.value();
        double const mark = leg.mark.value();
        return {.coin_value = n * ((mark - entry) / (entry * mark)),
                .inverse_delta = n / mark,
                .usable = is_a_price(leg.entry) && is_a_price(leg.mark) && std::isfinite(n)};
    }
    Part operator()(const LinearOptionLeg& leg) const noexcept {
        auto const v = pricing::black76(leg.point, leg.vol);
        double const q = leg.quantity.value();
        double const ratio = leg.point.forward.value() / index;
        return {.usd_value = q * v.price.value(),
                .linear_delta = q * v.delta.value() * ratio,
                .gamma_usd = q * v.gamma.value() * ratio * ratio,
                .vega = q * v.vega.value(),
                .theta = q * v.theta.value(),
                .usable = priced(v) && std::isfinite(q)};
    }
    Part operator()(const LinearFutureLeg& leg) const noexcept {
        double const q = leg.quantity.value();
        return {.usd_value = q * (leg.mark - leg.entry).value(),
                .linear_delta = q * (leg.mark.value() / index),
                .usable = is_a_price(leg.entry) && is_a_price(leg.mark) && std::isfinite(q)};
    }
};

}  // namespace

AccountValue value_of(const Account& account) noexcept {
    AccountValue result;
    if (!is_a_price(account.index)) {
        result.excluded = account.legs.size();
        return result;
    }
    CompensatedSum coin(account.coin_balance.value());
    CompensatedSum usd(account.usd_balance.value());
    CompensatedSum inverse;
    CompensatedSum linear;
    CompensatedSum gamma;
    CompensatedSum vega;
    CompensatedSum theta;
    double const index = account.index.value();
    for (std::size_t i = 0; i < account.legs.size(); ++i) {
        Part const part = std::visit(PartOf{index}, account.legs[i]);
        if (!part.usable || !adds_up(part)) {
            result.first_excluded = result.excluded == 0 ? i : result.first_excluded;
            ++result.excluded;
            continue;
        }
        coin.add(part.coin_value);
        usd.add(part.usd_value);
        inverse.add(part.inverse_delta);
        linear.add(part.linear_delta);
        gamma.add(part.gamma_usd);
        vega.add(part.vega);
        theta.add(part.theta);
    }
    double const usd_in_coin = usd.value() / index;
    double const delta_coin = inverse.value() + linear.value() - usd_in_coin;
    result.equity = Coins{coin.value() + usd_in_coin};
    result.equity_usd = Usd{coin.value() * index + usd.value()};
    result.delta_coin = BookDelta{delta_coin};
    // Equity plus delta_coin, with the cash that cancels left out.
    result.delta_usd = BookDelta{coin.value() + inverse.value() + linear.value()};
    result.delta_inverse = BookDelta{inverse.value()};
    result.gamma_usd = Gamma{gamma.value()};
    result.gamma_coin = Gamma{gamma.value() - delta_coin / index};
    result.vega = VegaUsd{vega.value()};
    result.theta = ThetaUsdPerYear{theta.value()};
    return result;
}

AccountLeg moved(const AccountLeg& leg, double ratio) noexcept {
    AccountLeg result = leg;
    if (auto* const option = std::get_if<InverseOptionLeg>(&result)) {
        option->point.forward = option->point.forward * ratio;
    } else if (auto* const linear_option = std::get_if<LinearOptionLeg>(&result)) {
        linear_option->point.forward = linear_option->point.forward * ratio;
    } else if (auto* const future = std::get_if<InverseFutureLeg>(&result)) {
        future->mark = future->mark * ratio;
    } else if (auto* const linear_future = std::get_if<LinearFutureLeg>(&result)) {
        linear_future->mark = linear_future->mark * ratio;
    }
    return result;
}

BookDelta hedged_delta(const AccountValue& value, Numeraire numeraire,
                       bool include_equity) noexcept {
    if (numeraire == Numeraire::Coin) {
        return value.delta_coin;
    }
    return include_equity ? value.delta_usd : value.delta_usd - BookDelta{value.equity.value()};
}

}  // namespace hedged::portfolio
