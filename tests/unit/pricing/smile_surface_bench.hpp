// SPDX-License-Identifier: Apache-2.0
// A smile surface on a test bench, with one expiry a month away. Test support.
#pragma once

#include "hedged/pricing/smile_surface.hpp"

#include "support/smile_scene.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::pricing {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr Vol kNone{kNan};

class SmileSurfaceTest : public testing::Test, public test_support::SmileScene {
protected:
    [[nodiscard]] SmileReport report(std::size_t position = 0) const {
        return surface.report(position, now);
    }
    [[nodiscard]] Vol on_slice(double strike) const {
        return svi_vol(slice, log_moneyness(UsdPrice{strike}));
    }
    void fitted() {
        chain(month, slice);
        ASSERT_TRUE(drive());
    }

    WallTime month = expiry_in(30);
    SviSlice slice = slice_of(month, 0.6);
    Instant long_ago{};
};

}  // namespace hedged::pricing
