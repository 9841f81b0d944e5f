// SPDX-License-Identifier: Apache-2.0
// What a run inherits from those before it: orders whose end nobody recorded, and what still counts
// against a limit. A limit that forgot itself with the process would be worth nothing in a crash
// loop. Plain data, handed over in EngineConfig; whoever keeps the record of past runs fills it.
// Ages are real time at the start of this run.
//
// Trade ids are not carried. The first statement of a position contains every fill with a stamp up
// to its own, so what an earlier run has seen cannot move the position of this one; a later fill
// was seen by no earlier run.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/ids.hpp"
#include "hedged/core/quantity.hpp"
#include "hedged/core/time.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/protocol/order_terms.hpp"
#include "hedged/risk/refusal_breaker.hpp"

#include <array>
#include <cstdint>

namespace hedged::engine {

// May have been sent, and its end is on no record. `valid_until` is its expiry fence, in the
// exchange's time. Instruments go by name, because every run numbers them anew.
struct CarriedOrder {
    ClientOrderId id;
    InstrumentName instrument;
    Side side = Side::Buy;
    Lots quantity;
    PriceTicks limit;
    TimeInForce time_in_force = TimeInForce::ImmediateOrCancel;
    WallTime valid_until;
};
using CarriedOrders = FixedVector<CarriedOrder, kOrderViewsMax>;

// Orders that left together as far as the limits care; the age is that of the youngest.
struct CarriedSends {
    Duration age;
    std::uint32_t orders = 0;
};
struct CarriedRefusal {
    Duration age;
    InstrumentName instrument;
    RefusalClass refusal = RefusalClass::Other;
};

inline constexpr std::size_t kCarriedSendsMax = 1'441;  // the minutes of a day, and the one begun

// Both oldest first.
struct CarriedCounts {
    FixedVector<CarriedSends, kCarriedSendsMax> sends;  // of the last day
    FixedVector<CarriedRefusal, risk::kRefusalsRemembered> refusals;
};

// Adds up what a record of past runs says, in its order, by the machine's clock at the time. One
// thread; no allocation.
class CarriedTally {
public:
    void on_order(WallTime sent) noexcept;
    void on_refusal(WallTime at, const InstrumentName& instrument, RefusalClass refusal) noexcept;
    // An operator armed after a kill: refusals count afresh, as they do in a run.
    void on_armed() noexcept { refusals_ = 0; }
    // A stamp that lies ahead, because the clock was set back, counts as of now.
    [[nodiscard]] CarriedCounts counts(WallTime now) const noexcept;

private:
    struct Minute {
        std::int64_t number = -1;
        WallTime last;
        std::uint32_t orders = 0;
    };
    struct Refusal {
        WallTime at;
        InstrumentName instrument;
        RefusalClass refusal = RefusalClass::Other;
    };
    std::array<Minute, kCarriedSendsMax> minutes_{};
    std::array<Refusal, risk::kRefusalsRemembered> recent_{};
    std::uint64_t refusals_ = 0;
};

}  // namespace hedged::engine
