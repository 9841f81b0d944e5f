// SPDX-License-Identifier: Apache-2.0
// A vector with its storage inside and a hard limit: push_back() answers false when full, and the
// caller decides what the limit means. Never allocates. One thread at a time.
#pragma once

#include "hedged/core/assert.hpp"

#include <array>
#include <cstddef>

namespace hedged {

template <class T, std::size_t Capacity>
class FixedVector {
public:
    [[nodiscard]] bool push_back(const T& item) noexcept {
        if (size_ == Capacity) {
            return false;
        }
        items_[size_++] = item;
        return true;
    }
    // Removes by moving the last item into the hole; the order of the others changes.
    void swap_remove(std::size_t position) noexcept {
        HEDGED_ASSERT(position < size_);
        items_[position] = items_[--size_];
    }
    void clear() noexcept { size_ = 0; }

    [[nodiscard]] T& operator[](std::size_t position) noexcept {
        HEDGED_ASSERT(position < size_);
        return items_[position];
    }
    [[nodiscard]] const T& operator[](std::size_t position) const noexcept {
        HEDGED_ASSERT(position < size_);
        return items_[position];
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool full() const noexcept { return size_ == Capacity; }
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return Capacity; }

    [[nodiscard]] T* begin() noexcept { return items_.data(); }
    [[nodiscard]] T* end() noexcept { return items_.data() + size_; }
    [[nodiscard]] const T* begin() const noexcept { return items_.data(); }
    [[nodiscard]] const T* end() const noexcept { return items_.data() + size_; }

private:
    std::array<T, Capacity> items_{};
    std::size_t size_ = 0;
};

}  // namespace hedged
