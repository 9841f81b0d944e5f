// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/trading_state.hpp"

#include "hedged/core/assert.hpp"

#include <array>
#include <cmath>
#include <cstring>

namespace hedged::risk {
namespace {

// A breach ends a little below its limit, so that a ratio resting on the limit does not flap.
constexpr double kMarginReleaseShare = 0.95;

constexpr std::size_t bit(HoldCause cause) noexcept {
    return static_cast<std::size_t>(cause);
}

constexpr std::array kAtStart = {
    HoldCause::MarketDown,   HoldCause::AccountDown,   HoldCause::CancelOnDisconnectMissing,
    HoldCause::ScopeMissing, HoldCause::NotReconciled, HoldCause::ClockUnknown,
    HoldCause::NotArmed,
};

Why why_of(HoldCause cause) noexcept {
    switch (cause) {
        case HoldCause::Operator:
            return Why::Held;
        case HoldCause::MarketDown:
            return Why::MarketNotConnected;
        case HoldCause::AccountDown:
            return Why::AccountNotConnected;
        case HoldCause::CancelOnDisconnectMissing:
            return Why::CancelOnDisconnectMissing;
        case HoldCause::ScopeMissing:
            return Why::ScopeMissing;
        case HoldCause::NotReconciled:
        case HoldCause::FillDispute:
            return Why::NotReconciled;
        case HoldCause::ClockUnknown:
            return Why::ClockUnknown;
        case HoldCause::NotArmed:
            return Why::NotArmed;
        case HoldCause::PlatformLocked:
            return Why::PlatformLocked;
        case HoldCause::AccountStale:
            return Why::AccountStale;
        case HoldCause::JournalBehind:
            return Why::JournalBehind;
        case HoldCause::BadInput:
            return Why::NonFinite;
        case HoldCause::kCount:
            break;
    }
    return Why::Held;
}

// Whether margin / equity is above share * limit. Written so that anything not finite is above.
bool above(Coins margin, Coins equity, double limit) noexcept {
    return !(margin.value() <= limit * equity.value());
}

}  // namespace

TradingStateMachine::TradingStateMachine(const Limits& limits, std::size_t instrument_capacity)
    : limits_(limits), breaker_(limits), instrument_held_until_(instrument_capacity) {
    HEDGED_ASSERT(validate(limits).empty());
    for (HoldCause const cause : kAtStart) {
        holds_.set(bit(cause));
    }
}

TradingState TradingStateMachine::state() const noexcept {
    if (killed_) {
        return TradingState::Killed;
    }
    if (holds_.any()) {
        return TradingState::Hold;
    }
    return margin_breached_.any() ? TradingState::Reduce : TradingState::Normal;
}

bool TradingStateMachine::may_send() const noexcept {
    TradingState const now = state();
    return now == TradingState::Normal || now == TradingState::Reduce;
}

bool TradingStateMachine::holds(HoldCause cause) const noexcept {
    return holds_.test(bit(cause));
}

bool TradingStateMachine::reduces(ReduceCause cause) const noexcept {
    return cause == ReduceCause::Margin && margin_breached_.any();
}

bool TradingStateMachine::instrument_held(InstrumentIndex instrument, Instant now) const noexcept {
    return instrument.raw >= instrument_held_until_.size() ||
           now < instrument_held_until_[instrument.raw];
}

Why TradingStateMachine::why() const noexcept {
    if (killed_) {
        return Why::Killed;
    }
    for (std::size_t i = 0; i < holds_.size(); ++i) {
        if (holds_.test(i)) {
            return why_of(static_cast<HoldCause>(i));
        }
    }
    return Why::InsideBand;
}

void TradingStateMachine::set(HoldCause cause, bool stands) noexcept {
    HEDGED_ASSERT(cause != HoldCause::Operator && cause != HoldCause::BadInput &&
                  cause != HoldCause::kCount);
    holds_.set(bit(cause), stands);
}

void TradingStateMachine::on_bad_input(Instant now) noexcept {
    holds_.set(bit(HoldCause::BadInput));
    bad_input_until_ = now + limits_.bad_input_hold;
}

void TradingStateMachine::on_account(const AccountUpdate& account) noexcept {
    if (account.underlying.raw >= limits_.underlying_count) {
        return;
    }
    const UnderlyingLimits& limits = limits_.underlyings[account.underlying.raw];
    std::size_t const i = account.underlying.raw;
    double const share = margin_breached_.test(i) ? kMarginReleaseShare : 1.0;
    bool const finite = std::isfinite(account.equity.value());
    margin_breached_.set(i, !finite ||
                                above(account.initial_margin, account.equity,
                                      share * limits.max_initial_margin_ratio) ||
                                above(account.maintenance_margin, account.equity,
                                      share * limits.max_maintenance_margin_ratio));
}

void TradingStateMachine::on_reconciled(Instant now) noexcept {
    reconciled_ = true;
    reconciled_at_ = now;
    holds_.reset(bit(HoldCause::NotReconciled));
    holds_.reset(bit(HoldCause::FillDispute));
}

void TradingStateMachine::on_refusal(InstrumentIndex instrument, RefusalClass refusal, Instant now,
                                     Actions& out) noexcept {
    trip(breaker_.on_refusal(instrument, refusal, now), instrument, now, now, out);
}

void TradingStateMachine::restore_refusal(InstrumentIndex instrument, RefusalClass refusal,
                                          Instant at, Instant now, Actions& out) noexcept {
    trip(breaker_.on_refusal(instrument, refusal, at), instrument, at, now, out);
}

void TradingStateMachine::trip(BreakerVerdict verdict, InstrumentIndex instrument,
                               Instant refused_at, Instant now, Actions& out) noexcept {
    switch (verdict) {
        case BreakerVerdict::Continue:
            return;
        case BreakerVerdict::HoldInstrument:
            if (instrument.raw < instrument_held_until_.size()) {
                instrument_held_until_[instrument.raw] = refused_at + limits_.refusal_cool_off;
            }
            return;
        case BreakerVerdict::Kill:
            kill("refusal breaker", "the exchange refused too many orders", now, out);
            return;
    }
}

void TradingStateMachine::describe(std::string_view actor, std::string_view reason) noexcept {
    std::array<char, 160> text{};
    std::size_t length = 0;
    auto const append = [&](std::string_view part) {
        std::size_t const room = text.size() - length;
        std::size_t const size = part.size() < room ? part.size() : room;
        std::memcpy(text.data() + length, part.data(), size);
        length += size;
    };
    append(actor);
    append(": ");
    append(reason);
    reason_.assign_truncated({text.data(), length});
}

bool TradingStateMachine::reconciled_lately(Instant now) const noexcept {
    return reconciled_ && now - reconciled_at_ <= limits_.reconcile_age_max;
}

void TradingStateMachine::hold(std::string_view actor, std::string_view reason) noexcept {
    holds_.set(bit(HoldCause::Operator));
    if (!killed_) {
        describe(actor, reason);
    }
}

void TradingStateMachine::resume() noexcept {
    holds_.reset(bit(HoldCause::Operator));
    if (!killed_) {
        reason_ = {};
    }
}

void TradingStateMachine::kill(std::string_view actor, std::string_view reason, Instant now,
                               Actions& out) noexcept {
    if (killed_) {
        return;
    }
    killed_ = true;
    killed_at_ = now;
    describe(actor, reason);
    SetKillLatch latch;
    latch.actor.assign_truncated(actor);
    latch.reason.assign_truncated(reason);
    HEDGED_ASSERT(out.push_back(latch));
    update(now, out);
}

void TradingStateMachine::restore_kill(std::string_view actor, std::string_view reason) noexcept {
    killed_ = true;
    killed_at_ = Instant{};
    describe(actor, reason);
}

ArmResult TradingStateMachine::arm(std::string_view actor, std::string_view reason, Instant now,
                                   Actions& out) noexcept {
    if (actor.empty()) {
        return ArmResult::NeedsName;
    }
    if (reason.empty()) {
        return ArmResult::NeedsReason;
    }
    bool const fresh = reconciled_lately(now) && !holds(HoldCause::NotReconciled) &&
                       !holds(HoldCause::FillDispute) && (!killed_ || reconciled_at_ > killed_at_);
    if (!fresh) {
        return ArmResult::NeedsReconcile;
    }
    if (killed_) {
        ClearKillLatch clear;
        clear.actor.assign_truncated(actor);
        clear.reason.assign_truncated(reason);
        HEDGED_ASSERT(out.push_back(clear));
        killed_ = false;
        breaker_.reset();
    }
    reason_ = {};
    holds_.reset(bit(HoldCause::NotArmed));
    update(now, out);
    return ArmResult::Armed;
}

void TradingStateMachine::update(Instant now, Actions& out) noexcept {
    if (holds(HoldCause::BadInput) && now >= bad_input_until_) {
        holds_.reset(bit(HoldCause::BadInput));
    }
    TradingState const present = state();
    if (present == reported_) {
        return;
    }
    Note note;
    note.at = now;
    note.kind = NoteKind::StateChanged;
    note.severity = present == TradingState::Killed   ? Severity::Alarm
                    : present == TradingState::Normal ? Severity::Info
                                                      : Severity::Warning;
    note.why = why();
    note.values = {static_cast<double>(reported_), static_cast<double>(present)};
    note.text.assign_truncated(reason_.view());
    HEDGED_ASSERT(out.push_back(note));
    reported_ = present;
}

}  // namespace hedged::risk
