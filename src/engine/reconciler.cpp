// SPDX-License-Identifier: Apache-2.0
#include "engine/reconciler.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/gateway/gateway.hpp"

namespace hedged::engine {

void Reconciler::on_stream(bool ready, Instant now) noexcept {
    ready_ = ready;
    outstanding_ = 0;
    complete_once_ = false;
    next_at_ = now;
}

bool Reconciler::on(const SnapshotMark& mark, bool settled, Instant now) noexcept {
    if (!current(mark) || mark.phase == SnapshotPhase::Begin) {
        return false;
    }
    if (mark.phase == SnapshotPhase::Failed) {
        outstanding_ = 0;
        next_at_ = now + timing_.retry;
        return false;
    }
    outstanding_ &= ~bit(mark.kind);
    if (outstanding_ != 0) {
        return false;
    }
    bool const whole = !torn_ && settled;
    next_at_ = now + (whole ? timing_.every : timing_.retry);
    if (!whole) {
        return false;
    }
    complete_once_ = true;
    return true;
}

void Reconciler::drive(Instant now, bool quiet, Actions& out) noexcept {
    if (outstanding_ != 0 && now - asked_at_ > timing_.timeout) {
        outstanding_ = 0;
        next_at_ = now;
    }
    // Before the first complete round nothing is traded, so waiting for quiet would wait for ever.
    if (!ready_ || outstanding_ != 0 || now < next_at_ || (complete_once_ && !quiet)) {
        return;
    }
    generation_ = (generation_ + 1) % gateway::kGatewayGeneration;
    if (generation_ == 0) {
        generation_ = 1;
    }
    asked_at_ = now;
    torn_ = false;
    for (SnapshotKind const kind : kKinds) {
        bool const room = out.push_back(VenueCommand{RequestSnapshot{kind, generation_}});
        HEDGED_ASSERT(room);
        outstanding_ |= bit(kind);
    }
}

}  // namespace hedged::engine
