// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/limits.hpp"

#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace hedged::risk {
namespace {

std::vector<std::string> names(const Limits& limits) {
    std::vector<std::string> result;
    for (const LimitViolation& violation : validate(limits)) {
        result.emplace_back(violation.name);
    }
    return result;
}

TEST(Limits, AreUsableWhenAllAreSet) {
    EXPECT_TRUE(validate(test::sensible_limits()).empty());
}

TEST(Limits, HaveNoDefaultAnywhere) {
    Limits limits;
    limits.underlying_count = 1;
    auto const missing = names(limits);

    for (const char* const name : {"max_order_coins",
                                   "max_order_contracts",
                                   "max_order_value",
                                   "price_collar_bp",
                                   "option_price_collar",
                                   "max_hedge_position",
                                   "max_hedge_ratio",
                                   "max_initial_margin_ratio",
                                   "max_maintenance_margin_ratio",
                                   "max_orders_per_second",
                                   "max_orders_per_minute",
                                   "max_orders_per_day",
                                   "credits_per_second",
                                   "credit_burst",
                                   "cancel_reserve",
                                   "duplicate_window",
                                   "min_time_to_expiry",
                                   "quote_age_max",
                                   "index_age_max",
                                   "greeks_age_max",
                                   "position_age_max",
                                   "feed_lag_max",
                                   "clock_error_max",
                                   "bad_input_hold",
                                   "reconcile_age_max",
                                   "same_refusals_max",
                                   "same_refusals_window",
                                   "refusal_cool_off",
                                   "refusals_max",
                                   "refusals_window"}) {
        EXPECT_NE(std::find(missing.begin(), missing.end(), name), missing.end()) << name;
    }
}

TEST(Limits, AreReportedForTheUnderlyingThatLacksThem) {
    Limits limits = test::sensible_limits();
    limits.underlying_count = 2;
    limits.underlyings[1] = limits.underlyings[0];
    limits.underlyings[1].max_order_value = Usd{};

    auto const violations = validate(limits);
    ASSERT_EQ(violations.size(), 1U);
    EXPECT_EQ(violations[0].name, "max_order_value");
    EXPECT_EQ(violations[0].underlying, 1U);
}

struct Wrong {
    const char* test_name;
    const char* field;
    std::function<void(Limits&)> apply;
};
class LimitsWrong : public ::testing::TestWithParam<Wrong> {};

TEST_P(LimitsWrong, IsReportedByName) {
    Limits limits = test::sensible_limits();
    GetParam().apply(limits);
    EXPECT_EQ(names(limits), std::vector<std::string>{GetParam().field});
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Wrong kWrong[] = {
    {"NoUnderlying", "underlying_count", [](Limits& l) { l.underlying_count = 0; }},
    {"NanCoins", "max_order_coins",
     [](Limits& l) { l.underlyings[0].max_order_coins = Coins{kNan}; }},
    {"InfiniteValue", "max_order_value",
     [](Limits& l) { l.underlyings[0].max_order_value = Usd{kInfinity}; }},
    {"NegativeContracts", "max_order_contracts",
     [](Limits& l) { l.underlyings[0].max_order_contracts = -1.0; }},
    {"CollarOfEverything", "price_collar_bp",
     [](Limits& l) { l.underlyings[0].price_collar_bp = 10'000.0; }},
    {"OrderAbovePosition", "max_order_coins",
     [](Limits& l) { l.underlyings[0].max_order_coins = Coins{15.1}; }},
    {"TooManyOrdersADay", "max_orders_per_day",
     [](Limits& l) { l.max_orders_per_day = 1'000'001; }},
    {"ReserveBelowOneCancel", "cancel_reserve", [](Limits& l) { l.cancel_reserve = 0.04; }},
    {"BurstWithoutAnOrder", "credit_burst",
     [](Limits& l) {
         l.credit_burst = 5.0;
         l.cancel_reserve = 0.9;
     }},
    {"WindowBeyondMemory", "duplicate_window", [](Limits& l) { l.duplicate_window = seconds(9); }},
    {"NegativeAge", "quote_age_max", [](Limits& l) { l.quote_age_max = milliseconds(-1); }},
    {"BreakerBeyondMemory", "refusals_max", [](Limits& l) { l.refusals_max = 65; }},
    {"SameBreakerBeyondMemory", "same_refusals_max", [](Limits& l) { l.same_refusals_max = 65; }},
};
INSTANTIATE_TEST_SUITE_P(Fields, LimitsWrong, ::testing::ValuesIn(kWrong),
                         [](const auto& wrong) { return wrong.param.test_name; });

TEST(Limits, RefuseAReserveOfEverythingAndSayWhatItLeaves) {
    Limits limits = test::sensible_limits();
    limits.cancel_reserve = 1.0;
    EXPECT_EQ(names(limits), (std::vector<std::string>{"cancel_reserve", "credit_burst"}));
}

TEST(Limits, RefuseMoreUnderlyingsThanThereIsRoomFor) {
    Limits limits = test::sensible_limits();
    limits.underlying_count = kUnderlyingsMax + 1;
    EXPECT_EQ(names(limits).front(), "underlying_count");
}

}  // namespace
}  // namespace hedged::risk
