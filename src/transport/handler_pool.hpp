// SPDX-License-Identifier: Apache-2.0
// Memory for pending operations, kept and used again, so that reading the next frame allocates
// nothing once the first has been read. Loop thread only; one pool a loop. Blocks larger than
// kBlockMax come from the heap each time: none of the frame path's operations is.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace hedged::transport {

class HandlerPool {
public:
    static constexpr std::size_t kStep = 64;
    static constexpr std::size_t kBlockMax = 4096;

    HandlerPool() = default;
    HandlerPool(const HandlerPool&) = delete;
    HandlerPool& operator=(const HandlerPool&) = delete;
    ~HandlerPool() {
        for (Block* block : free_) {
            while (block != nullptr) {
                Block* next = block->next;
                ::operator delete(block);
                block = next;
            }
        }
    }

    [[nodiscard]] void* allocate(std::size_t bytes) {
        if (bytes > kBlockMax) {
            return ::operator new(bytes);
        }
        const std::size_t index = class_of(bytes);
        if (Block* block = free_[index]; block != nullptr) {
            free_[index] = block->next;
            return block;
        }
        return ::operator new((index + 1) * kStep);
    }

    void deallocate(void* memory, std::size_t bytes) noexcept {
        if (bytes > kBlockMax) {
            ::operator delete(memory);
            return;
        }
        const std::size_t index = class_of(bytes);
        free_[index] = new (memory) Block{free_[index]};
    }

private:
    struct Block {
        Block* next;
    };
    static constexpr std::size_t class_of(std::size_t bytes) noexcept {
        return bytes == 0 ? 0 : (bytes - 1) / kStep;
    }

    std::array<Block*, kBlockMax / kStep> free_{};
};

template <class T>
class PoolAllocator {
public:
    using value_type = T;

    explicit PoolAllocator(HandlerPool& pool) noexcept : pool_(&pool) {}
    template <class U>
    PoolAllocator(const PoolAllocator<U>& other) noexcept : pool_(other.pool()) {}

    [[nodiscard]] T* allocate(std::size_t count) {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        return static_cast<T*>(pool_->allocate(count * sizeof(T)));
    }
    void deallocate(T* memory, std::size_t count) noexcept {
        pool_->deallocate(memory, count * sizeof(T));
    }
    [[nodiscard]] HandlerPool* pool() const noexcept { return pool_; }

    template <class U>
    friend bool operator==(const PoolAllocator& a, const PoolAllocator<U>& b) noexcept {
        return a.pool() == b.pool();
    }

private:
    HandlerPool* pool_;
};

}  // namespace hedged::transport
