// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/numbers_report.hpp"

#include "hedged/ops/profit_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <memory>

namespace hedged::ops {
namespace {

class NumbersReport : public ::testing::Test {
protected:
    NumbersReport() : view_(std::make_unique<EngineView>()) {
        view_->underlying_count = 1;
        UnderlyingView& coin = view_->underlyings[0];
        (void)coin.name.assign("BTC");
        coin.smile_count = 2;
        coin.smiles[0].expiry = wall_from_milliseconds(1'774'598'400'000);
        (void)coin.smiles[0].status.assign("ok");
        coin.smiles[0].usable = true;
        coin.smiles[0].points = 31;
        coin.smiles[0].at_the_money = Vol{0.6125};
        coin.smiles[0].rms = Vol{0.00234};
        coin.smiles[0].data_age_seconds = 1.5;
        coin.smiles[1].expiry = wall_from_milliseconds(1'777'000'000'000);
        (void)coin.smiles[1].status.assign("too few points");
        coin.smiles[1].at_the_money = Vol{std::numeric_limits<double>::quiet_NaN()};
        AttributionView& of = coin.attribution;
        of.measured = true;
        of.rest_usd.delta = -1'000.25;
        of.rest_usd.gamma = -340.0;
        of.rest_usd.theta = 300.0;
        of.hedge_usd.delta = 990.0;
        of.hedge_usd.fees = -5.5;
        of.hedge_coins.fees = -0.0001;
        of.external = Coins{1.5};
        coin.realised.fast = Vol{0.47};
        coin.realised.slow = Vol{std::numeric_limits<double>::quiet_NaN()};
        picture_.view = view_.get();
    }
    [[nodiscard]] static std::string line_with(const std::string& text, const std::string& word) {
        std::size_t const at = text.find(word);
        EXPECT_NE(at, std::string::npos) << word << " in\n" << text;
        if (at == std::string::npos) {
            return {};
        }
        std::size_t const begin = text.rfind('\n', at) + 1;
        return text.substr(begin, text.find('\n', at) - begin);
    }
    std::unique_ptr<EngineView> view_;
    Picture picture_;
};

TEST_F(NumbersReport, ShowsEachSmileInPercent) {
    std::string const line = line_with(smile_text(picture_), "2026-03-27 08:00");
    for (const char* const word : {"61.25", "0.234", "31", "1.5 s", "ok"}) {
        EXPECT_NE(line.find(word), std::string::npos) << word << " in " << line;
    }
}

TEST_F(NumbersReport, SaysWhyASmileIsNotUsable) {
    std::string const line = line_with(smile_text(picture_), "too few points");
    EXPECT_NE(line.find("not usable"), std::string::npos) << line;
    EXPECT_EQ(line.find("nan"), std::string::npos) << line;
}

TEST_F(NumbersReport, AddsTheLinesOfLegsAndHedgeUp) {
    std::string const text = attribution_text(picture_);
    EXPECT_NE(line_with(text, "delta").find("-10.25"), std::string::npos) << text;
    // -1000.25 - 340 + 300, 990 - 5.5
    std::string const profit = line_with(text, "profit");
    for (const char* const word : {"-1040.25", "+984.50", "-55.75"}) {
        EXPECT_NE(profit.find(word), std::string::npos) << word << " in " << profit;
    }
}

TEST_F(NumbersReport, ExplainsTheHedgedProfitInOneLine) {
    view_->underlyings[0].profit.in_usd = true;
    EXPECT_EQ(explained_text(view_->underlyings[0]),
              "delta -10, gamma -340, theta +300, vega 0, vanna and volga 0, carry and funding 0, "
              "trading 0, fees -6, coins held 0, unexplained 0 USD");
}

TEST_F(NumbersReport, KeepsDepositsOutOfTheProfit) {
    std::string const text = attribution_text(picture_);
    EXPECT_NE(line_with(text, "deposits").find("+1.500000 BTC"), std::string::npos) << text;
}

TEST_F(NumbersReport, ShowsOnlyVolatilitiesThatHaveSeenEnough) {
    std::string const line = line_with(attribution_text(picture_), "realised");
    EXPECT_NE(line.find("fast 47.0, slow -"), std::string::npos) << line;
}

TEST_F(NumbersReport, TellsProgramsTheSameWithoutANumberThatIsNone) {
    std::string const smile = smile_json(picture_);
    EXPECT_NE(smile.find("\"at_the_money_vol\":0.6125"), std::string::npos) << smile;
    EXPECT_NE(smile.find("\"at_the_money_vol\":null"), std::string::npos) << smile;
    std::string const profit = attribution_json(picture_);
    EXPECT_NE(profit.find("\"realised_vol_slow\":null"), std::string::npos) << profit;
    EXPECT_NE(profit.find("\"unexplained\":0"), std::string::npos) << profit;
    EXPECT_EQ(profit.find("nan"), std::string::npos) << profit;
}

TEST_F(NumbersReport, SaysSoBeforeTheEngineHasShownItself) {
    picture_.view = nullptr;
    EXPECT_NE(smile_text(picture_).find("not shown"), std::string::npos);
    EXPECT_NE(attribution_text(picture_).find("not shown"), std::string::npos);
    EXPECT_NE(smile_json(picture_).find("\"ready\":false"), std::string::npos);
}

}  // namespace
}  // namespace hedged::ops
