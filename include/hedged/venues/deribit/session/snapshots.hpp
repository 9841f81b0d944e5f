// SPDX-License-Identifier: Apache-2.0
// Reads orders, positions, trades and account of every coin, each run between SnapshotMark Begin
// and Complete or Failed. One thread; fixed size.
//
// S1  Every request gets exactly one Begin and one end, or Failed alone when it could not begin.
// S2  Complete only when every coin and every page was read and understood, and nothing of it that
//     is risk of ours names an unknown instrument. Answers after the end are not passed on.
#pragma once

#include "hedged/venues/deribit/session/connection.hpp"
#include "hedged/venues/deribit/session/trade_pages.hpp"

#include <array>

namespace hedged::deribit {

// Risk that cannot be placed: a position, or an order or fill of our own. A stranger's order in an
// instrument that no list shows must not stop the hedging.
[[nodiscard]] bool is_risk(const Unplaced& item) noexcept;

struct SnapshotEnd {
    SnapshotKind kind = SnapshotKind::OpenOrders;
    std::uint32_t generation = 0;
    SnapshotPhase phase = SnapshotPhase::Failed;
    bool unplaced_risk = false;
};

class Snapshots {
public:
    Snapshots(Connection& connection, const InstrumentTable& table,
              const AccountSessionConfig& config) noexcept
        : connection_(connection), table_(table), config_(config) {}

    // False: cannot begin, and Failed was emitted.
    bool request(SnapshotKind kind, std::uint32_t generation, Instant now) noexcept;
    void advance(Instant now) noexcept;
    // The end of a run, when this answer (or its absence) was one.
    [[nodiscard]] std::optional<SnapshotEnd> on_answer(const PendingRequest& request, bool usable,
                                                       Instant now) noexcept;
    void reset(Instant now) noexcept;  // all fail
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    struct Run {
        bool active = false;
        bool in_flight = false;
        SnapshotKind kind = SnapshotKind::OpenOrders;
        std::uint8_t currency = 0;
        std::uint32_t generation = 0;
        TradePages pages;
        WallTime as_of;  // of its marks: see SnapshotMark
    };

    [[nodiscard]] bool ask(Run& run, std::uint32_t slot, Instant now) noexcept;
    [[nodiscard]] std::string_view encode(const Run& run, RequestId id) noexcept;
    void open_pages(Run& run, Instant now) noexcept;
    [[nodiscard]] SnapshotEnd finish(Run& run, SnapshotPhase phase, Instant now) noexcept;
    void mark(const Run& run, SnapshotPhase phase, Instant now) const noexcept;

    static constexpr std::size_t kRunsMax = 16;

    Connection& connection_;
    const InstrumentTable& table_;
    const AccountSessionConfig& config_;
    std::array<Run, kRunsMax> runs_{};
};

}  // namespace hedged::deribit
