// SPDX-License-Identifier: Apache-2.0
// The readiness loop that sockets live on. poll() is for threads that spin or run to completion,
// run_for() for threads that block. One thread calls poll() and run_for(), and everything built on
// the loop is used by that thread only; wake(), post() and stop() may come from any thread.
// Sockets and servers must be destroyed before their loop, whose end waits for a host name lookup
// in progress. What runs in the loop must not throw.
#pragma once

#include "hedged/core/time.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace hedged::transport {

class IoLoop {
public:
    struct Impl;

    IoLoop();
    ~IoLoop();
    IoLoop(const IoLoop&) = delete;
    IoLoop& operator=(const IoLoop&) = delete;

    // Runs what is ready, at most `limit` completions so that a flood of frames cannot keep the
    // caller from its other work. Returns how many ran; never waits.
    std::size_t poll(std::size_t limit = 64);

    // Waits until something is ready or `wait` has passed (rounded up to a millisecond), then runs
    // what is ready. Returns how many completions ran; a wake() counts as one.
    std::size_t run_for(Duration wait, std::size_t limit = 64);

    // Called inside poll() and run_for() whenever a connection has handed up every frame that it
    // holds, before it asks the kernel for more: what came can be acted upon without waiting for
    // those calls. `hook` may send on, close and abort any channel and must not destroy one. Set
    // before the first poll().
    void set_drained_hook(void (*hook)(void* owner), void* owner) noexcept;

    // Any thread. Makes run_for() return. Many calls before it does count as one. No allocation.
    void wake() noexcept;

    // Any thread. Runs the task inside poll() or run_for(). Allocates: not for the path of a tick.
    void post(std::function<void()> task);

    // Any thread. From now on poll() and run_for() return 0 at once.
    void stop() noexcept;
    [[nodiscard]] bool stopped() const noexcept;

    [[nodiscard]] Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace hedged::transport
