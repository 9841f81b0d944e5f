// SPDX-License-Identifier: Apache-2.0
// Segments in memory, with a disk that refuses on demand. Test support.
#pragma once

#include "hedged/runtime/journal/segment_store.hpp"

#include <map>
#include <string>
#include <vector>

namespace hedged::support {

class MemoryStore final : public runtime::journal::SegmentStore {
public:
    explicit MemoryStore(std::size_t segment_bytes) : segment_bytes_(segment_bytes) {}

    Result<runtime::journal::Segment, std::string> create(std::uint32_t number) override {
        if (no_room) {
            return std::string("no room");
        }
        auto& bytes = segments[number];
        bytes.assign(segment_bytes_, std::byte{0});
        return runtime::journal::Segment{number, bytes.data(), bytes.size(), 0};
    }
    std::string sync(const runtime::journal::Segment& segment, std::size_t /*used*/) override {
        ++syncs;
        synced[segment.number] = true;
        return sync_fault;
    }
    void extend_ready(const runtime::journal::Segment& /*segment*/, std::size_t /*from*/) override {
    }
    std::string finish(const runtime::journal::Segment& segment, std::size_t used) override {
        finished[segment.number] = used;
        segments[segment.number].resize(used);
        return {};
    }

    std::map<std::uint32_t, std::vector<std::byte>> segments;
    std::map<std::uint32_t, std::size_t> finished;
    std::map<std::uint32_t, bool> synced;
    int syncs = 0;
    bool no_room = false;
    std::string sync_fault;

private:
    std::size_t segment_bytes_;
};

}  // namespace hedged::support
