// SPDX-License-Identifier: Apache-2.0
// A program that we start, that says one line when it is ready, and that never outlives us: it is
// told to die with us, and it is reaped. Cold code: allocates, blocks as stated.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace hedged::app {

class ChildProcess {
public:
    struct Ready;

    // Starts it and waits for its first line of output.
    [[nodiscard]] static Result<Ready, std::string> start(const std::vector<std::string>& command,
                                                          Duration patience);
    ChildProcess() noexcept = default;
    ~ChildProcess();  // as end(seconds(2))
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // False when it never ran or has ended; reaps it.
    [[nodiscard]] bool running();
    // Asks it to end, and after the patience makes it.
    void end(Duration patience);

private:
    pid_t pid_ = 0;
};

struct ChildProcess::Ready {
    ChildProcess process;
    std::string line;
};

}  // namespace hedged::app
