// SPDX-License-Identifier: Apache-2.0
// What the next run must know of this one, followed through the journal's records: orders whose
// end is on none of them, and what counts against a limit. The writing side follows its own
// records and repeats the result at the head of every segment, so that a restart reads one segment
// and not a day; the reading side is the same code. An order leaves the list only on a record that
// says it ended: what is kept too long is asked about, what is dropped too early could fill unseen.
// CarryFollower: one thread; allocates at construction only.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/engine/engine_config.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/runtime/journal/catalogue.hpp"
#include "hedged/runtime/kill_latch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hedged::runtime {

struct CarriedKill {
    bool standing = false;
    FixedString<31> actor;
    FixedString<95> reason;
};
struct Carried {
    engine::CarriedOrders orders;
    engine::CarriedCounts counts;
    engine::CarriedPositions positions;
    CarriedKill kill;
};
// Which instrument has which number in a run: what follows in its journal says the number alone.
struct KnownInstrument {
    InstrumentIndex index;
    InstrumentName name;
};
inline constexpr std::size_t kKnownInstrumentsMax = 512;  // of one record; there may be several
using KnownInstruments = FixedVector<KnownInstrument, kKnownInstrumentsMax>;

// What a run was started with.
[[nodiscard]] Carried carried_of(const engine::EngineConfig& config);

class CarryFollower {
public:
    explicit CarryFollower(std::size_t instrument_capacity);

    // What was inherited `as_of` a moment by the machine's clock replaces everything.
    void restart(const Carried& carried, WallTime as_of) noexcept;
    void on(const Event& event, WallTime real) noexcept;
    void on(const Action& action, WallTime real) noexcept;
    void on(const KnownInstruments& known) noexcept;

    [[nodiscard]] Carried carried(WallTime now) const noexcept;
    // Those with a number from `next` on, as many as go into a record; `next` moves past them.
    [[nodiscard]] KnownInstruments known_from(std::uint32_t& next) const noexcept;
    [[nodiscard]] bool knows_from(std::uint32_t next) const noexcept {
        return next < names_.size();
    }

private:
    [[nodiscard]] InstrumentName name_of(InstrumentIndex index) const noexcept;
    void place(const PlaceOrder& order, WallTime real) noexcept;
    void drop(ClientOrderId id) noexcept;
    void follow_list(const SnapshotMark& mark) noexcept;

    std::vector<InstrumentName> names_;
    engine::CarriedOrders orders_;
    engine::CarriedTally tally_;
    engine::CarriedPositions earlier_;  // until this run has judged them
    engine::PositionStatements statements_;
    bool judged_ = false;
    CarriedKill kill_;
};

// The size used of `room`.
inline constexpr std::size_t kCarriedBytesMax = std::size_t{56} * 1024;
[[nodiscard]] std::size_t pack(const Carried& carried,
                               std::span<std::byte, kCarriedBytesMax> room) noexcept;
[[nodiscard]] std::size_t pack(const KnownInstruments& known,
                               std::span<std::byte, kCarriedBytesMax> room) noexcept;
[[nodiscard]] std::optional<Carried> unpack_carried(std::span<const std::byte> payload) noexcept;
[[nodiscard]] std::optional<KnownInstruments> unpack_known(
    std::span<const std::byte> payload) noexcept;

struct Inheritance {
    Carried carried;
    std::uint32_t last_epoch = 0;  // the newest with a journal; 0: there is none
    bool clean = false;            // that run stopped by itself with nothing open
    std::string remark;            // worth a line in the log; empty: nothing is
};

// Reads what the runs in the folder left behind, as of `now`. The error says what is damaged; with
// `despite_damage` the good prefix is taken instead, and the remark says so.
[[nodiscard]] Result<Inheritance, std::string> inherit(const std::string& folder, WallTime now,
                                                       bool despite_damage);
// The same from runs wherever they lie.
[[nodiscard]] Result<Inheritance, std::string> inherit(const std::vector<journal::RunFiles>& runs,
                                                       const journal::LoadSegment& load,
                                                       WallTime now, bool despite_damage);

// Puts what was left behind into what the engine is told at its start. A kill stands when its file
// does, and also when only the journal says so: the disk may have refused the file. Then the file
// is written again. `fault`: the disk refused that, or the spare file of a latch to come.
struct TakenOver {
    bool killed = false;
    std::string fault;
};
[[nodiscard]] TakenOver take_over(const Carried& carried, KillLatch& latch,
                                  engine::EngineConfig& config);

}  // namespace hedged::runtime
