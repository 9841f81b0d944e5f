// SPDX-License-Identifier: Apache-2.0
// Is the client of one websocket still there? With heartbeats on: a beat every interval, a test
// request instead when the client was quiet for one, and the end when the test is not answered by
// public/test in time. Without: the end after the idle limit. Real time. No allocation.
#pragma once

#include "hedged/core/time.hpp"

#include <cstdint>

namespace hedged::exchange::deribit {

enum class LivenessStep : std::uint8_t {
    Nothing,
    SendHeartbeat,
    SendTestRequest,
    HeartbeatLost,
    Idle
};

class Liveness {
public:
    Liveness(Instant now, Duration idle_limit, Duration answer_limit) noexcept
        : last_heard_(now), idle_limit_(idle_limit), answer_limit_(answer_limit) {}

    void heard(Instant now) noexcept { last_heard_ = now; }
    void test_answered() noexcept { test_pending_ = false; }
    void start(Duration interval, Instant now) noexcept;
    void stop() noexcept;
    // At most one step is due at a time.
    [[nodiscard]] LivenessStep step(Instant now) noexcept;

private:
    Instant last_heard_;
    Duration idle_limit_;
    Duration answer_limit_;
    Duration interval_;  // zero: off
    Instant next_beat_;
    Instant answer_due_;
    bool test_pending_ = false;
};

}  // namespace hedged::exchange::deribit
