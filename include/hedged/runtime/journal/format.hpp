// SPDX-License-Identifier: Apache-2.0
// The journal's bytes. A run writes segments of fixed size, each a 128-byte header and then
// records:
//
//   u32 length   of the whole record, a multiple of 8; 0: nothing was written from here on
//   u32 crc32c   of everything behind it, continued from the crc of the record before, so that
//                bytes of an earlier use of the disk, or records in another order, do not pass
//   u64 sequence from 1 in each run, without holes, across segments
//   i64 mono_ns  our monotonic clock, as of the event
//   i64 real_ns  the machine's wall clock
//   u16 type, u16 version, payload, zeros up to a multiple of 8
//
// Little endian. The header carries the crc that its first record continues. Payloads are the
// fields of protocol/fields.hpp in their order, packed; `schema` is a hash of all their names and
// sizes, and a journal of another schema is refused. The length is stored last, so that a process
// that dies while writing leaves a shorter journal and not a damaged one. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hedged::runtime::journal {

inline constexpr std::uint64_t kMagic = 0x314C4E4A44474448ULL;  // "HDGDJNL1"
// Raised when a record changes that is neither event nor action: `schema` does not cover those.
inline constexpr std::uint32_t kFormatVersion = 2;
inline constexpr std::size_t kSegmentHeaderBytes = 128;
inline constexpr std::size_t kRecordHeaderBytes = 36;
inline constexpr std::size_t kRecordBytesMax = 65'536;

// Inputs and actions are numbered by their place in Event, VenueCommand and Action.
enum class RecordType : std::uint16_t {
    Start = 1,        // who runs, with what configuration; the first record of a run
    SegmentEnd = 2,   // the next segment goes on
    Checkpoint = 3,   // hash of the engine's state
    Lost = 4,         // so many records found no room before this one
    CleanStop = 5,    // stopped with no order open; nothing follows
    Carry = 6,        // what a restart must know, repeated early in every segment
    Instruments = 7,  // behind it: which instrument has which number in this run
    Input = 0x100,    // + index in Event
    Command = 0x200,  // + index in VenueCommand
    Note = 0x210,
    SetKillLatch = 0x211,
    ClearKillLatch = 0x212,
};

[[nodiscard]] constexpr std::uint16_t number_of(RecordType type) noexcept {
    return static_cast<std::uint16_t>(type);
}

struct SegmentHeader {
    std::uint64_t magic = kMagic;
    std::uint32_t format_version = kFormatVersion;
    std::uint32_t header_bytes = kSegmentHeaderBytes;
    std::uint64_t account_hash = 0;
    std::uint64_t build_hash = 0;
    std::uint64_t config_hash = 0;
    std::uint64_t schema = 0;
    std::uint64_t first_sequence = 1;
    std::int64_t created_real_ns = 0;
    std::uint32_t epoch = 0;
    std::uint32_t segment = 0;     // from 1
    std::uint32_t crc_before = 0;  // of the last record before; in segment 1, of who runs
    std::uint32_t reserved = 0;
    std::uint64_t segment_bytes = 0;
    std::uint8_t padding[36] = {};
    std::uint32_t crc = 0;  // of all of the above
};
static_assert(sizeof(SegmentHeader) == kSegmentHeaderBytes);

}  // namespace hedged::runtime::journal
