// SPDX-License-Identifier: Apache-2.0
// A queue between one producer and one consumer, over ConcurrentQueue with tokens, that holds at
// most `capacity` items by our own count (the queue's own capacity is only a minimum). push()
// answers false when full and never allocates: the blocks are reserved at start. pop() and push()
// may run on different threads; everything else is for either.
#pragma once

#include "hedged/core/assert.hpp"

#include <concurrentqueue/concurrentqueue.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hedged::runtime {

template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity)
        // Room for one block more than needed: a block is reused only when all of it was taken.
        : queue_(capacity + 2 * kBlock, 1, 0), capacity_(capacity), in_(queue_) {
        HEDGED_ASSERT(capacity > 0);
    }
    ~BoundedQueue() = default;
    BoundedQueue(const BoundedQueue&) = delete;
    BoundedQueue& operator=(const BoundedQueue&) = delete;

    // Producer. False: full, nothing was taken.
    [[nodiscard]] bool push(const T& item) {
        // The count rises before the item is visible, so it never understates and never wraps.
        const std::size_t waiting = count_.fetch_add(1, std::memory_order_seq_cst) + 1;
        if (waiting > capacity_ || !queue_.try_enqueue(in_, item)) {
            count_.fetch_sub(1, std::memory_order_acq_rel);
            refused_.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        if (waiting > high_water_.load(std::memory_order_relaxed)) {
            high_water_.store(waiting, std::memory_order_relaxed);
        }
        return true;
    }

    // Consumer.
    [[nodiscard]] bool pop(T& item) {
        if (!queue_.try_dequeue_from_producer(in_, item)) {
            return false;
        }
        count_.fetch_sub(1, std::memory_order_acq_rel);
        return true;
    }

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept {
        return count_.load(std::memory_order_seq_cst);
    }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::size_t high_water() const noexcept {
        return high_water_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t refused() const noexcept {
        return refused_.load(std::memory_order_relaxed);
    }

private:
    using Queue = moodycamel::ConcurrentQueue<T>;
    static constexpr std::size_t kBlock = Queue::BLOCK_SIZE;

    Queue queue_;
    const std::size_t capacity_;
    moodycamel::ProducerToken in_;
    alignas(64) std::atomic<std::size_t> count_{0};
    alignas(64) std::atomic<std::size_t> high_water_{0};
    std::atomic<std::uint64_t> refused_{0};
};

}  // namespace hedged::runtime
