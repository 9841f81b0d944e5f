// SPDX-License-Identifier: Apache-2.0
// What an operator gets wrong, or the world does: the daemon says what it is in words, ends with
// the code for it or holds, and never sends an order.
#include "support/daemon_rig.hpp"
#include "support/test_certificates.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace hedged {
namespace {

using support::DaemonRig;
using support::Patience;

constexpr int kSpeed = 3600;

class ClearFailure : public ::testing::Test {
protected:
    // Ends by itself, with this code and these words, before it has anything to trade with.
    void expect_end(int code, const std::string& words) {
        const std::optional<int> ended = rig_.daemon().wait(Patience{60'000});
        EXPECT_EQ(ended, code) << rig_.story();
        EXPECT_NE(rig_.daemon().errors().find(words), std::string::npos) << rig_.story();
    }
    // Stays, says it, holds, sends nothing, and still ends cleanly when asked to.
    void expect_hold(const std::string& words) {
        EXPECT_TRUE(rig_.waits_for([&] {
            return rig_.daemon().errors().find(words) != std::string::npos;
        })) << rig_.story();
        EXPECT_TRUE(rig_.waits_for([&] { return rig_.status("state") == "hold"; })) << rig_.story();
        EXPECT_NE(rig_.hedgectl({"why"}).output.find("connection is not ready"), std::string::npos)
            << rig_.hedgectl({"why"}).output;
        EXPECT_EQ(rig_.status("orders_sent"), "0");
        rig_.daemon().signal(SIGTERM);
        expect_end(0, "no order was sent in this run");
    }
    void write(const std::string& name, const std::string& text, std::filesystem::perms mode) {
        std::ofstream(rig_.file(name)) << text;
        std::filesystem::permissions(rig_.file(name), mode);
    }
    void serve_tls(const test::CertificatePlan& plan) {
        const test::CertificateFiles files = authority_.issue("exchange", plan);
        rig_.start_exchange(kSpeed, {"--tls-cert", files.certificate, "--tls-key", files.key});
        rig_.edit_config("venue:\n",
                         "venue:\n  tls: true\n  ca_file: " + authority_.ca_file() + "\n");
        rig_.start_daemon(kSpeed);
    }

    DaemonRig rig_;
    test::TestAuthority authority_{std::filesystem::path(rig_.file("x")).parent_path()};
};

constexpr auto kOwnerOnly =
    std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

TEST_F(ClearFailure, NamesTheLineOfAConfigurationThatIsNoYaml) {
    rig_.edit_config("venue:\n", "venue: [\n");
    rig_.start_paper({});
    expect_end(78, "hedged.yaml:");
}

TEST_F(ClearFailure, HoldsWhileTheExchangeCannotBeReached) {
    rig_.start_exchange(kSpeed);
    rig_.kill_exchange();
    rig_.start_daemon(kSpeed);
    expect_hold("Connection refused");
}

TEST_F(ClearFailure, HoldsWhenTheAccountIsRunOtherwiseThanExpected) {
    rig_.start_exchange(kSpeed);
    rig_.edit_config("venue:\n", "venue:\n  self_trading: reject_taker\n");
    rig_.start_daemon(kSpeed);
    const std::string words = "self_trading is cancel_maker, expected: reject_taker";
    EXPECT_TRUE(rig_.waits_for([&] {
        return rig_.hedgectl({"why"}).output.find(words) != std::string::npos;
    })) << rig_.story();
    EXPECT_NE(rig_.daemon().errors().find(words), std::string::npos) << rig_.story();
    EXPECT_EQ(rig_.status("state"), "hold");
    EXPECT_EQ(rig_.status("orders_sent"), "0");
    rig_.daemon().signal(SIGTERM);
    expect_end(0, "no order of ours is open");
}

TEST_F(ClearFailure, HoldsWhenTheExchangeRefusesTheKey) {
    write("key", "client_id: other\nclient_secret: than-ours\n", kOwnerOnly);
    rig_.start_exchange(kSpeed, {"--key-file", rig_.file("key")});
    rig_.start_daemon(kSpeed);
    expect_hold("the exchange refuses the key (13004 invalid_credentials)");
}

TEST_F(ClearFailure, HoldsWhenTheCertificateHasExpired) {
    test::CertificatePlan plan;
    plan.valid_from_days = -30;
    plan.valid_until_days = -1;
    serve_tls(plan);
    expect_hold("certificate of 127.0.0.1: certificate has expired");
}

TEST_F(ClearFailure, HoldsWhenTheCertificateIsForAnotherHost) {
    test::CertificatePlan plan;
    plan.common_name = "www.other.test";
    plan.alternative_names = "DNS:www.other.test";
    serve_tls(plan);
    expect_hold("certificate of 127.0.0.1: IP address mismatch");
}

TEST_F(ClearFailure, HedgesUnderACertificateItCanVerify) {
    serve_tls({});
    EXPECT_TRUE(rig_.waits_for([&] { return rig_.status_number("orders_filled") >= 1.0; }))
        << rig_.story();
}

TEST_F(ClearFailure, RefusesAKeyFileThatOthersMayRead) {
    write("key", "client_id: paper\nclient_secret: paper\n",
          kOwnerOnly | std::filesystem::perms::others_read);
    rig_.start_exchange(kSpeed);
    rig_.edit_config("venue:\n", "venue:\n  credentials:\n    file: " + rig_.file("key") + "\n");
    rig_.start_daemon(kSpeed);
    expect_end(78, "chmod 600 " + rig_.file("key"));
}

// Not even root may write there.
TEST_F(ClearFailure, RefusesAStateFolderItCannotWrite) {
    rig_.edit_config("state_dir: " + rig_.file("state"), "state_dir: /proc/self/task");
    rig_.start_paper({});
    expect_end(78, "/proc/self/task/lock: cannot open the lock");
}

TEST_F(ClearFailure, RefusesAStateFolderItCannotMake) {
    write("taken", "", kOwnerOnly);
    rig_.edit_config("state_dir: " + rig_.file("state"), "state_dir: " + rig_.file("taken/state"));
    rig_.start_paper({});
    expect_end(78, "cannot make the state folder");
}

}  // namespace
}  // namespace hedged
