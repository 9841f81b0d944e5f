// SPDX-License-Identifier: Apache-2.0
#include "support/process.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace hedged::support {

namespace {

int code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

[[noreturn]] void become(const std::vector<char*>& words, const std::string& output,
                         const std::string& errors) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int err = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::execv(words[0], words.data());
    ::_exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& words, std::string output_file,
                 std::string error_file)
    : output_file_(std::move(output_file)), error_file_(std::move(error_file)) {
    std::vector<char*> arguments;
    for (const std::string& word : words) {
        // execv() keeps its hands off them. NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    pid_ = ::fork();  // NOLINT(cppcoreguidelines-prefer-member-initializer): after the arguments
    if (pid_ == 0) {
        become(arguments, output_file_, error_file_);
    }
}

Process::~Process() {
    if (running()) {
        signal(SIGKILL);
        (void)::waitpid(pid_, nullptr, 0);
    }
}

void Process::signal(int number) const {
    if (!exit_ && pid_ > 0) {
        (void)::kill(pid_, number);
    }
}

std::optional<int> Process::wait(Patience patience) {
    (void)eventually(patience, [this] {
        int status = 0;
        if (!exit_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
            exit_ = code_of(status);
        }
        return exit_.has_value();
    });
    return exit_;
}

std::string Process::output() const {
    return text_of_file(output_file_);
}

std::string Process::errors() const {
    return text_of_file(error_file_);
}

std::vector<pid_t> Process::children() const {
    const std::string pid = std::to_string(pid_);
    std::istringstream list(text_of_file("/proc/" + pid + "/task/" + pid + "/children"));
    std::vector<pid_t> out;
    for (pid_t child = 0; list >> child;) {
        out.push_back(child);
    }
    return out;
}

bool eventually(Patience patience, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

std::string text_of_file(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

bool process_exists(pid_t pid) {
    return ::kill(pid, 0) == 0;
}

}  // namespace hedged::support
