// SPDX-License-Identifier: Apache-2.0
// The engine thread's side of the journal: every input in the order taken, every action before it
// is carried out. A record is packed into the segment's memory, which survives the process; the
// keeper on its own thread makes it survive the machine and has the next segment ready.
//
// Every record call is for one thread (the engine's), never allocates, blocks or throws, and
// answers false when there was no room: then the record is counted as lost, the next one that finds
// room says how many were, and an order whose record was lost must not be sent. sync_now() waits
// for the disk.
//
// J1  What a record call answered true for is in the segment whatever the process does next.
// J2  Records appear in the order of the calls, with sequence numbers without holes.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/runtime/journal/format.hpp"
#include "hedged/runtime/journal/segment_store.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

namespace hedged::runtime::journal {

struct Identity {
    std::uint32_t epoch = 0;
    std::uint64_t account_hash = 0;
    std::uint64_t build_hash = 0;
    std::uint64_t config_hash = 0;
};

class Writer {
public:
    // `first` is an empty segment of `store`.
    Writer(const Identity& identity, SegmentStore& store, const Segment& first);
    ~Writer() = default;
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    [[nodiscard]] bool input(const Event& event) noexcept;
    [[nodiscard]] bool action(const Action& action) noexcept;
    // The time of records that are no events.
    void at(Instant now) noexcept { at_ = now > at_ ? now : at_; }
    // The machine's wall clock as of a moment, or of the last record.
    [[nodiscard]] WallTime wall(Instant at) const noexcept {
        return WallTime{at.nanoseconds() + wall_offset_.load(std::memory_order_relaxed)};
    }
    [[nodiscard]] WallTime wall() const noexcept { return wall(at_); }
    // A record of any other type; `payload` within kRecordBytesMax.
    [[nodiscard]] bool record(RecordType type, std::span<const std::byte> payload) noexcept;
    // Waits until everything recorded is safe. False: it is not, and the health is Failed.
    [[nodiscard]] bool sync_now() noexcept;
    // Tells the engine when the health has changed since the last call. `lag_max`: of time since
    // everything was last safe.
    [[nodiscard]] std::optional<JournalReport> health_news(Instant now, Duration lag_max) noexcept;

    // The keeper's side. Any thread may read progress.
    struct Progress {
        std::uint32_t segment = 0;
        std::uint32_t bytes = 0;
    };
    [[nodiscard]] Progress progress() const noexcept;
    // A segment that far behind the one in use is touched by the keeper alone.
    static constexpr std::uint32_t kSegmentsInUse = 2;
    // One at a time; false while the last one was not taken.
    [[nodiscard]] bool offer_spare(const Segment& segment) noexcept;
    [[nodiscard]] bool wants_spare() const noexcept;
    // Nothing more is recorded from now on (the engine's thread has ended): takes the spare back.
    [[nodiscard]] std::optional<Segment> take_spare_back() noexcept;
    void say_safe(Instant as_of) noexcept;
    void say_full(bool full) noexcept { full_.store(full, std::memory_order_relaxed); }
    // For good: the disk refused.
    void say_failed(std::string_view text) noexcept;
    [[nodiscard]] bool failed() const noexcept {
        return failure_.load(std::memory_order_acquire) == kFailed;
    }
    [[nodiscard]] std::string_view failure_text() const noexcept { return failure_text_.view(); }
    // Added to our clock it gives the machine's wall clock; renewed now and then.
    void say_wall_offset(std::int64_t nanoseconds) noexcept {
        wall_offset_.store(nanoseconds, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t records() const noexcept { return sequence_; }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_total_; }

private:
    static constexpr int kFailing = 1;
    static constexpr int kFailed = 2;
    static constexpr std::size_t kEndBytes = 40;  // a SegmentEnd always has room

    // Room for a payload of at most `size` bytes in this segment or the next; null: none.
    [[nodiscard]] std::byte* room(std::size_t size) noexcept;
    [[nodiscard]] bool roll() noexcept;
    void open(const Segment& segment) noexcept;
    void commit(std::uint16_t type, std::size_t payload) noexcept;
    void end_segment() noexcept;
    void say_lost() noexcept;
    template <class T>
    [[nodiscard]] bool append(std::uint16_t type, const T& value) noexcept;

    Identity identity_;
    SegmentStore& store_;
    Segment segment_;
    Segment previous_;  // stays open until the one after it is full, so that sync_now() reaches it
    bool previous_safe_ = true;
    std::size_t used_ = 0;
    std::uint64_t sequence_ = 0;
    std::uint32_t crc_ = 0;
    Instant at_;
    std::uint64_t lost_ = 0;
    std::uint64_t lost_total_ = 0;
    JournalHealth told_ = JournalHealth::Good;

    alignas(64) std::atomic<std::uint64_t> progress_{0};
    alignas(64) std::atomic<std::int64_t> safe_at_{0};
    std::atomic<std::int64_t> wall_offset_{0};
    std::atomic<bool> full_{false};
    std::atomic<int> failure_{0};
    FixedString<63> failure_text_;
    std::atomic<bool> spare_there_{false};
    Segment spare_;
};

}  // namespace hedged::runtime::journal
