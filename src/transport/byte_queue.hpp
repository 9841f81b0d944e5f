// SPDX-License-Identifier: Apache-2.0
// Bytes that the kernel has not accepted yet, in order and contiguous. Grows from its first size
// to its cap and no further; given both the same it allocates once. Loop thread only.
#pragma once

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

namespace hedged::transport {

class ByteQueue {
public:
    ByteQueue(std::size_t initial, std::size_t cap)
        : bytes_(std::make_unique_for_overwrite<char[]>(std::min(initial, cap))),
          capacity_(std::min(initial, cap)),
          cap_(cap) {}

    [[nodiscard]] const char* data() const noexcept { return bytes_.get() + head_; }
    [[nodiscard]] std::size_t size() const noexcept { return tail_ - head_; }
    [[nodiscard]] bool empty() const noexcept { return tail_ == head_; }
    [[nodiscard]] std::size_t room() const noexcept { return cap_ - size(); }

    // False, and nothing is taken, when it would pass the cap.
    [[nodiscard]] bool append(const void* from, std::size_t count) {
        if (count > room()) {
            return false;
        }
        if (capacity_ - tail_ < count) {
            make_space(count);
        }
        std::memcpy(bytes_.get() + tail_, from, count);
        tail_ += count;
        return true;
    }

    void consume(std::size_t count) noexcept {
        HEDGED_ASSERT(count <= size());
        head_ += count;
        if (head_ == tail_) {
            clear();  // start again at the front, where the memory is warm
        }
    }

    void clear() noexcept { head_ = tail_ = 0; }

private:
    void make_space(std::size_t count) {
        const std::size_t used = size();
        if (used + count <= capacity_) {
            std::memmove(bytes_.get(), data(), used);
        } else {
            const std::size_t grown = std::min(cap_, std::max(2 * capacity_, used + count));
            auto bytes = std::make_unique_for_overwrite<char[]>(grown);
            std::memcpy(bytes.get(), data(), used);
            bytes_ = std::move(bytes);
            capacity_ = grown;
        }
        head_ = 0;
        tail_ = used;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::size_t cap_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
};

}  // namespace hedged::transport
