// SPDX-License-Identifier: Apache-2.0
// Reads what Writer wrote. A record is given out only when its length, its sequence number and its
// chained crc are right, so what comes out is a prefix of what was recorded, never anything else.
// Where it ends, the reader says how:
//   Open      nothing was written behind it: the process died, or is still running
//   Segment   the next segment goes on
//   Stopped   the run ended by itself with a CleanStop
//   Torn      bytes that make no record, and nothing valid behind them: the machine died while the
//             disk was writing. The prefix is good
//   Damaged   a valid record stands behind the bad bytes: something was lost in the middle
// One thread; views point into the caller's bytes.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/runtime/journal/format.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace hedged::runtime::journal {

struct Record {
    std::uint16_t type = 0;
    std::uint64_t sequence = 0;
    Instant at;
    WallTime real;
    std::span<const std::byte> payload;  // with the zeros it was padded with
    std::size_t offset = 0;              // in its segment

    [[nodiscard]] bool is(RecordType wanted) const noexcept { return type == number_of(wanted); }
    [[nodiscard]] bool is_input() const noexcept { return (type & 0xFF00U) == 0x100U; }
    [[nodiscard]] bool is_action() const noexcept { return (type & 0xFF00U) == 0x200U; }
};

enum class End : std::uint8_t { None, Open, Segment, Stopped, Torn, Damaged };

class SegmentReader {
public:
    // The error names what is wrong with the header. `bytes` may be shorter than the segment was.
    [[nodiscard]] static Result<SegmentReader, std::string> open(std::span<const std::byte> bytes);

    [[nodiscard]] const SegmentHeader& header() const noexcept { return header_; }
    [[nodiscard]] bool next(Record& out) noexcept;
    // After next() said false.
    [[nodiscard]] End end() const noexcept { return end_; }
    [[nodiscard]] std::size_t end_offset() const noexcept { return at_; }
    [[nodiscard]] std::uint32_t crc() const noexcept { return crc_; }
    [[nodiscard]] std::uint64_t next_sequence() const noexcept { return sequence_ + 1; }

private:
    explicit SegmentReader(std::span<const std::byte> bytes) noexcept;
    [[nodiscard]] bool stop(End end) noexcept;
    [[nodiscard]] bool valid_beyond() const noexcept;

    std::span<const std::byte> bytes_;
    SegmentHeader header_;
    std::size_t at_ = kSegmentHeaderBytes;
    std::uint32_t crc_ = 0;
    std::uint64_t sequence_ = 0;
    bool stopped_ = false;
    End end_ = End::None;
};

// What a record holds; nothing when its payload is not what its type says.
[[nodiscard]] std::optional<Event> event_of(const Record& record) noexcept;
[[nodiscard]] std::optional<Action> action_of(const Record& record) noexcept;

}  // namespace hedged::runtime::journal
