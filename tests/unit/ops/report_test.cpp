// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/report.hpp"

#include "hedged/ops/console.hpp"
#include "hedged/ops/profit_text.hpp"
#include "hedged/ops/run_summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace hedged::ops {
namespace {

class Report : public ::testing::Test {
protected:
    Report() : view_(std::make_unique<EngineView>()) {
        identity_.version = "1.2.3";
        identity_.mode = "paper";
        identity_.account = "papr";
        identity_.config_hash = "00ff";
        identity_.speed = 3600;
        view_->state = TradingState::Normal;
        view_->at = Instant{50'000'000'000};
        view_->market_time = wall_from_milliseconds(1'770'174'764'000);
        view_->underlying_count = 1;
        UnderlyingView& coin = view_->underlyings[0];
        (void)coin.name.assign("BTC");
        (void)coin.hedge_instrument.assign("BTC-PERPETUAL");
        coin.index = UsdPrice{75'012.33};
        coin.delta = BookDelta{-0.25};
        coin.band_lower = BookDelta{-0.5};
        coin.band_upper = BookDelta{0.5};
        coin.equity = Coins{20.0};
        coin.initial_margin = Coins{5.0};
        coin.why = Why::InsideBand;
        coin.vega = VegaUsd{-12'345.0};
        coin.hedge_position = -184'000.0;
        coin.profit.measured = true;
        coin.profit.in_usd = true;
        coin.profit.hedged = BookProfit{-1'234.6};
        coin.profit.unhedged = BookProfit{-12'345.6};
        view_->position_count = 1;
        (void)view_->positions[0].instrument.assign("BTC-PERPETUAL");
        view_->positions[0].kind = InstrumentKind::Perpetual;
        view_->positions[0].size = -184'000.0;
        picture_.identity = &identity_;
        picture_.view = view_.get();
    }
    Identity identity_;
    std::unique_ptr<EngineView> view_;
    Picture picture_;
};

std::string gauge(double delta, double target = 0.0) {
    UnderlyingView view;
    view.band_lower = BookDelta{-1.0};
    view.band_upper = BookDelta{1.0};
    view.target = BookDelta{target};
    view.delta = BookDelta{delta};
    return band_gauge(view, 5);
}

TEST_F(Report, DrawsTheDeltaInsideItsBand) {
    EXPECT_EQ(gauge(-1.0), "[*-|--]");
    EXPECT_EQ(gauge(0.0), "[--*--]");
    EXPECT_EQ(gauge(0.5), "[--|*-]");
    EXPECT_EQ(gauge(1.0), "[--|-*]");
    EXPECT_EQ(gauge(1.01), "[--|-->");
    EXPECT_EQ(gauge(-1.01), "<--|--]");
    EXPECT_EQ(gauge(std::nan("")), "[--|--]?");
    EXPECT_EQ(gauge(0.0, -1.0), "[|-*--]");
}

TEST_F(Report, DrawsNothingInABandThatIsNone) {
    EXPECT_EQ(band_gauge(UnderlyingView{}, 3), "[---]");
    EXPECT_EQ(gauge(0.0, std::nan("")), "[-----]");
}

TEST_F(Report, TellsStateIndexDeltaAndReason) {
    const std::string text = status_text(picture_);
    for (const char* part :
         {"mode paper", "account papr", "x3600", "state       NORMAL", "2026-02-04 03:12:44 UTC",
          "75,012.33", "-0.2500", "25.0 %", "delta is inside the band"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST_F(Report, WarnsThatThePictureIsOld) {
    EXPECT_EQ(status_text(picture_).find("WARNING"), std::string::npos);
    picture_.picture_age_seconds = 3.0;
    EXPECT_NE(status_text(picture_).find("the engine does not answer"), std::string::npos);
}

TEST_F(Report, TellsHowToTradeAgainAfterAKill) {
    view_->state = TradingState::Killed;
    (void)view_->state_reason.assign("anna: drill");
    const std::string text = why_text(picture_);
    EXPECT_NE(text.find("anna: drill"), std::string::npos);
    EXPECT_NE(text.find("hedgectl arm --name NAME --reason WHY"), std::string::npos);
    EXPECT_NE(text.find("not yet confirmed"), std::string::npos);
    view_->orders_done = true;
    EXPECT_EQ(why_text(picture_).find("not yet confirmed"), std::string::npos);
}

TEST_F(Report, TellsWhyAConnectionDoesNotServe) {
    view_->market = ConnectionState::Ready;
    view_->account = ConnectionState::Ready;
    (void)view_->market_reason.assign("ready");
    (void)view_->account_reason.assign("ready");
    EXPECT_EQ(why_text(picture_).find("connection"), std::string::npos);
    (void)view_->account_reason.assign("the exchange has locked this account");
    EXPECT_NE(why_text(picture_).find(
                  "the account connection is ready: the exchange has locked this account"),
              std::string::npos)
        << why_text(picture_);
    view_->market = ConnectionState::Down;
    (void)view_->market_reason.assign("Connection refused");
    EXPECT_NE(why_text(picture_).find("the market connection is down: Connection refused"),
              std::string::npos)
        << why_text(picture_);
    EXPECT_NE(why_json(picture_).find(R"("market_reason":"Connection refused")"),
              std::string::npos);
}

TEST_F(Report, SaysSoWhenThereIsNothingYet) {
    picture_.view = nullptr;
    EXPECT_NE(status_text(picture_).find("has not shown itself"), std::string::npos);
    EXPECT_EQ(orders_json(picture_), "{\"ready\":false}\n");
    for (const auto& text : {why_text(picture_), orders_text(picture_), positions_text(picture_),
                             greeks_text(picture_)}) {
        EXPECT_FALSE(text.empty());
    }
}

TEST_F(Report, DoesNotShowAnIndexThatNeverCame) {
    view_->underlyings[0].index = UsdPrice{};
    const std::string text = why_text(picture_);
    EXPECT_NE(text.find("no index price yet"), std::string::npos) << text;
    EXPECT_EQ(text.find("USD"), std::string::npos) << text;
}

TEST_F(Report, SaysSoWhenNoOrderIsOpen) {
    EXPECT_EQ(orders_text(picture_), "no order of ours is open or of unknown fate\n");
}

TEST_F(Report, GivesVegaForOnePoint) {
    EXPECT_NE(greeks_text(picture_).find("-123.5"), std::string::npos) << greeks_text(picture_);
}

TEST_F(Report, SurvivesCountsBeyondItsArrays) {
    view_->underlying_count = 99;
    view_->order_count = 9'999;
    view_->position_count = 9'999;
    for (const auto& text : {status_text(picture_), why_text(picture_), orders_text(picture_),
                             positions_text(picture_), greeks_text(picture_), status_json(picture_),
                             why_json(picture_), orders_json(picture_), positions_json(picture_),
                             greeks_json(picture_)}) {
        EXPECT_FALSE(text.empty());
    }
}

TEST_F(Report, WritesNoNumberThatJsonLacks) {
    view_->underlyings[0].delta = BookDelta{std::nan("")};
    const std::string json = status_json(picture_);
    EXPECT_NE(json.find("\"delta_coins\":null"), std::string::npos);
    EXPECT_EQ(json.find(":nan"), std::string::npos);
}

TEST_F(Report, DrawsOneLineASecondForPeople) {
    EXPECT_EQ(picture_lines(*view_),
              "02-04 03:12 BTC  75,012 [----*--|-------] delta  -0.250 hedge  -184,000 "
              "P&L hedged  -1,235 unhedged  -12,346 USD orders   0 in band\n");
}

TEST_F(Report, KeepsTheLineWithinATerminal) {
    UnderlyingView& coin = view_->underlyings[0];
    coin.why = Why::CancelOnDisconnectMissing;
    coin.check = RiskCheck::Staleness;
    coin.profit.hedged = BookProfit{-123'456'789.0};
    coin.profit.unhedged = BookProfit{-1'234'567'890.0};
    (void)coin.why_instrument.assign("BTC-27MAR26-100000-C");
    const std::string line = picture_lines(*view_);
    EXPECT_LE(line.size(), kLineWidth + 1);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(Report, ShowsEverythingOnOneScreen) {
    UnderlyingView& coin = view_->underlyings[0];
    coin.gamma = Gamma{-4e-4};
    coin.last_hedge = {true, Side::Sell,        41'760.0, 76'209.8, BookDelta{0.5481},
                       {},   view_->market_time};
    picture_.spreads[0] = {59, BookProfit{352.0}, BookProfit{2'640.0}, 3'600.0};
    picture_.wire = {18, microseconds(78), microseconds(488), microseconds(500), milliseconds(1)};
    const std::string text = screen_text(picture_);
    for (const char* part :
         {"paper  account papr   2026-02-04 03:12:44 UTC x3600", "state       normal",
          "75,012.33 USD", "-0.2500 [-----*----|----------] -0.50 .. +0.50",
          "-0.3000 coins for 1 %", "vega -123 USD", "-184,000 BTC-PERPETUAL   open orders 0",
          "sell 41,760 at 02-04 03:12, delta was +0.5481", "hedged -1,235 USD",
          "unhedged -12,346 USD", "hedged 352, unhedged 2,640 USD in 60 min, ratio 0.133",
          "p50 78 us, p99 488 us"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 12);
    picture_.view = nullptr;
    EXPECT_NE(screen_text(picture_).find("has not shown itself"), std::string::npos);
}

TEST_F(Report, TellsAProfitInTheNumeraireOfTheBook) {
    UnderlyingView coin = view_->underlyings[0];
    EXPECT_EQ(profit_text(coin, BookProfit{1'234.4}), "+1,234 USD");
    coin.profit.in_usd = false;
    EXPECT_EQ(profit_text(coin, BookProfit{-0.07261}), "-0.0726 BTC");
    coin.profit.measured = false;
    EXPECT_EQ(profit_text(coin, BookProfit{}), "unknown");
}

TEST_F(Report, TellsWhetherTheExchangeAgreesOnTheHedge) {
    UnderlyingView coin = view_->underlyings[0];
    EXPECT_EQ(hedge_position_text(coin, view_->at),
              "-184,000 BTC-PERPETUAL; the exchange was not heard");
    coin.stated = {true, -184'000.0, -184'000.0, view_->at};
    EXPECT_EQ(hedge_position_text(coin, view_->at),
              "-184,000 BTC-PERPETUAL; by the exchange's account -184,000, equal to the lot");
    coin.stated.ours = -184'010.0;
    EXPECT_EQ(hedge_position_text(coin, view_->at + seconds(9)),
              "-184,000 BTC-PERPETUAL; by the exchange's account -184,000 9.0 s ago, "
              "OURS WAS -184,010");
    coin.stated.ours = coin.stated.venue;
    EXPECT_EQ(hedge_position_text(coin, view_->at + seconds(9)),
              "-184,000 BTC-PERPETUAL; by the exchange's account -184,000 9.0 s ago, "
              "equal to the lot then");
}

TEST_F(Report, GivesProfitAndTheSlowestThousandthToPrograms) {
    picture_.spreads[0] = {59, BookProfit{352.0}, BookProfit{2'640.0}, 3'600.0};
    picture_.wire.p999 = milliseconds(2);
    const std::string json = status_json(picture_);
    for (const char* part :
         {"\"pnl_hedged\":-1234.6", "\"pnl_unhedged\":-12345.6", "\"pnl_unit\":\"USD\"",
          "\"pnl_hedged_deviation\":352", "\"pnl_unhedged_deviation\":2640",
          "\"p999_seconds\":0.002", "\"hedge_position\":-184000"}) {
        EXPECT_NE(json.find(part), std::string::npos) << part << "\n" << json;
    }
}

TEST_F(Report, SummarisesARun) {
    RunSummary summary;
    summary.observe(*view_);
    view_->at = view_->at + seconds(60);
    view_->market_time = view_->market_time + seconds(60 * 3600);
    view_->underlyings[0].index = UsdPrice{63'719.0};
    view_->underlyings[0].outside_band_seconds = 1.5;
    view_->underlyings[0].hedged_coins = 21.5;
    view_->counters.orders_sent = 42;
    picture_.spreads[0] = {59, BookProfit{352.0}, BookProfit{2'640.0}, 3'600.0};
    const std::string text = summary.text(picture_, 61.0);
    for (const char* part :
         {"75,012.33 -> 63,719.00 USD (-15.06 %)", "97.50 %", "21.500 coins", "42 sent", "60.0 h",
          "ran for", "-1,235 USD", "-12,346 USD", "ratio 0.133 (market time, 59 changes)"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST_F(Report, SummarisesARunThatNeverTraded) {
    const RunSummary summary;
    EXPECT_NE(summary.text(picture_, 1.0).find("ran for"), std::string::npos);
    picture_.view = nullptr;
    EXPECT_NE(summary.text(picture_, 1.0).find("never showed itself"), std::string::npos);
}

}  // namespace
}  // namespace hedged::ops
