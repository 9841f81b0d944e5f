// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_client.hpp"
#include "hedged/ops/control_server.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace hedged::ops {
namespace {

struct Echo final : ControlHandler {
    Reply on_request(const Request& request, const Peer& peer) override {
        seen = request;
        last_peer = peer;
        const auto size = request.find("size");
        return {!request.contains("fail"),
                size == request.end() ? "hello\n" : std::string(std::stoul(size->second), 'x')};
    }
    Request seen;
    Peer last_peer;
};

// Serves on a thread of its own, as the daemon's ops thread does.
class Control : public ::testing::Test {
protected:
    void SetUp() override {
        auto server = ControlServer::listen(path(), echo_);
        ASSERT_TRUE(server) << server.error();
        server_ = std::move(server.value());
        thread_ = std::thread([this] {
            while (!quit_.load()) {
                server_->serve(milliseconds(5), {});
            }
        });
    }
    void TearDown() override {
        quit_.store(true);
        thread_.join();
    }
    std::string path() const { return folder_.file("control.sock"); }
    int raw() const {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path().c_str(), path().size());
        EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const timeval limit{5, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return fd;
    }
    support::TemporaryFolder folder_;
    Echo echo_;
    std::unique_ptr<ControlServer> server_;
    std::atomic<bool> quit_{false};
    std::thread thread_;
};

TEST_F(Control, AnswersARequestAndKnowsWhoAsked) {
    const auto reply =
        ask(path(), {{"command", "status"}, {"reason", "a \"quoted\" word"}}, seconds(5));
    ASSERT_TRUE(reply) << reply.error();
    EXPECT_TRUE(reply.value().ok);
    EXPECT_EQ(reply.value().body, "hello\n");
    EXPECT_EQ(echo_.seen.at("reason"), "a \"quoted\" word");
    EXPECT_EQ(echo_.last_peer.user, ::geteuid());
    EXPECT_EQ(echo_.last_peer.process, ::getpid());
    EXPECT_FALSE(echo_.last_peer.name.empty());
}

TEST_F(Control, PassesARefusalOn) {
    const auto reply = ask(path(), {{"command", "x"}, {"fail", "1"}}, seconds(5));
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply.value().ok);
}

TEST_F(Control, CarriesLongAnswers) {
    const auto reply = ask(path(), {{"size", "300000"}}, seconds(5));
    ASSERT_TRUE(reply) << reply.error();
    EXPECT_EQ(reply.value().body.size(), 300'000U);
}

TEST_F(Control, IsClosedToOtherUsers) {
    struct stat info {};
    ASSERT_EQ(::stat(path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0660U);
}

TEST_F(Control, SaysWhatIsWrongWithARequest) {
    const int fd = raw();
    const std::string line = "status\n";
    ASSERT_EQ(::send(fd, line.data(), line.size(), 0), static_cast<ssize_t>(line.size()));
    char buffer[256] = {};
    ASSERT_GT(::recv(fd, buffer, sizeof buffer - 1, 0), 0);
    EXPECT_NE(std::string(buffer).find("\"ok\":false"), std::string::npos) << buffer;
    ::close(fd);
}

TEST_F(Control, DropsAClientThatNeverEndsItsLine) {
    const int fd = raw();
    const std::string flood(3000, 'a');
    for (int i = 0; i < 4; ++i) {
        (void)::send(fd, flood.data(), flood.size(), MSG_NOSIGNAL);
    }
    char byte = 0;
    EXPECT_LE(::recv(fd, &byte, 1, 0), 0) << "the server hangs up";
    ::close(fd);
    EXPECT_TRUE(ask(path(), {{"command", "status"}}, seconds(5))) << "and serves the next one";
    EXPECT_EQ(server_->dropped_clients(), 1U);
}

TEST_F(Control, TurnsAwayMoreClientsThanItHasRoomFor) {
    std::vector<int> held;
    for (int i = 0; i < 16; ++i) {
        held.push_back(raw());
        const std::string line = "{\"command\":\"status\"}\n";
        ASSERT_GT(::send(held.back(), line.data(), line.size(), 0), 0);
        char buffer[256];
        ASSERT_GT(::recv(held.back(), buffer, sizeof buffer, 0), 0);
    }
    EXPECT_FALSE(ask(path(), {{"command", "status"}}, seconds(5)));
    for (const int fd : held) {
        ::close(fd);
    }
    // The server's thread sees the closed ones when it gets to run.
    bool served = false;
    auto const patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!served && std::chrono::steady_clock::now() < patience) {
        served = ask(path(), {{"command", "status"}}, seconds(5)).ok();
    }
    EXPECT_TRUE(served);
}

TEST_F(Control, NeverTakesASocketOverFromALivingDaemon) {
    Echo other;
    const auto second = ControlServer::listen(path(), other);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("another process"), std::string::npos);
}

TEST(ControlServer, TakesASocketOverFromADeadDaemon) {
    const support::TemporaryFolder folder;
    const std::string path = folder.file("control.sock");
    {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size());
        ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(fd);
    }
    Echo echo;
    EXPECT_TRUE(ControlServer::listen(path, echo));
}

TEST(ControlServer, LeavesAFileThatIsNoSocketAlone) {
    const support::TemporaryFolder folder;
    const std::string path = folder.file("precious");
    std::ofstream(path) << "data";
    Echo echo;
    EXPECT_FALSE(ControlServer::listen(path, echo));
    std::ifstream in(path);
    std::string word;
    in >> word;
    EXPECT_EQ(word, "data");
}

TEST(ControlServer, RefusesAPathThatASocketCannotHave) {
    Echo echo;
    EXPECT_FALSE(ControlServer::listen("/tmp/" + std::string(200, 'x'), echo));
}

TEST(ControlClient, SaysThatNoDaemonAnswers) {
    const auto reply = ask("/nonexistent/control.sock", {{"command", "status"}}, seconds(1));
    ASSERT_FALSE(reply);
    EXPECT_NE(reply.error().find("no daemon answers"), std::string::npos);
}

}  // namespace
}  // namespace hedged::ops
