// SPDX-License-Identifier: Apache-2.0
#include "transport/handler_pool.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

namespace hedged::transport {
namespace {

TEST(HandlerPool, HandsTheSameBlockOutAgain) {
    HandlerPool pool;
    void* first = pool.allocate(200);
    pool.deallocate(first, 200);
    EXPECT_EQ(pool.allocate(193), first);  // the same size class of 64 bytes
    pool.deallocate(first, 193);
}

TEST(HandlerPool, NeverHandsOutABlockThatIsInUse) {
    HandlerPool pool;
    std::set<void*> live;
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(live.insert(pool.allocate(64)).second);
    }
    for (void* block : live) {
        pool.deallocate(block, 64);
    }
}

TEST(HandlerPool, GivesWholeBlocksUpToAndAboveItsLargest) {
    HandlerPool pool;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, HandlerPool::kStep, HandlerPool::kStep + 1,
          HandlerPool::kBlockMax, HandlerPool::kBlockMax + 1}) {
        void* block = pool.allocate(size);
        std::memset(block, 0x5a, size);  // the address sanitizer watches this
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t), 0U);
        pool.deallocate(block, size);
    }
}

TEST(PoolAllocator, ServesStandardContainersAndComparesByPool) {
    HandlerPool pool;
    HandlerPool other;
    std::vector<int, PoolAllocator<int>> numbers{PoolAllocator<int>(pool)};
    for (int i = 0; i < 2000; ++i) {
        numbers.push_back(i);
    }
    EXPECT_EQ(numbers[1999], 1999);
    EXPECT_TRUE(PoolAllocator<int>(pool) == PoolAllocator<char>(pool));
    EXPECT_FALSE(PoolAllocator<int>(pool) == PoolAllocator<char>(other));
}

}  // namespace
}  // namespace hedged::transport
