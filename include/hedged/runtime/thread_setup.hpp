// SPDX-License-Identifier: Apache-2.0
// Settings of threads and memory that the system may or may not grant, each read back from the
// kernel after it was asked for, so that a report states what is and not what was wished.
#pragma once

#include <string>

namespace hedged::runtime {

struct Granted {
    bool ok = false;
    std::string text;  // one line for the log, either way
};

// The calling thread: its name as `ps -T` shows it, and its core. core < 0: only reports.
void name_thread(const char* name) noexcept;
[[nodiscard]] Granted pin_thread(int core);

// Locks present and future pages in memory, so that no page fault stands in an order's way.
[[nodiscard]] Granted lock_memory();

// Keeps the key out of core dumps and away from debuggers of the same user.
[[nodiscard]] Granted forbid_dumps();

}  // namespace hedged::runtime
