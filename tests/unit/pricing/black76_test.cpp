// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/black76.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

OptionPoint call(double forward, double strike, double years) {
    return {Right::Call, UsdPrice{forward}, UsdPrice{strike}, Years{years}};
}
OptionPoint put(double forward, double strike, double years) {
    return {Right::Put, UsdPrice{forward}, UsdPrice{strike}, Years{years}};
}

TEST(Black76, PricesTheWorkedExample) {
    OptionValue const v = black76(call(60'300, 65'000, 30.0 / 365.0), Vol{0.60});
    EXPECT_EQ(v.status, PricingStatus::Ok);
    EXPECT_NEAR(v.price.value(), 2345.15778221, 5e-9);
    EXPECT_NEAR(v.premium.value(), 0.0388915055093, 5e-14);
    EXPECT_NEAR(v.delta.value(), 0.363048248848, 5e-13);
    EXPECT_NEAR(v.net_delta.value(), 0.324156743339, 5e-13);
    EXPECT_NEAR(v.gamma.value(), 3.61724304558e-5, 5e-17);
    EXPECT_NEAR(v.vega.value() / 100.0, 64.8622418578, 5e-11);
    EXPECT_NEAR(v.theta.value() / 365.0, -64.8622418578, 5e-11);
}

TEST(Black76, KeepsCallPutParityInCoinAndInDelta) {
    Random random(11);
    for (int i = 0; i < 2000; ++i) {
        double const forward = 1000.0 * std::exp(5.0 * random.uniform());
        double const strike = forward * std::exp(random.normal());
        double const years = std::exp(-9.0 * random.uniform());
        Vol const vol{0.1 + 2.0 * random.uniform()};
        OptionValue const c = black76(call(forward, strike, years), vol);
        OptionValue const p = black76(put(forward, strike, years), vol);
        double const unit = 1e-14 * (1.0 + strike / forward);
        EXPECT_NEAR(c.premium.value() - p.premium.value(), 1.0 - strike / forward, unit);
        EXPECT_NEAR(c.delta.value() - p.delta.value(), 1.0, 1e-15);
        EXPECT_EQ(c.gamma, p.gamma);
        EXPECT_EQ(c.vega, p.vega);
        EXPECT_EQ(c.theta, p.theta);
    }
}

TEST(Black76, BalancesThetaAgainstGammaAndVega) {
    Random random(12);
    for (int i = 0; i < 2000; ++i) {
        double const forward = 100.0 + 1e5 * random.uniform();
        double const years = std::exp(-9.0 * random.uniform());
        double const vol = 0.1 + 2.0 * random.uniform();
        double const strike = forward * std::exp(2.0 * vol * std::sqrt(years) * random.normal());
        OptionValue const v = black76(call(forward, strike, years), Vol{vol});
        double const carry = 0.5 * vol * vol * forward * forward * v.gamma.value();
        EXPECT_NEAR(v.theta.value() + carry, 0.0, 1e-14 * carry);
        EXPECT_NEAR(v.vega.value(), forward * forward * v.gamma.value() * vol * years,
                    1e-14 * v.vega.value());
    }
}

// Central differences of neighbouring Greeks: catches a wrong sign or factor in any of them.
TEST(Black76, EachGreekIsTheSlopeOfTheOneBelowIt) {
    Random random(13);
    for (int i = 0; i < 500; ++i) {
        double const forward = 60'000.0;
        double const strike = forward * std::exp(0.2 * random.normal());
        double const years = 0.02 + random.uniform();
        double const vol = 0.3 + random.uniform();
        double const h = 1e-5;
        OptionPoint const at =
            random.below(2) == 0 ? call(forward, strike, years) : put(forward, strike, years);
        auto const moved = [&](double df, double dv, double dt) {
            OptionPoint p = at;
            p.forward = UsdPrice{forward * (1.0 + df)};
            p.expires_in = Years{years * (1.0 + dt)};
            return black76(p, Vol{vol * (1.0 + dv)});
        };
        OptionValue const v = moved(0, 0, 0);
        double const per_f = 1.0 / (2.0 * h * forward);
        double const per_v = 1.0 / (2.0 * h * vol);
        double const per_t = -1.0 / (2.0 * h * years);  // calendar time runs against expiry
        auto const close = [&](double slope, double greek, double scale) {
            EXPECT_NEAR(slope, greek, 2e-6 * scale) << "seed 13, case " << i;
        };
        close((moved(h, 0, 0).price - moved(-h, 0, 0).price).value() * per_f, v.delta.value(), 1);
        close((moved(h, 0, 0).delta - moved(-h, 0, 0).delta).value() * per_f * forward,
              v.gamma.value() * forward, 10);
        close((moved(h, 0, 0).gamma - moved(-h, 0, 0).gamma).value() * per_f * forward * forward,
              v.speed.value() * forward * forward, 100);
        close((moved(0, h, 0).price - moved(0, -h, 0).price).value() * per_v / forward,
              v.vega.value() / forward, 1);
        close((moved(0, 0, h).price - moved(0, 0, -h).price).value() * per_t / forward,
              v.theta.value() / forward, 10);
        close((moved(0, h, 0).delta - moved(0, -h, 0).delta).value() * per_v, v.vanna.value(), 10);
        close((moved(0, h, 0).vega - moved(0, -h, 0).vega).value() * per_v / forward,
              v.volga.value() / forward, 10);
        close((moved(0, 0, h).delta - moved(0, 0, -h).delta).value() * per_t, v.charm.value(), 50);
        close((moved(h, 0, 0).premium - moved(-h, 0, 0).premium).value() * per_f * forward,
              v.net_delta.value(), 1);
    }
}

TEST(Black76, IsIntrinsicWithNoGreeksAtAndAfterExpiry) {
    for (double const years : {0.0, -1.0}) {
        OptionValue const v = black76(call(60'000, 50'000, years), Vol{0.5});
        EXPECT_EQ(v.status, PricingStatus::Expired);
        EXPECT_EQ(v.price.value(), 10'000.0);
        EXPECT_EQ(v.premium.value(), 10'000.0 / 60'000.0);
        EXPECT_EQ(v.delta.value(), 0.0);
        EXPECT_EQ(v.gamma.value(), 0.0);
        EXPECT_EQ(v.vega.value(), 0.0);
        EXPECT_EQ(v.theta.value(), 0.0);
    }
}

TEST(Black76, NeedsNoVolatilityAfterExpiry) {
    EXPECT_EQ(black76(put(50'000, 60'000, 0.0), Vol{kNan}).price.value(), 10'000.0);
}

TEST(Black76, IsThePayoffWhenNoVolatilityIsLeft) {
    double const instant = 1e-14;
    EXPECT_EQ(black76(call(60'000, 50'000, instant), Vol{0.01}).delta.value(), 1.0);
    EXPECT_EQ(black76(call(50'000, 60'000, instant), Vol{0.01}).delta.value(), 0.0);
    EXPECT_EQ(black76(put(50'000, 60'000, instant), Vol{0.01}).delta.value(), -1.0);
    OptionValue const at_strike = black76(put(50'000, 50'000, instant), Vol{0.01});
    EXPECT_EQ(at_strike.status, PricingStatus::Ok);
    EXPECT_EQ(at_strike.delta.value(), -0.5);
    EXPECT_EQ(at_strike.gamma.value(), 0.0);
    EXPECT_EQ(at_strike.vega.value(), 0.0);
}

TEST(Black76, SaturatesFarFromTheStrikeWithoutNan) {
    OptionValue const deep = black76(call(1e6, 1.0, 1e-6), Vol{0.05});
    EXPECT_EQ(deep.delta.value(), 1.0);
    EXPECT_EQ(deep.gamma.value(), 0.0);
    EXPECT_EQ(deep.price.value(), 999'999.0);
    OptionValue const far = black76(call(1.0, 1e6, 1e-6), Vol{0.05});
    EXPECT_EQ(far.delta.value(), 0.0);
    EXPECT_EQ(far.price.value(), 0.0);
    EXPECT_EQ(far.vega.value(), 0.0);
}

struct Refusal {
    OptionPoint point;
    Vol vol;
    PricingStatus status = PricingStatus::Ok;
};

TEST(Black76, RefusesImpossibleInputsWithAReasonAndNan) {
    Refusal const refusals[] = {
        {call(kNan, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(kInf, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(0.0, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(-1.0, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(1, kNan, 1), Vol{0.5}, PricingStatus::BadStrike},
        {call(1, 0.0, 1), Vol{0.5}, PricingStatus::BadStrike},
        {call(0.9e-130, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(1.1e130, 1, 1), Vol{0.5}, PricingStatus::BadForward},
        {call(1, std::numeric_limits<double>::denorm_min(), 1), Vol{0.5}, PricingStatus::BadStrike},
        {call(1, std::numeric_limits<double>::max(), 1), Vol{0.5}, PricingStatus::BadStrike},
        {call(1, 1, kNan), Vol{0.5}, PricingStatus::BadTime},
        {call(1, 1, kInf), Vol{0.5}, PricingStatus::BadTime},
        {call(1, 1, -kInf), Vol{0.5}, PricingStatus::BadTime},
        {call(1, 1, 10.1), Vol{0.5}, PricingStatus::BadTime},
        {call(1, 1, 1), Vol{kNan}, PricingStatus::BadVol},
        {call(1, 1, 1), Vol{0.0}, PricingStatus::BadVol},
        {call(1, 1, 1), Vol{0.99e-4}, PricingStatus::BadVol},
        {call(1, 1, 1), Vol{10.1}, PricingStatus::BadVol},
        {call(1, 1, 1), Vol{kInf}, PricingStatus::BadVol},
    };
    for (Refusal const& r : refusals) {
        OptionValue const v = black76(r.point, r.vol);
        EXPECT_EQ(v.status, r.status) << to_string(r.status);
        EXPECT_TRUE(std::isnan(v.price.value()));
        EXPECT_TRUE(std::isnan(v.delta.value()));
        EXPECT_TRUE(std::isnan(v.net_delta.value()));
        EXPECT_TRUE(std::isnan(v.gamma.value()));
        EXPECT_TRUE(std::isnan(v.vega.value()));
        EXPECT_TRUE(std::isnan(v.theta.value()));
    }
}

TEST(Black76, AcceptsTheBoundsThemselves) {
    EXPECT_EQ(black76(call(1, 1, 10.0), Vol{10.0}).status, PricingStatus::Ok);
    EXPECT_EQ(black76(call(1, 1, 10.0), Vol{1e-4}).status, PricingStatus::Ok);
}

TEST(Black76, IsFiniteInEveryCornerOfWhatItAccepts) {
    for (double const forward : {kPriceMin.value(), 1.0, kPriceMax.value()}) {
        for (double const strike : {kPriceMin.value(), 1.0, kPriceMax.value()}) {
            for (double const years : {std::numeric_limits<double>::denorm_min(), 1e-9, 10.0}) {
                for (Vol const vol : {kVolMin, kVolMax}) {
                    OptionValue const v = black76(put(forward, strike, years), vol);
                    ASSERT_EQ(v.status, PricingStatus::Ok);
                    EXPECT_TRUE(std::isfinite(v.price.value() + v.premium.value()));
                    EXPECT_TRUE(std::isfinite(v.delta.value() + v.net_delta.value()));
                    EXPECT_TRUE(std::isfinite(v.gamma.value() + v.speed.value()));
                    EXPECT_TRUE(std::isfinite(v.vega.value() + v.theta.value()));
                    EXPECT_TRUE(std::isfinite(v.vanna.value() + v.volga.value()));
                    EXPECT_TRUE(std::isfinite(v.charm.value() + v.rho_spot_fixed.value()));
                }
            }
        }
    }
}

TEST(Black76, IsNeverWorthMoreThanTheForwardOrTheStrike) {
    // Rounding of e^{x/2} would lift this put nine units in the last place above its strike.
    OptionPoint const p = put(1.1258999068426238e16, 1.0501885088437352e-19, 10.0);
    EXPECT_LE(black76(p, kVolMax).price, p.strike);
}

}  // namespace
}  // namespace hedged::pricing
