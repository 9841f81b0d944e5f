// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/greeks_batch.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace hedged::pricing {
namespace {

constexpr double kEps = 2.220446049250313e-16;

struct Chain {
    std::vector<OptionBlock> options;
    std::vector<GreeksBlock> greeks;
};

// From one minute to three years, 5 % to 400 %, out to 45 standard deviations.
Chain random_chain(std::uint64_t seed, std::size_t blocks) {
    Random random(seed);
    Chain chain{std::vector<OptionBlock>(blocks), std::vector<GreeksBlock>(blocks)};
    for (OptionBlock& block : chain.options) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            double const years = 2e-6 * std::exp(14.0 * random.uniform());
            double const spread = random.below(10) == 0 ? 45.0 : 3.0;
            block.vol[lane] = 0.05 + 3.95 * random.uniform() * random.uniform();
            block.root_time[lane] = std::sqrt(years);
            double const total = block.vol[lane] * block.root_time[lane];
            block.forward[lane] = 500.0 * std::exp(6.0 * random.uniform());
            block.strike[lane] =
                block.forward[lane] * std::exp(total * spread * (2.0 * random.uniform() - 1.0));
            block.sign[lane] = random.below(2) == 0 ? 1.0 : -1.0;
        }
    }
    return chain;
}

OptionValue reference(const OptionBlock& block, std::size_t lane) {
    OptionPoint const point{block.sign[lane] > 0.0 ? Right::Call : Right::Put,
                            UsdPrice{block.forward[lane]}, UsdPrice{block.strike[lane]},
                            Years{block.root_time[lane] * block.root_time[lane]}};
    return black76(point, Vol{block.vol[lane]});
}

TEST(GreeksBatch, AgreesWithTheScalarReference) {
    Chain chain = random_chain(31, 2000);
    greeks_kernel(best_isa()).all(chain.options.data(), chain.greeks.data(), chain.options.size());
    for (std::size_t i = 0; i < chain.options.size(); ++i) {
        OptionBlock const& in = chain.options[i];
        GreeksBlock const& out = chain.greeks[i];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            OptionValue const v = reference(in, lane);
            ASSERT_EQ(v.status, PricingStatus::Ok);
            double const total = in.vol[lane] * in.root_time[lane];
            double const d1 = std::fabs(out.d1[lane]);
            // exp(-d1^2/2) turns a relative error of d1 into d1^2 times as much.
            double const relative = 4.0 * kEps * (2.0 + d1 * d1);
            SCOPED_TRACE(testing::Message() << "seed 31, block " << i << " lane " << lane);
            EXPECT_NEAR(out.price[lane] / in.forward[lane], v.price.value() / in.forward[lane],
                        2e-15 + 2.0 * kEps * v.price.value() / in.forward[lane]);
            EXPECT_NEAR(out.delta[lane], v.delta.value(), 5e-16 * (1.0 + 0.5 * total));
            EXPECT_NEAR(out.gamma[lane], v.gamma.value(), relative * v.gamma.value() + 1e-300);
            EXPECT_NEAR(out.vega[lane], v.vega.value(), relative * v.vega.value() + 1e-300);
            EXPECT_NEAR(out.theta[lane], v.theta.value(), -relative * v.theta.value() + 1e-300);
            double const speed = v.gamma.value() / in.forward[lane] * (1.0 + d1 / total);
            EXPECT_NEAR(out.speed[lane], v.speed.value(), relative * speed + 1e-300);
            double const years = in.root_time[lane] * in.root_time[lane];
            double const charm = (d1 + total) * total * in.forward[lane] * v.gamma.value() / years;
            EXPECT_NEAR(out.charm[lane], v.charm.value(), relative * charm + 1e-300);
            double const vol = in.vol[lane];
            double const scaled = in.forward[lane] * v.gamma.value() * (d1 + total) * total / vol;
            EXPECT_NEAR(out.vanna[lane], v.vanna.value(), relative * scaled + 1e-300);
            // d2 is a difference: what it has lost near its zero is on the scale of d1.
            double const curve = v.vega.value() * (1.0 + d1 * (d1 + total)) / vol;
            EXPECT_NEAR(out.volga[lane], v.volga.value(), relative * curve + 1e-300);
            EXPECT_NEAR(out.rho[lane], v.rho_spot_fixed.value(),
                        in.strike[lane] * years * 5e-16 * (1.0 + 0.5 * total));
        }
    }
}

TEST(GreeksBatch, GivesTheSameBitsOnEveryInstructionSet) {
    Chain chain = random_chain(32, 500);
    std::size_t const bytes = chain.greeks.size() * sizeof(GreeksBlock);
    greeks_kernel(Isa::Baseline)
        .all(chain.options.data(), chain.greeks.data(), chain.options.size());
    for (Isa const isa : {Isa::Avx2, Isa::Avx512}) {
        if (!available(isa)) {
            continue;
        }
        std::vector<GreeksBlock> other(chain.greeks.size());
        greeks_kernel(isa).all(chain.options.data(), other.data(), chain.options.size());
        EXPECT_EQ(std::memcmp(other.data(), chain.greeks.data(), bytes), 0) << to_string(isa);
    }
}

TEST(GreeksBatch, GivesTheSameBitsForOneLegAlone) {
    Chain chain = random_chain(33, 500);
    greeks_kernel(best_isa()).all(chain.options.data(), chain.greeks.data(), chain.options.size());
    std::vector<GreeksBlock> single(chain.greeks.size());
    for (std::size_t i = 0; i < single.size(); ++i) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            greeks_of_lane(chain.options[i], single[i], lane);
        }
    }
    EXPECT_EQ(std::memcmp(single.data(), chain.greeks.data(), single.size() * sizeof(GreeksBlock)),
              0);
}

TEST(GreeksBatch, DeltaAndGammaAloneAgreeToALastPlace) {
    Chain chain = random_chain(34, 500);
    greeks_kernel(best_isa()).all(chain.options.data(), chain.greeks.data(), chain.options.size());
    for (Isa const isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
        std::vector<GreeksBlock> short_form(chain.greeks.size());
        greeks_kernel(isa).delta_gamma(chain.options.data(), short_form.data(),
                                       chain.options.size());
        for (std::size_t i = 0; i < short_form.size(); ++i) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                EXPECT_NEAR(short_form[i].delta[lane], chain.greeks[i].delta[lane], 4.0 * kEps);
                EXPECT_EQ(short_form[i].gamma[lane], chain.greeks[i].gamma[lane]);
            }
        }
    }
}

TEST(GreeksBatch, LeavesUnusedLanesFinite) {
    OptionBlock const empty;
    GreeksBlock greeks{};
    greeks_kernel(best_isa()).all(&empty, &greeks, 1);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        EXPECT_TRUE(std::isfinite(greeks.price[lane]));
        EXPECT_TRUE(std::isfinite(greeks.speed[lane]));
        EXPECT_TRUE(std::isfinite(greeks.charm[lane]));
    }
}

// The gate in front keeps such lanes out; should one slip through, it ruins itself alone.
TEST(GreeksBatch, KeepsGarbageInItsOwnLane) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const infinity = std::numeric_limits<double>::infinity();
    Chain const clean = random_chain(35, 1);
    for (Isa const isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
        GreeksBlock expected{};
        greeks_kernel(isa).all(clean.options.data(), &expected, 1);
        for (double const garbage : {nan, infinity, -infinity, 0.0, -1.0, 5e-324, 1e308}) {
            OptionBlock block = clean.options[0];
            block.forward[3] = garbage;
            block.vol[5] = garbage;
            GreeksBlock greeks{};
            greeks_kernel(isa).all(&block, &greeks, 1);
            for (std::size_t const lane : {0U, 1U, 2U, 4U, 6U, 7U}) {
                EXPECT_EQ(greeks.price[lane], expected.price[lane]) << garbage;
                EXPECT_EQ(greeks.volga[lane], expected.volga[lane]) << garbage;
                EXPECT_EQ(greeks.rho[lane], expected.rho[lane]) << garbage;
            }
        }
    }
}

TEST(GreeksBatch, StaysFiniteAtTheSmallestTotalVolatilityItIsOffered) {
    OptionBlock block;
    double const moneyness[kLanes] = {1e-3, 0.5, 0.999999, 1.0, 1.000001, 2.0, 1e3, 1.0 + 1e-15};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        block.forward[lane] = 50'000.0 * moneyness[lane];
        block.strike[lane] = 50'000.0;
        block.vol[lane] = 1e-4;
        block.root_time[lane] = kTotalVolMin / 1e-4;
    }
    GreeksBlock greeks{};
    greeks_kernel(best_isa()).all(&block, &greeks, 1);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        EXPECT_TRUE(std::isfinite(greeks.price[lane])) << lane;
        EXPECT_TRUE(std::isfinite(greeks.gamma[lane])) << lane;
        EXPECT_TRUE(std::isfinite(greeks.speed[lane])) << lane;
        EXPECT_GE(greeks.delta[lane], 0.0) << lane;
        EXPECT_LE(greeks.delta[lane], 1.0) << lane;
    }
    EXPECT_NEAR(greeks.delta[3], 0.5, 1e-8);
    EXPECT_EQ(greeks.delta[0], 0.0);
    EXPECT_EQ(greeks.delta[6], 1.0);
}

TEST(GreeksBatch, AlwaysHasABaseline) {
    EXPECT_TRUE(available(Isa::Baseline));
    EXPECT_TRUE(available(best_isa()));
    for (Isa const isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
        EXPECT_NE(greeks_kernel(isa).all, nullptr) << to_string(isa);
        EXPECT_NE(greeks_kernel(isa).delta_gamma, nullptr) << to_string(isa);
    }
}

}  // namespace
}  // namespace hedged::pricing
