// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_server.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace hedged::ops {
namespace {

// Serves on a thread of its own until destroyed.
class Served {
public:
    Served(const std::filesystem::path& path, ControlHandler handler)
        : server_(path, std::move(handler)), fault(server_.listen()) {
        thread_ = std::thread{[this] {
            Instant now{1};
            while (!stop_) {
                server_.poll(now);
                std::this_thread::yield();
            }
        }};
    }
    ~Served() {
        stop_ = true;
        thread_.join();
    }

private:
    ControlServer server_;
    std::atomic<bool> stop_{false};
    std::thread thread_;

public:
    std::string fault;
};

ControlAnswer echo(const ControlRequest& request, const Peer& peer) {
    return {kControlOk, std::string{to_string(request.verb)} + " by " + std::to_string(peer.user)};
}

TEST(ControlServer, AnswersARequestAndKnowsWhoAsks) {
    support::TemporaryFolder const folder;
    auto const path = folder.path() / "c.sock";
    Served const served{path, echo};
    ASSERT_EQ(served.fault, "");
    ControlRequest request;
    request.verb = ControlVerb::Why;
    auto const answer = ask(path, request, seconds(5));
    ASSERT_TRUE(answer.ok()) << answer.error();
    EXPECT_EQ(answer.value().body, "why by " + std::to_string(getuid()));
}

TEST(ControlServer, IsClosedToOthersThanOwnerAndGroup) {
    support::TemporaryFolder const folder;
    auto const path = folder.path() / "c.sock";
    Served const served{path, echo};
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0660U);
}

TEST(ControlServer, ReplacesASocketFileThatNobodyAnswersOn) {
    support::TemporaryFolder const folder;
    auto const path = folder.path() / "c.sock";
    {
        ControlServer abandoned{path, echo};
        ASSERT_EQ(abandoned.listen(), "");
        ASSERT_EQ(rename(path.c_str(), (path.string() + ".old").c_str()), 0);
    }
    ASSERT_EQ(rename((path.string() + ".old").c_str(), path.c_str()), 0);
    ControlServer server{path, echo};
    EXPECT_EQ(server.listen(), "");
}

TEST(ControlServer, LeavesASocketThatAnotherDaemonAnswersOn) {
    support::TemporaryFolder const folder;
    auto const path = folder.path() / "c.sock";
    Served const first{path, echo};
    ControlServer second{path, echo};
    EXPECT_NE(second.listen().find("another daemon"), std::string::npos);
}

TEST(ControlServer, SaysPlainlyThatNobodyIsThere) {
    support::TemporaryFolder const folder;
    auto const answer = ask(folder.path() / "none.sock", {}, seconds(1));
    ASSERT_FALSE(answer.ok());
    EXPECT_NE(answer.error().find("cannot reach the daemon"), std::string::npos);
}

}  // namespace
}  // namespace hedged::ops
