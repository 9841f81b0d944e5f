// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/liveness.hpp"

namespace hedged::exchange::deribit {

void Liveness::start(Duration interval, Instant now) noexcept {
    interval_ = interval;
    next_beat_ = now + interval;
    test_pending_ = false;
}

void Liveness::stop() noexcept {
    interval_ = Duration{};
    test_pending_ = false;
}

LivenessStep Liveness::step(Instant now) noexcept {
    if (interval_ == Duration{}) {
        return now - last_heard_ >= idle_limit_ ? LivenessStep::Idle : LivenessStep::Nothing;
    }
    // Only public/test answers a test request; other traffic does not.
    if (test_pending_ && now >= answer_due_) {
        return LivenessStep::HeartbeatLost;
    }
    if (now < next_beat_) {
        return LivenessStep::Nothing;
    }
    next_beat_ = now + interval_;
    if (!test_pending_ && now - last_heard_ >= interval_) {
        test_pending_ = true;
        answer_due_ = now + answer_limit_;
        return LivenessStep::SendTestRequest;
    }
    return LivenessStep::SendHeartbeat;
}

}  // namespace hedged::exchange::deribit
