// SPDX-License-Identifier: Apache-2.0
// Every Greek in closed form against a bump of the one below it: of the price, or of a first
// derivative that is itself held against the price. In long double, extrapolated, each with an
// estimate of its own error.
#include "hedged/pricing/black76.hpp"

#include "support/long_black.hpp"
#include "support/random_options.hpp"
#include "support/slope.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::pricing {
namespace {

using namespace test_support;

// The steps are parts of a standard deviation of the forward, of the volatility and of the time.
class Bumped {
public:
    explicit Bumped(const RandomOption& option)
        : at_{option.sign(), option.forward(), option.strike(), option.years(), option.vol.value()},
          value_(option.value()),
          step_(0.2L / (1.0L + std::fabs(at_.d1()) + at_.total())) {}

    void expect_first_derivatives_of_the_price() const {
        long double const sd = at_.forward * at_.total();
        long double const forward = at_.forward;
        auto const price = [](const LongBlack& b) { return b.price(); };
        near("delta", by_forward(price), value_.delta.value(), 1.0L);
        near("net delta",
             scaled(by_forward([](const LongBlack& b) { return b.price() / b.forward; }), forward),
             value_.net_delta.value(), 1.0L + at_.strike / forward);
        near("vega", by_vol(price), value_.vega.value(), sd / at_.vol);
        near("theta", by_calendar(price), value_.theta.value(), sd / at_.years);
        // The rate lifts the forward of a fixed spot and discounts; the latter alone otherwise.
        auto const spot_fixed = [this](long double rate) {
            LongBlack b = at_;
            b.forward *= std::exp(rate * b.years);
            return std::exp(-rate * b.years) * b.price();
        };
        auto const forward_fixed = [this](long double rate) {
            return std::exp(-rate * at_.years) * at_.price();
        };
        long double const rate = step_ * at_.total() / at_.years;
        long double const scale = at_.years * (at_.strike + forward);
        near("rho at fixed spot", slope_of(spot_fixed, 0.0L, rate), value_.rho_spot_fixed.value(),
             scale);
        near("rho at fixed forward", slope_of(forward_fixed, 0.0L, rate),
             value_.rho_forward_fixed.value(), scale);
    }

    void expect_second_and_third_derivatives() const {
        long double const sd = at_.forward * at_.total();
        auto const delta = [](const LongBlack& b) { return b.delta(); };
        near("gamma", by_forward(delta), value_.gamma.value(), 1.0L / sd);
        near("speed", by_forward([](const LongBlack& b) { return b.gamma(); }),
             value_.speed.value(), (1.0L + at_.total()) / (sd * sd));
        near("vanna", by_vol(delta), value_.vanna.value(), (1.0L + at_.total()) / at_.vol);
        near("volga", by_vol([](const LongBlack& b) { return b.vega(); }), value_.volga.value(),
             at_.vega() * (1.0L + at_.total()) * (1.0L + at_.total()) / at_.vol);
        near("charm", by_calendar(delta), value_.charm.value(), (1.0L + at_.total()) / at_.years);
    }

private:
    template <class Function>
    [[nodiscard]] Slope by_forward(const Function& f) const {
        return slope_of(
            [&](long double x) {
                LongBlack b = at_;
                b.forward = x;
                return f(b);
            },
            at_.forward, step_ * std::fmin(at_.total(), 1.0L) * at_.forward);
    }
    template <class Function>
    [[nodiscard]] Slope by_vol(const Function& f) const {
        return slope_of(
            [&](long double x) {
                LongBlack b = at_;
                b.vol = x;
                return f(b);
            },
            at_.vol, step_ * at_.vol);
    }
    template <class Function>
    [[nodiscard]] Slope by_calendar(const Function& f) const {
        return slope_of(
            [&](long double x) {
                LongBlack b = at_;
                b.years = at_.years - x;
                return f(b);
            },
            0.0L, step_ * at_.years);
    }
    static Slope scaled(const Slope& slope, long double factor) {
        return {slope.value * factor, slope.error * factor};
    }
    void near(const char* what, const Slope& bumped, double closed, long double scale) const {
        EXPECT_LE(bumped.error, 1e-7L * scale) << what << ": the bump proves nothing";
        EXPECT_LE(std::fabs(bumped.value - closed), 1e-9L * scale + 4.0L * bumped.error)
            << what << ": bumped " << bumped.value << ", closed form " << closed << ", d1 "
            << at_.d1() << ", total volatility " << at_.total();
    }

    LongBlack at_;
    OptionValue value_;
    long double step_;
};

// Where long double still resolves a bump of the price.
RandomOption bumpable(Random& random) {
    RandomOption option;
    do {
        option = random_option(random, 2.0);
    } while (option.total() < 1e-5 || std::fabs(option.d1()) > 8.0);
    return option;
}

TEST(BumpedGreeks, FirstDerivativesAreTheSlopesOfThePrice) {
    for_random_cases(11, [](Random& random) {
        Bumped{bumpable(random)}.expect_first_derivatives_of_the_price();
    });
}

TEST(BumpedGreeks, HigherDerivativesAreTheSlopesOfTheLower) {
    for_random_cases(
        12, [](Random& random) { Bumped{bumpable(random)}.expect_second_and_third_derivatives(); });
}

}  // namespace
}  // namespace hedged::pricing
