// SPDX-License-Identifier: Apache-2.0
// The journal of one run: its files, the engine's writer, and the keeper on a thread of its own.
// Opened, started and closed by the ops thread; writer() is for the engine's. open() takes room on
// the disk and may block.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/runtime/journal/archive.hpp"
#include "hedged/runtime/journal/keeper.hpp"
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/journal/staging.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace hedged::runtime::journal {

// What it means that a segment could not be staged; the reason follows.
inline constexpr const char* kUnstaged =
    "an order may wait for the disk, because records cannot be kept in memory until it has them: ";

struct JournalSettings {
    std::string folder;  // made when it is missing
    std::size_t segment_bytes = std::size_t{16} << 20U;
    Duration sync_every = milliseconds(2);
    std::string staging = kStagingRoot;  // empty: none
    Identity identity;
    bool compress = true;
    int keep_days = 30;
    int keep_gb = 20;
};

class Journal {
public:
    [[nodiscard]] static Result<std::unique_ptr<Journal>, std::string> open(
        const JournalSettings& settings, Keeper::Now now, WallTime (*wall)());
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    [[nodiscard]] Writer& writer() noexcept { return *writer_; }
    // The keeper's thread, which takes turns. What it has to say is fetched with next_fault().
    void start();
    // One of its turns, where there is no such thread.
    void turn();
    // After the engine's thread has ended: syncs, cuts, lets go. Empty when all of it is safe.
    [[nodiscard]] std::string close();
    // The oldest fault that was not fetched yet; empty: none. Any thread.
    [[nodiscard]] std::string next_fault();
    // Why records are not staged in memory, between open() and start(); empty when they are.
    [[nodiscard]] const std::string& staging_fault() const noexcept { return staging_fault_; }
    [[nodiscard]] const std::string& folder() const noexcept { return settings_.folder; }

private:
    Journal(JournalSettings settings, Keeper::Now now, WallTime (*wall)());
    void run();
    void tell_wall() noexcept;
    [[nodiscard]] std::string staging_news();

    JournalSettings settings_;
    Keeper::Now now_;
    WallTime (*wall_)();
    std::string staging_fault_;  // of the newest segment; the thread's that takes turns
    bool unstaged_told_ = false;
    std::unique_ptr<SegmentStore> store_;
    std::unique_ptr<Writer> writer_;
    std::unique_ptr<Keeper> keeper_;
    std::unique_ptr<Archive> archive_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::string fault_;
    bool quit_ = false;
    std::thread thread_;
};

}  // namespace hedged::runtime::journal
