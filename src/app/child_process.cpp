// SPDX-License-Identifier: Apache-2.0
#include "app/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace hedged::app {

namespace {

void sleep_for(Duration duration) {
    const timespec time{duration.nanoseconds() / 1'000'000'000,
                        duration.nanoseconds() % 1'000'000'000};
    ::nanosleep(&time, nullptr);
}

// The child's side of fork(): only calls that are safe there.
[[noreturn]] void become(const std::vector<char*>& words, int output) {
    ::dup2(output, STDOUT_FILENO);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
}

// One line, or what has come when time is up.
std::string first_line(int fd, Duration patience) {
    std::string text;
    const auto slice = milliseconds(50);
    for (Duration waited{}; waited < patience; waited = waited + slice) {
        pollfd watched{fd, POLLIN, 0};
        if (::poll(&watched, 1, 50) <= 0) {
            continue;
        }
        std::array<char, 256> buffer{};
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got <= 0) {
            break;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        const auto end = text.find('\n');
        if (end != std::string::npos) {
            return text.substr(0, end);
        }
    }
    return {};
}

}  // namespace

Result<ChildProcess::Ready, std::string> ChildProcess::start(
    const std::vector<std::string>& command, Duration patience) {
    std::vector<char*> words;
    words.reserve(command.size() + 1);
    for (const std::string& word : command) {
        // execv() keeps its hands off them. NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        return command[0] + ": " + std::strerror(errno);
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
        become(words, pipe[1]);
    }
    ::close(pipe[1]);
    Ready out;
    out.process.pid_ = pid > 0 ? pid : 0;
    if (pid > 0) {
        out.line = first_line(pipe[0], patience);
    }
    ::close(pipe[0]);
    if (out.line.empty()) {
        out.process.end(seconds(1));
        return command[0] + (pid < 0 ? ": cannot be started" : ": ended or said nothing in time");
    }
    return out;
}

ChildProcess::~ChildProcess() {
    end(seconds(2));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
}

bool ChildProcess::running() {
    if (pid_ == 0) {
        return false;
    }
    if (::waitpid(pid_, nullptr, WNOHANG) == 0) {
        return true;
    }
    pid_ = 0;
    return false;
}

void ChildProcess::end(Duration patience) {
    if (!running()) {
        return;
    }
    (void)::kill(pid_, SIGTERM);
    const auto slice = milliseconds(10);
    for (Duration waited{}; waited < patience; waited = waited + slice) {
        if (!running()) {
            return;
        }
        sleep_for(slice);
    }
    (void)::kill(pid_, SIGKILL);
    (void)::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

}  // namespace hedged::app
