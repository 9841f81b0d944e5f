// SPDX-License-Identifier: Apache-2.0
// What the account must hold at the first reconciliation: what an earlier run was last told, and
// every trade since. The report of past trades tells those that no run saw. The trades around the
// moment of a statement may be in it or not, which is why there can be several answers.
// Engine thread only; all memory is taken at construction.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/engine/carried_positions.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::engine {

class EarlierPositions {
public:
    EarlierPositions(const CarriedPositions& carried, std::size_t instrument_capacity);

    // Each trade once, however it was told, in signed lots.
    void on_trade(const InstrumentSpec& spec, const Fill& fill, Lots signed_lots) noexcept;
    void on(const SnapshotMark& mark) noexcept;

    // What it should be, when `now_held` is no answer; nothing when it is, or when nobody knows.
    [[nodiscard]] std::optional<double> contradiction(const InstrumentSpec& spec,
                                                      double now_held) noexcept;

    // How far from a statement's stamp a trade may be and yet be in it, or not.
    static constexpr Duration kUnsure = seconds(1);

private:
    struct Entry {
        bool looked_up = false;
        bool known = false;
        double amount = 0.0;
        WallTime as_of;
        Lots traded;  // surely since
    };
    struct Trade {
        InstrumentIndex instrument;
        WallTime made;
        std::uint64_t sequence = 0;
        Lots lots;
    };
    [[nodiscard]] Entry* entry_of(const InstrumentSpec& spec) noexcept;
    void insert(const Trade& trade) noexcept;

    CarriedPositions carried_;
    std::vector<Entry> entries_;
    FixedVector<Trade, 256> unsure_;  // in the order in which they were made
    std::optional<WallTime> asked_from_;
    std::optional<WallTime> told_from_;  // every trade since then was reported
};

}  // namespace hedged::engine
