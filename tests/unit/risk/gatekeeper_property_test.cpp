// SPDX-License-Identifier: Apache-2.0
// Goal: whatever is approved keeps the promises of the risk-control list. Method: random worlds and
// orders around the limits; each approved order is judged again by arithmetic written from the
// list and not from the code.
#include "hedged/core/random.hpp"

#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace hedged::risk {
namespace {

struct World {
    double index;
    double lot;  // coins a lot
    double hedged, hedge, buys, sells, target;
    std::int64_t position, instrument_buys, instrument_sells;
};

World draw(Random& random) {
    World world{};
    world.index = 20'000.0 + 100'000.0 * random.uniform();
    world.lot = 10.0 / world.index;
    world.hedged = 4.0 * random.normal();
    world.hedge = random.below(3) == 0 ? 0.0 : -world.hedged + random.normal();
    world.buys = random.below(3) == 0 ? random.uniform() : 0.0;
    world.sells = random.below(3) == 0 ? random.uniform() : 0.0;
    world.target = random.below(2) == 0 ? 0.0 : 0.5 * random.normal();
    world.position = static_cast<std::int64_t>(world.hedge / world.lot);
    world.instrument_buys = static_cast<std::int64_t>(world.buys / world.lot);
    world.instrument_sells = static_cast<std::int64_t>(world.sells / world.lot);
    return world;
}

void put(const World& world, test::RiskScene& scene) {
    scene.context.index = UsdPrice{world.index};
    scene.context.reference.price = world.index;
    scene.context.delta_per_lot = BookDelta{world.lot};
    scene.context.hedged_delta = BookDelta{world.hedged};
    scene.context.hedge_delta = BookDelta{world.hedge};
    scene.context.in_flight_buys = BookDelta{world.buys};
    scene.context.in_flight_sells = BookDelta{world.sells};
    scene.context.target = BookDelta{world.target};
    scene.context.position = Lots{world.position};
    scene.context.instrument_buys = Lots{world.instrument_buys};
    scene.context.instrument_sells = Lots{world.instrument_sells};
}

void expect_promises(const World& world, const OrderProposal& order, bool reduce) {
    double const tolerance = 1e-9;
    double const size = static_cast<double>(order.quantity.value()) * world.lot;
    EXPECT_LE(size, 2.0 + tolerance);
    EXPECT_LE(static_cast<double>(order.quantity.value()) * 10.0, 100'000.0 + tolerance);
    double const price = static_cast<double>(order.limit.value()) * 0.5;
    EXPECT_LE(std::fabs(price / world.index - 1.0), 0.005 + tolerance);

    bool const buys = order.side == Side::Buy;
    double const change = buys ? size : -size;
    double const pending = buys ? world.buys : -world.sells;
    double const before = world.hedged + world.hedge + pending - world.target;
    double const after = before + change;
    EXPECT_LE(std::fabs(after), std::fabs(before) + tolerance);
    if (before * after < 0.0) {
        EXPECT_LE(std::fabs(after), (reduce ? 0.0 : world.lot) + tolerance);
    }
    double const leg_before = world.hedge + pending;
    double const leg_after = leg_before + change;
    if (std::fabs(leg_after) > std::fabs(leg_before)) {
        EXPECT_LE(std::fabs(leg_after),
                  1.1 * std::fabs(world.hedged - world.target) + world.lot + tolerance);
    }
    std::int64_t const lots = order.quantity.value();
    std::int64_t const open =
        buys ? world.position + world.instrument_buys : world.position - world.instrument_sells;
    std::int64_t const then = buys ? open + lots : open - lots;
    if (std::abs(then) >= std::abs(open)) {
        EXPECT_LE(static_cast<double>(std::abs(then)) * world.lot, 5.0 + tolerance);
    }
}

TEST(GatekeeperProperty, WhatIsApprovedKeepsEveryPromise) {
    std::uint64_t approved = 0;
    std::uint64_t denied = 0;
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        Limits limits = test::sensible_limits();
        limits.underlyings[0].max_order_value = Usd{100'000.0};
        limits.underlyings[0].max_hedge_position = Coins{5.0};
        test::RiskScene scene(limits);
        World const world = draw(random);
        put(world, scene);
        bool const reduce = random.below(2) == 0;
        if (reduce) {
            AccountUpdate account;
            account.underlying = test::kBtc;
            account.equity = Coins{1.0};
            account.initial_margin = Coins{0.9};
            scene.state.on_account(account);
        }
        double const distance = world.hedged + world.hedge - world.target;
        // Mostly the size that is needed, give or take; sometimes anything.
        double const wanted = random.below(4) == 0 ? 3.0 * random.normal()
                                                   : -distance * (0.9 + 0.2 * random.uniform());
        scene.proposal.side = wanted > 0.0 ? Side::Buy : Side::Sell;
        scene.proposal.quantity =
            Lots{std::max<std::int64_t>(1, std::llround(std::fabs(wanted) / world.lot))};
        double const price = world.index * (1.0 + 0.004 * random.normal());
        scene.proposal.limit = PriceTicks{std::llround(price / 0.5)};

        auto const result = scene.judge();
        if (!result.ok()) {
            ++denied;
            continue;
        }
        ++approved;
        ASSERT_LE(result.value().get().quantity, scene.proposal.quantity);
        expect_promises(world, result.value().get(), reduce);
        if (::testing::Test::HasFailure()) {
            return;
        }
    }
    // Both sides of the limits have been visited many times over.
    EXPECT_GT(approved, 2'000U);
    EXPECT_GT(denied, 2'000U);
}

}  // namespace
}  // namespace hedged::risk
