// SPDX-License-Identifier: Apache-2.0
// Our own position per instrument, from unique fills, held against what the exchange says. The
// exchange wins: a PositionUpdate is the truth at its place in the account stream. Two cases look
// like a difference and are none:
//   - the update is behind: fills reached us early, in the reply to an order. It equals our
//     position without our newest fills, each made at or after its stamp or received within
//     kBehindMax or, for an answer, since it was asked for, or its stamp is older than that of an
//     update we have had already; ours stands;
//   - a fill is behind: an update that we had already contained it. A fill made before the
//     exchange's stamp of the last update does not move the position again, nor does one made in
//     that very millisecond when it can be the difference that the update was adopted with. Of the
//     millisecond of the first statement, what the stream tells later is new.
// Known limit: stamps count milliseconds. When a fill is lost with its connection and the exchange
// states its position between two other fills of one millisecond, the later of the two is missing
// until the next statement.
// Amounts are in the instrument's amount unit, short is negative. Engine thread only; all memory is
// taken at construction.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::gateway {

enum class PositionVerdict : std::uint8_t {
    Agrees,
    Behind,    // the exchange had not counted our newest fills yet; ours stands
    First,     // the first word about this instrument; adopted
    Adopted,   // a real difference; the exchange's number, and our fills made after it, are ours
    Unusable,  // not finite, or an instrument beyond the capacity; nothing changed
};

struct PositionChange {
    PositionVerdict verdict = PositionVerdict::Unusable;
    double ours = 0.0;    // before
    double venue = 0.0;   // as stated
    double amount = 0.0;  // from now on
    // From what a statement or a whole list had said before, and no fill explains it.
    bool differs = false;
};

class PositionKeeper {
public:
    explicit PositionKeeper(std::size_t instrument_capacity = 4096);

    // A unique fill, in signed lots. False when the position already contained it. `sent`: when its
    // order left us, if this run sent it: no statement that we had heard by then can contain it.
    bool on_fill(const InstrumentSpec& spec, const Fill& fill, Lots signed_lots,
                 std::optional<Instant> sent = std::nullopt) noexcept;
    [[nodiscard]] PositionChange on(const InstrumentSpec& spec,
                                    const PositionUpdate& statement) noexcept;
    // A complete positions snapshot lists what is not zero: whatever it did not name since begin()
    // is flat. Answers for one instrument; the caller walks those it knows.
    void begin_snapshot(Instant asked) noexcept;
    void complete_snapshot() noexcept { any_snapshot_ = true; }
    // Neither it nor a whole list of positions has been stated yet.
    [[nodiscard]] bool not_yet_stated(InstrumentIndex instrument) const noexcept {
        return !any_snapshot_ && !known(instrument);
    }
    [[nodiscard]] bool named_since_begin(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] PositionChange adopt_flat(const InstrumentSpec& spec,
                                            const Stamp& stamp) noexcept;

    [[nodiscard]] double amount(const InstrumentSpec& spec) const noexcept;
    [[nodiscard]] Lots lots(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] bool known(InstrumentIndex instrument) const noexcept;

    // The longest that an update may lag behind fills we already have.
    static constexpr Duration kBehindMax = seconds(2);
    // The longest, in market time, that one update can overtake another; bounds what a stamp from
    // the future could shut out.
    static constexpr Duration kOvertakenMax = seconds(60);

private:
    static constexpr std::size_t kRecentFills = 16;
    struct RecentFill {
        Lots lots;
        Stamp stamp;
        std::uint64_t sequence = 0;
    };
    struct Entry {
        Lots lots;
        double rest = 0.0;  // what the exchange's number is off the lot grid, if it is
        bool known = false;
        std::uint32_t named_in = 0;
        WallTime contains_until;  // the first update contains every fill up to here
        WallTime as_of;           // the exchange's stamp of the last update
        Instant heard_at;         // and when we heard it
        WallTime adopted_as_of;   // the same of the last one that differed from ours
        Lots unexplained;         // of those differences, what no fill has explained yet
        FixedVector<RecentFill, kRecentFills>
            recent;  // not yet confirmed by an update; newest last
    };
    [[nodiscard]] static bool contained(Entry& entry, const Fill& fill, Lots signed_lots) noexcept;
    [[nodiscard]] static bool overtaken(const Entry& entry, const PositionUpdate& update) noexcept;
    [[nodiscard]] bool behind(const InstrumentSpec& spec, const Entry& entry,
                              const PositionUpdate& update, Lots ours) const noexcept;
    static void remember(Entry& entry, const RecentFill& fill) noexcept;
    static void forget_contained(Entry& entry, const Stamp& statement) noexcept;

    std::vector<Entry> entries_;
    std::uint32_t snapshot_ = 0;
    std::optional<Instant> asked_;  // when the newest list was
    bool any_snapshot_ = false;
};

}  // namespace hedged::gateway
