// SPDX-License-Identifier: Apache-2.0
// Cost of a volatility smile: a whole SVI fit from nothing and from the last slice by the number of
// strikes, one outer evaluation, the arbitrage check, and what the engine asks of the surface for
// each leg.
#include "hedged/core/random.hpp"
#include "hedged/pricing/smile_dynamics.hpp"
#include "hedged/pricing/smile_surface.hpp"
#include "hedged/pricing/svi_fit.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using namespace hedged;
using namespace hedged::pricing;

// A 30-day smile of about 60 %, with marks off it by a tenth of a volatility point.
constexpr SviSlice kSmile{-0.0284, 0.1078, -0.028, 0.056, 0.3801, Years{0.0838}};
constexpr double kNoise = 0.001;

std::vector<SviFitPoint> marks(int count, double shift = 0.0) {
    Random random(1);
    std::vector<SviFitPoint> points;
    for (int i = 0; i < count; ++i) {
        double const k = -0.6 + 1.2 * i / (count - 1);
        Vol const vol = svi_vol(kSmile, k) + Vol{kNoise * random.normal() + shift};
        points.push_back({k, vol, std::exp(-8.0 * k * k)});
    }
    return points;
}

void ColdFit(benchmark::State& state) {
    std::vector<SviFitPoint> const points = marks(static_cast<int>(state.range(0)));
    SviFitter fitter;
    for (auto _ : state) {
        fitter.start(points, kSmile.expires_in, nullptr);
        while (!fitter.step(1'000)) {
        }
        benchmark::DoNotOptimize(fitter.result());
    }
    state.counters["evaluations"] = fitter.result().evaluations;
}
BENCHMARK(ColdFit)->Arg(20)->Arg(60)->Arg(160);

// A second later, a tenth of a volatility point higher.
void WarmFit(benchmark::State& state) {
    auto const count = static_cast<int>(state.range(0));
    SviSlice const last = fit_svi(marks(count), kSmile.expires_in).slice;
    std::vector<SviFitPoint> const points = marks(count, kNoise);
    SviFitter fitter;
    for (auto _ : state) {
        fitter.start(points, kSmile.expires_in, &last);
        while (!fitter.step(1'000)) {
        }
        benchmark::DoNotOptimize(fitter.result());
    }
    state.counters["evaluations"] = fitter.result().evaluations;
}
BENCHMARK(WarmFit)->Arg(20)->Arg(60)->Arg(160);

void OuterEvaluation(benchmark::State& state) {
    std::vector<SviFitPoint> const points = marks(static_cast<int>(state.range(0)));
    SviFitter fitter;
    fitter.start(points, kSmile.expires_in, nullptr);
    for (auto _ : state) {
        if (fitter.step(1)) {
            fitter.start(points, kSmile.expires_in, nullptr);
        }
    }
}
BENCHMARK(OuterEvaluation)->Arg(20)->Arg(60)->Arg(160);

void CheckSlice(benchmark::State& state) {
    SviSlice slice = kSmile;
    for (auto _ : state) {
        benchmark::DoNotOptimize(slice);
        benchmark::DoNotOptimize(check_slice(slice));
    }
}
BENCHMARK(CheckSlice);

struct Scene {
    Scene() : surface(SmileSettings{}) {
        for (int day = 1; day <= 12; ++day) {
            WallTime const expiry = market_now + seconds(86'400) * (7 * day);
            surface.on_forward(expiry, 1.001, now);
            for (const SviFitPoint& point : marks(40)) {
                double const strike = 60'060.0 * std::exp(point.log_moneyness);
                surface.on_mark(expiry, UsdPrice{strike},
                                point.log_moneyness >= 0.0 ? Right::Call : Right::Put, point.vol,
                                1.0, now);
            }
        }
        surface.drive(now, market_now, index, 100'000);
    }

    UsdPrice index{60'000.0};
    Instant now{1'000'000'000'000};
    WallTime market_now = wall_from_milliseconds(1'770'000'000'000);
    WallTime month = market_now + seconds(86'400) * 28;
    SmileSurface surface;
};

void SigmaOfALeg(benchmark::State& state) {
    Scene const scene;
    Vol const none{std::numeric_limits<double>::quiet_NaN()};
    UsdPrice strike{65'000.0};
    for (auto _ : state) {
        benchmark::DoNotOptimize(strike);
        benchmark::DoNotOptimize(scene.surface.sigma(scene.month, strike, none, Instant{},
                                                     scene.now, scene.market_now, scene.index));
    }
}
BENCHMARK(SigmaOfALeg);

void SlopeOfALeg(benchmark::State& state) {
    Scene const scene;
    UsdPrice strike{65'000.0};
    for (auto _ : state) {
        benchmark::DoNotOptimize(strike);
        benchmark::DoNotOptimize(scene.surface.slope(scene.month, strike, scene.now, scene.index));
    }
}
BENCHMARK(SlopeOfALeg);

void NewMark(benchmark::State& state) {
    Scene scene;
    Vol vol{0.6};
    for (auto _ : state) {
        benchmark::DoNotOptimize(vol);
        scene.surface.on_mark(scene.month, UsdPrice{65'000.0}, Right::Call, vol, 1.0, scene.now);
    }
}
BENCHMARK(NewMark);

void DeltaAdjustmentOfALeg(benchmark::State& state) {
    SmileDynamicsSettings settings;
    settings.dynamics = SmileDynamics::StickyMoneyness;
    OptionPoint const option{Right::Call, UsdPrice{60'000}, UsdPrice{65'000}, Years{0.08}};
    double slope = -0.2;
    for (auto _ : state) {
        benchmark::DoNotOptimize(slope);
        benchmark::DoNotOptimize(delta_adjustment(settings, option, Vol{0.6}, slope));
    }
}
BENCHMARK(DeltaAdjustmentOfALeg);

}  // namespace
