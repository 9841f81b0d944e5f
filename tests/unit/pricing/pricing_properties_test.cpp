// SPDX-License-Identifier: Apache-2.0
// What must hold of every option that check() accepts, by random search: from one second to ten
// years, volatility 1e-4 to 10, forwards 1e-4 to 1e7, far out on both sides.
#include "hedged/pricing/black76.hpp"

#include "support/random_options.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

using namespace test_support;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kLeast = std::numeric_limits<double>::min();

TEST(PricingProperties, CallLessPutIsForwardLessStrikeInUsdAndOneLessTheirRatioInCoin) {
    for_random_cases(1, [](Random& random) {
        RandomOption const option = random_option(random);
        OptionValue const c = option.with(Right::Call).value();
        OptionValue const p = option.with(Right::Put).value();
        double const ratio = option.strike() / option.forward();
        EXPECT_NEAR((c.price - p.price).value(), option.forward() - option.strike(),
                    4.0 * kEps * (option.forward() + option.strike()));
        EXPECT_NEAR((c.premium - p.premium).value(), 1.0 - ratio, 4.0 * kEps * (1.0 + ratio));
        EXPECT_NEAR((c.delta - p.delta).value(), 1.0, 4.0 * kEps);
        EXPECT_NEAR((c.net_delta - p.net_delta).value(), ratio, 4.0 * kEps * (1.0 + ratio));
    });
}

TEST(PricingProperties, CallAndPutShareEveryGreekOfTheDensity) {
    for_random_cases(2, [](Random& random) {
        RandomOption const option = random_option(random);
        OptionValue const c = option.with(Right::Call).value();
        OptionValue const p = option.with(Right::Put).value();
        EXPECT_EQ(c.gamma, p.gamma);
        EXPECT_EQ(c.speed, p.speed);
        EXPECT_EQ(c.vega, p.vega);
        EXPECT_EQ(c.theta, p.theta);
        EXPECT_EQ(c.vanna, p.vanna);
        EXPECT_EQ(c.volga, p.volga);
        EXPECT_EQ(c.charm, p.charm);
    });
}

TEST(PricingProperties, LieBetweenIntrinsicValueAndForwardOrStrike) {
    for_random_cases(3, [](Random& random) {
        RandomOption const option = random_option(random, random.below(2) == 0 ? 3.0 : 15.0);
        OptionValue const v = option.value();
        double const most = option.point.right == Right::Call ? option.forward() : option.strike();
        double const floor =
            intrinsic(option.point.right, option.point.forward, option.point.strike).value();
        EXPECT_GE(v.price.value(), floor);
        EXPECT_LE(v.price.value(), most);
        // The slope by total volatility never exceeds that of the normal density.
        double const time_value = std::sqrt(option.forward()) * std::sqrt(option.strike()) *
                                  option.total() * 0.3989422804014327;
        EXPECT_LE(v.price.value() - floor, time_value * (1.0 + 8.0 * kEps) + 4.0 * kEps * floor);
        EXPECT_GE(option.sign() * v.delta.value(), 0.0);
        EXPECT_LE(option.sign() * v.delta.value(), 1.0);
        EXPECT_GE(v.gamma.value(), 0.0);
        EXPECT_GE(v.vega.value(), 0.0);
        EXPECT_LE(v.theta.value(), 0.0);
    });
}

// `raised` must be worth at least `option`, but for rounding.
void expect_worth_more(const RandomOption& raised, const RandomOption& option, const char* what) {
    OptionValue const before = option.value();
    OptionValue const after = raised.value();
    EXPECT_GE(after.price.value() - before.price.value(),
              -unavoidable(option, before) - unavoidable(raised, after))
        << what;
}

TEST(PricingProperties, RiseWithVolatilityAndTimeAndMoveWithForwardAndStrikeAsTheirSideDoes) {
    for_random_cases(4, [](Random& random) {
        RandomOption const option = random_option(random);
        // From steps far below the standard deviation to steps far beyond it.
        double const up = 1.0 + log_between(random, 1e-14, 0.5);
        RandomOption moved = option;
        moved.vol = Vol{std::fmin(option.vol.value() * up, kVolMax.value())};
        expect_worth_more(moved, option, "volatility");
        moved = option;
        moved.point.expires_in = Years{std::fmin(option.years() * up, kYearsMax.value())};
        expect_worth_more(moved, option, "time");
        bool const is_call = option.point.right == Right::Call;
        moved = option;
        moved.point.forward = option.point.forward * up;
        expect_worth_more(is_call ? moved : option, is_call ? option : moved, "forward");
        moved = option;
        moved.point.strike = option.point.strike * up;
        expect_worth_more(is_call ? option : moved, is_call ? moved : option, "strike");
    });
}

TEST(PricingProperties, ScaleWithForwardAndStrikeTogether) {
    for_random_cases(5, [](Random& random) {
        RandomOption const option = random_option(random);
        OptionValue const v = option.value();
        // A power of four scales every intermediate number exactly, square roots too.
        double const factor = std::ldexp(1.0, 2 * (static_cast<int>(random.below(41)) - 20));
        RandomOption scaled = option;
        scaled.point.forward = option.point.forward * factor;
        scaled.point.strike = option.point.strike * factor;
        OptionValue const s = scaled.value();
        double const place = 1e3 * std::numeric_limits<double>::denorm_min() * (1.0 + factor);
        EXPECT_NEAR(s.price.value(), factor * v.price.value(), place);
        EXPECT_EQ(s.delta, v.delta);
        EXPECT_EQ(s.net_delta, v.net_delta);
        EXPECT_EQ(s.vanna, v.vanna);
        EXPECT_EQ(s.charm, v.charm);
        EXPECT_NEAR(s.vega.value(), factor * v.vega.value(), 2.0 * kEps * s.vega.value() + kLeast);
        EXPECT_NEAR(factor * s.gamma.value(), v.gamma.value(),
                    2.0 * kEps * v.gamma.value() + kLeast * (1.0 + factor));
    });
}

TEST(PricingProperties, BalanceThetaAgainstGammaAndVegaAgainstGamma) {
    for_random_cases(6, [](Random& random) {
        RandomOption const option = random_option(random);
        OptionValue const v = option.value();
        double const dollar_gamma = option.forward() * option.forward() * v.gamma.value();
        double const sigma = option.vol.value();
        double const carry = 0.5 * sigma * sigma * dollar_gamma;
        double const vega = dollar_gamma * sigma * option.years();
        // A density that is no normal double has fewer digits.
        double const lost = std::fabs(option.d1()) > 37.0 ? 1.0 : 16.0 * kEps;
        EXPECT_NEAR(v.theta.value() + carry, 0.0, lost * carry);
        EXPECT_NEAR(v.vega.value(), vega, lost * vega);
        EXPECT_NEAR(v.net_delta.value(), (v.delta - BlackDelta{v.premium.value()}).value(),
                    8.0 * kEps * (1.0 + option.strike() / option.forward()));
    });
}

TEST(PricingProperties, EndAtTheirIntrinsicValueAsTimeRunsOut) {
    for_random_cases(7, [](Random& random) {
        RandomOption option = random_option(random);
        UsdPrice const floor =
            intrinsic(option.point.right, option.point.forward, option.point.strike);
        option.point.expires_in =
            Years{-log_between(random, 1e-12, 1e3) * static_cast<double>(random.below(2))};
        OptionValue const over = option.value();
        EXPECT_EQ(over.status, PricingStatus::Expired);
        EXPECT_EQ(over.price, floor);
        EXPECT_EQ(over.delta.value(), 0.0);
        EXPECT_EQ(over.gamma.value(), 0.0);
        option.point.expires_in = Years{log_between(random, 1e-300, 1e-19)};
        OptionValue const last = option.value();
        EXPECT_EQ(last.status, PricingStatus::Ok);
        EXPECT_EQ(last.price, floor);
    });
}

TEST(PricingProperties, HaveNothingLeftInTheWings) {
    for_random_cases(8, [](Random& random) {
        RandomOption option = random_option(random);
        double const total = std::fmin(option.total(), 0.4);
        option.point.expires_in = Years{total * total / (option.vol.value() * option.vol.value())};
        double const beyond = between(random, 39.0, 60.0) * total;
        option.point.right = Right::Call;
        option.point.strike = option.point.forward * std::exp(beyond);
        OptionValue const out = option.value();
        EXPECT_EQ(out.price.value(), 0.0);
        EXPECT_EQ(out.delta.value(), 0.0);
        EXPECT_EQ(out.gamma.value(), 0.0);
        option.point.strike = option.point.forward * std::exp(-beyond);
        OptionValue const in = option.value();
        EXPECT_EQ(in.price, option.point.forward - option.point.strike);
        EXPECT_EQ(in.delta.value(), 1.0);
        EXPECT_EQ(in.vega.value(), 0.0);
    });
}

}  // namespace
}  // namespace hedged::pricing
