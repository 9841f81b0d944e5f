// SPDX-License-Identifier: Apache-2.0
// What happens to the bytes of the exchange on their way to the daemon. Counters say for how many
// of the next frames. One thread.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"
#include "hedged/simulator/fault_kind.hpp"

#include <string>

namespace hedged::simulator {

class WireFaults {
public:
    explicit WireFaults(std::uint64_t seed) : random_(seed) {}

    // Kinds that damage frames only.
    void begin(FaultKind kind, int frames) noexcept;
    void spike_index(Instant until, double factor) noexcept;
    void end_all() noexcept;

    // Damages the frame, or not. True: it is to be handed up twice.
    [[nodiscard]] bool spoil(std::string& frame, Instant now);
    // Whether the last one is no longer what the exchange sent. A spiked index is: somebody's
    // price.
    [[nodiscard]] bool damaged() const noexcept { return damaged_; }

private:
    [[nodiscard]] bool take(int& left) noexcept;
    void spoil_value(std::string& frame, FaultKind kind);
    void spoil_index(std::string& frame) const;

    Random random_;
    int corrupt_ = 0;
    int truncate_ = 0;
    int repeat_ = 0;
    int word_ = 0;
    int number_ = 0;
    int missing_ = 0;
    int huge_ = 0;
    Instant spike_until_;
    double spike_ = 1.0;
    bool damaged_ = false;
};

}  // namespace hedged::simulator
