// SPDX-License-Identifier: Apache-2.0
#include "hedged/hedging/future_hedge.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::hedging {
namespace {

InstrumentSpec perpetual() {
    InstrumentSpec spec;
    spec.name = InstrumentName{"BTC-PERPETUAL"};
    spec.kind = InstrumentKind::Perpetual;
    spec.amount_unit = AmountUnit::InUsd;
    spec.tick = {5, -1};
    spec.lot = {1, 1};
    spec.minimum_amount = 10.0;
    spec.contract_size = 10.0;
    return spec;
}

constexpr UsdPrice kMark{60'000.0};
constexpr TopOfBook kTop{59'999.5, 60'000.5};
constexpr FutureHedgeTerms kTerms{HedgeTo::Target, 10.0, 2.0};

TEST(FutureHedge, SellsDollarsOfAPerpetualForLongCoins) {
    auto const hedge = size_future_hedge(perpetual(), kTerms, BookDelta{-0.5}, kMark, kTop);
    ASSERT_TRUE(hedge.ok());
    EXPECT_EQ(hedge.value().side, Side::Sell);
    EXPECT_EQ(hedge.value().quantity.value(), 3'000);  // 0.5 * 60,000 USD in lots of 10
}

TEST(FutureHedge, PricesTheLimitAtTheSlippageCapFromTheMid) {
    auto const buy = size_future_hedge(perpetual(), kTerms, BookDelta{0.5}, kMark, kTop);
    auto const sell = size_future_hedge(perpetual(), kTerms, BookDelta{-0.5}, kMark, kTop);
    EXPECT_EQ(buy.value().limit.value(), 120'120);   // 60,060.0 in ticks of 0.5
    EXPECT_EQ(sell.value().limit.value(), 119'880);  // 59,940.0
}

TEST(FutureHedge, NeverPassesTheTargetByRounding) {
    auto const hedge = size_future_hedge(perpetual(), kTerms, BookDelta{0.50016}, kMark, kTop);
    EXPECT_EQ(hedge.value().quantity.value(), 3'000);  // 30,009.6 USD rounds down
}

TEST(FutureHedge, EndsInsideTheBandWhenHedgingToTheEdge) {
    FutureHedgeTerms terms = kTerms;
    terms.hedge_to = HedgeTo::Edge;
    auto const hedge = size_future_hedge(perpetual(), terms, BookDelta{0.50001}, kMark, kTop);
    EXPECT_EQ(hedge.value().quantity.value(), 3'001);  // 30,000.6 USD rounds up
}

TEST(FutureHedge, IsClippedToTheLargestOrder) {
    auto const hedge = size_future_hedge(perpetual(), kTerms, BookDelta{-7.0}, kMark, kTop);
    EXPECT_EQ(hedge.value().quantity.value(), 12'000);  // 2 coins
}

TEST(FutureHedge, SendsNothingBelowOneLot) {
    auto const hedge = size_future_hedge(perpetual(), kTerms, BookDelta{0.0001}, kMark, kTop);
    EXPECT_EQ(hedge.error(), Why::BelowOneLot);
}

TEST(FutureHedge, SendsNothingWhenTheOfferIsBeyondTheCap) {
    TopOfBook const wide{59'900.0, 60'100.0};  // half spread 16.7 bp
    EXPECT_EQ(size_future_hedge(perpetual(), kTerms, BookDelta{0.5}, kMark, wide).error(),
              Why::BeyondSlippageCap);
}

TEST(FutureHedge, RefusesEmptyAndCrossedQuotes) {
    auto const with = [](TopOfBook top) {
        return size_future_hedge(perpetual(), kTerms, BookDelta{0.5}, kMark, top).error();
    };
    EXPECT_EQ(with({0.0, 60'000.0}), Why::QuoteEmpty);
    EXPECT_EQ(with({60'000.0, 0.0}), Why::QuoteEmpty);
    EXPECT_EQ(with({60'001.0, 60'000.0}), Why::QuoteCrossed);
    EXPECT_EQ(with({60'000.0, 60'000.0}), Why::QuoteCrossed);
}

TEST(FutureHedge, RefusesNumbersThatAreNotFinite) {
    double const inf = std::numeric_limits<double>::infinity();
    double const nan = std::numeric_limits<double>::quiet_NaN();
    auto const spec = perpetual();
    EXPECT_EQ(size_future_hedge(spec, kTerms, BookDelta{nan}, kMark, kTop).error(), Why::NonFinite);
    EXPECT_EQ(size_future_hedge(spec, kTerms, BookDelta{1.0}, UsdPrice{0.0}, kTop).error(),
              Why::NonFinite);
    EXPECT_EQ(size_future_hedge(spec, kTerms, BookDelta{1.0}, UsdPrice{inf}, kTop).error(),
              Why::NonFinite);
    EXPECT_EQ(size_future_hedge(spec, kTerms, BookDelta{1.0}, kMark, {nan, 60'000.0}).error(),
              Why::NonFinite);
}

TEST(FutureHedge, CountsLinearProductsInCoins) {
    InstrumentSpec spec = perpetual();
    spec.payoff = Payoff::Linear;
    spec.amount_unit = AmountUnit::InCoin;
    spec.lot = {1, -3};
    spec.minimum_amount = 0.001;
    auto const hedge = size_future_hedge(spec, kTerms, BookDelta{0.5}, kMark, kTop);
    EXPECT_EQ(hedge.value().quantity.value(), 500);
}

TEST(FutureHedge, KeepsItsLimitInsideTheCapAndOnTheTickForAnyMarket) {
    Random random{20260203};
    InstrumentSpec const spec = perpetual();
    for (int i = 0; i < 20'000; ++i) {
        double const bid = 1'000.0 + random.uniform() * 150'000.0;
        TopOfBook const top{bid, bid + 0.5 + random.uniform() * bid * 5e-4};
        BookDelta const wanted{(random.uniform() - 0.5) * 4.0};
        auto const hedge = size_future_hedge(spec, kTerms, wanted, UsdPrice{bid}, top);
        if (!hedge.ok()) {
            continue;
        }
        double const limit = static_cast<double>(hedge.value().limit.value()) * 0.5;
        double const slippage = sign_of(hedge.value().side) * (limit / hedge.value().mid - 1.0);
        ASSERT_LE(slippage, 10.0e-4 + 1e-12) << "iteration " << i;
        double const coins = static_cast<double>(hedge.value().quantity.value()) * 10.0 / bid;
        ASSERT_LE(coins, std::fabs(wanted.value()) + 1e-9) << "iteration " << i;
    }
}

}  // namespace
}  // namespace hedged::hedging
