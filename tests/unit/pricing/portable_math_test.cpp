// SPDX-License-Identifier: Apache-2.0
#include "pricing/portable_math.hpp"

#include "pricing/normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kFewUlp = 1e-15;

TEST(PortableMath, AgreesWithTheMathLibrary) {
    for (int i = -1'000; i <= 1'000; ++i) {
        double const x = i * 0.03 + 0.001;
        EXPECT_NEAR(portable_exp(x) / std::exp(x), 1.0, kFewUlp) << x;
        EXPECT_NEAR(portable_asinh(x), std::asinh(x), 5.0 * kFewUlp) << x;
        // A rounded argument x moves exp(-x^2 / 2) by x^2 of its rounding, in either form.
        double const tail = kFewUlp * (1.0 + x * x);
        EXPECT_NEAR(portable_normal_density(x) / normal_density(x), 1.0, tail) << x;
        EXPECT_NEAR(portable_normal_distribution(x) / normal_distribution(x), 1.0, tail) << x;
        double const a = std::exp(0.3 * x);
        EXPECT_NEAR(portable_log_ratio(a, 60'000.0), std::log(a / 60'000.0), 20.0 * kFewUlp) << x;
    }
}

TEST(PortableMath, KeepsTheDigitsOfARatioNearOne) {
    EXPECT_DOUBLE_EQ(portable_log_ratio(60'000.001, 60'000.0), log_moneyness(60'000.001, 60'000.0));
}

TEST(PortableMath, HoldsAtTheEndsOfTheExponent) {
    EXPECT_EQ(portable_exp(-800.0), 0.0);
    EXPECT_GT(portable_exp(800.0), 1e307);
    EXPECT_TRUE(std::isfinite(portable_asinh(1e300)));
    EXPECT_TRUE(std::isnan(portable_log_ratio(1e200, 1e-200)));
    EXPECT_TRUE(std::isnan(portable_log_ratio(1e-200, 1e200)));
    EXPECT_EQ(portable_normal_density(100.0), 0.0);
    EXPECT_EQ(portable_normal_distribution(-100.0), 0.0);
    EXPECT_EQ(portable_normal_distribution(100.0), 1.0);
}

TEST(PortableMath, CarriesWhatIsNotANumberThrough) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(std::isnan(portable_log_ratio(nan, 1.0)));
    EXPECT_TRUE(std::isnan(portable_log_ratio(1.0, 0.0)));
    EXPECT_TRUE(std::isnan(portable_exp(nan)));
    EXPECT_TRUE(std::isnan(portable_asinh(nan)));
    EXPECT_TRUE(std::isnan(portable_normal_distribution(nan)));
}

}  // namespace
}  // namespace hedged::pricing
