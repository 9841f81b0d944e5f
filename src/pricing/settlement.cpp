// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/settlement.hpp"

#include "pricing/normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kSecondsPerYear = 365.0 * 86'400.0;

OptionValue refused(PricingStatus status) noexcept {
    // black76 owns the way a refused option looks; a NaN volatility makes it produce one.
    OptionPoint const nowhere{Right::Call, UsdPrice{1.0}, UsdPrice{1.0}, Years{1.0}};
    OptionValue value = black76(nowhere, Vol{std::numeric_limits<double>::quiet_NaN()});
    value.status = status;
    return value;
}

// Every sample is known: what remains is a payment.
OptionValue settled(Right right, UsdPrice mean, UsdPrice strike) noexcept {
    OptionValue value{};
    value.status = PricingStatus::Expired;
    value.price = intrinsic(right, mean, strike);
    value.premium = CoinPremium{value.price / mean};
    return value;
}

// The known samples alone carry a call past its strike: it is now a share of a future.
OptionValue certain(Right right, double index, double strike_left, double share) noexcept {
    OptionValue value{};
    value.status = PricingStatus::Ok;
    if (right == Right::Call) {
        value.price = UsdPrice{share * (index - strike_left)};
        value.premium = CoinPremium{value.price.value() / index};
        value.delta = BlackDelta{share};
        value.net_delta = NetDelta{share * (1.0 - value.premium.value())};
    }
    return value;
}

bool known_mean_is_good(const SettlementProgress& p) noexcept {
    // Written so that NaN fails.
    return p.samples_left == p.samples_total || (p.mean >= kPriceMin && p.mean <= kPriceMax);
}

}  // namespace

SettlementProgress settlement_progress(const SettlementWindow& window, Duration left,
                                       UsdPrice mean) noexcept {
    std::int64_t const interval = window.sample_interval.nanoseconds();
    std::int64_t const length = window.length.nanoseconds();
    if (interval <= 0 || length <= 0 ||
        length / interval > std::numeric_limits<std::int32_t>::max()) {
        return {.samples_total = 0,
                .samples_left = 0,
                .sample_interval = window.sample_interval,
                .mean = mean};
    }
    std::int64_t const total = length / interval;
    std::int64_t const rest = left.nanoseconds();
    std::int64_t const ahead = rest / interval + (rest % interval > 0 ? 1 : 0);
    std::int64_t const clipped = rest <= 0 ? 0 : std::min(ahead, total);
    return {.samples_total = static_cast<std::int32_t>(total),
            .samples_left = static_cast<std::int32_t>(clipped),
            .sample_interval = window.sample_interval,
            .mean = mean};
}

double undetermined_share(const SettlementProgress& progress) noexcept {
    return progress.samples_total > 0 ? static_cast<double>(progress.samples_left) /
                                            static_cast<double>(progress.samples_total)
                                      : 0.0;
}

Years variance_time(const SettlementWindow& window, Duration left) noexcept {
    double const whole = std::fmax(left.seconds(), 0.0);
    double const averaged = std::fmin(whole, std::fmax(window.length.seconds(), 0.0));
    return Years{(whole - averaged * (2.0 / 3.0)) / kSecondsPerYear};
}

double averaged_total_vol(Vol vol, const SettlementProgress& progress) noexcept {
    double const m = progress.samples_left;
    double const y =
        vol.value() * vol.value() * progress.sample_interval.seconds() / kSecondsPerYear;
    // v^2 = ln sum of (2(m - k) + 1) e^{k y} / m^2 over k = 1..m. The exponentials are expanded and
    // summed by powers of k: a year is long against the window, so y m stays below 0.02 and four
    // powers leave less than 1e-10 of v^2 at ten times any volatility seen.
    double const s1 = 0.5 * m * (m + 1.0);
    double const s2 = s1 * (2.0 * m + 1.0) / 3.0;
    double const s3 = s1 * s1;
    double const s4 = s2 * (3.0 * m * m + 3.0 * m - 1.0) / 5.0;
    double const s5 = s3 * (2.0 * m * m + 2.0 * m - 1.0) / 3.0;
    double const odd = 2.0 * m + 1.0;
    double const square = m * m;
    double const m1 = (odd * s1 - 2.0 * s2) / square;
    double const m2 = (odd * s2 - 2.0 * s3) / square;
    double const m3 = (odd * s3 - 2.0 * s4) / square;
    double const m4 = (odd * s4 - 2.0 * s5) / square;
    double const excess = y * (m1 + y / 2.0 * (m2 + y / 3.0 * (m3 + y / 4.0 * m4)));
    return std::sqrt(std::log1p(excess));
}

OptionValue averaged_option(const OptionPoint& point, Vol vol,
                            const SettlementProgress& progress) noexcept {
    // Any positive time passes: expiry is decided by the samples left.
    OptionPoint const screened{point.right, point.forward, point.strike, kYearsMax};
    bool const over = progress.samples_left <= 0;
    PricingStatus const status = check(screened, over ? kVolMin : vol);
    if (status != PricingStatus::Ok) {
        return refused(status);
    }
    if (progress.samples_total < 1 || progress.samples_left > progress.samples_total ||
        progress.sample_interval.nanoseconds() <= 0) {
        return refused(PricingStatus::BadTime);
    }
    if (!known_mean_is_good(progress)) {
        return refused(PricingStatus::BadForward);
    }
    if (over) {
        return settled(point.right, progress.mean, point.strike);
    }
    double const index = point.forward.value();
    double const left = progress.samples_left;
    double const taken = progress.samples_total - progress.samples_left;
    double const share = undetermined_share(progress);
    double const known = taken > 0.0 ? taken * progress.mean.value() : 0.0;
    double const strike = (progress.samples_total * point.strike.value() - known) / left;
    if (strike <= 0.0) {
        return certain(point.right, index, strike, share);
    }
    auto const sign = static_cast<double>(point.right);
    double const total = averaged_total_vol(vol, progress);
    double const d1 = log_moneyness(index, strike) / total + 0.5 * total;
    double const d2 = d1 - total;
    double const density = normal_density(d1);
    double const n1 = normal_distribution(sign * d1);
    double const n2 = normal_distribution(sign * d2);
    double const gain = share * sign * (index * n1 - strike * n2);
    double const price = gain > 0.0 ? gain : 0.0;
    double const delta = share * sign * n1;
    double const gamma = share * density / (index * total);
    double const diffusion = 0.5 * vol.value() * vol.value() * index * index;
    OptionValue value{};
    value.status = PricingStatus::Ok;
    value.price = UsdPrice{price};
    value.premium = CoinPremium{price / index};
    value.delta = BlackDelta{delta};
    // Only the part of the premium that still rides on the index is converted at the index.
    value.net_delta = NetDelta{delta - share * value.premium.value()};
    value.gamma = Gamma{gamma};
    value.speed = Speed{-gamma / index * (d1 / total + 1.0)};
    value.vega = VegaUsd{share * index * density * total / vol.value()};
    value.theta = ThetaUsdPerYear{-diffusion * gamma};
    return value;
}

}  // namespace hedged::pricing
