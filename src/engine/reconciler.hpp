// SPDX-License-Identifier: Apache-2.0
// Asks the exchange for open orders, positions and account until all three came back whole, at
// start and after every reconnect, and again every few seconds while nothing is going on. A report
// that failed, timed out, was overtaken by our own fills or differed from what we held proves
// nothing by itself and is asked for again: only a whole round that agrees with what the one before
// left is a reconciliation.
// Engine thread only; no allocation; told the time.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include <array>
#include <cstdint>

namespace hedged::engine {

struct ReconcilerTiming {
    Duration every;
    Duration retry;
    Duration timeout = seconds(5);
};

class Reconciler {
public:
    explicit Reconciler(const ReconcilerTiming& timing) noexcept : timing_(timing) {}

    // The account stream is up or down. Up asks at once.
    void on_stream(bool ready, Instant now) noexcept;
    // Something of ours moved, so a report in flight may be older than what we know; or a report
    // has corrected us, and the next must confirm it.
    void on_activity() noexcept { torn_ = true; }
    // True when this completed a reconciliation. It cannot while an order of an earlier run is
    // unresolved (`settled` is false).
    [[nodiscard]] bool on(const SnapshotMark& mark, bool settled, Instant now) noexcept;
    // Puts out the requests when they are due. `quiet`: no order is working, none was a moment ago.
    void drive(Instant now, bool quiet, Actions& out) noexcept;
    // An operator waits for one.
    void hurry(Instant now) noexcept { next_at_ = now; }

    // The same, and what is under way no longer counts.
    void restart(Instant now) noexcept {
        outstanding_ = 0;
        next_at_ = now;
    }

    [[nodiscard]] bool complete_since_ready() const noexcept { return complete_once_; }
    // Does the mark belong to the round that is under way?
    [[nodiscard]] bool current(const SnapshotMark& mark) const noexcept {
        return outstanding_ != 0 && mark.generation == generation_;
    }

private:
    static constexpr std::array<SnapshotKind, 3> kKinds = {
        SnapshotKind::OpenOrders, SnapshotKind::Positions, SnapshotKind::Account};
    static constexpr unsigned bit(SnapshotKind kind) noexcept {
        return 1U << static_cast<unsigned>(kind);
    }

    ReconcilerTiming timing_;
    bool ready_ = false;
    bool complete_once_ = false;
    bool torn_ = false;
    unsigned outstanding_ = 0;
    std::uint32_t generation_ = 0;
    Instant asked_at_;
    Instant next_at_;
};

}  // namespace hedged::engine
