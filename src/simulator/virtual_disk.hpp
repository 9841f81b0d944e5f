// SPDX-License-Identifier: Apache-2.0
// The disk of one state folder. Every file has what the process sees and what would survive a power
// loss; the process's death loses nothing, a power loss everything that was not synced. Small files
// are written beside, synced and renamed, so they change whole or not at all. One thread.
#pragma once

#include "hedged/runtime/durable_file.hpp"

#include "simulator/virtual_segments.hpp"

#include <map>
#include <optional>
#include <string>

namespace hedged::simulator {

class VirtualDisk final : public runtime::SmallFiles {
public:
    std::string write(const std::string& path, std::string_view bytes) override;
    std::string remove(const std::string& path) override;
    std::string move(const std::string& from, const std::string& to) override;
    Result<std::optional<std::string>, std::string> read(const std::string& path) override;

    void set_full(bool full) noexcept {
        full_ = full;
        segments.full = full;
    }
    // The next `count` syncs fail; what they were to make durable is then undecided.
    void fail_syncs(int count) noexcept {
        failing_syncs_ = count;
        segments.failing_syncs = count;
    }
    void lose_power();
    [[nodiscard]] bool exists(const std::string& path) const { return cached_.contains(path); }

    SegmentShelf segments;  // of the journal

private:
    std::map<std::string, std::string> cached_;
    std::map<std::string, std::string> durable_;
    bool full_ = false;
    int failing_syncs_ = 0;
};

}  // namespace hedged::simulator
