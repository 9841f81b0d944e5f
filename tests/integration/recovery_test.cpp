// SPDX-License-Identifier: Apache-2.0
// Whole processes that die and come back, and an operator between them. The exchange's own pages
// over HTTP are the witness, not the daemon.
#include "support/daemon_rig.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace hedged {
namespace {

using support::DaemonRig;
using support::Patience;

constexpr int kSpeed = 7200;

class Recovery : public ::testing::Test {
protected:
    // Until it has traded: then everything before has worked.
    [[nodiscard]] bool hedges() {
        return rig_.waits_for([&] { return rig_.status_number("orders_filled") >= 1.0; });
    }
    [[nodiscard]] std::optional<int> ends() { return rig_.daemon().wait(Patience{60'000}); }
    [[nodiscard]] bool reaches(const std::string& state) {
        return rig_.waits_for([&] { return rig_.status("state") == state; });
    }
    DaemonRig rig_;
};

TEST_F(Recovery, HedgesAgainAfterTheExchangeDiedAndCameBack) {
    // It comes back as it once opened, without our trades: a difference that nothing explains.
    rig_.edit_config("    slippage_cap: 25bp",
                     "    position_mismatch_max_coins: 1000\n    slippage_cap: 25bp");
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    ASSERT_TRUE(hedges()) << rig_.story();
    rig_.kill_exchange();
    ASSERT_TRUE(reaches("hold")) << rig_.story();
    const double sent = rig_.status_number("orders_sent");

    rig_.start_exchange(kSpeed);
    EXPECT_TRUE(reaches("normal")) << rig_.story();
    EXPECT_TRUE(rig_.waits_for([&] { return rig_.status_number("orders_sent") > sent; }))
        << rig_.story();
    EXPECT_TRUE(rig_.waits_for([&] { return rig_.trades_of_ours() > 0; })) << rig_.story();
}

TEST_F(Recovery, GoesOnWithANewEpochAfterItsOwnDeath) {
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    ASSERT_TRUE(hedges()) << rig_.story();
    rig_.daemon().signal(SIGKILL);
    EXPECT_EQ(ends(), 128 + SIGKILL);
    rig_.start_daemon(kSpeed);
    ASSERT_TRUE(reaches("normal")) << rig_.story();
    EXPECT_EQ(rig_.status("epoch"), "2");
    EXPECT_TRUE(hedges()) << rig_.story();
    rig_.daemon().signal(SIGTERM);
    EXPECT_EQ(ends(), 0) << rig_.story();
    EXPECT_TRUE(rig_.no_open_orders());
}

TEST_F(Recovery, TradesNothingMoreAfterAKillHoweverFarTheMarketGoes) {
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    ASSERT_TRUE(hedges()) << rig_.story();
    const auto kill = rig_.hedgectl({"kill", "--reason", "drill"});
    EXPECT_EQ(kill.exit_code, 0) << kill.output << kill.errors << rig_.story();
    EXPECT_TRUE(rig_.no_open_orders());
    EXPECT_TRUE(std::filesystem::exists(rig_.file("state/kill-latch")));
    const std::size_t trades = rig_.trades_of_ours();
    EXPECT_GE(trades, 1U);

    const double hours = 3'600'000.0;
    const double before = rig_.status_number("market_time_ms");
    ASSERT_TRUE(rig_.waits_for(
        [&] { return rig_.status_number("market_time_ms") > before + 4.0 * hours; }));
    EXPECT_EQ(rig_.trades_of_ours(), trades);
}

TEST_F(Recovery, LeavesNoProcessBehindHoweverItEnds) {
    for (const int signal : {SIGTERM, SIGKILL}) {
        rig_.start_paper({"--speed", "7200"});
        ASSERT_TRUE(reaches("normal")) << rig_.story();
        const auto children = rig_.daemon().children();
        ASSERT_EQ(children.size(), 1U);
        rig_.daemon().signal(signal);
        EXPECT_EQ(ends(), signal == SIGTERM ? 0 : 128 + SIGKILL) << rig_.story();
        EXPECT_TRUE(rig_.waits_for([&] { return !support::process_exists(children[0]); }));
    }
}

TEST_F(Recovery, HoldsWhenAnOperatorSaysSoAndResumes) {
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    ASSERT_TRUE(hedges()) << rig_.story();
    EXPECT_EQ(rig_.hedgectl({"hold", "--reason", "lunch"}).exit_code, 0);
    EXPECT_TRUE(reaches("hold"));
    EXPECT_NE(rig_.hedgectl({"why"}).output.find("lunch"), std::string::npos);
    EXPECT_EQ(rig_.hedgectl({"resume"}).exit_code, 0);
    EXPECT_TRUE(reaches("normal"));
}

TEST_F(Recovery, HedgesOnTwoThreadsAsOnOne) {
    rig_.edit_config("  wait: block", "  wait: block\n  layout: two");
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    EXPECT_TRUE(hedges()) << rig_.story();
    EXPECT_NE(rig_.status("layout").find("two threads"), std::string::npos);
    rig_.daemon().signal(SIGTERM);
    EXPECT_EQ(ends(), 0) << rig_.story();
}

TEST_F(Recovery, TellsAnOperatorThatNobodyAnswers) {
    EXPECT_EQ(rig_.hedgectl({"status"}).exit_code, 69);
    EXPECT_EQ(rig_.hedgectl({"kill"}).exit_code, 69);
}

}  // namespace
}  // namespace hedged
