// SPDX-License-Identifier: Apache-2.0
// Goal: every limit holds exactly where it says. Method: for each, the allowed order of the scene
// is brought to just inside the limit, which must be approved, and to just outside, which must be
// denied by that check and no other.
#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace hedged::risk {
namespace {

using test::RiskScene;

enum class At { Inside, Outside };

struct Boundary {
    const char* name;
    RiskCheck check;
    Why why;
    std::function<void(RiskScene&, At)> arrange;
};

class GatekeeperBoundary : public ::testing::TestWithParam<Boundary> {};

TEST_P(GatekeeperBoundary, ApprovesJustInside) {
    RiskScene scene;
    GetParam().arrange(scene, At::Inside);

    auto const result = scene.judge();

    ASSERT_TRUE(result.ok()) << to_string(result.error().check) << ": "
                             << to_string(result.error().why) << " value " << result.error().value
                             << " limit " << result.error().limit;
    EXPECT_EQ(result.value().get().quantity, scene.proposal.quantity);
    EXPECT_EQ(scene.gate.denials(), 0U);
}

TEST_P(GatekeeperBoundary, DeniesJustOutsideAndCountsIt) {
    RiskScene scene;
    GetParam().arrange(scene, At::Outside);

    auto const result = scene.judge();

    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().check, GetParam().check) << to_string(result.error().check);
    EXPECT_EQ(result.error().why, GetParam().why) << to_string(result.error().why);
    EXPECT_EQ(scene.gate.denials(GetParam().check), 1U);
    EXPECT_EQ(scene.gate.denials(), 1U);
    EXPECT_EQ(scene.gate.approvals(), 0U);
}

// An order of exactly this many lots against a book that needs it.
void order_lots(RiskScene& s, std::int64_t lots) {
    s.proposal.quantity = Lots{lots};
    s.context.hedged_delta = s.context.delta_per_lot * static_cast<double>(lots);
}

Duration edge(At at, Duration limit) {
    return at == At::Inside ? limit : limit + nanoseconds(1);
}

const Boundary kBoundaries[] = {
    {"OrderCoins", RiskCheck::MaxOrderSize, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.limits.underlyings[0].max_order_value = Usd{1e9};
         order_lots(s, at == At::Inside ? 12'000 : 12'001);
     }},
    {"FirstOrderCoins", RiskCheck::MaxOrderSize, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.first_order_max = Coins{0.5};
         order_lots(s, at == At::Inside ? 3'000 : 3'001);
     }},
    {"OrderContracts", RiskCheck::MaxOrderSize, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.limits.underlyings[0].max_order_contracts = 6'000.0;
         order_lots(s, at == At::Inside ? 6'000 : 6'001);
     }},
    {"OrderValue", RiskCheck::MaxOrderValue, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.limits.underlyings[0].max_order_value = Usd{60'000.0};
         order_lots(s, at == At::Inside ? 6'000 : 6'001);
     }},
    {"CollarBelow", RiskCheck::PriceCollar, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.proposal.limit = PriceTicks{at == At::Inside ? 119'400 : 119'399};
     }},
    {"CollarAbove", RiskCheck::PriceCollar, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.proposal.limit = PriceTicks{at == At::Inside ? 120'600 : 120'601};
     }},
    {"ReferenceDisputed", RiskCheck::PriceCollar, Why::PricesDisagree,
     [](RiskScene& s, At at) {
         if (at == At::Outside) {
             s.context.reference.ok = false;
             s.context.reference.why = Why::PricesDisagree;
         }
     }},
    {"PositionShort", RiskCheck::PositionLimit, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.position = RiskScene::lots(-14.0) - Lots{at == At::Inside ? 0 : 1};
     }},
    {"PositionLong", RiskCheck::PositionLimit, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.proposal.side = Side::Buy;
         s.context.hedged_delta = BookDelta{-1.0};
         s.context.position = RiskScene::lots(14.0) + Lots{at == At::Inside ? 0 : 1};
     }},
    {"PositionWithOrdersInFlight", RiskCheck::PositionLimit, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.position = RiskScene::lots(-13.0);
         s.context.instrument_sells = RiskScene::lots(1.0) + Lots{at == At::Inside ? 0 : 1};
     }},
    {"HedgeOnlyDistanceMayNotGrow", RiskCheck::HedgeOnly, Why::RiskDenied,
     [](RiskScene& s, At at) {
         // One lot wanted exactly in the middle: selling it leaves the distance as it was.
         s.proposal.quantity = Lots{1};
         s.context.hedged_delta = s.context.delta_per_lot * (at == At::Inside ? 0.5 : 0.4999);
     }},
    {"HedgeOnlyOvershootsByOneLotAtMost", RiskCheck::HedgeOnly, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.hedged_delta = s.context.delta_per_lot * (at == At::Inside ? 5'999.0 : 5'998.5);
     }},
    {"HedgeOnlyCountsSellsInFlight", RiskCheck::HedgeOnly, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.hedged_delta = BookDelta{2.0};
         s.context.in_flight_sells =
             s.context.delta_per_lot * (at == At::Inside ? 6'001.0 : 6'001.5);
     }},
    {"HedgeOnlyMeasuresFromTheTarget", RiskCheck::HedgeOnly, Why::RiskDenied,
     [](RiskScene& s, At at) {
         s.context.target = s.context.delta_per_lot * (at == At::Inside ? 1.0 : 1.5);
     }},
    {"HedgeRatio", RiskCheck::HedgeOnly, Why::RiskDenied,
     [](RiskScene& s, At at) {
         // Hedged is 1 coin, the hedge may be 1.1 and a lot, the hedge leg's own orders in flight
         // on the other side hide nothing.
         s.limits.underlyings[0].max_hedge_ratio = 0.5;
         double const lots = at == At::Inside ? 3'001.0 : 3'002.0;
         s.proposal.quantity = Lots{static_cast<std::int64_t>(lots)};
     }},
    {"ExpiryIsFarEnough", RiskCheck::Instrument, Why::InstrumentNotTradable,
     [](RiskScene& s, At at) {
         s.perp.kind = InstrumentKind::Future;
         s.perp.expiry = s.context.market_time + s.limits.min_time_to_expiry -
                         nanoseconds(at == At::Inside ? 0 : 1);
     }},
    {"MinimumAmount", RiskCheck::Instrument, Why::BelowOneLot,
     [](RiskScene& s, At at) {
         s.perp.minimum_amount = 50.0;
         order_lots(s, at == At::Inside ? 5 : 4);
     }},
    {"DeltaPerLotTooLarge", RiskCheck::NonFinite, Why::NonFinite,
     [](RiskScene& s, At at) {
         s.context.delta_per_lot =
             BookDelta{10.0 / RiskScene::kIndex} * (at == At::Inside ? 1.499 : 1.501);
         order_lots(s, 6'000);
     }},
    {"DeltaPerLotTooSmallForAPerpetual", RiskCheck::NonFinite, Why::NonFinite,
     [](RiskScene& s, At at) {
         s.context.delta_per_lot =
             BookDelta{10.0 / RiskScene::kIndex} * (at == At::Inside ? 0.501 : 0.499);
         order_lots(s, 6'000);
     }},
    {"QuoteAge", RiskCheck::Staleness, Why::QuoteStale,
     [](RiskScene& s, At at) { s.context.ages.quote = edge(at, s.limits.quote_age_max); }},
    {"IndexAge", RiskCheck::Staleness, Why::IndexStale,
     [](RiskScene& s, At at) { s.context.ages.index = edge(at, s.limits.index_age_max); }},
    {"GreeksAge", RiskCheck::Staleness, Why::GreeksStale,
     [](RiskScene& s, At at) { s.context.ages.greeks = edge(at, s.limits.greeks_age_max); }},
    {"PositionAge", RiskCheck::Staleness, Why::AccountStale,
     [](RiskScene& s, At at) { s.context.ages.position = edge(at, s.limits.position_age_max); }},
    {"QuoteLag", RiskCheck::Staleness, Why::QuoteStale,
     [](RiskScene& s, At at) { s.context.ages.quote_lag = edge(at, s.limits.feed_lag_max); }},
    {"QuoteFromTheFuture", RiskCheck::Staleness, Why::QuoteStale,
     [](RiskScene& s, At at) {
         s.context.ages.quote_lag = Duration{} - edge(at, s.limits.feed_lag_max);
     }},
    {"IndexLag", RiskCheck::Staleness, Why::IndexStale,
     [](RiskScene& s, At at) { s.context.ages.index_lag = edge(at, s.limits.feed_lag_max); }},
    {"ClockError", RiskCheck::Staleness, Why::ClockUnknown,
     [](RiskScene& s, At at) { s.context.ages.clock_error = edge(at, s.limits.clock_error_max); }},
    {"AgeBelowZero", RiskCheck::Staleness, Why::QuoteStale,
     [](RiskScene& s, At at) {
         s.context.ages.quote = at == At::Inside ? Duration{} : nanoseconds(-1);
     }},
};

INSTANTIATE_TEST_SUITE_P(Limits, GatekeeperBoundary, ::testing::ValuesIn(kBoundaries),
                         [](const auto& boundary) { return boundary.param.name; });

}  // namespace
}  // namespace hedged::risk
