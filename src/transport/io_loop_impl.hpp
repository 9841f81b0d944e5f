// SPDX-License-Identifier: Apache-2.0
// What IoLoop hides: the Asio context and the memory of its pending operations.
#pragma once

#include "hedged/transport/io_loop.hpp"

#include "transport/asio.hpp"
#include "transport/handler_pool.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace hedged::transport {

struct IoLoop::Impl {
    // Declared before the context: operations still pending when it goes give their memory back.
    HandlerPool pool;
    // A hint of one thread: completions go through that thread's private queue, yet other threads
    // may still post.
    asio::io_context context{1};
    asio::executor_work_guard<LoopExecutor> work{context.get_executor()};

    void (*drained_hook)(void* owner) = nullptr;
    void* drained_owner = nullptr;
    void drained() const {
        if (drained_hook != nullptr) {
            drained_hook(drained_owner);
        }
    }

    std::atomic<bool> wake_pending{false};
    alignas(std::max_align_t) std::array<std::byte, 256> wake_memory{};
};

}  // namespace hedged::transport
