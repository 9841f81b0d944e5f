// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace hedged::pricing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A 30-day smile of about 60 %.
constexpr SviSlice kSmile{-0.0284, 0.1078, -0.028, 0.056, 0.3801, Years{0.0838}};
// Axel Vogt's example in Gatheral and Jacquier, section 2.2: a negative density near k = 0.8.
constexpr SviSlice kVogt{-0.0410, 0.1331, 0.3060, 0.3586, 0.4153, Years{1.0}};

double call_price(const SviSlice& slice, double strike) {
    OptionPoint const option{Right::Call, UsdPrice{1.0}, UsdPrice{strike}, slice.expires_in};
    return black76(option, svi_vol(slice, std::log(strike))).price.value();
}

double butterfly_price(const SviSlice& slice, double strike, double step) {
    return (call_price(slice, strike + step) - 2.0 * call_price(slice, strike) +
            call_price(slice, strike - step)) /
           (step * step);
}

// d2 price / d strike2, which is the density of the underlying at expiry; two steps cancel the
// error of the second order.
double density(const SviSlice& slice, double strike) {
    double const step = 4e-3 * strike;
    return (4.0 * butterfly_price(slice, strike, 0.5 * step) -
            butterfly_price(slice, strike, step)) /
           3.0;
}

TEST(SviSlice, HasTheDerivativesOfItsVariance) {
    for (const SviSlice& slice : {kSmile, kVogt}) {
        for (int i = -32; i <= 32; ++i) {
            double const k = i / 16.0;
            double const h = 1e-5;
            TotalVariance const w = total_variance(slice, k);
            TotalVariance const up = total_variance(slice, k + h);
            TotalVariance const down = total_variance(slice, k - h);
            EXPECT_NEAR(w.slope, (up.value - down.value) / (2 * h), 1e-9) << k;
            EXPECT_NEAR(w.curvature, (up.slope - down.slope) / (2 * h), 1e-9) << k;
            double const slope = (svi_vol(slice, k + h) - svi_vol(slice, k - h)).value() / (2 * h);
            EXPECT_NEAR(svi_vol_slope(slice, k), slope, 1e-8) << k;
            EXPECT_DOUBLE_EQ(svi_vol(slice, k).value(),
                             std::sqrt(w.value / slice.expires_in.value()));
        }
    }
}

TEST(SviSlice, IsFlatBeyondFiveInLogMoneyness) {
    EXPECT_EQ(svi_vol(kSmile, 7.0), svi_vol(kSmile, 5.0));
    EXPECT_EQ(svi_vol(kSmile, -7.0), svi_vol(kSmile, -5.0));
    EXPECT_EQ(svi_vol_slope(kSmile, 5.001), 0.0);
    EXPECT_NE(svi_vol_slope(kSmile, 4.999), 0.0);
    EXPECT_EQ(total_variance(kSmile, -5.001).curvature, 0.0);
}

TEST(SviSlice, CarriesWhatIsNotANumberThrough) {
    EXPECT_TRUE(std::isnan(svi_vol(kSmile, kNan).value()));
    EXPECT_TRUE(std::isnan(svi_vol_slope(kSmile, kNan)));
    SviSlice broken = kSmile;
    broken.m = kNan;
    EXPECT_TRUE(std::isnan(svi_vol(broken, 0.0).value()));
}

TEST(ButterflyFunction, IsTheDensityThatThePricesImply) {
    for (const SviSlice& slice : {kSmile, kVogt}) {
        for (int i = -18; i <= 26; ++i) {
            double const k = 0.05 * i;
            double const w = total_variance(slice, k).value;
            double const d2 = -k / std::sqrt(w) - 0.5 * std::sqrt(w);
            double const normal = std::exp(-0.5 * d2 * d2) / std::sqrt(2.0 * std::numbers::pi * w);
            double const strike = std::exp(k);
            double const expected = butterfly_function(slice, k) * normal / strike;
            EXPECT_NEAR(density(slice, strike), expected, 1e-6 * (1.0 + 1.0 / strike)) << k;
        }
    }
}

TEST(CheckSlice, FindsVogtsButterflyWhereItsPricesAreNegative) {
    SviCheck const check = check_slice(kVogt);
    EXPECT_EQ(check.status, SviStatus::Butterfly);
    EXPECT_LT(check.least, -0.01);
    EXPECT_LT(density(kVogt, std::exp(check.at)), 0.0);
    EXPECT_NEAR(butterfly_function(kVogt, check.at), check.least, 1e-12);
}

TEST(CheckSlice, PassesAnOrdinarySmile) {
    SviCheck const check = check_slice(kSmile);
    EXPECT_EQ(check.status, SviStatus::Ok);
    EXPECT_GT(check.least, 0.0);
    EXPECT_LT(check.least, 1.0);
}

TEST(CheckSlice, PassesAFlatSmile) {
    SviCheck const check = check_slice({0.05, 0.0, 0.0, 0.0, 1.0, Years{0.1}});
    EXPECT_EQ(check.status, SviStatus::Ok);
    EXPECT_DOUBLE_EQ(check.least, 1.0);
}

TEST(CheckSlice, RefusesParametersOutsideTheDomain) {
    auto const status = [](auto change) {
        SviSlice slice = kSmile;
        change(slice);
        return check_slice(slice).status;
    };
    EXPECT_EQ(status([](SviSlice& s) { s.b = -0.01; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.rho = 1.0; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.s = 0.0; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.expires_in = Years{0.0}; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.a = kNan; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.b = kNan; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.rho = kNan; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.m = kNan; }), SviStatus::BadParameters);
    EXPECT_EQ(status([](SviSlice& s) { s.s = kNan; }), SviStatus::BadParameters);
    // The least variance is a + b s sqrt(1 - rho^2).
    EXPECT_EQ(status([](SviSlice& s) { s.a = -0.0411; }), SviStatus::BadParameters);
    EXPECT_NE(status([](SviSlice& s) { s.a = -0.0409; }), SviStatus::BadParameters);
}

TEST(CheckSlice, RefusesAWingBeyondLeesBound) {
    SviSlice const steep{0.5, 1.0, -0.7, 0.0, 1.0, Years{1.0}};
    EXPECT_NE(check_slice(steep).status, SviStatus::WingTooSteep);
    SviSlice steeper = steep;
    steeper.b = 1.18;
    EXPECT_EQ(check_slice(steeper).status, SviStatus::WingTooSteep);
}

// On Lee's bound itself d+ stops falling on the right; on the left that is no arbitrage.
TEST(CheckSlice, RefusesARightWingOnLeesBound) {
    SviSlice slice{1.5, 4.0 / 3.0, 0.5, 0.0, 1.0, Years{1.0}};
    EXPECT_EQ(check_slice(slice).status, SviStatus::WingHoldsMass);
    slice.rho = -0.5;
    EXPECT_NE(check_slice(slice).status, SviStatus::WingHoldsMass);
}

// Between two grid points g would be positive; only a search of each dip sees below zero.
TEST(CheckSlice, FindsDipsThatAFineGridFinds) {
    Random random(11);
    int refused = 0;
    for (int i = 0; i < 3'000; ++i) {
        SviSlice slice;
        slice.b = std::exp(-4.0 + 4.0 * random.uniform());
        slice.rho = 1.999 * random.uniform() - 0.9995;
        slice.m = random.uniform() - 0.5;
        slice.s = std::exp(-4.0 + 4.5 * random.uniform());
        double const lift = slice.b * slice.s * std::sqrt(1.0 - slice.rho * slice.rho);
        slice.a = -lift + std::exp(-9.0 + 9.0 * random.uniform());
        slice.expires_in = Years{0.2};
        SviCheck const check = check_slice(slice);
        if (check.status != SviStatus::Ok && check.status != SviStatus::Butterfly) {
            continue;
        }
        double least = std::numeric_limits<double>::infinity();
        for (int n = 0; n <= 4'000; ++n) {
            double const far = std::sinh(-7.0 + 14.0 * n / 4'000.0);
            double const k = -5.0 + 10.0 * n / 4'000.0;
            least = std::min(least, butterfly_function(slice, slice.m + slice.s * far));
            least = std::min(least, butterfly_function(slice, k));
        }
        refused += check.status == SviStatus::Butterfly ? 1 : 0;
        EXPECT_TRUE(check.status == SviStatus::Butterfly || least >= 0.0)
            << least << " a " << slice.a << " b " << slice.b << " rho " << slice.rho << " m "
            << slice.m << " s " << slice.s;
        EXPECT_EQ(check.status == SviStatus::Ok, check.least >= 0.0);
    }
    EXPECT_GT(refused, 500);
    EXPECT_LT(refused, 2'500);
}

TEST(CheckCalendar, PassesMoreVarianceEverywhere) {
    SviSlice far = kSmile;
    far.a += 0.01;
    SviCheck const check = check_calendar(kSmile, far);
    EXPECT_EQ(check.status, SviStatus::Ok);
    EXPECT_NEAR(check.least, 0.01, 1e-12);
}

// Gatheral and Jacquier's crossing: more at the money, less in the wing.
TEST(CheckCalendar, FindsTheWingThatCrosses) {
    SviSlice far = kSmile;
    far.a += 0.002;
    far.b *= 0.97;
    SviCheck const check = check_calendar(kSmile, far);
    EXPECT_EQ(check.status, SviStatus::Calendar);
    EXPECT_NEAR(std::fabs(check.at), 5.0, 1e-12);
    EXPECT_LT(check.least, 0.0);
}

TEST(CheckCalendar, FindsANarrowDipBetweenTwoBends) {
    SviSlice const near{0.04, 0.05, 0.0, 0.3, 0.2, Years{0.1}};
    SviSlice const far{0.0405, 0.08, 0.0, 0.31, 0.01, Years{0.2}};
    SviCheck const check = check_calendar(near, far);
    double least = std::numeric_limits<double>::infinity();
    for (int i = -50'000; i <= 50'000; ++i) {
        double const k = 1e-4 * i;
        least = std::min(least, total_variance(far, k).value - total_variance(near, k).value);
    }
    EXPECT_EQ(check.status, SviStatus::Calendar);
    EXPECT_NEAR(check.least, least, 1e-8);
}

TEST(CheckCalendar, RefusesASliceThatIsNone) {
    SviSlice broken = kSmile;
    broken.s = kNan;
    EXPECT_EQ(check_calendar(broken, kSmile).status, SviStatus::BadParameters);
    EXPECT_EQ(check_calendar(kSmile, broken).status, SviStatus::BadParameters);
}

}  // namespace
}  // namespace hedged::pricing
