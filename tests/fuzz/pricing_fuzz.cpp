// SPDX-License-Identifier: Apache-2.0
#include "fuzz/pricing_fuzz.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/settlement.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace hedged::pricing::fuzz {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Isa kIsas[] = {Isa::Baseline, Isa::Avx2, Isa::Avx512};
using GreeksBits = std::array<std::uint64_t, sizeof(GreeksBlock) / sizeof(double)>;

OptionPoint point_from(Bytes& bytes) {
    OptionPoint point;
    point.right = bytes.byte() % 2 == 0 ? Right::Call : Right::Put;
    point.forward = UsdPrice{bytes.mostly_between(1e-4, 1e7)};
    // Near the forward half of the time.
    point.strike = bytes.byte() % 2 == 0 ? point.forward * bytes.between(0.5, 2.0)
                                         : UsdPrice{bytes.mostly_between(1e-4, 1e7)};
    point.expires_in = Years{bytes.mostly_between(1e-9, 10.0)};
    return point;
}

bool all_nan(const OptionValue& v) {
    return std::isnan(v.price.value()) && std::isnan(v.premium.value()) &&
           std::isnan(v.delta.value()) && std::isnan(v.net_delta.value()) &&
           std::isnan(v.gamma.value()) && std::isnan(v.speed.value()) &&
           std::isnan(v.vega.value()) && std::isnan(v.theta.value()) &&
           std::isnan(v.vanna.value()) && std::isnan(v.volga.value()) &&
           std::isnan(v.charm.value()) && std::isnan(v.rho_spot_fixed.value()) &&
           std::isnan(v.rho_forward_fixed.value());
}

bool all_finite(const OptionValue& v) {
    return std::isfinite(v.price.value()) && std::isfinite(v.premium.value()) &&
           std::isfinite(v.delta.value()) && std::isfinite(v.net_delta.value()) &&
           std::isfinite(v.gamma.value()) && std::isfinite(v.speed.value()) &&
           std::isfinite(v.vega.value()) && std::isfinite(v.theta.value()) &&
           std::isfinite(v.vanna.value()) && std::isfinite(v.volga.value()) &&
           std::isfinite(v.charm.value()) && std::isfinite(v.rho_spot_fixed.value()) &&
           std::isfinite(v.rho_forward_fixed.value());
}

// Signs and bounds that hold for every option.
void check_bounds(const OptionPoint& point, const OptionValue& v) {
    double const forward = point.forward.value();
    double const strike = point.strike.value();
    auto const sign = static_cast<double>(point.right);
    double const most = point.right == Right::Call ? forward : strike;
    HEDGED_ASSERT(v.price >= intrinsic(point.right, point.forward, point.strike));
    HEDGED_ASSERT(v.price.value() <= most);
    HEDGED_ASSERT(sign * v.delta.value() >= 0.0 && sign * v.delta.value() <= 1.0);
    HEDGED_ASSERT(v.gamma.value() >= 0.0 && v.vega.value() >= 0.0 && v.theta.value() <= 0.0);
}

// One lane against the scalar formula: the bounds that greeks_batch.hpp states.
void check_lane(const OptionBlock& in, const GreeksBlock& out, std::size_t lane,
                const OptionValue& v) {
    double const forward = in.forward[lane];
    double const total = in.vol[lane] * in.root_time[lane];
    double const d1 = std::fabs(out.d1[lane]);
    auto const near = [](double a, double b, double tolerance) {
        return std::fabs(a - b) <= tolerance;
    };
    double const density = 0.39894228040143267794 * std::exp(-0.5 * d1 * d1);
    // Of a Greek that is the density times something; a density that is no normal double may be 0.
    // d1 is the sum of two terms of half the total volatility's size, which may cancel.
    double const unit =
        4.0 * kEps * (2.0 + d1 * (d1 + total)) * density + 4.0 * std::numeric_limits<double>::min();
    double const root = in.root_time[lane];
    double const per_gamma = 1.0 / (forward * total);
    double const scale = forward + in.strike[lane];
    HEDGED_ASSERT(near(out.price[lane], v.price.value(), 5e-15 * (1.0 + 0.5 * total) * scale));
    HEDGED_ASSERT(near(out.delta[lane], v.delta.value(), 5e-16 * (2.0 + total)));
    HEDGED_ASSERT(near(out.gamma[lane], v.gamma.value(), unit * per_gamma));
    // Forward times density may be no normal double although neither is small.
    double const place = 8.0 * std::numeric_limits<double>::denorm_min();
    double const per_time = in.vol[lane] / root;
    HEDGED_ASSERT(near(out.vega[lane], v.vega.value(), unit * forward * root + place));
    // One side divides by the root of the time last, after what is no normal double was rounded.
    HEDGED_ASSERT(near(out.theta[lane], v.theta.value(),
                       unit * forward * per_time + place * (1.0 + per_time + 1.0 / root)));
    // And gamma over a large forward may be none.
    double const speed_place = place * (1.0 + d1 / total) * (1.0 + 1.0 / forward);
    HEDGED_ASSERT(near(out.speed[lane], v.speed.value(),
                       unit * per_gamma / forward * (1.0 + d1 / total) + speed_place));
    HEDGED_ASSERT(near(out.charm[lane], v.charm.value(), unit * (d1 + total) / (root * root)));
}

}  // namespace

std::uint8_t Bytes::byte() noexcept {
    if (left_ == 0) {
        return 0;
    }
    --left_;
    return *at_++;
}

std::uint64_t Bytes::word() noexcept {
    std::uint64_t word = 0;
    for (int i = 0; i < 8; ++i) {
        word = word << 8U | byte();
    }
    return word;
}

double Bytes::pattern() noexcept {
    return std::bit_cast<double>(word());
}

double Bytes::between(double low, double high) noexcept {
    unsigned const steps = byte() * 256U + byte();
    double const value = low * std::pow(high / low, steps / 65'535.0);
    return std::clamp(value, low, high);
}

double Bytes::mostly_between(double low, double high) noexcept {
    return byte() % 4 == 3 ? pattern() : between(low, high);
}

void price_options(Bytes& bytes) {
    OptionBlock options;
    OptionValue values[kLanes];
    bool priced[kLanes] = {};
    for (std::size_t lane = 0; lane < kLanes && !bytes.empty(); ++lane) {
        OptionPoint const point = point_from(bytes);
        Vol const vol{bytes.mostly_between(1e-4, 10.0)};
        OptionValue const value = black76(point, vol);
        HEDGED_ASSERT(value.status == check(point, vol));
        if (value.status != PricingStatus::Ok) {
            HEDGED_ASSERT(value.status == PricingStatus::Expired ? all_finite(value)
                                                                 : all_nan(value));
            continue;
        }
        HEDGED_ASSERT(all_finite(value));
        check_bounds(point, value);
        double const root = std::sqrt(point.expires_in.value());
        if (vol.value() * root < kTotalVolMin) {
            continue;
        }
        priced[lane] = true;
        values[lane] = value;
        options.forward[lane] = point.forward.value();
        options.strike[lane] = point.strike.value();
        options.vol[lane] = vol.value();
        options.root_time[lane] = root;
        options.sign[lane] = static_cast<double>(point.right);
    }
    GreeksBlock greeks{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        greeks_of_lane(options, greeks, lane);
        if (priced[lane]) {
            check_lane(options, greeks, lane, values[lane]);
        }
    }
    for (Isa const isa : kIsas) {
        if (available(isa)) {
            GreeksBlock other{};
            greeks_kernel(isa).all(&options, &other, 1);
            // Doubles without padding: the bits are the value.
            HEDGED_ASSERT(std::bit_cast<GreeksBits>(other) == std::bit_cast<GreeksBits>(greeks));
        }
    }
}

void price_averaged(Bytes& bytes) {
    OptionPoint const point = point_from(bytes);
    Vol const vol{bytes.mostly_between(1e-4, 10.0)};
    SettlementWindow const window{Duration{std::bit_cast<std::int64_t>(bytes.word())},
                                  Duration{std::bit_cast<std::int64_t>(bytes.word())}};
    bool const usual = bytes.byte() % 2 == 0;
    Duration const left = usual ? milliseconds(bytes.byte() * 8'000LL + bytes.byte() * 31LL)
                                : Duration{std::bit_cast<std::int64_t>(bytes.word())};
    UsdPrice const mean{bytes.mostly_between(1e-4, 1e7)};
    SettlementProgress const progress =
        settlement_progress(usual ? SettlementWindow{} : window, left, mean);
    HEDGED_ASSERT(progress.samples_left >= 0 && progress.samples_left <= progress.samples_total);
    OptionValue const value = averaged_option(point, vol, progress);
    bool const good = value.status == PricingStatus::Ok || value.status == PricingStatus::Expired;
    HEDGED_ASSERT(good ? all_finite(value) : all_nan(value));
    if (good) {
        auto const sign = static_cast<double>(point.right);
        HEDGED_ASSERT(value.price.value() >= 0.0 && value.gamma.value() >= 0.0);
        HEDGED_ASSERT(sign * value.delta.value() >= 0.0 && sign * value.delta.value() <= 1.0);
    }
}

void run(const std::uint8_t* data, std::size_t size) {
    Bytes bytes(data, size);
    switch (bytes.byte() % 4) {
        case 0:
            price_averaged(bytes);
            break;
        case 1:
            invert_price(bytes);
            break;
        default:
            price_options(bytes);
            break;
    }
}

}  // namespace hedged::pricing::fuzz
