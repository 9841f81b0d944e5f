// SPDX-License-Identifier: Apache-2.0
// Whether orders may leave, and why not. Engine thread only; no allocation after construction.
//   Killed  latched: only arm() ends it, with a name, a reason and a reconciliation made after it.
//   Hold    while any hold cause stands. All but Operator clear themselves when their cause does.
//   Reduce  while a reduce cause stands.  Normal otherwise.
// A process starts with every cause standing that must first be proved away. Invariants:
//   T1 killed() never becomes false but through arm(); T2 SetKillLatch is put out exactly once per
//   kill, and before anything that the kill causes. tests/unit/risk/trading_state_test.cpp.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/risk/limits.hpp"
#include "hedged/risk/refusal_breaker.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hedged::risk {

// In the order in which `hedgectl why` should name them.
enum class HoldCause : std::uint8_t {
    Operator,  // hold() and resume() only
    MarketDown,
    AccountDown,
    CancelOnDisconnectMissing,
    ScopeMissing,
    NotReconciled,
    FillDispute,  // a fill without order, an overfill: until the next reconciliation
    ClockUnknown,
    NotArmed,  // arm() only, unless the configuration does not ask for arming
    PlatformLocked,
    AccountStale,
    JournalBehind,  // what is done could not be recorded
    BadInput,       // timed
    kCount
};

enum class ReduceCause : std::uint8_t { Margin, kCount };

enum class ArmResult : std::uint8_t { Armed, NeedsName, NeedsReason, NeedsReconcile };

class TradingStateMachine {
public:
    // `limits` must be valid and outlive this. Instruments at or beyond the capacity are always
    // held.
    explicit TradingStateMachine(const Limits& limits, std::size_t instrument_capacity = 4096);

    [[nodiscard]] TradingState state() const noexcept;
    [[nodiscard]] bool killed() const noexcept { return killed_; }
    [[nodiscard]] bool armed() const noexcept { return !killed_ && !holds(HoldCause::NotArmed); }
    // May a new order leave at all? Instruments can be held besides.
    [[nodiscard]] bool may_send() const noexcept;
    [[nodiscard]] bool holds(HoldCause cause) const noexcept;
    [[nodiscard]] bool reduces(ReduceCause cause) const noexcept;
    [[nodiscard]] bool instrument_held(InstrumentIndex instrument, Instant now) const noexcept;
    // Of the state: Killed, the first hold cause, or InsideBand when nothing stands in the way.
    [[nodiscard]] Why why() const noexcept;
    // Who and why, in words, of a kill or an operator's hold.
    [[nodiscard]] std::string_view reason() const noexcept { return reason_.view(); }

    // Sets or clears a cause that clears itself. Operator and BadInput have their own calls.
    void set(HoldCause cause, bool stands) noexcept;
    void on_bad_input(Instant now) noexcept;
    // Margin ratios against the limits; a sum that is not finite, or no equity, counts as a breach.
    void on_account(const AccountUpdate& account) noexcept;
    // A complete reconciliation: clears NotReconciled and FillDispute.
    void on_reconciled(Instant now) noexcept;
    // Feeds the refusal breaker; may hold the instrument or kill.
    void on_refusal(InstrumentIndex instrument, RefusalClass refusal, Instant now,
                    Actions& out) noexcept;

    // At start, oldest first: a refusal of an earlier run, made at `at`. Counts as one of this run.
    void restore_refusal(InstrumentIndex instrument, RefusalClass refusal, Instant at, Instant now,
                         Actions& out) noexcept;
    // A complete reconciliation was made within the limit.
    [[nodiscard]] bool reconciled_lately(Instant now) const noexcept;

    void hold(std::string_view actor, std::string_view reason) noexcept;
    void resume() noexcept;

    // Latches. Puts out SetKillLatch the first time; later calls only keep the first reason.
    void kill(std::string_view actor, std::string_view reason, Instant now, Actions& out) noexcept;
    // The latch file was found at start: killed, and nothing is put out.
    void restore_kill(std::string_view actor, std::string_view reason) noexcept;
    // Ends a kill (puts out ClearKillLatch) and NotArmed.
    [[nodiscard]] ArmResult arm(std::string_view actor, std::string_view reason, Instant now,
                                Actions& out) noexcept;

    // Lets timed causes pass and puts out a StateChanged note when the state has changed since the
    // last call. Once per timer and batch end.
    void update(Instant now, Actions& out) noexcept;

private:
    void trip(BreakerVerdict verdict, InstrumentIndex instrument, Instant refused_at, Instant now,
              Actions& out) noexcept;
    void describe(std::string_view actor, std::string_view reason) noexcept;

    const Limits& limits_;
    RefusalBreaker breaker_;
    std::bitset<static_cast<std::size_t>(HoldCause::kCount)> holds_;
    std::bitset<kUnderlyingsMax> margin_breached_;
    std::vector<Instant> instrument_held_until_;
    bool killed_ = false;
    Instant killed_at_;
    bool reconciled_ = false;
    Instant reconciled_at_;
    Instant bad_input_until_;
    TradingState reported_ = TradingState::Hold;
    FixedString<95> reason_;
};

}  // namespace hedged::risk
