// SPDX-License-Identifier: Apache-2.0
// The journal's segments on the virtual disk: what the process writes stands in the kernel's pages,
// and sync() makes what is whole so far survive a power loss. Segments of earlier lives stay, for
// the next start to read. One thread.
#pragma once

#include "hedged/runtime/journal/catalogue.hpp"
#include "hedged/runtime/journal/segment_store.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hedged::simulator {

// What lies on the disk, for all lives of one state folder.
class SegmentShelf {
public:
    struct File {
        std::uint32_t epoch = 0;
        std::uint32_t number = 0;
        std::unique_ptr<std::byte[]> bytes;  // stays where it is while a life writes
        std::size_t size = 0;
        std::size_t safe = 0;  // so many bytes survive a power loss
    };

    [[nodiscard]] File& add(std::uint32_t epoch, std::uint32_t number, std::size_t size);
    [[nodiscard]] File* find(std::uint32_t epoch, std::uint32_t number) noexcept;
    void remove(std::uint32_t epoch, std::uint32_t number);
    void lose_power();
    // As the production code lists a folder and reads from it.
    [[nodiscard]] std::vector<runtime::journal::RunFiles> runs() const;
    [[nodiscard]] Result<std::vector<std::byte>, std::string> load(std::uint32_t epoch,
                                                                   std::uint32_t number) const;

    bool full = false;
    int failing_syncs = 0;

private:
    static constexpr std::size_t kFilesKept = 40;
    std::deque<File> files_;
};

// Behind the last whole record from `from` on, which must be the end of one (or 0).
[[nodiscard]] std::size_t end_of_records(const SegmentShelf::File& file, std::size_t from) noexcept;

class VirtualSegments final : public runtime::journal::SegmentStore {
public:
    VirtualSegments(SegmentShelf& shelf, std::uint32_t epoch, std::size_t segment_bytes)
        : shelf_(shelf), epoch_(epoch), segment_bytes_(segment_bytes) {}

    Result<runtime::journal::Segment, std::string> create(std::uint32_t number) override;
    std::string sync(const runtime::journal::Segment& segment, std::size_t used) override;
    void extend_ready(const runtime::journal::Segment& /*segment*/, std::size_t /*from*/) override {
    }
    std::string finish(const runtime::journal::Segment& segment, std::size_t used) override;

private:
    SegmentShelf& shelf_;
    std::uint32_t epoch_;
    std::size_t segment_bytes_;
};

}  // namespace hedged::simulator
