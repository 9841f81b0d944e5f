// SPDX-License-Identifier: Apache-2.0
// Which runs a folder holds journals of, and their bytes. Segments lie there as they were written
// (EPOCH-SEGMENT.journal) or compressed (.journal.gz). Cold code: allocates; any thread.
#pragma once

#include "hedged/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hedged::runtime::journal {

struct SegmentFile {
    std::uint32_t segment = 0;
    bool compressed = false;
    std::string path;
    std::uint64_t bytes = 0;  // on the disk
};

struct RunFiles {
    std::uint32_t epoch = 0;
    std::vector<SegmentFile> segments;  // ascending, one of each number
};

// Ascending by epoch. A folder that does not exist holds none; files with other names are ignored.
[[nodiscard]] Result<std::vector<RunFiles>, std::string> list_runs(const std::string& folder);

// Where a reader gets a segment's bytes from: load_segment(), or a disk that is none.
using LoadSegment = std::function<Result<std::vector<std::byte>, std::string>(const SegmentFile&)>;

// The whole segment, unpacked, with what of it is staged in memory still (staging.hpp).
[[nodiscard]] Result<std::vector<std::byte>, std::string> load_segment(const SegmentFile& file);
[[nodiscard]] Result<std::vector<std::byte>, std::string> load_segment_from(
    const SegmentFile& file, const std::string& staging);

}  // namespace hedged::runtime::journal
