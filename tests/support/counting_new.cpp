// SPDX-License-Identifier: Apache-2.0
#include "support/counting_new.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace hedged::testing {
namespace {
std::atomic<std::uint64_t> count{0};

void* counted(std::size_t size, std::size_t alignment) {
    count.fetch_add(1, std::memory_order_relaxed);
    std::size_t const rounded = (size + alignment - 1) / alignment * alignment;
    void* const memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
    if (memory == nullptr) {
        throw std::bad_alloc{};
    }
    return memory;
}
}  // namespace

std::uint64_t allocations() noexcept {
    return count.load(std::memory_order_relaxed);
}

}  // namespace hedged::testing

void* operator new(std::size_t size) {
    return hedged::testing::counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return hedged::testing::counted(size, static_cast<std::size_t>(alignment));
}
// simdjson allocates with std::nothrow; a sanitizer insists that one family makes and frees.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return hedged::testing::counted(size, alignof(std::max_align_t));
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
