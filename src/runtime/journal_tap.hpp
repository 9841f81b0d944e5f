// SPDX-License-Identifier: Apache-2.0
// The engine stage's way to the journal, or to none: a rehearsal of parts runs without. Records
// what passes, and early in every segment what a restart must know. Engine thread; allocates at
// construction only.
#pragma once

#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include <array>
#include <memory>
#include <optional>

namespace hedged::runtime {

struct JournalPace {
    bool sync_each_order = false;  // wait for the disk before an order leaves
    Duration lag_max = seconds(1);
    Duration checkpoint_every = seconds(1);
};

class JournalTap {
public:
    JournalTap() = default;
    // `inherited` is what the run was started with, as of `now`.
    JournalTap(journal::Writer& writer, JournalPace pace, const engine::EngineConfig& inherited,
               Instant now)
        : writer_(&writer),
          pace_(pace),
          follower_(std::make_unique<CarryFollower>(inherited.instrument_capacity)) {
        follower_->restart(carried_of(inherited), writer.wall(now));
    }

    void input(const Event& event) noexcept {
        if (writer_ != nullptr) {
            (void)writer_->input(event);
            follower_->on(event, writer_->wall());
        }
    }
    // False: it stands on no record.
    [[nodiscard]] bool action(const Action& action) noexcept {
        if (writer_ == nullptr) {
            return true;
        }
        follower_->on(action, writer_->wall());
        return writer_->action(action);
    }
    // May the order whose record was just written leave?
    [[nodiscard]] bool order_is_safe() noexcept { return !pace_.sync_each_order || sync(); }
    [[nodiscard]] bool sync() noexcept { return writer_ == nullptr || writer_->sync_now(); }
    [[nodiscard]] std::optional<JournalReport> health_news(Instant now) noexcept {
        return writer_ == nullptr ? std::nullopt : writer_->health_news(now, pace_.lag_max);
    }

    // After a batch.
    template <class Engine>
    void after_batch(const Engine& engine, Instant now) noexcept {
        if (writer_ == nullptr) {
            return;
        }
        if (writer_->progress().segment != segment_) {
            segment_ = writer_->progress().segment;
            record_carried();
        }
        if (now >= next_checkpoint_) {
            next_checkpoint_ = now + pace_.checkpoint_every;
            const std::uint64_t hash = engine.state_hash();
            (void)writer_->record(journal::RecordType::Checkpoint,
                                  std::as_bytes(std::span{&hash, 1}));
        }
    }

private:
    void record_carried() noexcept {
        const std::size_t size = pack(follower_->carried(writer_->wall()), room_);
        (void)writer_->record(journal::RecordType::Carry, std::span{room_}.first(size));
        for (std::uint32_t next = 0; follower_->knows_from(next);) {
            const KnownInstruments known = follower_->known_from(next);
            const std::size_t bytes = known.empty() ? 0 : pack(known, room_);
            if (bytes > 0) {
                (void)writer_->record(journal::RecordType::Instruments,
                                      std::span{room_}.first(bytes));
            }
        }
    }

    journal::Writer* writer_ = nullptr;
    JournalPace pace_;
    std::unique_ptr<CarryFollower> follower_;
    std::uint32_t segment_ = 0;  // the newest that says what is carried
    Instant next_checkpoint_;
    std::array<std::byte, kCarriedBytesMax> room_{};
};

}  // namespace hedged::runtime
