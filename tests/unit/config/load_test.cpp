// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/load.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace hedged::config {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string paper() {
    return text_of(fs::path(HEDGED_SOURCE_DIR) / "config/paper.yaml");
}
std::string testnet() {
    return text_of(fs::path(HEDGED_SOURCE_DIR) / "config/deribit-testnet.yaml");
}
std::string live() {
    return text_of(fs::path(HEDGED_SOURCE_DIR) / "config/deribit-live.yaml");
}

// Exactly one occurrence, so that a test cannot pass by changing nothing.
std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    EXPECT_EQ(text.find(from, at + 1), std::string::npos) << from << " occurs twice";
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string faults_of(const std::string& text) {
    const auto loaded = load_text(text, "f.yaml");
    return loaded ? std::string{} : to_string(loaded.error());
}

TEST(LoadConfig, TakesEveryExampleThatIsShipped) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(HEDGED_SOURCE_DIR) / "config")) {
        if (entry.path().extension() != ".yaml") {
            continue;
        }
        const auto loaded = load_file(entry.path().string());
        EXPECT_TRUE(loaded) << (loaded ? "" : to_string(loaded.error()));
        ++files;
    }
    EXPECT_GE(files, 3);
}

TEST(LoadConfig, FillsTheEnginesOwnStructs) {
    const auto loaded = load_text(paper(), "f.yaml");
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    const engine::EngineConfig& engine = loaded.value().engine;
    ASSERT_EQ(engine.underlyings.size(), 1U);
    EXPECT_EQ(engine.underlyings[0].name.view(), "BTC");
    EXPECT_EQ(engine.underlyings[0].numeraire, portfolio::Numeraire::Usd);
    EXPECT_FALSE(engine.underlyings[0].include_equity);
    EXPECT_EQ(engine.underlyings[0].band.upper, BookDelta{0.5});
    EXPECT_EQ(engine.underlyings[0].slippage_cap_bp, 25.0);
    EXPECT_EQ(engine.limits.underlying_count, 1U);
    EXPECT_EQ(engine.limits.underlyings[0].max_order_value, Usd{250'000.0});
    EXPECT_EQ(engine.limits.underlyings[0].option_price_collar, Vol{0.02});
    EXPECT_EQ(engine.limits.quote_age_max, milliseconds(500));
    EXPECT_DOUBLE_EQ(engine.reference_disagreement_max, 0.01);
    EXPECT_EQ(engine.gateway.rate.orders_per_second, engine.limits.max_orders_per_second);
    EXPECT_EQ(engine.gateway.rate.cancel_reserve, 0.25);
    EXPECT_EQ(loaded.value().paper.speed, 3600);
}

TEST(LoadConfig, HasNoDefaultForAnyLimit) {
    const std::string good = paper();
    std::istringstream lines(good);
    int limits = 0;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string::npos || line[indent] == '#') {
            continue;
        }
        const std::string key = line.substr(indent, line.find(':') - indent);
        if (key == "limits") {
            inside = true;
            continue;
        }
        inside = inside && indent > 0;
        if (!inside) {
            continue;
        }
        ++limits;
        const std::string faults = faults_of(with(good, line + "\n", ""));
        EXPECT_NE(faults.find(key + "' is missing"), std::string::npos) << key << "\n" << faults;
    }
    EXPECT_EQ(limits, 30);
}

TEST(LoadConfig, WantsNumeraireAndEquityStatedForEachUnderlying) {
    EXPECT_NE(
        faults_of(with(paper(), "    numeraire: usd ", "    #")).find("numeraire' is missing"),
        std::string::npos);
    EXPECT_NE(faults_of(with(paper(), "    include_equity: false ", "    #"))
                  .find("include_equity' is missing"),
              std::string::npos);
}

TEST(LoadConfig, ExplainsWhyCoinAndEquityContradictEachOther) {
    const std::string faults = faults_of(with(with(paper(), "numeraire: usd ", "numeraire: coin "),
                                              "include_equity: false", "include_equity: true"));
    EXPECT_NE(faults.find("the equity has no delta"), std::string::npos) << faults;
}

TEST(LoadConfig, RefusesABandThatDoesNotHoldItsTarget) {
    EXPECT_NE(
        faults_of(with(paper(), "lower_coins: -0.5", "lower_coins: 0.1")).find("between them"),
        std::string::npos);
    EXPECT_NE(faults_of(with(paper(), "upper_coins: 0.5", "upper_coins: -0.5")), "");
}

TEST(LoadConfig, RefusesAFenceMarginThatTheGatewayWouldAbortOn) {
    const std::string faults =
        faults_of(with(paper(), "engine:\n", "engine:\n  orders:\n    expiry_fence_margin: 0s\n"));
    EXPECT_NE(faults.find("expiry_fence_margin' is 0s"), std::string::npos) << faults;
}

TEST(LoadConfig, ReportsAllFaultsInTheOrderOfTheFile) {
    std::string text = with(paper(), "    numeraire: usd ", "    numeriare: usd ");
    text = with(text, "  quote_age_max: 500ms", "  quote_age_max: 500");
    text = with(text, "require_arm: false", "require_arm: no");
    const std::string faults = faults_of(text);
    const auto first = faults.find("numeriare");
    const auto second = faults.find("500ms");
    const auto third = faults.find("write true or false");
    EXPECT_NE(first, std::string::npos) << faults;
    EXPECT_LT(first, second) << faults;
    EXPECT_LT(second, third) << faults;
    EXPECT_NE(faults.find("did you mean 'numeraire'?"), std::string::npos) << faults;
}

TEST(LoadConfig, PrintsWhatLoadsBackToTheSame) {
    for (const std::string& text : {paper(), testnet(), live()}) {
        const auto first = load_text(text, "f.yaml");
        ASSERT_TRUE(first);
        const std::string printed = effective_yaml(first.value());
        const auto second = load_text(printed, "printed.yaml");
        ASSERT_TRUE(second) << to_string(second.error()) << printed;
        EXPECT_EQ(effective_yaml(second.value()), printed);
        EXPECT_EQ(config_hash(first.value()), config_hash(second.value()));
    }
}

TEST(LoadConfig, HashesEveryValueButNoComment) {
    const auto hash = [](const std::string& text) {
        const auto loaded = load_text(text, "f.yaml");
        EXPECT_TRUE(loaded);
        return loaded ? config_hash(loaded.value()) : 0;
    };
    EXPECT_EQ(hash(paper()), hash("# remark\n" + paper()));
    EXPECT_NE(hash(paper()), hash(with(paper(), "max_order_coins: 2", "max_order_coins: 3")));
    EXPECT_NE(hash(paper()), hash(with(paper(), "speed: 3600", "speed: 60")));
    EXPECT_EQ(hash_text(0x0123456789abcdefULL), "0123456789abcdef");
}

TEST(LoadConfig, KeepsEveryDurationInRealTimeWhateverTheSpeed) {
    auto loaded = load_text(paper(), "f.yaml");
    ASSERT_TRUE(loaded);
    Config config = loaded.value();
    apply_speed(config, 3600);
    EXPECT_EQ(config.engine.market_speed, 3600);
    EXPECT_EQ(config.engine.gateway.fence, seconds(5)) << "the engine scales it, once";
    EXPECT_EQ(config.engine.gateway.ack_timeout, seconds(3));
}

TEST(LoadConfig, RefusesToReconcileMoreRarelyThanAPositionMayBeOld) {
    EXPECT_NE(faults_of(with(paper(), "reconcile_every: 3s", "reconcile_every: 6s")), "");
}

TEST(LoadConfig, RefusesToRefitMoreRarelyThanASmileMayBeOld) {
    const std::string slow =
        with(paper(), "  reconcile_every: 3s", "  reconcile_every: 3s\n  refit_every: 3s");
    EXPECT_NE(faults_of(slow).find("refit_every must be at most half"), std::string::npos);
    const std::string off =
        with(slow, "  refit_every: 3s", "  refit_every: 3s\n  fit_smiles: false");
    EXPECT_EQ(faults_of(off), "");
}

TEST(EnvironmentGuard, LetsLiveTradeOnTheRealHostOnly) {
    EXPECT_EQ(faults_of(live()), "");
    for (const char* host : {"test.deribit.com", "127.0.0.1", "www.deribit.com.evil.example"}) {
        EXPECT_NE(faults_of(with(live(), "host: www.deribit.com", std::string("host: ") + host)),
                  "")
            << host;
    }
    EXPECT_NE(faults_of(with(live(), "  heartbeat: 10s", "  tls: false")), "");
    EXPECT_NE(faults_of(with(live(), "  heartbeat: 10s", "  ca_file: /tmp/ca.pem")), "");
}

TEST(EnvironmentGuard, WantsTheLiveAccountNamedTwice) {
    EXPECT_NE(faults_of(with(live(), "confirm_live_account: acc1", "confirm_live_account: acc2"))
                  .find("repeat the account tag"),
              std::string::npos);
    EXPECT_NE(faults_of(with(live(), "confirm_live_account: acc1", "#")), "");
    EXPECT_NE(faults_of("confirm_live_account: papr\n" + paper()), "");
}

TEST(EnvironmentGuard, KeepsKeysOnTheirOwnSide) {
    EXPECT_NE(faults_of(with(live(), "name: deribit-live", "name: deribit-testnet")), "");
    EXPECT_NE(faults_of(with(testnet(), "name: deribit-testnet", "name: deribit-live")), "");
}

TEST(EnvironmentGuard, KeepsTestnetAndPaperAwayFromOtherHosts) {
    EXPECT_NE(faults_of(with(testnet(), "host: test.deribit.com", "host: www.deribit.com")), "");
    EXPECT_NE(faults_of(with(testnet(), "host: test.deribit.com", "host: 127.0.0.1")), "");
    EXPECT_NE(
        faults_of(with(paper(), "  name: deribit ", "  host: www.deribit.com\n  name: deribit ")),
        "");
    EXPECT_EQ(faults_of(with(paper(), "  name: deribit ",
                             "  host: 127.0.0.1\n  port: 8443\n  name: deribit ")),
              "");
}

TEST(LoadConfig, RefusesAnAccountTagThatALabelCannotCarry) {
    for (const char* tag : {"PAPR", "pap", "paper", "pa-r", "''"}) {
        EXPECT_NE(faults_of(with(paper(), "account: papr", std::string("account: ") + tag)), "")
            << tag;
    }
}

TEST(LoadConfig, RefusesAnEmptyFileAndALoneWord) {
    EXPECT_NE(faults_of(""), "");
    EXPECT_NE(faults_of("# nothing\n"), "");
    EXPECT_NE(faults_of("hello"), "");
    EXPECT_NE(faults_of("- a\n- b\n"), "");
}

TEST(LoadConfig, SaysThatAFileCannotBeRead) {
    const auto loaded = load_file("/nonexistent/hedged.yaml");
    ASSERT_FALSE(loaded);
    EXPECT_NE(to_string(loaded.error()).find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace hedged::config
