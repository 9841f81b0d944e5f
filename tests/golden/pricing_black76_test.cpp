// SPDX-License-Identifier: Apache-2.0
// Black-76 against values computed with 50 digits and more, at ordinary parameters and at the
// extremes of what is accepted.
#include "hedged/pricing/black76.hpp"

#include "support/reference_greeks.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::pricing {
namespace {

using namespace test_support;

class BlackReference : public testing::TestWithParam<ReferenceSet> {
protected:
    template <class Check>
    void for_each_row(const Check& check) const {
        for (std::size_t i = 0; i < reference.size(); ++i) {
            check(i, black76(reference.point(i), reference.vol(i)));
        }
    }

    ReferenceGreeks reference{GetParam()};
};

TEST_P(BlackReference, HasAllRowsAndPricesEveryOne) {
    ASSERT_EQ(reference.size(), GetParam().greeks_rows);
    for_each_row([](std::size_t i, const OptionValue& value) {
        EXPECT_EQ(value.status, PricingStatus::Ok) << i;
    });
}

TEST_P(BlackReference, PriceIsWithinTenToTheMinusFourteenOfTheForward) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        double const forward = reference.point(i).forward.value();
        double const price = reference.value(i, kPrice);
        // A put may be worth a thousand forwards: no double is nearer than its last place, and the
        // premium, a quotient, than two of them.
        EXPECT_NEAR(value.price.value(), price, std::fmax(1e-14 * forward, kEps * price)) << i;
        double const premium = reference.value(i, kPremium);
        EXPECT_NEAR(value.premium.value(), premium, std::fmax(1e-14, 2.0 * kEps * premium)) << i;
    });
}

TEST_P(BlackReference, EvenTheFarthestPriceKeepsItsDigits) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_relative(i, kPrice, value.price.value(), 16.0);
    });
}

TEST_P(BlackReference, DeltasAgreeRelatively) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_relative(i, kDelta, value.delta.value(), 20.0);
        reference.expect_relative(i, kNetDelta, value.net_delta.value(), 20.0);
    });
}

TEST_P(BlackReference, GammaVegaAndThetaAgreeRelatively) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_relative(i, kGamma, value.gamma.value(), 20.0);
        reference.expect_relative(i, kVega, value.vega.value(), 20.0);
        reference.expect_relative(i, kTheta, value.theta.value(), 20.0);
    });
}

TEST_P(BlackReference, CrossGreeksAgreeRelatively) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_relative(i, kVanna, value.vanna.value(), 20.0);
        reference.expect_relative(i, kCharm, value.charm.value(), 20.0);
        if (reference.has(kSpeed)) {
            reference.expect_relative(i, kSpeed, value.speed.value(), 20.0);
        }
    });
}

TEST_P(BlackReference, VolgaAgreesOnTheScaleOfVega) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_volga(i, value.volga.value(), 20.0);
    });
}

TEST_P(BlackReference, RhosFollowFromPriceAndExercise) {
    for_each_row([this](std::size_t i, const OptionValue& value) {
        reference.expect_relative(i, kRhoSpotFixed, value.rho_spot_fixed.value(), 20.0);
        reference.expect_relative(i, kRhoForwardFixed, value.rho_forward_fixed.value(), 20.0);
    });
}

INSTANTIATE_TEST_SUITE_P(Sets, BlackReference, testing::Values(kOrdinary, kExtremes), set_name);

}  // namespace
}  // namespace hedged::pricing
