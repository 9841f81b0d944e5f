// SPDX-License-Identifier: Apache-2.0
// A smile surface under test: marks that lie on known slices, an index of 60,000, and a clock that
// the test moves.
#pragma once

#include "hedged/pricing/smile_surface.hpp"

#include <cmath>

namespace hedged::test_support {

class SmileScene {
public:
    static constexpr UsdPrice kIndex{60'000.0};
    static constexpr double kForwardToIndex = 1.01;
    static constexpr WallTime kStart = wall_from_milliseconds(1'770'000'000'000);

    explicit SmileScene(const pricing::SmileSettings& settings = {}) : surface(settings) {}

    [[nodiscard]] static WallTime expiry_in(int days) { return kStart + seconds(86'400) * days; }
    [[nodiscard]] static double log_moneyness(UsdPrice strike) {
        return std::log(strike.value() / (kForwardToIndex * kIndex.value()));
    }
    // A slice whose volatility at the forward is about `level`, at that expiry.
    [[nodiscard]] static pricing::SviSlice slice_of(WallTime expiry, double level) {
        double const years = years_between(kStart, expiry);
        double const variance = level * level * years;
        double const bend = level * std::sqrt(years);
        double const wing = 0.4 * variance / bend;
        return {variance - wing * bend, wing, -0.2, 0.0, bend, Years{years}};
    }

    void forward(WallTime expiry) { surface.on_forward(expiry, kForwardToIndex, now); }
    void mark(WallTime expiry, double strike, Vol vol) {
        auto const right =
            strike >= kForwardToIndex * kIndex.value() ? pricing::Right::Call : pricing::Right::Put;
        surface.on_mark(expiry, UsdPrice{strike}, right, vol, 1.0, now);
    }
    // The forward and 21 out-of-the-money marks that lie on the slice.
    void chain(WallTime expiry, const pricing::SviSlice& slice) {
        forward(expiry);
        for (int i = -10; i <= 10; ++i) {
            double const strike = 60'000.0 * std::exp(0.25 * i * slice.s);
            mark(expiry, strike, pricing::svi_vol(slice, log_moneyness(UsdPrice{strike})));
        }
    }
    bool drive(int outer_evaluations = 10'000) {
        return surface.drive(now, market_now, kIndex, outer_evaluations);
    }
    void pass(Duration time) {
        now = now + time;
        market_now = market_now + time;
    }
    // `own_vol` was received at `own_received`.
    [[nodiscard]] pricing::SigmaChoice sigma(WallTime expiry, double strike, Vol own_vol,
                                             Instant own_received) const {
        return surface.sigma(expiry, UsdPrice{strike}, own_vol, own_received, now, market_now,
                             kIndex);
    }

    pricing::SmileSurface surface;
    Instant now{1'000'000'000'000};
    WallTime market_now = kStart;
};

}  // namespace hedged::test_support
