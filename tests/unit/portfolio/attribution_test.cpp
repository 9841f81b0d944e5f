// SPDX-License-Identifier: Apache-2.0
// The explanation of a profit against the plain statement of what an account is worth (account.hpp)
// and against itself at half the step: whatever is left of a second-order expansion must be of
// third order.
#include "hedged/portfolio/attribution.hpp"

#include "hedged/core/random.hpp"

#include "support/random_cases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr WallTime kNow = wall_from_milliseconds(1'770'000'000'000);
constexpr double kDaysPerYear = 365.0;

Duration days(double number) {
    return Duration{static_cast<std::int64_t>(number * 86'400e9)};
}

// A market for one leg at one moment.
struct Moment {
    double index = 60'000.0;
    double ratio = 1.0;
    double vol = 0.6;
    double days = 0.0;  // since the start
};

enum class Kind { InverseOption, LinearOption, InverseFuture, LinearFuture };
constexpr Kind kKinds[] = {Kind::InverseOption, Kind::LinearOption, Kind::InverseFuture,
                           Kind::LinearFuture};

struct Terms {
    Kind kind = Kind::InverseOption;
    pricing::Right right = pricing::Right::Call;
    double quantity = 1.0;
    double strike = 60'000.0;
    double days = 30.0;
    double entry = 60'000.0;
};

AccountLeg leg_at(const Terms& terms, const Moment& m) {
    UsdPrice const forward{m.ratio * m.index};
    pricing::OptionPoint const point{terms.right, forward, UsdPrice{terms.strike},
                                     Years{(terms.days - m.days) / kDaysPerYear}};
    switch (terms.kind) {
        case Kind::InverseOption:
            return InverseOptionLeg{Coins{terms.quantity}, point, Vol{m.vol}};
        case Kind::LinearOption:
            return LinearOptionLeg{Coins{terms.quantity}, point, Vol{m.vol}};
        case Kind::InverseFuture:
            return InverseFutureLeg{Usd{terms.quantity}, UsdPrice{terms.entry}, forward};
        case Kind::LinearFuture:
            break;
    }
    return LinearFutureLeg{Coins{terms.quantity}, UsdPrice{terms.entry}, forward};
}

LegState state_at(const Terms& terms, const Moment& m) {
    return state_of(leg_at(terms, m), UsdPrice{m.index}, kNow + days(m.days));
}

ProfitLines<Usd> lines_of(const Terms& terms, const Moment& from, const Moment& to) {
    return attribute(state_at(terms, from), state_at(terms, to), terms.quantity);
}

double gross(const ProfitLines<Usd>& l) {
    return std::fabs(l.delta.value()) + std::fabs(l.gamma.value()) + std::fabs(l.vega.value()) +
           std::fabs(l.theta.value()) + std::fabs(l.vanna.value()) + std::fabs(l.volga.value()) +
           std::fabs(l.carry.value()) + std::fabs(l.residual.value());
}

TEST(Attribution, PutsAnInverseFutureDownToDeltaAndCarry) {
    Terms const terms{.kind = Kind::InverseFuture, .quantity = -120'000.0};
    Moment const from{.index = 50'000.0, .ratio = 1.2};
    Moment const to{.index = 40'000.0, .ratio = 1.25};
    auto const lines = lines_of(terms, from, to);
    // -2 coins of delta; 120000 (1/50000 - 1/60000) coins on the way from mark 60000 to 50000.
    EXPECT_NEAR(lines.delta.value(), -2.0 * -10'000.0, 1e-9);
    EXPECT_NEAR(lines.carry.value(), -120'000.0 * (1.0 / 1.2 - 1.0 / 1.25), 1e-9);
    EXPECT_NEAR(lines.total().value(), 40'000.0 * 120'000.0 * (1.0 / 50'000.0 - 1.0 / 60'000.0),
                1e-9);
    EXPECT_NEAR(lines.residual.value(), 0.0, 1e-10);
}

TEST(Attribution, PutsALinearFutureDownToDeltaAndCarry) {
    Terms const terms{.kind = Kind::LinearFuture, .quantity = 3.0};
    Moment const from{.index = 50'000.0, .ratio = 1.2};
    Moment const to{.index = 40'000.0, .ratio = 1.25};
    auto const lines = lines_of(terms, from, to);
    EXPECT_NEAR(lines.delta.value(), 3.0 * 1.2 * -10'000.0, 1e-9);
    EXPECT_NEAR(lines.carry.value(), 3.0 * 0.05 * 40'000.0, 1e-9);
    EXPECT_NEAR(lines.residual.value(), 0.0, 1e-10);
}

TEST(Attribution, TakesTheGreeksOfTheWorkedAccount) {
    // maths.md 3.4
    Moment const m{.index = 60'000.0, .ratio = 60'300.0 / 60'000.0, .vol = 0.60};
    Terms const call{.quantity = 20.0, .strike = 65'000.0};
    Terms const perp{.kind = Kind::InverseFuture, .quantity = -300'000.0, .entry = 61'000.0};
    Moment const perp_mark{.index = 60'000.0, .ratio = 60'010.0 / 60'000.0};
    LegState const c = state_at(call, m);
    LegState const p = state_at(perp, perp_mark);
    EXPECT_NEAR(20.0 * c.delta - 300'000.0 * p.delta, 1.48396806124, 1e-10);
    EXPECT_NEAR(20.0 * c.gamma.value(), 7.27065852162e-4, 1e-14);
    EXPECT_NEAR(20.0 * c.vega.value() / 100.0, 1290.79088274, 1e-7);
    EXPECT_NEAR(20.0 * c.theta.value() / 365.0, -1290.79088274, 1e-7);
    struct {
        double factor, coins, usd;
    } const moves[] = {{0.99, -0.0127945787774, -7275.37645668},
                       {1.01, 0.0168592092028, 7537.04655499},
                       {0.90, 0.062535676882, -61776.8582214},
                       {1.10, 0.334631519663, 87239.4650708}};
    for (auto const& move : moves) {
        Moment const to{60'000.0 * move.factor, m.ratio, m.vol};
        Moment const perp_to{60'000.0 * move.factor, perp_mark.ratio, 0.6};
        auto const lines = lines_of(call, m, to) + lines_of(perp, perp_mark, perp_to);
        UsdPrice const end{to.index};
        EXPECT_NEAR(in_coins(lines, end).total().value(), move.coins, 1e-11);
        Usd const held = coin_revaluation(Coins{10.8589641288}, UsdPrice{60'000.0}, end);
        EXPECT_NEAR((held + lines.total()).value(), move.usd, 1e-5);
    }
}

class EveryKind : public ::testing::TestWithParam<Kind> {};

// Of the second order are: dS^2, dS d(vol), d(vol)^2, and, with time and basis moving by the square
// of the step, those two. A wrong line of any of them would leave a quarter, not an eighth.
TEST_P(EveryKind, LeavesAResidualOfThirdOrder) {
    bool const option = GetParam() == Kind::InverseOption || GetParam() == Kind::LinearOption;
    for (auto const right : {pricing::Right::Call, pricing::Right::Put}) {
        for (double const strike : {45'000.0, 58'000.0, 61'000.0, 80'000.0}) {
            Terms const terms{GetParam(), right, GetParam() == Kind::InverseFuture ? 20'000.0 : 2.0,
                              strike};
            Moment const from{.index = 60'000.0, .ratio = 1.03, .vol = 0.55};
            auto const residual = [&](double step) {
                Moment const to{.index = from.index * (1.0 + 0.3 * step),
                                .ratio = from.ratio * (1.0 + 0.2 * step * step),
                                .vol = from.vol + 0.2 * step,
                                .days = 20.0 * step * step};
                return std::fabs(lines_of(terms, from, to).residual.value());
            };
            if (option) {
                EXPECT_LT(residual(0.01), residual(0.02) / 6.5) << strike;
            } else {
                EXPECT_LT(residual(0.1), 1e-9);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind, ::testing::ValuesIn(kKinds));

// A market with its own forward for every leg, and an account in it.
class Scene {
public:
    explicit Scene(Random& random) : random_(random), days_(0.5 * random.uniform()) {
        index_[0] = 20'000.0 * std::exp(2.0 * random_.uniform());
        index_[1] = index_[0] * std::exp(0.05 * random_.normal());
    }
    void add(Kind kind) {
        Terms terms;
        terms.kind = kind;
        terms.right = random_.below(2) == 0 ? pricing::Right::Call : pricing::Right::Put;
        terms.quantity = (kind == Kind::InverseFuture ? 50'000.0 : 1.0) * random_.normal();
        terms.strike = index_[0] * std::exp(0.3 * random_.normal());
        terms.days = 1.0 + 200.0 * random_.uniform();
        terms.entry = index_[0] * std::exp(0.2 * random_.normal());
        Moment from{index_[0], std::exp(0.03 * random_.normal()), 0.2 + 1.3 * random_.uniform(),
                    0.0};
        Moment const to{index_[1], from.ratio * std::exp(0.003 * random_.normal()),
                        from.vol * std::exp(0.05 * random_.normal()), days_};
        legs_[0].push_back(leg_at(terms, from));
        legs_[1].push_back(leg_at(terms, to));
        auto const lines = lines_of(terms, from, to);
        lines_ += lines;
        turnover_ += gross(lines);
        bool const linear = kind == Kind::LinearOption || kind == Kind::LinearFuture;
        if (linear) {
            linear_[0].push_back(legs_[0].back());
        }
    }
    void random_account() {
        std::size_t const legs = 1 + random_.below(5);
        for (std::size_t i = 0; i < legs; ++i) {
            add(kKinds[random_.below(4)]);
        }
        coins_ = Coins{10.0 * random_.normal()};
        dollars_ = Usd{100'000.0 * random_.normal()};
    }
    AccountValue value(int end) const {
        return value_of({index(end), coins_, dollars_, legs_[end]});
    }
    // Dollars at the start: cash and linear legs.
    Usd dollars() const { return value_of({index(0), Coins{}, dollars_, linear_[0]}).equity_usd; }
    UsdPrice index(int end) const { return UsdPrice{index_[end]}; }
    const ProfitLines<Usd>& lines() const { return lines_; }
    // The size of what is added up, to scale the rounding with.
    double scale() const {
        return turnover_ + std::fabs(value(0).equity_usd.value()) + std::fabs(dollars().value()) +
               std::fabs(coins_.value() * index_[0]) + std::fabs(dollars_.value());
    }

private:
    Random& random_;
    double index_[2] = {};
    double days_ = 0.0;
    Coins coins_;
    Usd dollars_;
    std::vector<AccountLeg> legs_[2];
    std::vector<AccountLeg> linear_[2];
    ProfitLines<Usd> lines_;
    double turnover_ = 0.0;
};

constexpr long kCases = 10'000;
constexpr double kIdentity = 1e-9;

TEST(Attribution, AddsUpToTheChangeOfTheEquityInUsd) {
    Random random{41};
    for (long i = 0; i < random_cases(kCases); ++i) {
        Scene scene{random};
        scene.random_account();
        Coins const coins = scene.value(0).equity - scene.dollars() / scene.index(0);
        Usd const held = coin_revaluation(coins, scene.index(0), scene.index(1));
        double const change = (scene.value(1).equity_usd - scene.value(0).equity_usd).value();
        ASSERT_NEAR((held + scene.lines().total()).value(), change, kIdentity * scene.scale())
            << "case " << i;
    }
}

TEST(Attribution, AddsUpToTheChangeOfTheEquityInCoin) {
    Random random{42};
    for (long i = 0; i < random_cases(kCases); ++i) {
        Scene scene{random};
        scene.random_account();
        Coins const held = dollar_revaluation(scene.dollars(), scene.index(0), scene.index(1));
        Coins const lines = in_coins(scene.lines(), scene.index(1)).total();
        double const change = (scene.value(1).equity - scene.value(0).equity).value();
        ASSERT_NEAR((held + lines).value(), change,
                    kIdentity * scene.scale() / scene.index(1).value())
            << "case " << i;
    }
}

// E_u1 - E_u0 = S0 dE_c + E_c0 dS + dS dE_c, with dE_c from the lines.
TEST(Attribution, KeepsTheProductRuleBetweenTheNumeraires) {
    Random random{43};
    for (long i = 0; i < random_cases(kCases); ++i) {
        Scene scene{random};
        scene.random_account();
        Coins const earned = in_coins(scene.lines(), scene.index(1)).total() +
                             dollar_revaluation(scene.dollars(), scene.index(0), scene.index(1));
        UsdPrice const move = scene.index(1) - scene.index(0);
        double const change = (scene.value(1).equity_usd - scene.value(0).equity_usd).value();
        ASSERT_NEAR(
            (earned * scene.index(0) + scene.value(0).equity * move + earned * move).value(),
            change, kIdentity * scene.scale())
            << "case " << i;
    }
}

TEST(Attribution, LeavesNoResidualOfFutures) {
    Random random{44};
    for (long i = 0; i < random_cases(kCases); ++i) {
        Scene scene{random};
        for (int leg = 0; leg < 3; ++leg) {
            scene.add(random.below(2) == 0 ? Kind::InverseFuture : Kind::LinearFuture);
        }
        ASSERT_NEAR(scene.lines().residual.value(), 0.0, 1e-13 * scene.scale()) << "case " << i;
        ASSERT_NEAR(in_coins(scene.lines(), scene.index(1)).residual.value(), 0.0,
                    1e-13 * scene.scale() / scene.index(1).value());
    }
}

// At a fixed basis the delta and gamma lines in coin are the expansion in ln S with maths.md's
// Delta_c and Gamma_c to second order.
TEST(Attribution, HasTheCoinNumerairesOwnDeltaAndGamma) {
    Moment const from{.index = 60'000.0, .ratio = 1.01, .vol = 0.6};
    for (Kind const kind : {Kind::InverseOption, Kind::InverseFuture}) {
        Terms const terms{.kind = kind,
                          .quantity = kind == Kind::InverseOption ? 3.0 : 90'000.0,
                          .strike = 63'000.0};
        AccountLeg const leg = leg_at(terms, from);
        // An inverse future's own profit since its entry is part of the equity, not of its delta.
        AccountValue const value = value_of({UsdPrice{from.index}, {}, {}, {&leg, 1}});
        auto const off = [&](double x) {
            Moment const to{.index = from.index * std::exp(x), .ratio = from.ratio, .vol = 0.6};
            auto const lines = in_coins(lines_of(terms, from, to), UsdPrice{to.index});
            double const own =
                value.delta_coin.value() * x + 0.5 * from.index * value.gamma_coin.value() * x * x;
            return (lines.delta + lines.gamma).value() - own;
        };
        EXPECT_LT(std::fabs(off(0.005)), std::fabs(off(0.01)) / 6.5);
        EXPECT_LT(std::fabs(off(0.01)), 1e-2 * std::fabs(value.delta_coin.value()) * 0.01);
    }
}

// Hedged with an inverse perpetual at every step, no costs: what is left is the gamma against the
// theta, and nearly nothing more.
TEST(Attribution, ExplainsAHedgedOptionByGammaAndTheta) {
    for (double const direction : {1.0, -1.0}) {
        Moment now{.index = 60'000.0, .ratio = 1.004, .vol = 0.6};
        Terms const call{.quantity = 10.0, .strike = 61'000.0};
        Terms perp{.kind = Kind::InverseFuture};
        ProfitLines<Usd> sum;
        double expected = 0.0;
        double gross_gamma = 0.0;
        for (int step = 0; step < 10; ++step) {
            LegState const option = state_at(call, now);
            perp.quantity = -call.quantity * option.delta / state_at(perp, now).delta;
            Moment to = now;
            double const move = direction * 0.001 * 60'000.0;
            to.index += move;
            to.days += 0.002;
            sum += lines_of(call, now, to) + lines_of(perp, now, to);
            double const gamma = call.quantity * option.gamma.value();
            double const diffused = now.vol * now.index * now.vol * now.index * 0.002 / 365.0;
            expected += 0.5 * gamma * (move * move - diffused);
            gross_gamma += 0.5 * gamma * move * move;
            now = to;
        }
        EXPECT_NEAR(sum.delta.value(), 0.0, 1e-9 * gross_gamma);
        EXPECT_NEAR(sum.gamma.value(), gross_gamma, 1e-9 * gross_gamma);
        EXPECT_LT(std::fabs(sum.residual.value()), 0.01 * gross_gamma);
        EXPECT_NEAR(sum.total().value(), expected, 0.01 * gross_gamma);
    }
}

TEST(Attribution, SaysNothingAboutALegThatIsNotKnown) {
    Terms const call;
    LegState const from = state_at(call, {});
    LegState to = state_at(call, {.index = 61'000.0});
    to.value.known = false;
    EXPECT_EQ(attribute(from, to, 1.0).total(), Usd{});
    EXPECT_EQ(attribute(to, from, 1.0).total(), Usd{});
    EXPECT_FALSE(state_at(call, {.index = 60'000.0, .ratio = 1.0, .vol = -1.0}).value.known);
    EXPECT_FALSE(state_at(call, {.index = std::nan("")}).value.known);
    EXPECT_FALSE(
        state_at({.kind = Kind::LinearFuture}, {.index = 60'000.0, .ratio = -1.0}).value.known);
}

TEST(Attribution, ExplainsNothingByGreeksThatAreNoNumbers) {
    Terms const call{.quantity = 2.0};
    LegState from = state_at(call, {});
    LegState const to = state_at(call, {.index = 61'000.0});
    double const change = attribute(from, to, 2.0).total().value();
    from.gamma = Gamma{std::nan("")};
    auto const lines = attribute(from, to, 2.0);
    EXPECT_EQ(lines.delta, Usd{});
    EXPECT_EQ(lines.gamma, Usd{});
    EXPECT_NEAR(lines.residual.value(), change, 1e-9);
    from.value.unit = std::numeric_limits<double>::infinity();
    EXPECT_EQ(attribute(from, to, 2.0).total(), Usd{});
}

}  // namespace
}  // namespace hedged::portfolio
