// SPDX-License-Identifier: Apache-2.0
// What must hold of an option inside its settlement window, by random search, and where the window
// meets the ordinary option before it and the payoff after it. maths.md 4.1.
#include "hedged/pricing/settlement.hpp"

#include "support/random_cases.hpp"
#include "support/slope.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

using namespace test_support;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kSecondsPerYear = 365.0 * 86'400.0;

struct Averaged {
    OptionPoint point;
    Vol vol;
    SettlementProgress progress;

    [[nodiscard]] OptionValue value() const { return averaged_option(point, vol, progress); }
    [[nodiscard]] OptionValue value(Right right) const {
        OptionPoint other = point;
        other.right = right;
        return averaged_option(other, vol, progress);
    }
    [[nodiscard]] double index() const { return point.forward.value(); }
    [[nodiscard]] double share() const { return undetermined_share(progress); }
    // Of the whole settlement price, as of now.
    [[nodiscard]] double expected_mean() const {
        return share() * index() + (1.0 - share()) * progress.mean.value();
    }
    // On the mean of the samples to come.
    [[nodiscard]] double strike_left() const {
        return (point.strike.value() - (1.0 - share()) * progress.mean.value()) / share();
    }
};

// Thirty minutes, a sample each 6 s, 1 s or 200 ms; a mean a few standard deviations off.
Averaged random_averaged(Random& random) {
    constexpr std::int64_t kIntervals[] = {6'000, 1'000, 200};
    Duration const interval = milliseconds(kIntervals[random.below(3)]);
    auto const total =
        static_cast<std::int32_t>(seconds(1800).nanoseconds() / interval.nanoseconds());
    Averaged a;
    a.vol = Vol{log_between(random, 0.01, 8.0)};
    double const index = log_between(random, 0.01, 2e5);
    double const wide = a.vol.value() * std::sqrt(1800.0 / kSecondsPerYear);
    a.point = {random.below(2) == 0 ? Right::Call : Right::Put, UsdPrice{index},
               UsdPrice{index * std::exp(wide * random.normal())}, Years{}};
    auto const left = static_cast<std::int32_t>(1 + random.below(static_cast<unsigned>(total)));
    a.progress = {total, left, interval, UsdPrice{index * std::exp(wide * random.normal())}};
    return a;
}

TEST(SettlementProperties, KeepParityWithTheMeanThatIsExpected) {
    for_random_cases(21, [](Random& random) {
        Averaged const a = random_averaged(random);
        OptionValue const c = a.value(Right::Call);
        OptionValue const p = a.value(Right::Put);
        double const scale = a.index() + a.point.strike.value() + a.progress.mean.value();
        EXPECT_NEAR((c.price - p.price).value(), a.expected_mean() - a.point.strike.value(),
                    16.0 * kEps * scale);
        EXPECT_NEAR((c.delta - p.delta).value(), a.share(), 4.0 * kEps);
        EXPECT_EQ(c.gamma, p.gamma);
        EXPECT_EQ(c.vega, p.vega);
        EXPECT_EQ(c.theta, p.theta);
    });
}

TEST(SettlementProperties, LieBetweenThePayoffOfTheExpectedMeanAndTheShareStillOpen) {
    for_random_cases(22, [](Random& random) {
        Averaged const a = random_averaged(random);
        OptionValue const v = a.value();
        auto const sign = static_cast<double>(a.point.right);
        double const rounding = 16.0 * kEps * (a.index() + a.point.strike.value());
        double const payoff = sign * (a.expected_mean() - a.point.strike.value());
        EXPECT_GE(v.price.value(), std::fmax(payoff, 0.0) - rounding);
        EXPECT_GE(sign * v.delta.value(), 0.0);
        EXPECT_LE(sign * v.delta.value(), a.share());
        EXPECT_GE(v.gamma.value(), 0.0);
        double const half_variance = 0.5 * a.vol.value() * a.vol.value() * a.index() * a.index();
        EXPECT_NEAR(v.theta.value(), -half_variance * v.gamma.value(),
                    8.0 * kEps * half_variance * v.gamma.value());
    });
}

TEST(SettlementProperties, ACallAlreadyPastItsStrikeIsAShareOfAFutureAndThePutNothing) {
    for_random_cases(23, [](Random& random) {
        Averaged a = random_averaged(random);
        if (a.progress.samples_left == a.progress.samples_total) {
            return;
        }
        // The samples taken alone carry the mean to the strike or beyond.
        double const reached = (1.0 - a.share()) * a.progress.mean.value();
        a.point.strike = UsdPrice{reached * between(random, 0.05, 0.999)};
        OptionValue const c = a.value(Right::Call);
        OptionValue const p = a.value(Right::Put);
        EXPECT_NEAR(c.price.value(), a.expected_mean() - a.point.strike.value(),
                    16.0 * kEps * (a.index() + a.progress.mean.value()));
        EXPECT_EQ(c.delta.value(), a.share());
        EXPECT_EQ(c.gamma.value(), 0.0);
        EXPECT_EQ(p.price.value(), 0.0);
        EXPECT_EQ(p.delta.value(), 0.0);
    });
}

TEST(SettlementProperties, HaveTheSlopesOfTheirPriceAsGreeks) {
    for_random_cases(24, [](Random& random) {
        Averaged const a = random_averaged(random);
        double const total = averaged_total_vol(a.vol, a.progress);
        double const distance = std::log(a.index() / a.strike_left()) / total;
        if (!(std::fabs(distance) < 4.0) || total < 1e-7) {
            return;  // certain, or too far to bump in double
        }
        OptionValue const v = a.value();
        auto const at = [&](double df, double dv) {
            Averaged b = a;
            b.point.forward = UsdPrice{a.index() * (1.0 + df)};
            b.vol = Vol{a.vol.value() * (1.0 + dv)};
            return b.value();
        };
        double const h = 1e-3 * total;
        double const width = 2.0 * h * a.index();
        double const scale = a.share();
        // Second order in the step; first order in the rounding of the price over it.
        double const tolerance = scale * (1e-6 + 64.0 * kEps / h);
        EXPECT_NEAR((at(h, 0).price - at(-h, 0).price).value() / width, v.delta.value(), tolerance);
        EXPECT_NEAR((at(h, 0).delta - at(-h, 0).delta).value() / width * a.index() * total,
                    v.gamma.value() * a.index() * total, tolerance);
        // The vega takes the mean's volatility for proportional to the index's: off by a / 12.
        double const variance = 3.0 * total * total;
        EXPECT_NEAR((at(0, 1e-4).price - at(0, -1e-4).price).value() / 2e-4,
                    v.vega.value() * a.vol.value(),
                    scale * a.index() * ((1e-5 + 0.1 * variance) * total + 64.0 * kEps / 1e-4));
    });
}

// ln [2 (e^a - 1 - a) / a^2], a = sigma^2 tau: samples without number.
double continuous_total(double vol, double years) {
    auto const sigma = static_cast<long double>(vol);
    long double const a = sigma * sigma * static_cast<long double>(years);
    long double sum = 0.0L;
    long double term = 1.0L;
    for (int k = 3; k < 30; ++k) {  // 2 (e^a - 1 - a) / a^2 - 1
        term *= a / k;
        sum += term;
    }
    return static_cast<double>(std::sqrt(std::log1p(sum)));
}

TEST(SettlementProperties, TendToTheContinuousMeanAsSamplesAreAdded) {
    for_random_cases(25, [](Random& random) {
        Vol const vol{log_between(random, 1e-3, 10.0)};
        auto const samples = static_cast<std::int32_t>(log_between(random, 100.0, 1e6));
        auto const left = static_cast<std::int32_t>(between(random, 0.5, 1.0) * samples);
        SettlementProgress const p{samples, left, Duration{1'800'000'000'000 / samples},
                                   UsdPrice{1.0}};
        double const years = left * p.sample_interval.seconds() / kSecondsPerYear;
        double const limit = continuous_total(vol.value(), years);
        double const total = averaged_total_vol(vol, p);
        EXPECT_NEAR(total / limit, 1.0, 1.0 / left + 1e-9) << left << " samples left";
        EXPECT_GT(total, limit);  // the last sample is always taken at the very end
    });
}

TEST(SettlementProperties, OpenWhereAnOptionOfAThirdOfTheWindowLeavesOff) {
    for_random_cases(26, [](Random& random) {
        Averaged a = random_averaged(random);
        a.vol = Vol{log_between(random, 0.01, 2.0)};
        constexpr std::int32_t kSamples = 1'000'000;
        // At the opening tau = W, and tau - 2 W / 3 = W / 3.
        a.progress = {kSamples, kSamples, Duration{1'800'000}, UsdPrice{}};
        OptionPoint plain = a.point;
        plain.expires_in = Years{1800.0 / 3.0 / kSecondsPerYear};
        OptionValue const before = black76(plain, a.vol);
        OptionValue const after = a.value();
        // The next term of the variance is a / 12 of the first.
        double const variance = a.vol.value() * a.vol.value() * 1800.0 / kSecondsPerYear;
        double const off = variance / 12.0 + 2.0 / kSamples;
        double const scale = a.index() * averaged_total_vol(a.vol, a.progress);
        EXPECT_NEAR(after.price.value(), before.price.value(), off * scale + 1e-14 * a.index());
        EXPECT_NEAR(after.delta.value(), before.delta.value(), off + 1e-12);
        EXPECT_NEAR(after.net_delta.value(), before.net_delta.value(), off + 1e-12);
        EXPECT_NEAR(after.gamma.value() * scale, before.gamma.value() * scale, 2.0 * off + 1e-12);
    });
}

TEST(SettlementProperties, CloseAtThePayoffOfTheMean) {
    for_random_cases(27, [](Random& random) {
        Averaged a = random_averaged(random);
        // One sample to go, ever closer: what is left to happen moves the mean by less and less.
        a.progress.samples_left = 1;
        a.progress.sample_interval =
            Duration{static_cast<std::int64_t>(log_between(random, 1.0, 1e6))};
        double const total = averaged_total_vol(a.vol, a.progress);
        auto const sign = static_cast<double>(a.point.right);
        double const payoff = std::fmax(sign * (a.expected_mean() - a.point.strike.value()), 0.0);
        EXPECT_NEAR(a.value().price.value(), payoff,
                    a.share() * a.index() * total + 16.0 * kEps * (a.index() + payoff));
        a.progress.samples_left = 0;
        OptionValue const over = a.value();
        EXPECT_EQ(over.status, PricingStatus::Expired);
        EXPECT_EQ(over.price, intrinsic(a.point.right, a.progress.mean, a.point.strike));
        EXPECT_EQ(over.delta.value(), 0.0);
    });
}

}  // namespace
}  // namespace hedged::pricing
