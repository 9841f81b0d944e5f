// SPDX-License-Identifier: Apache-2.0
#include "simulator/virtual_segments.hpp"

#include "hedged/runtime/journal/format.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace hedged::simulator {
// Records carry their length first, and a zero is the end.
std::size_t end_of_records(const SegmentShelf::File& file, std::size_t from) noexcept {
    std::size_t at = std::max(from, runtime::journal::kSegmentHeaderBytes);
    while (at + sizeof(std::uint32_t) <= file.size) {
        std::uint32_t length = 0;
        std::memcpy(&length, file.bytes.get() + at, sizeof length);
        if (length == 0 || length > file.size - at) {
            break;
        }
        at += length;
    }
    return std::min(at, file.size);
}

SegmentShelf::File& SegmentShelf::add(std::uint32_t epoch, std::uint32_t number, std::size_t size) {
    if (files_.size() >= kFilesKept) {
        files_.pop_front();
    }
    File file;
    file.epoch = epoch;
    file.number = number;
    file.bytes = std::make_unique<std::byte[]>(size);
    file.size = size;
    files_.push_back(std::move(file));
    return files_.back();
}

SegmentShelf::File* SegmentShelf::find(std::uint32_t epoch, std::uint32_t number) noexcept {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const File& file) {
        return file.epoch == epoch && file.number == number;
    });
    return found == files_.end() ? nullptr : &*found;
}

void SegmentShelf::remove(std::uint32_t epoch, std::uint32_t number) {
    std::erase_if(files_,
                  [&](const File& file) { return file.epoch == epoch && file.number == number; });
}

void SegmentShelf::lose_power() {
    for (File& file : files_) {
        std::fill(file.bytes.get() + file.safe, file.bytes.get() + file.size, std::byte{0});
    }
    std::erase_if(files_, [](const File& file) { return file.safe == 0; });
}

// The path of a segment is its epoch here: load() is asked with it.
std::vector<runtime::journal::RunFiles> SegmentShelf::runs() const {
    std::map<std::uint32_t, runtime::journal::RunFiles> runs;
    for (const File& file : files_) {
        runtime::journal::RunFiles& run = runs[file.epoch];
        run.epoch = file.epoch;
        run.segments.push_back(
            {file.number, false, std::to_string(file.epoch), std::uint64_t{file.size}});
    }
    std::vector<runtime::journal::RunFiles> out;
    for (auto& [epoch, run] : runs) {
        std::sort(run.segments.begin(), run.segments.end(),
                  [](const auto& a, const auto& b) { return a.segment < b.segment; });
        out.push_back(std::move(run));
    }
    return out;
}

Result<std::vector<std::byte>, std::string> SegmentShelf::load(std::uint32_t epoch,
                                                               std::uint32_t number) const {
    for (const File& file : files_) {
        if (file.epoch == epoch && file.number == number) {
            return std::vector<std::byte>(file.bytes.get(), file.bytes.get() + file.size);
        }
    }
    return std::string("no such segment");
}

Result<runtime::journal::Segment, std::string> VirtualSegments::create(std::uint32_t number) {
    if (shelf_.full) {
        return runtime::journal::segment_name(epoch_, number) + ": No space left on device";
    }
    SegmentShelf::File& file = shelf_.add(epoch_, number, segment_bytes_);
    return runtime::journal::Segment{number, file.bytes.get(), file.size, 0};
}

std::string VirtualSegments::sync(const runtime::journal::Segment& segment, std::size_t /*used*/) {
    if (shelf_.failing_syncs > 0) {
        --shelf_.failing_syncs;
        return runtime::journal::segment_name(epoch_, segment.number) + ": Input/output error";
    }
    if (SegmentShelf::File* const file = shelf_.find(epoch_, segment.number)) {
        file->safe = end_of_records(*file, file->safe);
    }
    return {};
}

std::string VirtualSegments::finish(const runtime::journal::Segment& segment, std::size_t used) {
    if (used == 0) {
        shelf_.remove(epoch_, segment.number);
    } else if (SegmentShelf::File* const file = shelf_.find(epoch_, segment.number)) {
        file->size = std::min(file->size, used);
        file->safe = std::min(file->safe, file->size);
    }
    return {};
}

}  // namespace hedged::simulator
