// SPDX-License-Identifier: Apache-2.0
// All records of one run in order, over its segments. Each segment must continue the one before:
// its first sequence number and the crc it goes on from. Cold code: holds one segment in memory.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/runtime/journal/catalogue.hpp"
#include "hedged/runtime/journal/reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hedged::runtime::journal {

class RunReader {
public:
    // Begins with segment number `first` (of those the run still has), by default the lowest.
    explicit RunReader(RunFiles files, std::uint32_t first = 0, LoadSegment load = load_segment);

    [[nodiscard]] bool next(Record& out);
    // After next() said false: how the run ends. Damaged, with a text, when a segment is missing,
    // cannot be read or does not continue the one before.
    [[nodiscard]] End end() const noexcept { return end_; }
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

    // Of the segment that the last record came from.
    [[nodiscard]] const SegmentHeader& header() const noexcept { return header_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const RunFiles& files() const noexcept { return files_; }

private:
    [[nodiscard]] bool open_next();
    [[nodiscard]] bool refuse(std::string fault);

    RunFiles files_;
    LoadSegment load_;
    std::size_t index_ = 0;  // of the next segment to open
    std::vector<std::byte> bytes_;
    std::optional<SegmentReader> reader_;
    SegmentHeader header_;
    std::string path_;
    End end_ = End::None;
    std::string fault_;
};

}  // namespace hedged::runtime::journal
