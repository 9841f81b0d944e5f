// SPDX-License-Identifier: Apache-2.0
#include "transport/byte_queue.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::transport {
namespace {

TEST(ByteQueue, GivesBackWhatItTookInOrder) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Random random(seed);
        ByteQueue queue(16, 4096);
        std::string model;
        char next = 0;
        for (int step = 0; step < 2000; ++step) {
            if (random.below(2) == 0) {
                std::string bytes(random.below(600), '\0');
                for (char& byte : bytes) {
                    byte = next++;
                }
                const bool fits = model.size() + bytes.size() <= 4096;
                ASSERT_EQ(queue.append(bytes.data(), bytes.size()), fits) << "seed " << seed;
                if (fits) {
                    model += bytes;
                }
            } else {
                const std::size_t count = random.below(queue.size() + 1);
                queue.consume(count);
                model.erase(0, count);
            }
            ASSERT_EQ(std::string(queue.data(), queue.size()), model) << "seed " << seed;
            ASSERT_EQ(queue.room(), 4096 - model.size()) << "seed " << seed;
        }
    }
}

TEST(ByteQueue, TakesExactlyItsCapAndNotOneByteMore) {
    ByteQueue queue(8, 100);
    const std::string bytes(100, 'x');
    EXPECT_TRUE(queue.append(bytes.data(), 99));
    EXPECT_FALSE(queue.append(bytes.data(), 2));
    EXPECT_EQ(queue.size(), 99U);
    EXPECT_TRUE(queue.append(bytes.data(), 1));
    EXPECT_EQ(queue.room(), 0U);
    EXPECT_TRUE(queue.append(bytes.data(), 0));
}

TEST(ByteQueue, StartsAgainAtTheFrontOnceEmpty) {
    ByteQueue queue(64, 64);
    const char* front = queue.data();
    ASSERT_TRUE(queue.append("abcdef", 6));
    queue.consume(6);
    EXPECT_EQ(queue.data(), front);
    EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace hedged::transport
