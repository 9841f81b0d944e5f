// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/run_reader.hpp"

#include <algorithm>
#include <utility>

namespace hedged::runtime::journal {

namespace {

// A spare, or the process died before it had begun the segment.
bool begins_empty(const std::vector<std::byte>& bytes) {
    return bytes.size() >= kSegmentHeaderBytes &&
           std::all_of(bytes.begin(), bytes.begin() + kSegmentHeaderBytes,
                       [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace

RunReader::RunReader(RunFiles files, std::uint32_t first, LoadSegment load)
    : files_(std::move(files)), load_(std::move(load)) {
    while (index_ < files_.segments.size() && files_.segments[index_].segment < first) {
        ++index_;
    }
}

bool RunReader::refuse(std::string fault) {
    fault_ = std::move(fault);
    end_ = End::Damaged;
    return false;
}

bool RunReader::open_next() {
    const SegmentFile& file = files_.segments[index_];
    auto loaded = load_(file);
    if (!loaded) {
        return refuse(loaded.error());
    }
    const bool last = index_ + 1 == files_.segments.size();
    if (last && begins_empty(loaded.value())) {
        end_ = End::Open;
        return false;
    }
    auto opened = SegmentReader::open(loaded.value());
    if (!opened) {
        return refuse(file.path + ": " + opened.error());
    }
    const SegmentHeader& header = opened.value().header();
    if (header.epoch != files_.epoch || header.segment != file.segment) {
        return refuse(file.path + ": holds segment " + std::to_string(header.segment) +
                      " of epoch " + std::to_string(header.epoch) + "; its name says otherwise");
    }
    if (reader_ && (file.segment != header_.segment + 1 || header.crc_before != reader_->crc() ||
                    header.first_sequence != reader_->next_sequence())) {
        return refuse(file.path + ": does not continue segment " + std::to_string(header_.segment));
    }
    bytes_ = std::move(loaded.value());
    reader_ = std::move(opened.value());
    header_ = header;
    path_ = file.path;
    ++index_;
    return true;
}

bool RunReader::next(Record& out) {
    while (end_ == End::None) {
        if (reader_ && reader_->next(out)) {
            return true;
        }
        const bool last = index_ == files_.segments.size();
        if (reader_ && reader_->end() != End::Segment) {
            // A spare that was never used lies behind the last segment.
            end_ = reader_->end();
            if (!last && end_ != End::Damaged && index_ + 1 < files_.segments.size()) {
                return refuse(path_ + ": ends early, and more segments follow");
            }
            if (end_ == End::Damaged) {
                fault_ = path_ + ": damaged at byte " + std::to_string(reader_->end_offset());
            }
            return false;
        }
        if (last) {
            end_ = End::Open;
            return false;
        }
        if (!open_next()) {
            return false;
        }
    }
    return false;
}

}  // namespace hedged::runtime::journal
