// SPDX-License-Identifier: Apache-2.0
// The real programs as a person runs them: the daemon with its embedded exchange over real
// websockets, and hedgectl beside it. Needs the programs built in bin/.
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace hedged {
namespace {

const std::string kBin = std::string{HEDGED_BINARY_DIR} + "/bin/";

std::string read_file(const std::string& path) {
    std::ifstream in{path};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// The paper configuration with its state in the test's own folder.
std::string configuration(const support::TemporaryFolder& folder) {
    std::string text = read_file(std::string{HEDGED_SOURCE_DIR} + "/config/paper.yaml");
    auto const put = [&](const std::string& from, const std::string& to) {
        auto const at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    };
    put("./hedged-paper-state", folder.file("state"));
    put("replay/", std::string{HEDGED_SOURCE_DIR} + "/config/replay/");
    put("books/", std::string{HEDGED_SOURCE_DIR} + "/config/books/");
    std::ofstream{folder.file("paper.yaml")} << text;
    return folder.file("paper.yaml");
}

struct Ended {
    int code = -1;
    std::string output;
};

Ended run(const std::string& command) {
    Ended ended;
    std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> bytes{};
    while (std::size_t const size = std::fread(bytes.data(), 1, bytes.size(), pipe)) {
        ended.output.append(bytes.data(), size);
    }
    int const status = ::pclose(pipe);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

// A daemon in the background; its words go to a file.
class Background {
public:
    Background(const std::string& config, std::string log) : log_(std::move(log)) {
        process_ = ::fork();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
        if (process_ == 0) {
            (void)std::freopen(log_.c_str(), "w", stdout);
            ::dup2(STDOUT_FILENO, STDERR_FILENO);
            std::string const program = kBin + "hedged";
            ::execl(program.c_str(), "hedged", "run", "--config", config.c_str(), nullptr);
            ::_exit(127);
        }
    }
    ~Background() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            (void)::waitpid(process_, nullptr, 0);
        }
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    bool says(const std::string& words) {
        for (int i = 0; i < 300; ++i) {
            if (read_file(log_).find(words) != std::string::npos) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        return false;
    }
    int end(int signal) {
        int status = 0;
        ::kill(process_, signal);
        (void)::waitpid(process_, &status, 0);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    std::string log_;
    pid_t process_ = -1;
};

TEST(Programs, SayWhatTheyCanBeAskedForEachCommand) {
    for (const char* command : {"hedged", "hedged run", "hedged check", "hedged journal",
                                "hedged replay", "hedged decode", "hedgectl", "hedged-exchange"}) {
        auto const asked = run(kBin + command + " --help");
        EXPECT_EQ(asked.code, 0) << command << asked.output;
        EXPECT_NE(asked.output.find(command), std::string::npos) << command << asked.output;
    }
}

TEST(Programs, HedgesOnItsOwnExchangeAndEndsByItselfWithTheSummary) {
    support::TemporaryFolder const folder;
    auto const ended = run(kBin + "hedged run --config " + configuration(folder) + " --for 8s");
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_NE(ended.output.find("-> normal"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("time inside the band"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("no open order (confirmed by the exchange)"), std::string::npos)
        << ended.output;
}

TEST(Programs, ConfirmsThatNothingIsOpenBeforeItEndsOnASignal) {
    support::TemporaryFolder const folder;
    Background daemon{configuration(folder), folder.file("log")};
    ASSERT_TRUE(daemon.says("-> normal")) << read_file(folder.file("log"));
    EXPECT_EQ(daemon.end(SIGTERM), 0);
    EXPECT_NE(read_file(folder.file("log")).find("the exchange has confirmed"), std::string::npos);
}

TEST(Programs, StaysKilledOverARestartUntilAnOperatorArms) {
    support::TemporaryFolder const folder;
    std::string const config = configuration(folder);
    std::string const control = kBin + "hedgectl --socket " + folder.file("state/control.sock");
    {
        Background daemon{config, folder.file("log")};
        ASSERT_TRUE(daemon.says("-> normal")) << read_file(folder.file("log"));
        auto const killed = run(control + " kill --reason test");
        EXPECT_EQ(killed.code, 0) << killed.output;
        EXPECT_NE(killed.output.find("no open order of ours"), std::string::npos) << killed.output;
        EXPECT_EQ(daemon.end(SIGTERM), 0);
    }
    Background daemon{config, folder.file("log2")};
    ASSERT_TRUE(daemon.says("reconciled with the exchange")) << read_file(folder.file("log2"));
    EXPECT_NE(run(control + " why").output.find("killed"), std::string::npos);
    EXPECT_NE(run(control + " arm --reason no-name").code, 0);
    EXPECT_EQ(run(control + " arm --name ann --reason checked").code, 0);
    EXPECT_TRUE(daemon.says("-> normal")) << read_file(folder.file("log2"));
    EXPECT_EQ(daemon.end(SIGTERM), 0);
}

// Its exchange opens a new account each time: nobody has moved what the last one held.
TEST(Programs, RehearsesAgainOverThePositionsOfTheLastRehearsal) {
    support::TemporaryFolder const folder;
    std::string const rehearse =
        kBin + "hedged run --config " + configuration(folder) + " --for 6s";
    auto const first = run(rehearse);
    EXPECT_EQ(first.output.find("  hedge position              0 "), std::string::npos)
        << first.output;
    auto const second = run(rehearse);
    EXPECT_EQ(second.code, 0) << second.output;
    EXPECT_EQ(second.output.find("differs"), std::string::npos) << second.output;
    EXPECT_NE(second.output.find("-> normal"), std::string::npos) << second.output;
}

TEST(Programs, RefusesASecondInstanceOfTheAccount) {
    support::TemporaryFolder const folder;
    std::string const config = configuration(folder);
    Background daemon{config, folder.file("log")};
    ASSERT_TRUE(daemon.says("control socket")) << read_file(folder.file("log"));
    auto const second = run(kBin + "hedged run --config " + config + " --for 2s");
    EXPECT_EQ(second.code, 75);
    EXPECT_NE(second.output.find("another instance runs on this account"), std::string::npos)
        << second.output;
}

TEST(Programs, NamesFileLineAndKeyOfAWrongConfiguration) {
    support::TemporaryFolder const folder;
    std::string const config = configuration(folder);
    std::string text = read_file(config);
    auto const at = text.find("slippage_cap");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 12, "slipage_cap");
    std::ofstream{config} << text;
    auto const ended = run(kBin + "hedged check " + config);
    EXPECT_EQ(ended.code, 78);
    EXPECT_NE(ended.output.find("slipage_cap"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("slippage_cap"), std::string::npos) << ended.output;
}

}  // namespace
}  // namespace hedged
