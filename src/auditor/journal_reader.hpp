// SPDX-License-Identifier: Apache-2.0
// Reads the daemon's journal by the page that specifies it, not by the daemon's own reader: a
// 128-byte header a segment, then records of u32 length, u32 crc32c continued from the record
// before, u64 sequence, two i64 times, u16 type, u16 version, payload, zeros up to a multiple of 8.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hedged::auditor {

[[nodiscard]] std::uint32_t crc32c_of(std::uint32_t before, std::string_view bytes) noexcept;

struct JournalRecord {
    std::uint16_t type = 0;
    std::uint64_t sequence = 0;
    std::string_view payload;
};
// An order is written down as this type; its payload begins with the client id.
inline constexpr std::uint16_t kIntentType = 0x200;

enum class JournalStep : std::uint8_t { Record, NothingYet, Bad };

// One record of `bytes` at `at`; moves `at`, `crc` and `sequence` on when it holds.
[[nodiscard]] JournalStep next_record(std::string_view bytes, std::size_t& at, std::uint32_t& crc,
                                      std::uint64_t& sequence, JournalRecord& out) noexcept;

// Follows one segment while it is being written.
class JournalFollower {
public:
    // Takes bytes written at `offset`; gives what has become readable. An answer is a fault.
    [[nodiscard]] std::optional<std::string> write(std::uint64_t offset, std::string_view bytes);
    // The client ids of the intents read since the last call.
    [[nodiscard]] std::vector<std::uint64_t> take_intents() { return std::exchange(intents_, {}); }
    [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

private:
    std::string pending_;  // written and not yet read, from position base_ on
    std::uint64_t base_ = 0;
    bool begun_ = false;
    bool bad_ = false;
    std::uint32_t crc_ = 0;
    std::uint64_t sequence_ = 0;
    std::uint64_t records_ = 0;
    std::vector<std::uint64_t> intents_;
};

// How many records of these segments, oldest first, hold in an unbroken chain.
[[nodiscard]] std::uint64_t count_records(std::span<const std::string_view> segments);

}  // namespace hedged::auditor
