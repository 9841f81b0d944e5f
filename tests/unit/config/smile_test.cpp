// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/load.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace hedged::config {
namespace {

// The paper configuration with these lines under the only underlying.
std::string with_smile(const std::string& lines) {
    std::ifstream in(HEDGED_SOURCE_DIR "/config/paper.yaml");
    std::ostringstream text;
    text << in.rdbuf();
    std::string const mark = "    hedge_instrument:";
    std::string out = text.str();
    EXPECT_NE(out.find(mark), std::string::npos);
    return out.insert(out.find(mark), lines);
}

pricing::SmileDynamicsSettings settings_of(const std::string& lines) {
    auto const loaded = load_text(with_smile(lines), "f.yaml");
    EXPECT_TRUE(loaded) << (loaded ? "" : to_string(loaded.error()));
    return loaded ? loaded.value().engine.underlyings[0].smile : pricing::SmileDynamicsSettings{};
}

std::string faults_of(const std::string& lines) {
    auto const loaded = load_text(with_smile(lines), "f.yaml");
    return loaded ? std::string{} : to_string(loaded.error());
}

TEST(SmileConfig, LeavesTheBlackDeltaAloneUnlessAsked) {
    EXPECT_EQ(settings_of("").dynamics, pricing::SmileDynamics::StickyStrike);
    EXPECT_DOUBLE_EQ(settings_of("").max_adjustment_coins, 0.1);
}

TEST(SmileConfig, TakesARegimeAndItsLimit) {
    auto const settings = settings_of(
        "    smile:\n      dynamics: sticky_moneyness\n      max_adjustment_coins: 0.05\n");
    EXPECT_EQ(settings.dynamics, pricing::SmileDynamics::StickyMoneyness);
    EXPECT_DOUBLE_EQ(settings.max_adjustment_coins, 0.05);
}

TEST(SmileConfig, TakesTheCoefficientsOfMinimumVariance) {
    auto const settings = settings_of(
        "    smile:\n      dynamics: minimum_variance\n"
        "      calls: {a: -0.1, b: 0.2, c: -0.3}\n      puts: {a: -0.05, b: -0.1, c: 0}\n");
    EXPECT_EQ(settings.dynamics, pricing::SmileDynamics::MinimumVariance);
    EXPECT_DOUBLE_EQ(settings.calls.b, 0.2);
    EXPECT_DOUBLE_EQ(settings.puts.a, -0.05);
}

TEST(SmileConfig, WantsTheCoefficientsThatMinimumVarianceLivesOn) {
    EXPECT_NE(
        faults_of("    smile:\n      dynamics: minimum_variance\n").find("needs the coefficients"),
        std::string::npos);
}

TEST(SmileConfig, RefusesCoefficientsThatNobodyReads) {
    EXPECT_NE(faults_of("    smile:\n      dynamics: sticky_strike\n      calls: {a: 1}\n")
                  .find("of minimum_variance alone"),
              std::string::npos);
}

TEST(SmileConfig, NamesTheNearestRegimeAndKey) {
    EXPECT_NE(faults_of("    smile:\n      dynamics: sticky_moneynes\n").find("sticky_moneyness"),
              std::string::npos);
    EXPECT_NE(faults_of("    smile:\n      dynamic: sticky_strike\n").find("dynamics"),
              std::string::npos);
}

TEST(SmileConfig, RefusesALimitThatIsNone) {
    EXPECT_NE(faults_of("    smile:\n      max_adjustment_coins: 3\n").find("max_adjustment_coins"),
              std::string::npos);
}

TEST(SmileConfig, PrintsWhatLoadsBackToTheSame) {
    for (const char* const lines :
         {"", "    smile:\n      dynamics: sticky_local_vol\n",
          "    smile:\n      dynamics: minimum_variance\n      calls: {a: -0.1}\n"
          "      puts: {c: 0.2}\n"}) {
        auto const loaded = load_text(with_smile(lines), "f.yaml");
        ASSERT_TRUE(loaded) << to_string(loaded.error());
        std::string const printed = effective_yaml(loaded.value());
        auto const again = load_text(printed, "g.yaml");
        ASSERT_TRUE(again) << to_string(again.error()) << printed;
        EXPECT_EQ(effective_yaml(again.value()), printed);
    }
}

}  // namespace
}  // namespace hedged::config
