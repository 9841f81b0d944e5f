// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi_fit.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/option_point.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace hedged::pricing {
namespace {

using Points = std::vector<SviFitPoint>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

constexpr SviSlice kSmile{-0.0284, 0.1078, -0.028, 0.056, 0.3801, Years{0.0838}};

Points points_on(const SviSlice& slice, double low, double high, int count) {
    Points points;
    for (int i = 0; i < count; ++i) {
        double const k = low + (high - low) * i / (count - 1);
        points.push_back({k, svi_vol(slice, k), 1.0});
    }
    return points;
}

void expect_same_bits(const SviFit& a, const SviFit& b) {
    auto const bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.evaluations, b.evaluations);
    EXPECT_EQ(bits(a.slice.a), bits(b.slice.a));
    EXPECT_EQ(bits(a.slice.b), bits(b.slice.b));
    EXPECT_EQ(bits(a.slice.rho), bits(b.slice.rho));
    EXPECT_EQ(bits(a.slice.m), bits(b.slice.m));
    EXPECT_EQ(bits(a.slice.s), bits(b.slice.s));
    EXPECT_EQ(bits(a.rms.value()), bits(b.rms.value()));
}

TEST(SviFit, GivesAnExactSmileBack) {
    SviSlice const slices[] = {
        kSmile,
        {0.01, 0.05, -0.4, -0.05, 0.12, Years{0.05}},
        {0.0966, 0.2838, -0.138, 0.109, 0.5495, Years{0.346}},
        {-0.0009, 0.0203, -0.204, -0.011, 0.0746, Years{0.0044}},
        {0.02, 0.04, 0.7, 0.1, 0.05, Years{0.1}},
    };
    for (const SviSlice& slice : slices) {
        ASSERT_EQ(check_slice(slice).status, SviStatus::Ok);
        double const reach = 4.0 * slice.s;
        Points const points = points_on(slice, slice.m - reach, slice.m + 0.8 * reach, 20);
        SviFit const fit = fit_svi(points, slice.expires_in);
        ASSERT_EQ(fit.status, SviStatus::Ok) << to_string(fit.status);
        for (const SviFitPoint& point : points) {
            EXPECT_NEAR(svi_vol(fit.slice, point.log_moneyness).value(), point.vol.value(), 1e-8);
        }
        EXPECT_LT(fit.rms, Vol{1e-8});
        EXPECT_NEAR(fit.slice.m, slice.m, 1e-6);
        EXPECT_NEAR(fit.slice.s, slice.s, 1e-6);
        EXPECT_NEAR(fit.slice.rho, slice.rho, 1e-6);
        EXPECT_NEAR(fit.slice.b, slice.b, 1e-6);
        EXPECT_EQ(fit.slice.expires_in, slice.expires_in);
    }
}

TEST(SviFit, GivesAFlatSmileBack) {
    Points points;
    for (int i = 0; i < 13; ++i) {
        points.push_back({-0.3 + 0.05 * i, Vol{0.55}, 1.0});
    }
    SviFit const fit = fit_svi(points, Years{0.1});
    ASSERT_EQ(fit.status, SviStatus::Ok);
    EXPECT_LT(fit.worst, Vol{1e-8});
    EXPECT_NEAR(svi_vol_slope(fit.slice, 0.1), 0.0, 1e-7);
}

TEST(SviFit, WeighsItsPoints) {
    Points points = points_on(kSmile, -0.8, 0.8, 20);
    points[3].vol = Vol{2.0};
    points[3].weight = 0.0;
    SviFit const without = fit_svi(points, kSmile.expires_in);
    EXPECT_LT(without.rms, Vol{1e-8});
    EXPECT_EQ(without.points, 19U);
    points[3].weight = 1.0;
    EXPECT_GT(fit_svi(points, kSmile.expires_in).rms, Vol{0.05});
}

TEST(SviFit, DependsOnRatiosOfWeightsAlone) {
    Random random(8);
    Points points = points_on(kSmile, -0.8, 0.8, 20);
    for (SviFitPoint& point : points) {
        point.vol = point.vol + Vol{0.01 * random.normal()};
    }
    SviFit const one = fit_svi(points, kSmile.expires_in);
    for (SviFitPoint& point : points) {
        point.weight = 1e-200;
    }
    SviFit const tiny = fit_svi(points, kSmile.expires_in);
    EXPECT_EQ(tiny.status, SviStatus::Ok);
    EXPECT_NEAR(tiny.rms.value(), one.rms.value(), 1e-12);
}

TEST(SviFit, IsNoWorseThanTheSliceThatMadeTheNoise) {
    Random random(9);
    for (int i = 0; i < 50; ++i) {
        Points points = points_on(kSmile, -0.8, 0.8, 25);
        double square = 0.0;
        for (SviFitPoint& point : points) {
            double const error = 0.005 * random.normal();
            point.vol = point.vol + Vol{error};
            square += error * error / 25.0;
        }
        SviFit const fit = fit_svi(points, kSmile.expires_in);
        ASSERT_EQ(fit.status, SviStatus::Ok);
        EXPECT_LE(fit.rms.value(), 1.01 * std::sqrt(square));
    }
}

TEST(SviFit, FromANearSliceIsTheSameForLess) {
    Random random(10);
    Points points = points_on(kSmile, -0.8, 0.8, 20);
    for (SviFitPoint& point : points) {
        point.vol = point.vol + Vol{0.003 * random.normal()};
    }
    SviFit const cold = fit_svi(points, kSmile.expires_in);
    for (SviFitPoint& point : points) {
        point.vol = point.vol + Vol{0.001};
    }
    SviFit const cold_again = fit_svi(points, kSmile.expires_in);
    SviFit const warm = fit_svi(points, kSmile.expires_in, &cold.slice);
    ASSERT_EQ(warm.status, SviStatus::Ok);
    EXPECT_LT(warm.evaluations, 0.75 * cold_again.evaluations);
    for (const SviFitPoint& point : points) {
        EXPECT_NEAR(svi_vol(warm.slice, point.log_moneyness).value(),
                    svi_vol(cold_again.slice, point.log_moneyness).value(), 1e-6);
    }
}

TEST(SviFit, SurvivesAWarmSliceThatIsNone) {
    Points const points = points_on(kSmile, -0.8, 0.8, 20);
    SviSlice nonsense = kSmile;
    nonsense.m = kNan;
    EXPECT_EQ(fit_svi(points, kSmile.expires_in, &nonsense).status, SviStatus::Ok);
    nonsense = kSmile;
    nonsense.s = -1.0;
    EXPECT_EQ(fit_svi(points, kSmile.expires_in, &nonsense).status, SviStatus::Ok);
    nonsense.s = std::numeric_limits<double>::infinity();
    EXPECT_EQ(fit_svi(points, kSmile.expires_in, &nonsense).status, SviStatus::Ok);
}

TEST(SviFit, GivesTheSameBitsHoweverItIsSpread) {
    Random random(12);
    SviFitter fitter;
    for (int trial = 0; trial < 20; ++trial) {
        Points points = points_on(kSmile, -0.8, 0.8, 20);
        for (SviFitPoint& point : points) {
            point.vol = point.vol + Vol{0.05 * random.uniform()};
        }
        SviFit const at_once = fit_svi(points, kSmile.expires_in);
        // The fitter is used again, as the engine does.
        fitter.start(points, kSmile.expires_in, nullptr);
        while (!fitter.step(1 + static_cast<int>(random.below(7)))) {
        }
        expect_same_bits(fitter.result(), at_once);
    }
}

TEST(SviFit, MakesNoMoreEvaluationsThanItWasGiven) {
    SviFitter fitter;
    fitter.start(points_on(kSmile, -0.8, 0.8, 20), kSmile.expires_in, nullptr);
    EXPECT_FALSE(fitter.step(0));
    EXPECT_EQ(fitter.result().evaluations, 0U);
    EXPECT_FALSE(fitter.step(7));
    EXPECT_EQ(fitter.result().evaluations, 7U);
    EXPECT_EQ(fitter.result().status, SviStatus::NotFitted);
}

TEST(SviFit, NeedsFiveDifferentStrikes) {
    Points points = points_on(kSmile, -0.4, 0.4, 5);
    EXPECT_EQ(fit_svi(points, kSmile.expires_in).status, SviStatus::Ok);
    points[4] = points[3];
    points.push_back(points[0]);
    EXPECT_EQ(fit_svi(points, kSmile.expires_in).status, SviStatus::TooFewPoints);
    points = points_on(kSmile, -0.4, 0.4, 5);
    points[2].weight = 0.0;
    EXPECT_EQ(fit_svi(points, kSmile.expires_in).status, SviStatus::TooFewPoints);
    EXPECT_EQ(fit_svi({}, kSmile.expires_in).status, SviStatus::TooFewPoints);
}

TEST(SviFit, TakesAStrikeThatComesTwice) {
    Points points = points_on(kSmile, -0.6, 0.6, 12);
    points.push_back(points[4]);
    points.push_back(points[4]);
    points.back().vol = points[4].vol + Vol{0.01};
    SviFit const fit = fit_svi(points, kSmile.expires_in);
    EXPECT_EQ(fit.status, SviStatus::Ok);
    EXPECT_EQ(fit.points, 14U);
    EXPECT_LT(fit.rms, Vol{0.005});
}

TEST(SviFit, RefusesWhatIsOutOfBounds) {
    Points const good = points_on(kSmile, -0.8, 0.8, 20);
    auto const status = [&good](SviFitPoint bad) {
        Points points = good;
        points[7] = bad;
        return fit_svi(points, kSmile.expires_in).status;
    };
    double const infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(status({kNan, Vol{0.5}, 1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({5.01, Vol{0.5}, 1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{kNan}, 1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{0.0}, 1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{10.1}, 1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{0.5}, kNan}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{0.5}, -1.0}), SviStatus::BadInput);
    EXPECT_EQ(status({0.0, Vol{0.5}, infinity}), SviStatus::BadInput);
    EXPECT_EQ(fit_svi(good, Years{kNan}).status, SviStatus::BadInput);
    EXPECT_EQ(fit_svi(good, Years{0.0}).status, SviStatus::BadInput);
    EXPECT_EQ(fit_svi(good, Years{10.5}).status, SviStatus::BadInput);
    Points const many = points_on(kSmile, -0.8, 0.8, static_cast<int>(kSviPointsMax) + 1);
    EXPECT_EQ(fit_svi(many, kSmile.expires_in).status, SviStatus::BadInput);
}

TEST(SviFit, FitsOneSideOfASmile) {
    for (double const side : {-1.0, 1.0}) {
        Points points;
        for (int i = 0; i < 10; ++i) {
            double const k = side * (0.02 + 0.05 * i);
            points.push_back({k, svi_vol(kSmile, k), 1.0});
        }
        SviFit const fit = fit_svi(points, kSmile.expires_in);
        EXPECT_EQ(fit.status, SviStatus::Ok) << to_string(fit.status);
        EXPECT_LT(fit.worst, Vol{1e-4});
    }
}

// Vogt's slice meets its own points exactly, but has a negative density: the fit must give up a
// little of the one to be rid of the other.
TEST(SviFit, LeavesAnArbitrageForANearSmileWithout) {
    SviSlice const vogt{-0.0410, 0.1331, 0.3060, 0.3586, 0.4153, Years{1.0}};
    SviFit const fit = fit_svi(points_on(vogt, -1.2, 1.4, 30), vogt.expires_in);
    ASSERT_EQ(fit.status, SviStatus::Ok) << to_string(fit.status);
    EXPECT_EQ(check_slice(fit.slice).status, SviStatus::Ok);
    EXPECT_GT(fit.rms, Vol{1e-4});
    EXPECT_LT(fit.rms, Vol{0.01});
}

double least_on_fine_grid(const SviSlice& slice) {
    double least = std::numeric_limits<double>::infinity();
    auto const visit = [&](double k) {
        least = std::min(least, butterfly_function(slice, std::clamp(k, -5.0, 5.0)));
    };
    double const vertex = slice.m - slice.rho * slice.s / std::sqrt(1.0 - slice.rho * slice.rho);
    for (int i = 0; i <= 5'000; ++i) {
        double const part = i / 5'000.0;
        visit(-5.0 + 10.0 * part);
        visit(slice.m + slice.s * std::sinh(-9.0 + 18.0 * part));
        visit(vertex + std::exp(-20.0 + 22.0 * part));
        visit(vertex - std::exp(-20.0 + 22.0 * part));
    }
    return least;
}

Points random_points(Random& random, double root_time) {
    Points points;
    auto const count = 5 + static_cast<int>(random.below(40));
    double const level = 0.2 + random.uniform();
    double const width = root_time * level * (0.5 + 5.0 * random.uniform());
    double const off = random.below(2) == 0 ? 0.0 : 2.0 * width * (random.uniform() - 0.5);
    double const noise = std::pow(10.0, -4.0 + 4.0 * random.uniform());
    double const tilt = 0.6 * (random.uniform() - 0.5);
    double const smile = 0.5 * random.uniform();
    for (int i = 0; i < count; ++i) {
        double const x = 2.0 * (random.uniform() - 0.5);
        double const vol =
            level * (1.0 + tilt * x + smile * std::fabs(x)) * std::exp(noise * random.normal());
        points.push_back({std::clamp(off + x * width, -5.0, 5.0),
                          Vol{std::clamp(vol, kVolMin.value(), kVolMax.value())},
                          random.below(3) == 0 ? random.uniform() : 1.0});
    }
    return points;
}

TEST(SviFit, NeverHandsOutAnArbitrageAsOk) {
    Random random(21);
    int ok = 0;
    int arbitrage = 0;
    constexpr int kTrials = 1'500;
    for (int i = 0; i < kTrials; ++i) {
        double const years = std::exp(-7.0 + 7.5 * random.uniform());
        SviFit const fit = fit_svi(random_points(random, std::sqrt(years)), Years{years});
        EXPECT_FALSE(std::isnan(fit.rms.value()));
        if (fit.status == SviStatus::Ok) {
            ++ok;
            EXPECT_GE(least_on_fine_grid(fit.slice), 0.0) << i;
        } else if (fit.status == SviStatus::Butterfly) {
            ++arbitrage;
            EXPECT_LT(butterfly_function(fit.slice, fit.least_at), 0.0) << i;
        }
    }
    // Noise of up to the volatility itself defeats a few.
    EXPECT_GT(ok, 0.95 * kTrials);
    EXPECT_GT(arbitrage, 0);
}

}  // namespace
}  // namespace hedged::pricing
