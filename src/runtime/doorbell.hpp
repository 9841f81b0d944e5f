// SPDX-License-Identifier: Apache-2.0
// Wakes a consumer that parks when its queues are empty. The ringer pays a system call only when
// the consumer is really parked: one load otherwise. The consumer must say that it is about to
// park, look at its queues once more, and only then park; every operation involved is sequentially
// consistent, so a push before ring() is seen by that look or its ring() sees the parking.
#pragma once

#include "hedged/core/time.hpp"

#include <atomic>
#include <climits>
#include <cstdint>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hedged::runtime {

class Doorbell {
public:
    // Any thread. True when the consumer was parked and must be woken (ring() does it by itself).
    [[nodiscard]] bool needs_ring() noexcept {
        return parked_.load(std::memory_order_seq_cst) != 0 &&
               parked_.exchange(0, std::memory_order_seq_cst) != 0;
    }
    void ring() noexcept {
        if (needs_ring()) {
            ::syscall(SYS_futex, &parked_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
        }
    }

    // Consumer.
    void about_to_park() noexcept { parked_.store(1, std::memory_order_seq_cst); }
    void awake() noexcept { parked_.store(0, std::memory_order_seq_cst); }
    // Returns when rung, after `longest`, or for no reason.
    void park(Duration longest) noexcept {
        const std::int64_t ns = longest.nanoseconds();
        const timespec timeout{static_cast<std::time_t>(ns / 1'000'000'000),
                               static_cast<long>(ns % 1'000'000'000)};
        ::syscall(SYS_futex, &parked_, FUTEX_WAIT_PRIVATE, 1, &timeout, nullptr, 0);
        awake();
    }

private:
    static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));
    alignas(64) std::atomic<std::uint32_t> parked_{0};
};

}  // namespace hedged::runtime
