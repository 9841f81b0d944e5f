// SPDX-License-Identifier: Apache-2.0
// Our Greeks, put into Bybit's fields, against two recorded option tickers. The tolerances are what
// the rounding of the published volatility (four decimals) and price does to each number.
#include "hedged/pricing/published_greeks.hpp"

#include "support/json_tree.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace hedged::pricing {
namespace {

class BybitTicker {
public:
    BybitTicker(const std::string& file, UsdPrice strike, WallTime expiry)
        : strike_(strike), expiry_(expiry) {
        std::ifstream in(HEDGED_TEST_DIR "/data/bybit/" + file);
        std::string const text{std::istreambuf_iterator<char>(in), {}};
        tree_ = testing::parse_json_tree(text);
    }
    [[nodiscard]] double number(const std::string& key) {
        testing::JsonTree const* const value = tree_.at("data." + key);
        EXPECT_NE(value, nullptr) << key;
        return value == nullptr ? std::nan("") : std::strtod(value->text.c_str() + 1, nullptr);
    }
    [[nodiscard]] Years left() {
        auto const stamp = std::strtoll(tree_.at("ts")->text.c_str(), nullptr, 10);
        return Years{years_between(wall_from_milliseconds(stamp), expiry_)};
    }
    [[nodiscard]] OptionValue own() {
        OptionPoint const point{Right::Call, UsdPrice{number("underlyingPrice")}, strike_, left()};
        return black76(point, Vol{number("markPriceIv")});
    }

private:
    testing::JsonTree tree_;
    UsdPrice strike_;
    WallTime expiry_;
};

void expect_close(double own, double published, double relative, const char* field) {
    EXPECT_NEAR(own, published, relative * std::fabs(published)) << field;
}

TEST(Bybit, GreeksWithWeeksToLiveAreOurs) {
    BybitTicker ticker("tardis_option_tickers.jsonl", UsdPrice{24},
                       wall_from_milliseconds(1'682'668'800'000));
    PublishedGreeks const own = bybit_greeks(ticker.own(), ticker.left());
    expect_close(own.delta.value(), ticker.number("delta"), 3e-5, "delta");
    expect_close(own.gamma.value(), ticker.number("gamma"), 6e-5, "gamma");
    expect_close(own.vega_usd_per_point, ticker.number("vega"), 6e-5, "vega");
    expect_close(own.theta_usd_per_day, ticker.number("theta"), 6e-5, "theta");
    expect_close(ticker.own().price.value(), ticker.number("markPrice"), 1e-4, "mark");
}

// Four decimals of a volatility of 49 % leave the value of a far call good to a thousandth.
TEST(Bybit, GammaAndThetaOfTheLastDayAreScaledByWhatIsLeftOfIt) {
    BybitTicker ticker("ws_ticker_option.json", UsdPrice{17'500},
                       wall_from_milliseconds(1'672'992'000'000));
    OptionValue const value = ticker.own();
    PublishedGreeks const own = bybit_greeks(value, ticker.left());
    expect_close(own.delta.value(), ticker.number("delta"), 1e-3, "delta");
    expect_close(own.gamma.value(), ticker.number("gamma"), 1e-3, "gamma");
    expect_close(own.vega_usd_per_point, ticker.number("vega"), 1e-3, "vega");
    expect_close(own.theta_usd_per_day, ticker.number("theta"), 1e-3, "theta");
    expect_close(value.price.value(), ticker.number("markPrice"), 1e-3, "mark");
    // The plain ones are a seventh larger.
    EXPECT_GT(value.gamma.value(), 1.15 * ticker.number("gamma"));
}

}  // namespace
}  // namespace hedged::pricing
