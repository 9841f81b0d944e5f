// SPDX-License-Identifier: Apache-2.0
// The engine stage's way to the journal, or to none: a rehearsal of parts runs without. Engine
// thread.
#pragma once

#include "hedged/runtime/journal/writer.hpp"

namespace hedged::runtime {

struct JournalPort {
    journal::Writer* writer = nullptr;
    bool sync_each_order = false;  // wait for the disk before an order leaves
    Duration lag_max = milliseconds(250);
    Duration checkpoint_every = seconds(1);

    void input(const Event& event) const noexcept {
        if (writer != nullptr) {
            (void)writer->input(event);
        }
    }
    // False: it stands on no record.
    [[nodiscard]] bool action(const Action& action) const noexcept {
        return writer == nullptr || writer->action(action);
    }
    [[nodiscard]] bool sync() const noexcept { return writer == nullptr || writer->sync_now(); }
    [[nodiscard]] std::optional<JournalReport> health_news(Instant now) const noexcept {
        return writer == nullptr ? std::nullopt : writer->health_news(now, lag_max);
    }
    void checkpoint(std::uint64_t state_hash) const noexcept {
        if (writer != nullptr) {
            (void)writer->record(journal::RecordType::Checkpoint,
                                 std::as_bytes(std::span{&state_hash, 1}));
        }
    }
};

}  // namespace hedged::runtime
