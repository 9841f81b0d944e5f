// SPDX-License-Identifier: Apache-2.0
// Hands the newest value of a large plain type from one writer thread to one reader thread without
// locks, copies under a lock, or torn reads: three buffers, one always the writer's, one always the
// reader's, the third in the middle. Allocates once, at construction.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace hedged::runtime {

template <class T>
class Snapshot {
public:
    Snapshot() : buffers_(std::make_unique<T[]>(3)) {}

    // Writer: fill the reference, then publish().
    [[nodiscard]] T& draft() noexcept { return buffers_[write_]; }
    void publish() noexcept {
        const std::uint8_t old =
            middle_.exchange(static_cast<std::uint8_t>(write_ | kFresh), std::memory_order_acq_rel);
        write_ = old & kIndex;
    }

    // Reader: the newest published value; stays valid and unchanged until the next call.
    [[nodiscard]] const T& latest() noexcept {
        if ((middle_.load(std::memory_order_relaxed) & kFresh) != 0) {
            read_ = middle_.exchange(read_, std::memory_order_acq_rel) & kIndex;
            any_ = true;
        }
        return buffers_[read_];
    }
    // Reader: false until the first publish() was seen by latest().
    [[nodiscard]] bool any() const noexcept { return any_; }

private:
    static constexpr std::uint8_t kIndex = 3;
    static constexpr std::uint8_t kFresh = 4;

    std::unique_ptr<T[]> buffers_;
    alignas(64) std::uint8_t write_ = 0;
    alignas(64) std::atomic<std::uint8_t> middle_{1};
    alignas(64) std::uint8_t read_ = 2;
    bool any_ = false;
};

}  // namespace hedged::runtime
