// SPDX-License-Identifier: Apache-2.0
// Planted bugs that sit where a daemon is started and where its journal reaches the disk, and the
// account of a start that the auditor hears whether one is planted or not. One thread.
#pragma once

#include "hedged/auditor/canary.hpp"
#include "hedged/core/time.hpp"
#include "hedged/runtime/inheritance.hpp"

#include "simulator/virtual_segments.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::simulator {

// The journal of the newest run on a shelf, as it lies there, and how much of it a start accepts.
struct FoundJournal {
    std::vector<std::string> segments;  // oldest first
    std::uint64_t accepted = 0;         // records, by the production reader

    [[nodiscard]] std::vector<std::string_view> views() const {
        return {segments.begin(), segments.end()};
    }
};
// Empty: nothing lies there.
[[nodiscard]] std::optional<FoundJournal> find_journal(const SegmentShelf& shelf);

class RestartSaboteur {
public:
    explicit RestartSaboteur(auditor::Canary canary) : canary_(canary) {}

    // The last record of what lies on the disk is damaged, and the start takes it all the same.
    void spoil(FoundJournal& found) const;
    // What a start hands to the engine of earlier lives.
    void inherit(runtime::Carried& carried) const;
    // The hedge position that a start after a crash holds for true, if not the exchange's own.
    [[nodiscard]] std::optional<double> stale_hedge() const noexcept { return stale_; }
    void life_began(double hedge_position);
    void life_ended(bool crashed);

    // Records reach the disk when the next ones come.
    [[nodiscard]] bool journals_late() const noexcept {
        return canary_ == auditor::Canary::JournalsAfterWire;
    }
    // The second daemon is started beside the first, on the same host.
    [[nodiscard]] bool ignores_lock() const noexcept {
        return canary_ == auditor::Canary::TwoSenders;
    }

private:
    auditor::Canary canary_;
    double at_beginning_ = 0.0;
    std::optional<double> stale_;
};

}  // namespace hedged::simulator
