// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/writer.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/runtime/journal/crc32c.hpp"
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/schema.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <variant>

namespace hedged::runtime::journal {

namespace {

constexpr std::size_t aligned(std::size_t size) noexcept {
    return (size + 7U) / 8U * 8U;
}

template <class T>
void store(std::byte* at, const T& value) noexcept {
    std::memcpy(at, &value, sizeof value);
}

template <class T>
Instant time_of(const T& event) noexcept {
    if constexpr (requires { event.stamp; }) {
        return event.stamp.received;
    } else {
        return event.now;
    }
}

std::uint16_t offset(RecordType type, std::size_t index) noexcept {
    return static_cast<std::uint16_t>(number_of(type) + index);
}

}  // namespace

Writer::Writer(const Identity& identity, SegmentStore& store, const Segment& first)
    : identity_(identity), store_(store) {
    HEDGED_ASSERT(first.bytes != nullptr && first.size >= 2 * kRecordBytesMax);
    // The chain begins with who runs, so that not even the first records of an earlier run pass.
    const std::array<std::uint64_t, 4> who{identity.epoch, identity.account_hash,
                                           identity.build_hash, identity.config_hash};
    crc_ = crc32c(0, std::as_bytes(std::span{who}));
    open(first);
}

void Writer::open(const Segment& segment) noexcept {
    SegmentHeader header;
    header.account_hash = identity_.account_hash;
    header.build_hash = identity_.build_hash;
    header.config_hash = identity_.config_hash;
    header.schema = schema_hash();
    header.first_sequence = sequence_ + 1;
    header.created_real_ns = at_.nanoseconds() + wall_offset_.load(std::memory_order_relaxed);
    header.epoch = identity_.epoch;
    header.segment = segment.number;
    header.crc_before = crc_;
    header.segment_bytes = segment.size;
    header.crc =
        crc32c(0, std::as_bytes(std::span{&header, 1}).first(offsetof(SegmentHeader, crc)));
    std::memcpy(segment.bytes, &header, sizeof header);
    segment_ = segment;
    used_ = sizeof header;
    progress_.store((std::uint64_t{segment.number} << 32U) | used_, std::memory_order_release);
}

std::byte* Writer::room(std::size_t size) noexcept {
    const std::size_t before = lost_ > 0 ? aligned(kRecordHeaderBytes + sizeof lost_) : 0;
    const std::size_t wanted = before + aligned(kRecordHeaderBytes + size) + kEndBytes;
    if (used_ + wanted > segment_.size && !roll()) {
        ++lost_;
        ++lost_total_;
        return nullptr;
    }
    if (lost_ > 0) {
        say_lost();
    }
    return segment_.bytes + used_ + kRecordHeaderBytes;
}

bool Writer::roll() noexcept {
    if (!spare_there_.load(std::memory_order_acquire)) {
        return false;
    }
    const Segment next = spare_;
    end_segment();
    previous_ = segment_;
    previous_safe_ = false;
    open(next);
    spare_there_.store(false, std::memory_order_release);
    return true;
}

// Whoever reads must know that the next segment belongs to it; its room was kept free.
void Writer::end_segment() noexcept {
    commit(number_of(RecordType::SegmentEnd), 0);
}

void Writer::say_lost() noexcept {
    Packer pack(segment_.bytes + used_ + kRecordHeaderBytes);
    pack.put(lost_);
    lost_ = 0;
    commit(number_of(RecordType::Lost), pack.size());
}

void Writer::commit(std::uint16_t type, std::size_t payload) noexcept {
    std::byte* const at = segment_.bytes + used_;
    const std::size_t size = aligned(kRecordHeaderBytes + payload);
    ++sequence_;
    store(at + 8, sequence_);
    store(at + 16, at_.nanoseconds());
    store(at + 24, at_.nanoseconds() + wall_offset_.load(std::memory_order_relaxed));
    store(at + 32, type);
    store(at + 34, std::uint16_t{1});
    crc_ = crc32c(crc_, {at + 8, size - 8});
    store(at + 4, crc_);
    // Last of all, and not before the rest: a record without a length is none.
    std::atomic_ref<std::uint32_t>(*reinterpret_cast<std::uint32_t*>(at))
        .store(static_cast<std::uint32_t>(size), std::memory_order_release);
    used_ += size;
    progress_.store((std::uint64_t{segment_.number} << 32U) | used_, std::memory_order_release);
}

template <class T>
bool Writer::append(std::uint16_t type, const T& value) noexcept {
    std::byte* const at = room(kPayloadBytesMax);
    if (at == nullptr) {
        return false;
    }
    Packer pack(at);
    pack.put(value);
    commit(type, pack.size());
    return true;
}

bool Writer::input(const Event& event) noexcept {
    return std::visit(
        [&](const auto& it) {
            at_ = std::max(at_, time_of(it));
            return append(offset(RecordType::Input, event.index()), it);
        },
        event);
}

bool Writer::action(const Action& action) noexcept {
    if (const auto* command = std::get_if<VenueCommand>(&action)) {
        return std::visit(
            [&](const auto& it) {
                return append(offset(RecordType::Command, command->index()), it);
            },
            *command);
    }
    if (const auto* note = std::get_if<hedged::Note>(&action)) {
        return append(number_of(RecordType::Note), *note);
    }
    if (const auto* kill = std::get_if<hedged::SetKillLatch>(&action)) {
        return append(number_of(RecordType::SetKillLatch), *kill);
    }
    return append(number_of(RecordType::ClearKillLatch), std::get<hedged::ClearKillLatch>(action));
}

bool Writer::record(RecordType type, std::span<const std::byte> payload) noexcept {
    if (payload.size() + kRecordHeaderBytes > kRecordBytesMax) {
        return false;
    }
    std::byte* const at = room(payload.size());
    if (at == nullptr) {
        return false;
    }
    if (!payload.empty()) {
        std::memcpy(at, payload.data(), payload.size());
    }
    commit(number_of(type), payload.size());
    return true;
}

bool Writer::sync_now() noexcept {
    if (failed()) {
        return false;
    }
    std::string fault = previous_safe_ ? std::string{} : store_.sync(previous_, previous_.size);
    previous_safe_ = true;
    if (fault.empty()) {
        fault = store_.sync(segment_, used_);
    }
    if (!fault.empty()) {
        say_failed(fault);
    }
    return fault.empty();
}

std::optional<JournalReport> Writer::health_news(Instant now, Duration lag_max) noexcept {
    const bool behind =
        now.nanoseconds() - safe_at_.load(std::memory_order_relaxed) > lag_max.nanoseconds();
    const JournalHealth health = failed()                                ? JournalHealth::Failed
                                 : full_.load(std::memory_order_relaxed) ? JournalHealth::Full
                                 : behind                                ? JournalHealth::Behind
                                                                         : JournalHealth::Good;
    if (health == told_) {
        return std::nullopt;
    }
    told_ = health;
    JournalReport report;
    report.stamp.received = now;
    report.health = health;
    report.text.assign_truncated(health == JournalHealth::Failed   ? failure_text_.view()
                                 : health == JournalHealth::Full   ? "no room for the next segment"
                                 : health == JournalHealth::Behind ? "the disk does not keep up"
                                                                   : "records are safe again");
    return report;
}

Writer::Progress Writer::progress() const noexcept {
    const std::uint64_t both = progress_.load(std::memory_order_acquire);
    return {static_cast<std::uint32_t>(both >> 32U), static_cast<std::uint32_t>(both)};
}

bool Writer::offer_spare(const Segment& segment) noexcept {
    if (!wants_spare()) {
        return false;
    }
    spare_ = segment;
    spare_there_.store(true, std::memory_order_release);
    return true;
}

bool Writer::wants_spare() const noexcept {
    return !spare_there_.load(std::memory_order_acquire);
}

std::optional<Segment> Writer::take_spare_back() noexcept {
    if (wants_spare()) {
        return std::nullopt;
    }
    spare_there_.store(false, std::memory_order_release);
    return spare_;
}

void Writer::say_safe(Instant as_of) noexcept {
    safe_at_.store(as_of.nanoseconds(), std::memory_order_relaxed);
}

void Writer::say_failed(std::string_view text) noexcept {
    int none = 0;
    if (failure_.compare_exchange_strong(none, kFailing)) {
        failure_text_.assign_truncated(text);
        failure_.store(kFailed, std::memory_order_release);
    }
}

}  // namespace hedged::runtime::journal
