// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/random.hpp"
#include "hedged/market/garch_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::market {
namespace {

constexpr GarchParameters kByHand{2e-6, 0.1, 0.85};

std::vector<double> simulated(std::uint64_t seed, const GarchParameters& p, int count) {
    Random random{seed};
    std::vector<double> returns;
    double variance = long_run_variance(p);
    for (int i = 0; i < count; ++i) {
        double const r = std::sqrt(variance) * random.normal();
        returns.push_back(r);
        variance = p.omega + p.alpha * r * r + p.beta * variance;
    }
    return returns;
}

TEST(Garch, FiltersAsWorkedOutByHand) {
    auto filter = GarchFilter::with(kByHand, seconds(300));
    ASSERT_TRUE(filter.has_value());
    EXPECT_NEAR(filter->variance(), 4e-5, 1e-18) << "the long run";
    EXPECT_TRUE(filter->on_return(0.01));
    EXPECT_NEAR(filter->variance(), 0.000046, 1e-18);
    EXPECT_TRUE(filter->on_return(-0.02));
    EXPECT_NEAR(filter->variance(), 0.0000811, 1e-18);
    EXPECT_TRUE(filter->on_return(0.003));
    EXPECT_NEAR(filter->variance(), 0.000071835, 1e-18);
    EXPECT_NEAR(filter->vol().value(), 2.74796200847100504450, 1e-13);
}

TEST(Garch, RefusesParametersThatHaveNoLongRun) {
    double const nan = std::nan("");
    EXPECT_FALSE(GarchFilter::with({1e-6, 0.1, 0.9}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({1e-6, 0.2, 0.9}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({0.0, 0.1, 0.8}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({1e-6, -0.1, 0.8}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({1e-6, 0.1, -0.1}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({nan, 0.1, 0.8}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({1e-6, nan, 0.8}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with({1e-6, 0.1, nan}, seconds(1)).has_value());
    EXPECT_FALSE(GarchFilter::with(kByHand, Duration{}).has_value());
    EXPECT_TRUE(GarchFilter::with({1e-6, 0.0, 0.0}, seconds(1)).has_value());
}

TEST(Garch, IsNotMovedByAReturnThatIsNoNumber) {
    auto filter = GarchFilter::with(kByHand, seconds(300));
    ASSERT_TRUE(filter.has_value());
    EXPECT_FALSE(filter->on_return(std::nan("")));
    EXPECT_FALSE(filter->on_return(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(filter->on_return(1e200)) << "its square is not finite";
    EXPECT_NEAR(filter->variance(), 4e-5, 1e-18);
}

TEST(GarchFit, StatesTheGaussianLikelihood) {
    std::vector<double> const returns = {0.01, -0.02, 0.003};
    // mpmath, 30 digits
    EXPECT_NEAR(garch_log_likelihood(returns, kByHand), 8.69141982199278541227, 1e-12);
    EXPECT_TRUE(std::isnan(garch_log_likelihood(returns, {1e-6, 0.5, 0.5})));
    EXPECT_TRUE(std::isnan(garch_log_likelihood({}, kByHand)));
}

class EveryMarket : public ::testing::TestWithParam<GarchParameters> {};

TEST_P(EveryMarket, IsRecoveredWithinFourStandardErrors) {
    GarchParameters const truth = GetParam();
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        auto const returns = simulated(seed, truth, 10'000);
        GarchFit const fit = fit_garch(returns);
        ASSERT_EQ(fit.status, GarchFitStatus::Ok);
        EXPECT_TRUE(is_stationary(fit.parameters));
        EXPECT_NEAR(fit.parameters.omega, truth.omega, 4.0 * fit.standard_errors.omega);
        EXPECT_NEAR(fit.parameters.alpha, truth.alpha, 4.0 * fit.standard_errors.alpha);
        EXPECT_NEAR(fit.parameters.beta, truth.beta, 4.0 * fit.standard_errors.beta);
        EXPECT_LT(fit.standard_errors.alpha, 0.2 * truth.alpha) << "the test has teeth";
        EXPECT_GT(fit.standard_errors.alpha, 0.0);
        EXPECT_LT(fit.standard_errors.beta, 0.2);
    }
}

TEST_P(EveryMarket, IsAtLeastAsLikelyAsTheTruth) {
    auto const returns = simulated(9, GetParam(), 10'000);
    GarchFit const fit = fit_garch(returns);
    EXPECT_GE(fit.log_likelihood, garch_log_likelihood(returns, GetParam()));
    EXPECT_NEAR(fit.log_likelihood, garch_log_likelihood(returns, fit.parameters), 1e-6);
}

TEST_P(EveryMarket, IsAtTheTopOfTheLikelihood) {
    auto const returns = simulated(10, GetParam(), 5'000);
    GarchFit const fit = fit_garch(returns);
    GarchParameters const top = fit.parameters;
    // Small enough upwards that alpha + beta stays below one.
    for (double const factor : {0.97, 0.99, 1.005}) {
        EXPECT_LT(garch_log_likelihood(returns, {factor * top.omega, top.alpha, top.beta}),
                  fit.log_likelihood);
        EXPECT_LT(garch_log_likelihood(returns, {top.omega, factor * top.alpha, top.beta}),
                  fit.log_likelihood);
        EXPECT_LT(garch_log_likelihood(returns, {top.omega, top.alpha, factor * top.beta}),
                  fit.log_likelihood);
    }
}

INSTANTIATE_TEST_SUITE_P(Markets, EveryMarket,
                         ::testing::Values(GarchParameters{2e-6, 0.1, 0.85},
                                           GarchParameters{4e-7, 0.05, 0.94},
                                           GarchParameters{1e-5, 0.3, 0.5}));

TEST(GarchFit, StaysBelowOneForASeriesWithoutALongRun) {
    // A variance that grows with every return: integrated, alpha + beta = 1.
    Random random{4};
    std::vector<double> returns;
    double variance = 1e-6;
    for (int i = 0; i < 5'000; ++i) {
        double const r = std::sqrt(variance) * random.normal();
        returns.push_back(r);
        variance = 1e-9 + 0.1 * r * r + 0.9 * variance;
    }
    GarchFit const fit = fit_garch(returns);
    EXPECT_TRUE(is_stationary(fit.parameters));
    EXPECT_GT(fit.parameters.alpha + fit.parameters.beta, 0.97);
}

TEST(GarchFit, FindsNoMemoryWhereThereIsNone) {
    Random random{5};
    std::vector<double> returns;
    for (int i = 0; i < 10'000; ++i) {
        returns.push_back(0.01 * random.normal());
    }
    GarchFit const fit = fit_garch(returns);
    EXPECT_LT(fit.parameters.alpha, 0.03);
    EXPECT_NEAR(long_run_variance(fit.parameters), 1e-4, 4.0 * 1e-4 * std::sqrt(2.0 / 10'000));
}

TEST(GarchFit, SaysWhyItCannotFit) {
    EXPECT_EQ(fit_garch(std::vector<double>(kGarchReturnsLeast - 1, 0.01)).status,
              GarchFitStatus::TooFewReturns);
    std::vector<double> returns(kGarchReturnsLeast, 0.0);
    EXPECT_EQ(fit_garch(returns).status, GarchFitStatus::NoVariance);
    returns[7] = std::nan("");
    EXPECT_EQ(fit_garch(returns).status, GarchFitStatus::BadReturn);
    returns[7] = 1e300;
    EXPECT_EQ(fit_garch(returns).status, GarchFitStatus::NoVariance);
}

}  // namespace
}  // namespace hedged::market
