// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/io_loop.hpp"

#include "hedged/core/assert.hpp"

#include "transport/io_loop_impl.hpp"

#include <utility>

namespace hedged::transport {

namespace {

// Hands out one fixed block. Asio returns it before it runs the handler, and the handler clears
// wake_pending, so the block is never wanted twice.
template <class T>
struct WakeAllocator {
    using value_type = T;

    IoLoop::Impl* loop;

    explicit WakeAllocator(IoLoop::Impl* impl) noexcept : loop(impl) {}
    template <class U>
    WakeAllocator(const WakeAllocator<U>& other) noexcept : loop(other.loop) {}

    [[nodiscard]] T* allocate(std::size_t count) noexcept {
        HEDGED_ASSERT(count * sizeof(T) <= loop->wake_memory.size());
        return reinterpret_cast<T*>(loop->wake_memory.data());
    }
    void deallocate(T*, std::size_t) noexcept {}

    template <class U>
    friend bool operator==(const WakeAllocator& a, const WakeAllocator<U>& b) noexcept {
        return a.loop == b.loop;
    }
};

struct WakeHandler {
    using allocator_type = WakeAllocator<void>;

    IoLoop::Impl* loop;

    [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator_type{loop}; }
    // An exchange, so that whoever asked in vain has their writes seen after this.
    void operator()() const noexcept {
        (void)loop->wake_pending.exchange(false, std::memory_order_acq_rel);
    }
};

}  // namespace

IoLoop::IoLoop() : impl_(std::make_unique<Impl>()) {}

IoLoop::~IoLoop() = default;

std::size_t IoLoop::poll(std::size_t limit) {
    std::size_t ran = 0;
    while (ran < limit && impl_->context.poll_one() != 0) {
        ++ran;
    }
    return ran;
}

std::size_t IoLoop::run_for(Duration wait, std::size_t limit) {
    if (wait <= Duration{} || limit == 0) {
        return poll(limit);
    }
    if (impl_->context.run_one_for(std::chrono::nanoseconds(wait.nanoseconds())) == 0) {
        return 0;
    }
    return 1 + poll(limit - 1);
}

void IoLoop::set_drained_hook(void (*hook)(void* owner), void* owner) noexcept {
    impl_->drained_hook = hook;
    impl_->drained_owner = owner;
}

void IoLoop::wake() noexcept {
    if (!impl_->wake_pending.exchange(true, std::memory_order_acq_rel)) {
        asio::post(impl_->context, WakeHandler{impl_.get()});
    }
}

void IoLoop::post(std::function<void()> task) {
    asio::post(impl_->context, std::move(task));
}

void IoLoop::stop() noexcept {
    impl_->context.stop();
}

bool IoLoop::stopped() const noexcept {
    return impl_->context.stopped();
}

}  // namespace hedged::transport
