// SPDX-License-Identifier: Apache-2.0
// What the exchange said that the account held, for the next run: a position that differs then, and
// that no trade since explains, was moved by somebody while no run watched. Amounts are in the
// instrument's amount unit, short is negative; times are the exchange's. Instruments go by name,
// because every run numbers them anew.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/time.hpp"
#include "hedged/protocol/instrument.hpp"

#include <array>
#include <cstddef>

namespace hedged::engine {

struct CarriedPosition {
    InstrumentName instrument;
    double amount = 0.0;
    WallTime as_of;
};

inline constexpr std::size_t kCarriedPositionsMax = 320;

struct CarriedPositions {
    FixedVector<CarriedPosition, kCarriedPositionsMax> held;
    // What is not `held` was flat then; unset: nobody knows.
    WallTime listed_as_of;
    // The run that this is from had reconciled: what differed before was judged then.
    bool judged = false;
};

// Follows what the exchange says. One thread; no allocation.
class PositionStatements {
public:
    PositionStatements() = default;
    explicit PositionStatements(const CarriedPositions& so_far) : positions_(so_far) {}

    // What has no stamp is as of the newest before it, behind which it was told. What is no number
    // is left out: an older statement holds as well, since the trades after it are asked for. One
    // that finds no room makes unknown what is not held.
    void on_position(const InstrumentName& instrument, double amount, WallTime stamp) noexcept;
    // A list begins; what is stated until its end is named. Only of a whole one does absence mean
    // anything.
    void on_list_begin() noexcept;
    void on_list_whole(WallTime as_of) noexcept;
    void on_list_failed() noexcept { listing_ = false; }
    [[nodiscard]] const CarriedPositions& positions() const noexcept { return positions_; }

private:
    CarriedPositions positions_;
    WallTime newest_;
    std::array<bool, kCarriedPositionsMax> named_{};  // by place in `held`
    bool listing_ = false;
    bool no_room_ = false;  // for something that was stated since the list began
};

}  // namespace hedged::engine
