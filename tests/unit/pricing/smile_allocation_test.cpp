// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi_fit.hpp"

#include "support/counting_new.hpp"
#include "support/smile_scene.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hedged::pricing {
namespace {

TEST(SmileAllocation, TakesItsMemoryAtConstructionAndNoneAfter) {
    test_support::SmileScene scene;
    std::uint64_t const before = hedged::testing::allocations();
    double kept = 0.0;
    for (int round = 0; round < 50; ++round) {
        for (int day = 1; day < 30; ++day) {
            WallTime const expiry = test_support::SmileScene::expiry_in(day);
            scene.chain(expiry, test_support::SmileScene::slice_of(expiry, 0.5 + 0.001 * round));
        }
        static_cast<void>(scene.drive(5'000));
        WallTime const month = test_support::SmileScene::expiry_in(10 + round % 10);
        kept += scene.sigma(month, 65e3, Vol{0.5}, Instant{}).vol.value();
        kept +=
            scene.surface.slope(month, UsdPrice{65e3}, scene.now, test_support::SmileScene::kIndex)
                .value_or(0.0);
        kept += scene.surface.report(0, scene.now).rms.value();
        scene.pass(seconds(3'600));
    }
    EXPECT_EQ(hedged::testing::allocations(), before);
    EXPECT_GT(scene.surface.counters().fits_accepted, 100U);
    EXPECT_GT(scene.surface.counters().expiries_refused, 0U);
    EXPECT_NE(kept, 0.0);
}

TEST(SmileAllocation, FitsWithoutAny) {
    WallTime const month = test_support::SmileScene::expiry_in(30);
    SviSlice const slice = test_support::SmileScene::slice_of(month, 0.6);
    std::array<SviFitPoint, 20> points{};
    for (std::size_t i = 0; i < points.size(); ++i) {
        double const k = -0.4 + 0.04 * static_cast<double>(i);
        points[i] = {k, svi_vol(slice, k), 1.0};
    }
    std::uint64_t const before = hedged::testing::allocations();
    SviFit const fit = fit_svi(points, slice.expires_in);
    EXPECT_EQ(hedged::testing::allocations(), before);
    EXPECT_EQ(fit.status, SviStatus::Ok);
}

}  // namespace
}  // namespace hedged::pricing
