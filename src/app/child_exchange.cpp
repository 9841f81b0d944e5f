// SPDX-License-Identifier: Apache-2.0
#include "app/child_exchange.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace hedged::app {
namespace {

constexpr std::chrono::seconds kReadyPatience{30};
constexpr std::chrono::milliseconds kEndPatience{3'000};

std::string program_beside_us() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? "hedged-exchange" : (self.parent_path() / "hedged-exchange").string();
}

// Between fork and exec only calls that a signal handler may make.
[[noreturn]] void become(int output, char* const* arguments) {
    ::dup2(output, STDOUT_FILENO);
    ::execv(arguments[0], arguments);
    ::_exit(127);
}

// "ready port=40123 ..."
std::uint16_t port_of(std::string_view line) {
    constexpr std::string_view kWord = "ready port=";
    const auto at = line.find(kWord);
    std::uint16_t port = 0;
    if (at != std::string_view::npos) {
        const char* const begin = line.data() + at + kWord.size();
        (void)std::from_chars(begin, line.data() + line.size(), port);
    }
    return port;
}

std::string read_line(int input, std::chrono::seconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string line;
    while (std::chrono::steady_clock::now() < until && line.find('\n') == std::string::npos) {
        pollfd ready{input, POLLIN, 0};
        if (::poll(&ready, 1, 100) <= 0) {
            continue;
        }
        std::array<char, 256> bytes{};
        const auto size = ::read(input, bytes.data(), bytes.size());
        if (size <= 0) {
            break;
        }
        line.append(bytes.data(), static_cast<std::size_t>(size));
    }
    return line;
}

void end(pid_t process) {
    ::kill(process, SIGTERM);
    const auto until = std::chrono::steady_clock::now() + kEndPatience;
    while (std::chrono::steady_clock::now() < until) {
        const pid_t ended = ::waitpid(process, nullptr, WNOHANG);
        if (ended == process || (ended < 0 && errno == ECHILD)) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ::kill(process, SIGKILL);
    (void)::waitpid(process, nullptr, 0);
}

}  // namespace

Result<ChildExchange, std::string> ChildExchange::start(const config::PaperConfig& paper) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        return std::string{"cannot make a pipe: "} + std::strerror(errno);
    }
    std::vector<std::string> words{program_beside_us(),
                                   "--data",
                                   paper.market_data,
                                   "--account",
                                   paper.book,
                                   "--seed",
                                   std::to_string(paper.seed),
                                   "--speed",
                                   std::to_string(paper.speed),
                                   "--end-with-parent"};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t process = ::fork();
    if (process == 0) {
        become(pipe[1], arguments.data());
    }
    ::close(pipe[1]);
    if (process < 0) {
        ::close(pipe[0]);
        return std::string{"cannot start the embedded exchange: "} + std::strerror(errno);
    }
    const std::string line = read_line(pipe[0], kReadyPatience);
    ::close(pipe[0]);
    const std::uint16_t port = port_of(line);
    if (port == 0) {
        end(process);
        return words[0] + " did not become ready; its own words above say why";
    }
    return ChildExchange{process, port};
}

ChildExchange::ChildExchange(ChildExchange&& other) noexcept
    : process_(std::exchange(other.process_, -1)), port_(other.port_) {}

ChildExchange::~ChildExchange() {
    if (process_ > 0) {
        end(process_);
    }
}

bool ChildExchange::alive() noexcept {
    if (process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == process_) {
        process_ = -1;
    }
    return process_ > 0;
}

}  // namespace hedged::app
