// SPDX-License-Identifier: Apache-2.0
// Where segments live. The file store writes preallocated files out of memory that outlives the
// process (staging.hpp), so a record is a copy that never waits for the disk; only sync() makes it
// survive the machine. Where no such memory is to be had it maps the files themselves.
// A simulation has a store of its own. create(), extend_ready() and finish() belong to the keeper's
// thread (or to the start-up, before there is one); sync() may be called by either side. Errors are
// values with the path and the system's words.
#pragma once

#include "hedged/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace hedged::runtime::journal {

struct Segment {
    std::uint32_t number = 0;    // from 1
    std::byte* bytes = nullptr;  // zero-filled, writable; valid until finish()
    std::size_t size = 0;
    int handle = -1;  // the store's own
};

class SegmentStore {
public:
    virtual ~SegmentStore() = default;
    // Room on the disk is taken here, so that writing cannot fail for want of it.
    [[nodiscard]] virtual Result<Segment, std::string> create(std::uint32_t number) = 0;
    // Empty: the first `used` bytes of the segment are safe. Any two threads.
    [[nodiscard]] virtual std::string sync(const Segment& segment, std::size_t used) = 0;
    // Makes the pages from `from` on writable without a fault, some way ahead; what lies before is
    // safe.
    virtual void extend_ready(const Segment& segment, std::size_t from) = 0;
    // The segment is written and synced: its file is cut to `used` bytes and let go.
    [[nodiscard]] virtual std::string finish(const Segment& segment, std::size_t used) = 0;
};

// Files EPOCH-SEGMENT.journal in `folder`, which must exist. `staging`: the root of the memory that
// they are staged in, empty for none. What keeps the newest segment from being staged stands in
// `why_not`, which create() empties when nothing does.
[[nodiscard]] std::unique_ptr<SegmentStore> make_file_store(const std::string& folder,
                                                            std::uint32_t epoch,
                                                            std::size_t segment_bytes,
                                                            const std::string& staging = {},
                                                            std::string* why_not = nullptr);
// "0000012-0001.journal"
[[nodiscard]] std::string segment_name(std::uint32_t epoch, std::uint32_t segment);

}  // namespace hedged::runtime::journal
