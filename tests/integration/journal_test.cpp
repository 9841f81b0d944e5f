// SPDX-License-Identifier: Apache-2.0
// The journal of real daemons: replayed, explained, damaged, and a disk without room.
#include "hedged/runtime/journal/staging.hpp"

#include "support/daemon_rig.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace hedged {
namespace {

using support::DaemonRig;
using support::Patience;

constexpr int kSpeed = 7200;

class JournalOfADaemon : public ::testing::Test {
protected:
    void hedge_once() {
        rig_.start_exchange(kSpeed);
        rig_.start_daemon(kSpeed);
        ASSERT_TRUE(rig_.waits_for([&] { return rig_.status_number("orders_filled") >= 1.0; }))
            << rig_.story();
    }
    [[nodiscard]] std::optional<int> ends() { return rig_.daemon().wait(Patience{60'000}); }
    [[nodiscard]] DaemonRig::Ran tool(std::vector<std::string> words) {
        words.insert(words.begin() + (words[0] == "journal" ? 2 : 1), rig_.file("state"));
        return rig_.hedged(words);
    }
    DaemonRig rig_;
};

TEST_F(JournalOfADaemon, ReplaysToTheSameActionsAfterAStop) {
    hedge_once();
    rig_.daemon().signal(SIGTERM);
    ASSERT_EQ(ends(), 0) << rig_.story();
    const auto replay = tool({"replay"});
    EXPECT_EQ(replay.exit_code, 0) << replay.output << replay.errors;
    EXPECT_NE(replay.output.find("the same throughout"), std::string::npos) << replay.output;
    const auto verify = tool({"journal", "verify"});
    EXPECT_EQ(verify.exit_code, 0) << verify.errors;
    EXPECT_NE(verify.output.find("stopped, nothing open"), std::string::npos) << verify.output;
    const auto shown = tool({"journal", "show", "--only", "snapshot-mark,order-reply,instrument"});
    for (const char* words : {"phase complete", "outcome accepted", "option_type call", "payoff"}) {
        EXPECT_NE(shown.output.find(words), std::string::npos) << words;
    }
}

TEST_F(JournalOfADaemon, ReplaysToTheSameActionsAfterAKilledProcess) {
    hedge_once();
    rig_.daemon().signal(SIGKILL);
    ASSERT_EQ(ends(), 128 + SIGKILL);
    const auto replay = tool({"replay"});
    EXPECT_EQ(replay.exit_code, 0) << replay.output << replay.errors;
    EXPECT_NE(replay.output.find("the same throughout"), std::string::npos) << replay.output;
}

TEST_F(JournalOfADaemon, ExplainsAnOrderAndAMomentWhileTheDaemonRuns) {
    hedge_once();
    const auto order = tool({"journal", "explain", "1-1"});
    EXPECT_EQ(order.exit_code, 0) << order.errors;
    EXPECT_NE(order.output.find("because delta is"), std::string::npos) << order.output;
    EXPECT_NE(order.output.find("knew"), std::string::npos) << order.output;
    EXPECT_NE(order.output.find("filled"), std::string::npos) << order.output;
    const auto named_first = rig_.hedged({"journal", "explain", "1-1", rig_.file("state")});
    EXPECT_NE(named_first.output.find("because delta is"), std::string::npos) << named_first.errors;
    const auto moment = tool({"journal", "explain", "--at", "2099-01-01 00:00:00"});
    EXPECT_EQ(moment.exit_code, 0) << moment.errors;
    EXPECT_NE(moment.output.find("band"), std::string::npos) << moment.output;
    const auto none = tool({"journal", "explain", "1-999"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_NE(none.errors.find("1-999"), std::string::npos) << none.errors;
}

TEST_F(JournalOfADaemon, ShowsTheDayUnderOtherBandsBesideTheRecordedOne) {
    hedge_once();
    rig_.daemon().signal(SIGTERM);
    ASSERT_EQ(ends(), 0) << rig_.story();
    const auto other = tool({"replay", "--set", "underlyings.BTC.band.upper_coins=0.4"});
    EXPECT_EQ(other.exit_code, 0) << other.errors;
    EXPECT_NE(other.output.find("recorded"), std::string::npos) << other.output;
    EXPECT_NE(other.output.find("-> 0.4"), std::string::npos) << other.output;
    const auto wrong = tool({"replay", "--set", "underlyings.BTC.bend.upper_coins=0.4"});
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_NE(wrong.errors.find("bend"), std::string::npos) << wrong.errors;
    EXPECT_NE(wrong.errors.find("band"), std::string::npos) << wrong.errors;
}

TEST_F(JournalOfADaemon, WithDamageInTheMiddleKeepsTheDaemonFromStartingUntilToldTo) {
    hedge_once();
    rig_.daemon().signal(SIGKILL);
    ASSERT_EQ(ends(), 128 + SIGKILL);
    // Or what the dead process left in memory would make it whole again.
    ASSERT_EQ(
        runtime::journal::absorb_staged(runtime::journal::kStagingRoot, rig_.file("state/journal")),
        "");
    {
        std::fstream file(rig_.file("state/journal/0000001-00001.journal"),
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(20'000);
        file.put('\x55');
        file.put('\x55');
    }
    rig_.start_daemon(kSpeed);
    EXPECT_EQ(ends(), 78) << rig_.story();
    EXPECT_NE(rig_.story().find("--recover"), std::string::npos) << rig_.story();
    EXPECT_EQ(tool({"journal", "verify"}).exit_code, 1);
    rig_.start_daemon(kSpeed, {"--recover"});
    EXPECT_TRUE(rig_.waits_for([&] { return rig_.status("state") == "normal"; })) << rig_.story();
}

TEST_F(JournalOfADaemon, ThatCannotBeMadeEndsTheStartWithTheReason) {
    std::ofstream(rig_.file("no-folder")) << "a file";
    rig_.edit_config("journal:\n", "journal:\n  folder: " + rig_.file("no-folder") + "\n");
    rig_.start_exchange(kSpeed);
    rig_.start_daemon(kSpeed);
    EXPECT_EQ(ends(), 78) << rig_.story();
    EXPECT_NE(rig_.story().find("no-folder"), std::string::npos) << rig_.story();
}

}  // namespace
}  // namespace hedged
