// SPDX-License-Identifier: Apache-2.0
// Our own position per instrument, from unique fills, held against what the exchange says. The
// exchange wins: a PositionUpdate is the truth at its place in the account stream. Two cases look
// like a difference and are none:
//   - the update is behind: fills reached us early, in the reply to an order. It equals our
//     position without our newest fills, all younger than kBehindMax; ours stands;
//   - a fill is behind: an update that we adopted already contained it. A fill made at or before
//     the exchange's stamp of that update, and no larger than the difference it was adopted with,
//     does not move the position again.
// Amounts are in the instrument's amount unit, short is negative. Engine thread only; all memory is
// taken at construction.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::gateway {

enum class PositionVerdict : std::uint8_t {
    Agrees,
    Behind,    // explained by fills the exchange had not counted yet; ours stands
    First,     // the first word about this instrument; adopted
    Adopted,   // a real difference; the exchange's number is now ours
    Unusable,  // not finite, or an instrument beyond the capacity; nothing changed
};

struct PositionChange {
    PositionVerdict verdict = PositionVerdict::Unusable;
    double ours = 0.0;    // before
    double venue = 0.0;   // as stated
    double amount = 0.0;  // from now on
};

class PositionKeeper {
public:
    explicit PositionKeeper(std::size_t instrument_capacity = 4096);

    // A unique fill, in signed lots. False when the position already contained it.
    bool on_fill(const InstrumentSpec& spec, const Fill& fill, Lots signed_lots) noexcept;
    [[nodiscard]] PositionChange on(const InstrumentSpec& spec,
                                    const PositionUpdate& update) noexcept;
    // A complete positions snapshot lists what is not zero: whatever it did not name since begin()
    // is flat. Answers for one instrument; the caller walks those it knows.
    void begin_snapshot() noexcept;
    [[nodiscard]] bool named_since_begin(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] PositionChange adopt_flat(const InstrumentSpec& spec,
                                            const Stamp& stamp) noexcept;

    [[nodiscard]] double amount(const InstrumentSpec& spec) const noexcept;
    [[nodiscard]] Lots lots(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] bool known(InstrumentIndex instrument) const noexcept;

    // The longest that an update may lag behind fills we already have.
    static constexpr Duration kBehindMax = seconds(2);

private:
    struct RecentFill {
        Lots lots;
        Instant received;
    };
    struct Entry {
        Lots lots;
        double rest = 0.0;  // what the exchange's number is off the lot grid, if it is
        bool known = false;
        std::uint32_t named_in = 0;
        WallTime contains_until;             // the first update contains every fill up to here
        WallTime as_of;                      // the exchange's stamp of the last adopted update
        Lots unexplained;                    // of the difference it was adopted with
        FixedVector<RecentFill, 16> recent;  // not yet confirmed by an update; newest last
    };
    [[nodiscard]] bool contained(Entry& entry, const Fill& fill, Lots signed_lots) const noexcept;
    [[nodiscard]] bool behind(const InstrumentSpec& spec, const Entry& entry, double size,
                              Instant now) const noexcept;

    std::vector<Entry> entries_;
    std::uint32_t snapshot_ = 0;
};

}  // namespace hedged::gateway
