// SPDX-License-Identifier: Apache-2.0
// Accounts of all four kinds of legs by random search: delta and gamma in both numeraires against
// the account revalued at bumped indices, in long double by a valuation that shares nothing with
// the library.
#include "hedged/portfolio/account.hpp"

#include "support/long_black.hpp"
#include "support/random_options.hpp"
#include "support/slope.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

struct RandomAccount {
    UsdPrice index;
    Coins coins;
    Usd dollars;
    std::vector<AccountLeg> legs;

    [[nodiscard]] AccountValue value() const { return value_of({index, coins, dollars, legs}); }
};

template <class Leg>
Leg option_leg(Random& random, double index) {
    Leg leg;
    double const size = log_between(random, 0.1, 100.0);
    leg.quantity = Coins{random.below(2) == 0 ? size : -size};
    leg.point.right = random.below(2) == 0 ? pricing::Right::Call : pricing::Right::Put;
    leg.point.forward = UsdPrice{index * between(random, 0.95, 1.1)};
    leg.point.expires_in = Years{log_between(random, 1e-3, 3.0)};
    leg.vol = Vol{log_between(random, 0.1, 3.0)};
    double const total = leg.vol.value() * std::sqrt(leg.point.expires_in.value());
    leg.point.strike = leg.point.forward * std::exp(1.5 * total * random.normal());
    return leg;
}
template <class Leg>
Leg future_leg(Random& random, double index, double unit) {
    Leg leg;
    leg.quantity = decltype(leg.quantity){unit * 100.0 * random.normal()};
    leg.entry = UsdPrice{index * between(random, 0.5, 2.0)};
    leg.mark = UsdPrice{index * between(random, 0.95, 1.05)};
    return leg;
}

AccountLeg random_leg(Random& random, double index) {
    switch (random.below(4)) {
        case 0:
            return option_leg<InverseOptionLeg>(random, index);
        case 1:
            return option_leg<LinearOptionLeg>(random, index);
        case 2:
            return future_leg<InverseFutureLeg>(random, index, index);
        default:
            return future_leg<LinearFutureLeg>(random, index, 1.0);
    }
}

RandomAccount random_account(Random& random) {
    RandomAccount account;
    double const index = log_between(random, 0.05, 2e5);
    account.index = UsdPrice{index};
    account.coins = Coins{50.0 * random.normal()};
    account.dollars = Usd{50.0 * index * random.normal()};
    for (std::uint64_t left = 1 + random.below(6); left > 0; --left) {
        account.legs.push_back(random_leg(random, index));
    }
    return account;
}

// The equity in coin at another index, every price keeping its ratio to it. maths.md 3.1.
class LongEquity {
public:
    explicit LongEquity(const RandomAccount& account) : account_(account) {}

    [[nodiscard]] long double coins_at(long double index) const {
        factor_ = index / account_.index.value();
        coins_ = account_.coins.value();
        dollars_ = account_.dollars.value();
        for (AccountLeg const& leg : account_.legs) {
            std::visit([this](const auto& l) { add(l); }, leg);
        }
        return coins_ + dollars_ / index;
    }
    [[nodiscard]] long double dollars_at(long double index) const {
        return index * coins_at(index);
    }
    // What the legs would be worth if none offset another: the size of their curvature.
    [[nodiscard]] long double gross(long double index) const {
        long double gross =
            std::fabs(account_.coins.value()) + std::fabs(account_.dollars.value()) / index;
        for (AccountLeg const& leg : account_.legs) {
            gross += std::visit([&](const auto& l) { return gross_of(l, index); }, leg);
        }
        return gross;
    }

private:
    template <class Leg>
    [[nodiscard]] long double price_of(const Leg& leg) const {
        return LongBlack{static_cast<long double>(leg.point.right),
                         leg.point.forward.value() * factor_, leg.point.strike.value(),
                         leg.point.expires_in.value(), leg.vol.value()}
            .price();
    }
    void add(const InverseOptionLeg& leg) const {
        coins_ += leg.quantity.value() * price_of(leg) / (leg.point.forward.value() * factor_);
    }
    void add(const LinearOptionLeg& leg) const { dollars_ += leg.quantity.value() * price_of(leg); }
    void add(const InverseFutureLeg& leg) const {
        coins_ +=
            leg.quantity.value() * (1.0L / leg.entry.value() - 1.0L / (leg.mark.value() * factor_));
    }
    void add(const LinearFutureLeg& leg) const {
        dollars_ += leg.quantity.value() * (leg.mark.value() * factor_ - leg.entry.value());
    }
    template <class Leg>
    [[nodiscard]] static long double option_gross(const Leg& leg) {
        double const total = leg.vol.value() * std::sqrt(leg.point.expires_in.value());
        return std::fabs(leg.quantity.value()) *
               (1.0 + leg.point.strike / leg.point.forward + 1.0 / std::fmin(total, 1.0));
    }
    [[nodiscard]] static long double gross_of(const InverseOptionLeg& leg, long double /*index*/) {
        return option_gross(leg);
    }
    [[nodiscard]] static long double gross_of(const LinearOptionLeg& leg, long double /*index*/) {
        return option_gross(leg);
    }
    [[nodiscard]] static long double gross_of(const InverseFutureLeg& leg, long double /*index*/) {
        return std::fabs(leg.quantity.value()) * (1.0 / leg.entry.value() + 1.0 / leg.mark.value());
    }
    [[nodiscard]] static long double gross_of(const LinearFutureLeg& leg, long double index) {
        return std::fabs(leg.quantity.value()) * (leg.entry + leg.mark).value() / index;
    }

    const RandomAccount& account_;
    mutable long double factor_ = 1.0L;
    mutable long double coins_ = 0.0L;
    mutable long double dollars_ = 0.0L;
};

void expect_near(const char* what, const Slope& bumped, double closed, long double scale) {
    EXPECT_LE(bumped.error, 1e-7L * scale) << what << ": the bump proves nothing";
    EXPECT_LE(std::fabs(bumped.value - closed), 1e-9L * scale + 4.0L * bumped.error)
        << what << ": bumped " << bumped.value << ", closed form " << closed;
}

TEST(AccountProperties, DeltaAndGammaInBothNumerairesAreTheSlopesOfTheEquity) {
    for_random_cases(31, [](Random& random) {
        RandomAccount const account = random_account(random);
        AccountValue const v = account.value();
        ASSERT_EQ(v.excluded, 0U);
        LongEquity const equity(account);
        long double const index = account.index.value();
        long double const gross = equity.gross(index);
        EXPECT_LE(std::fabs(equity.coins_at(index) - v.equity.value()), 1e-14L * gross);
        auto const coins = [&](long double at) { return equity.coins_at(at); };
        auto const dollars = [&](long double at) { return equity.dollars_at(at); };
        // The narrowest option here has a standard deviation of 0.3 %.
        long double const step = 1e-3L * index;
        Slope const by_coin = slope_of(coins, index, step);
        expect_near("coin delta", {by_coin.value * index, by_coin.error * index},
                    v.delta_coin.value(), gross);
        expect_near("dollar delta", slope_of(dollars, index, step), v.delta_usd.value(), gross);
        // Gamma: the second difference, as the slope of a slope from each side.
        auto const delta_coin = [&](long double at) {
            return at * slope_of(coins, at, step).value;
        };
        auto const delta_usd = [&](long double at) { return slope_of(dollars, at, step).value; };
        Slope const gamma_coin = slope_of(delta_coin, index, step);
        Slope const gamma_usd = slope_of(delta_usd, index, step);
        expect_near("coin gamma", {gamma_coin.value * index, gamma_coin.error * index},
                    v.gamma_coin.value() * account.index.value(), 10.0L * gross);
        expect_near("dollar gamma", {gamma_usd.value * index, gamma_usd.error * index},
                    v.gamma_usd.value() * account.index.value(), 10.0L * gross);
    });
}

TEST(AccountProperties, TheTwoDeltasDifferByTheEquityAndTheTwoGammasByTheCoinDelta) {
    for_random_cases(32, [](Random& random) {
        RandomAccount const account = random_account(random);
        AccountValue const v = account.value();
        double const gross = static_cast<double>(LongEquity(account).gross(account.index.value()));
        EXPECT_NEAR((v.delta_usd - v.delta_coin).value(), v.equity.value(), 1e-14 * gross);
        EXPECT_NEAR(v.equity_usd.value(), v.equity.value() * account.index.value(),
                    1e-14 * gross * account.index.value());
        EXPECT_NEAR((v.gamma_usd - v.gamma_coin).value() * account.index.value(),
                    v.delta_coin.value(), 1e-13 * gross);
    });
}

double bad_number(Random& random) {
    constexpr double kBad[] = {kNan, kInf, -kInf, -1.0, 0.0, -0.0, 1e300, 5e-324, -5e-324};
    return kBad[random.below(std::size(kBad))];
}

template <class Leg>
void spoil_option(Leg& leg, Random& random) {
    double const bad = bad_number(random);
    switch (random.below(5)) {
        case 0:
            leg.quantity = Coins{bad};
            break;
        case 1:
            leg.point.forward = UsdPrice{bad};
            break;
        case 2:
            leg.point.strike = UsdPrice{bad};
            break;
        case 3:
            leg.point.expires_in = Years{bad};
            break;
        default:
            leg.vol = Vol{bad};
            break;
    }
}
template <class Leg>
void spoil_future(Leg& leg, Random& random) {
    double const bad = bad_number(random);
    switch (random.below(3)) {
        case 0:
            leg.quantity = decltype(leg.quantity){bad};
            break;
        case 1:
            leg.entry = UsdPrice{bad};
            break;
        default:
            leg.mark = UsdPrice{bad};
            break;
    }
}
struct Spoil {
    Random& random;
    void operator()(InverseOptionLeg& leg) const { spoil_option(leg, random); }
    void operator()(LinearOptionLeg& leg) const { spoil_option(leg, random); }
    void operator()(InverseFutureLeg& leg) const { spoil_future(leg, random); }
    void operator()(LinearFutureLeg& leg) const { spoil_future(leg, random); }
};

TEST(AccountProperties, OneBadNumberNeverReachesTheSums) {
    for_random_cases(33, [](Random& random) {
        RandomAccount account = random_account(random);
        AccountLeg& leg = account.legs[random.below(account.legs.size())];
        std::visit(Spoil{random}, leg);
        AccountValue const v = account.value();
        for (double const number :
             {v.equity.value(), v.equity_usd.value(), v.delta_coin.value(), v.delta_usd.value(),
              v.delta_inverse.value(), v.gamma_coin.value(), v.gamma_usd.value(), v.vega.value(),
              v.theta.value()}) {
            EXPECT_FALSE(std::isnan(number));
        }
    });
}

}  // namespace
}  // namespace hedged::portfolio
