// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/reader.hpp"

#include "hedged/runtime/journal/crc32c.hpp"
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/schema.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <variant>

namespace hedged::runtime::journal {

namespace {

template <class T>
T load(std::span<const std::byte> bytes, std::size_t at) noexcept {
    T value{};
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

// The length of a record that could stand at `at`; 0 when none could.
std::size_t plausible(std::span<const std::byte> bytes, std::size_t at) noexcept {
    if (at + kRecordHeaderBytes > bytes.size()) {
        return 0;
    }
    const auto size = load<std::uint32_t>(bytes, at);
    const bool fits = size >= kRecordHeaderBytes && size % 8 == 0 && size <= kRecordBytesMax &&
                      size <= bytes.size() - at;
    return fits ? size : 0;
}

bool holds(std::span<const std::byte> bytes, std::size_t at, std::size_t size,
           std::uint32_t crc_before) noexcept {
    return crc32c(crc_before, bytes.subspan(at + 8, size - 8)) ==
           load<std::uint32_t>(bytes, at + 4);
}

// Payloads are padded to a multiple of eight with zeros.
bool used_up(const Unpacker& unpack) noexcept {
    const auto rest = unpack.rest();
    return unpack.ok() && rest.size() < 8 &&
           std::all_of(rest.begin(), rest.end(), [](std::byte b) { return b == std::byte{0}; });
}

template <class T, class Into>
bool unpack_into(std::span<const std::byte> payload, std::optional<Into>& out) noexcept {
    T value{};
    Unpacker unpack(payload);
    unpack.take(value);
    if (used_up(unpack)) {
        out.emplace(value);
    }
    return out.has_value();
}

template <class Variant, class Into, std::size_t... I>
std::optional<Into> alternative(std::size_t index, std::span<const std::byte> payload,
                                std::index_sequence<I...> /*all*/) noexcept {
    std::optional<Into> out;
    (void)((index == I && unpack_into<std::variant_alternative_t<I, Variant>>(payload, out)) ||
           ...);
    return out;
}

template <class Variant, class Into>
std::optional<Into> alternative(std::size_t index, std::span<const std::byte> payload) noexcept {
    return alternative<Variant, Into>(index, payload,
                                      std::make_index_sequence<std::variant_size_v<Variant>>{});
}

}  // namespace

SegmentReader::SegmentReader(std::span<const std::byte> bytes) noexcept
    : bytes_(bytes),
      header_(load<SegmentHeader>(bytes, 0)),
      crc_(header_.crc_before),
      sequence_(header_.first_sequence - 1) {}

Result<SegmentReader, std::string> SegmentReader::open(std::span<const std::byte> bytes) {
    if (bytes.size() < kSegmentHeaderBytes) {
        return std::string("too short to be a segment of a journal");
    }
    SegmentReader reader(bytes);
    const SegmentHeader& header = reader.header_;
    if (header.magic != kMagic) {
        return std::string("not a segment of a journal");
    }
    if (header.format_version != kFormatVersion) {
        return "written in format " + std::to_string(header.format_version) +
               "; this program reads format " + std::to_string(kFormatVersion);
    }
    if (header.crc != crc32c(0, bytes.first(offsetof(SegmentHeader, crc)))) {
        return std::string("the header is damaged");
    }
    if (header.header_bytes != kSegmentHeaderBytes || header.schema != schema_hash()) {
        return std::string(
            "written by a version of hedged whose records hold other fields; read it with that "
            "one");
    }
    return reader;
}

bool SegmentReader::next(Record& out) noexcept {
    if (end_ != End::None) {
        return false;
    }
    const std::size_t size = plausible(bytes_, at_);
    if (stopped_ || size == 0) {
        const bool nothing = at_ + 4 > bytes_.size() || load<std::uint32_t>(bytes_, at_) == 0;
        return stop(nothing ? (stopped_ ? End::Stopped : End::Open) : End::Torn);
    }
    if (!holds(bytes_, at_, size, crc_) || load<std::uint64_t>(bytes_, at_ + 8) != sequence_ + 1) {
        return stop(End::Torn);
    }
    out.type = load<std::uint16_t>(bytes_, at_ + 32);
    out.sequence = ++sequence_;
    out.at = Instant{load<std::int64_t>(bytes_, at_ + 16)};
    out.real = WallTime{load<std::int64_t>(bytes_, at_ + 24)};
    out.payload = bytes_.subspan(at_ + kRecordHeaderBytes, size - kRecordHeaderBytes);
    out.offset = at_;
    crc_ = load<std::uint32_t>(bytes_, at_ + 4);
    at_ += size;
    stopped_ = out.is(RecordType::CleanStop);
    if (out.is(RecordType::SegmentEnd)) {
        end_ = End::Segment;
    }
    return true;
}

bool SegmentReader::stop(End end) noexcept {
    end_ = end;
    // Also where nothing seems to follow: a length of zero may be the damage.
    if (valid_beyond()) {
        end_ = End::Damaged;
    }
    return false;
}

// A record whose crc continues from the crc stored in the bytes right before it is no accident.
bool SegmentReader::valid_beyond() const noexcept {
    for (std::size_t at = at_; at + kRecordHeaderBytes <= bytes_.size(); at += 8) {
        const std::size_t size = plausible(bytes_, at);
        if (size == 0) {
            continue;
        }
        // Continued from a record that is where the bad one was, or from one further on.
        if (at > at_ && holds(bytes_, at, size, crc_)) {
            return true;
        }
        const std::size_t second = at + size;
        const std::size_t next = plausible(bytes_, second);
        if (next != 0 && holds(bytes_, second, next, load<std::uint32_t>(bytes_, at + 4))) {
            return true;
        }
    }
    return false;
}

std::optional<Event> event_of(const Record& record) noexcept {
    if (!record.is_input()) {
        return std::nullopt;
    }
    return alternative<Event, Event>(record.type - number_of(RecordType::Input), record.payload);
}

std::optional<Action> action_of(const Record& record) noexcept {
    if (record.is(RecordType::Note)) {
        std::optional<Action> out;
        (void)unpack_into<hedged::Note>(record.payload, out);
        return out;
    }
    if (record.is(RecordType::SetKillLatch)) {
        std::optional<Action> out;
        (void)unpack_into<hedged::SetKillLatch>(record.payload, out);
        return out;
    }
    if (record.is(RecordType::ClearKillLatch)) {
        std::optional<Action> out;
        (void)unpack_into<hedged::ClearKillLatch>(record.payload, out);
        return out;
    }
    if (!record.is_action()) {
        return std::nullopt;
    }
    const auto command = alternative<VenueCommand, VenueCommand>(
        record.type - number_of(RecordType::Command), record.payload);
    return command ? std::optional<Action>{Action{*command}} : std::nullopt;
}

}  // namespace hedged::runtime::journal
