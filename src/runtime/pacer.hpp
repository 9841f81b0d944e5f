// SPDX-License-Identifier: Apache-2.0
// What a thread does after each turn of its loop: nothing when it worked; else waits as its policy
// says, and every 100 us of being awake without work exercises the path. One thread.
#pragma once

#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/idle_policy.hpp"

#include <atomic>
#include <cstdint>
#include <sched.h>

namespace hedged::runtime {

inline constexpr Duration kWarmEvery = microseconds(100);
// A parked thread looks around this often even if nobody rings.
inline constexpr Duration kParkLongest = milliseconds(10);

// Only one thread writes, so a plain load and store is enough.
inline void count(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

class Pacer {
public:
    Pacer(config::Wait wait, bool keep_warm)
        : policy_(wait), warm_(keep_warm && policy_.stays_awake()) {}

    template <class Warm, class Park>
    void after_turn(bool worked, const Warm& warm, const Park& park) {
        const Instant now = monotonic_now();
        if (worked) {
            policy_.on_work(now);
            warmed_at_ = now;
            return;
        }
        if (warm_ && now - warmed_at_ >= kWarmEvery) {
            warm();
            warmed_at_ = monotonic_now();
            return;
        }
        switch (policy_.on_idle(now)) {
            case IdleStep::Spin:
                relax();
                break;
            case IdleStep::Yield:
                ::sched_yield();
                break;
            case IdleStep::Park:
                park(kParkLongest);
                break;
        }
    }

private:
    static void relax() noexcept {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }

    IdlePolicy policy_;
    bool warm_;
    Instant warmed_at_;
};

}  // namespace hedged::runtime
