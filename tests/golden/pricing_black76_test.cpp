// SPDX-License-Identifier: Apache-2.0
// Black-76 against values computed with 50 digits. The tolerance of a row grows with the condition
// number of its out-of-the-money price: no double implementation can do better than its inputs.
#include "hedged/pricing/black76.hpp"

#include "support/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

struct Row {
    OptionPoint point;
    Vol vol;
    double conditioned_eps = 0.0;
    OptionValue value;
};

class BlackReference : public testing::Test {
protected:
    [[nodiscard]] Row row(std::size_t i) const {
        Row r;
        r.point = {.right = table.text(i, "type_C_or_P") == "C" ? Right::Call : Right::Put,
                   .forward = UsdPrice{table.number(i, "forward_usd")},
                   .strike = UsdPrice{table.number(i, "strike_usd")},
                   .expires_in = Years{table.number(i, "tau_years")}};
        r.vol = Vol{table.number(i, "sigma_per_1.00")};
        r.conditioned_eps = kEps * (1.0 + table.number(i, "cond_otm_price_relative"));
        r.value = black76(r.point, r.vol);
        return r;
    }
    // Relative to the reference; 1e-300 absolute where the reference is 0.
    void expect_relative(std::size_t i, const std::string& column, double value,
                         double tolerance) const {
        double const reference = table.number(i, column);
        EXPECT_LE(std::fabs(value - reference), tolerance * std::fabs(reference) + 1e-300)
            << column << ", row " << i << ", reference " << table.text(i, column);
    }

    test_support::CsvTable table{HEDGED_TEST_DIR "/data/reference/black76_greeks.csv"};
};

TEST_F(BlackReference, HasAllRowsAndPricesEveryOne) {
    ASSERT_EQ(table.size(), 2000U);
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_EQ(row(i).value.status, PricingStatus::Ok) << i;
    }
}

TEST_F(BlackReference, PriceIsWithinTenToTheMinusFourteenOfTheForward) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        double const forward = r.point.forward.value();
        EXPECT_NEAR(r.value.price.value(), table.number(i, "price_usd"), 1e-14 * forward) << i;
        EXPECT_NEAR(r.value.premium.value(), table.number(i, "price_coin(=usd/forward)"), 1e-14)
            << i;
    }
}

TEST_F(BlackReference, EvenTheFarthestPriceKeepsItsDigits) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        expect_relative(i, "price_usd", r.value.price.value(), 16.0 * r.conditioned_eps);
    }
}

TEST_F(BlackReference, DeltasAgreeRelatively) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        expect_relative(i, "delta_fwd_coin", r.value.delta.value(), 20.0 * r.conditioned_eps);
        expect_relative(i, "delta_net_coin(=delta-price_coin)", r.value.net_delta.value(),
                        20.0 * r.conditioned_eps);
    }
}

TEST_F(BlackReference, GammaVegaAndThetaAgreeRelatively) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        double const tolerance = 20.0 * r.conditioned_eps;
        expect_relative(i, "gamma_coin_per_usd", r.value.gamma.value(), tolerance);
        expect_relative(i, "vega_usd_per_1.00_vol", r.value.vega.value(), tolerance);
        expect_relative(i, "theta_usd_per_year", r.value.theta.value(), tolerance);
    }
}

TEST_F(BlackReference, CrossGreeksAgreeRelatively) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        double const tolerance = 20.0 * r.conditioned_eps;
        expect_relative(i, "vanna_ddelta_dsigma_per_1.00", r.value.vanna.value(), tolerance);
        expect_relative(i, "charm_ddelta_dt_per_year", r.value.charm.value(), tolerance);
    }
}

TEST_F(BlackReference, VolgaAgreesOnTheScaleOfVega) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        double const vega = table.number(i, "vega_usd_per_1.00_vol");
        double const reference = table.number(i, "volga_usd_per_1.00vol_squared");
        double const moved = std::fabs(reference) * r.vol.value() / std::fmax(vega, 1e-300);
        double const scale = vega * (1.0 + moved) / r.vol.value();
        EXPECT_NEAR(r.value.volga.value(), reference, 20.0 * r.conditioned_eps * scale + 1e-300)
            << i;
    }
}

TEST_F(BlackReference, RhosFollowFromPriceAndExercise) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        Row const r = row(i);
        expect_relative(i, "rho_spotfixed_usd_per_1.00_rate", r.value.rho_spot_fixed.value(),
                        20.0 * r.conditioned_eps);
        expect_relative(i, "rho_fwdfixed_usd_per_1.00_rate", r.value.rho_forward_fixed.value(),
                        20.0 * r.conditioned_eps);
    }
}

}  // namespace
}  // namespace hedged::pricing
