// SPDX-License-Identifier: Apache-2.0
#include "auditor/journal_reader.hpp"

#include <array>
#include <cstring>
#include <utility>

namespace hedged::auditor {
namespace {

constexpr std::size_t kHeader = 128;
constexpr std::size_t kFirstSequenceAt = 48;
constexpr std::size_t kCrcBeforeAt = 72;
constexpr std::size_t kHeaderCrcAt = 124;
constexpr std::size_t kRecordHead = 36;
constexpr std::size_t kLongest = 65'536;

constexpr std::array<std::uint32_t, 256> table() noexcept {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t i = 0; i < out.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = value >> 1U ^ ((value & 1U) * 0x82F6'3B78U);
        }
        out[i] = value;
    }
    return out;
}
constexpr auto kTable = table();

template <class T>
T little(std::string_view bytes, std::size_t at) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    }
    return static_cast<T>(value);
}

bool header_holds(std::string_view bytes) noexcept {
    return bytes.size() >= kHeader && little<std::uint32_t>(bytes, kHeaderCrcAt) ==
                                          crc32c_of(0, bytes.substr(0, kHeaderCrcAt));
}

}  // namespace

std::uint32_t crc32c_of(std::uint32_t before, std::string_view bytes) noexcept {
    std::uint32_t value = ~before;
    for (const char c : bytes) {
        value = kTable[(value ^ static_cast<unsigned char>(c)) & 0xFFU] ^ value >> 8U;
    }
    return ~value;
}

JournalStep next_record(std::string_view bytes, std::size_t& at, std::uint32_t& crc,
                        std::uint64_t& sequence, JournalRecord& out) noexcept {
    if (at + 4 > bytes.size()) {
        return JournalStep::NothingYet;
    }
    auto const length = little<std::uint32_t>(bytes, at);
    if (length == 0) {
        return JournalStep::NothingYet;
    }
    if (length < kRecordHead || length % 8 != 0 || length > kLongest) {
        return JournalStep::Bad;
    }
    if (at + length > bytes.size()) {
        return JournalStep::NothingYet;
    }
    std::uint32_t const expected = crc32c_of(crc, bytes.substr(at + 8, length - 8));
    if (little<std::uint32_t>(bytes, at + 4) != expected ||
        little<std::uint64_t>(bytes, at + 8) != sequence + 1) {
        return JournalStep::Bad;
    }
    out.type = little<std::uint16_t>(bytes, at + 32);
    out.sequence = ++sequence;
    out.payload = bytes.substr(at + kRecordHead, length - kRecordHead);
    crc = expected;
    at += length;
    return JournalStep::Record;
}

std::optional<std::string> JournalFollower::write(std::uint64_t offset, std::string_view bytes) {
    if (bad_) {
        return std::nullopt;  // told once
    }
    if (offset < base_ || offset > base_ + pending_.size()) {
        bad_ = true;
        return "bytes were written at " + std::to_string(offset) +
               ", behind or beyond the end at " + std::to_string(base_ + pending_.size());
    }
    pending_.resize(offset - base_);
    pending_.append(bytes);
    std::size_t at = 0;
    if (!begun_) {
        if (pending_.size() < kHeader) {
            return std::nullopt;
        }
        if (!header_holds(pending_)) {
            bad_ = true;
            return "the header of a segment does not hold its checksum";
        }
        begun_ = true;
        sequence_ = little<std::uint64_t>(pending_, kFirstSequenceAt) - 1;
        crc_ = little<std::uint32_t>(pending_, kCrcBeforeAt);
        at = kHeader;
    }
    JournalRecord record;
    JournalStep step = JournalStep::Record;
    while ((step = next_record(pending_, at, crc_, sequence_, record)) == JournalStep::Record) {
        ++records_;
        if (record.type == kIntentType && record.payload.size() >= sizeof(std::uint64_t)) {
            intents_.push_back(little<std::uint64_t>(record.payload, 0));
        }
    }
    pending_.erase(0, at);
    base_ += at;
    if (step != JournalStep::Bad) {
        return std::nullopt;
    }
    bad_ = true;
    return "record " + std::to_string(sequence_ + 1) + " at byte " + std::to_string(base_) +
           " was written with a length, checksum or number that does not hold";
}

std::uint64_t count_records(std::span<const std::string_view> segments) {
    std::uint64_t records = 0;
    std::uint32_t crc = 0;
    std::uint64_t sequence = 0;
    bool first = true;
    for (std::string_view const bytes : segments) {
        if (!header_holds(bytes)) {
            return records;
        }
        auto const before = little<std::uint32_t>(bytes, kCrcBeforeAt);
        std::uint64_t const begins = little<std::uint64_t>(bytes, kFirstSequenceAt) - 1;
        if (!first && (before != crc || begins != sequence)) {
            return records;
        }
        first = false;
        crc = before;
        sequence = begins;
        std::size_t at = kHeader;
        JournalRecord record;
        while (next_record(bytes, at, crc, sequence, record) == JournalStep::Record) {
            ++records;
        }
    }
    return records;
}

}  // namespace hedged::auditor
