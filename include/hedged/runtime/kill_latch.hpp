// SPDX-License-Identifier: Apache-2.0
// The kill switch's memory: an atomic flag that every sender looks at, and a file that survives
// restarts and power loss. Invariants:
//   L1  raise() happens before set() returns and before any disk work: from the first moment no
//       order passes, even when the disk does not answer.
//   L2  a file that exists is a kill, also when it is empty, damaged or cannot be read.
//   L3  only clear() lowers the flag, and only when the file is really gone.
// raise() and raised() are for any thread, never allocate and never wait; set(), clear() and load()
// are for one thread at a time.
#pragma once

#include "hedged/runtime/durable_file.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::runtime {

class KillLatch {
public:
    struct Record {
        std::string actor;
        std::string reason;
    };

    // `files` must outlive this.
    explicit KillLatch(std::string path, SmallFiles& files = disk_files());

    void raise() noexcept { raised_.store(true, std::memory_order_seq_cst); }
    [[nodiscard]] bool raised() const noexcept { return raised_.load(std::memory_order_seq_cst); }

    // A spare file, so that a full disk cannot refuse the latch. At start, while the disk still
    // takes it.
    [[nodiscard]] std::string prepare();
    // Writes and syncs, or else moves the spare file into place. Empty when the file stands; else
    // what went wrong, and the flag is up all the same.
    [[nodiscard]] std::string set(std::string_view actor, std::string_view reason);
    [[nodiscard]] std::string clear();

    // At start: the record when there is a latch.
    [[nodiscard]] std::optional<Record> load();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    [[nodiscard]] std::string spare() const { return path_ + ".spare"; }

    std::string path_;
    SmallFiles& files_;
    alignas(64) std::atomic<bool> raised_{false};
};

}  // namespace hedged::runtime
