// SPDX-License-Identifier: Apache-2.0
// A program under test: started with its output in files, watched, signalled, and never left
// behind: it is killed with its object, and by the kernel when the test dies.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hedged::support {

using Patience = std::chrono::milliseconds;

class Process {
public:
    // words[0] is the path of the program.
    Process(const std::vector<std::string>& words, std::string output_file, std::string error_file);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void signal(int number) const;
    // The exit code, or 128 + the signal that ended it; nothing when it is still there.
    [[nodiscard]] std::optional<int> wait(Patience patience);
    [[nodiscard]] bool running() { return !wait(Patience{0}).has_value(); }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;
    // Its direct children, by the kernel's table.
    [[nodiscard]] std::vector<pid_t> children() const;

private:
    pid_t pid_ = 0;
    std::optional<int> exit_;
    std::string output_file_;
    std::string error_file_;
};

// Looks every few milliseconds until it is true; false when the patience ends.
[[nodiscard]] bool eventually(Patience patience, const std::function<bool()>& condition);

[[nodiscard]] std::string text_of_file(const std::string& path);
[[nodiscard]] bool process_exists(pid_t pid);

}  // namespace hedged::support
