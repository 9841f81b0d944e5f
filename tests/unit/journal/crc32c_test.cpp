// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/crc32c.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace hedged::runtime::journal {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

// RFC 3720 appendix B.4 and the catalogue's check value.
TEST(Crc32c, GivesThePublishedValues) {
    EXPECT_EQ(crc32c(0, bytes_of("123456789")), 0xE3069283U);
    std::vector<std::byte> block(32, std::byte{0});
    EXPECT_EQ(crc32c(0, block), 0x8A9136AAU);
    block.assign(32, std::byte{0xFF});
    EXPECT_EQ(crc32c(0, block), 0x62A8AB43U);
    for (std::size_t i = 0; i < block.size(); ++i) {
        block[i] = static_cast<std::byte>(i);
    }
    EXPECT_EQ(crc32c(0, block), 0x46DD794EU);
}

TEST(Crc32c, IsTheSameWithAndWithoutTheInstructionForEveryLength) {
    Random random(3);
    std::vector<std::byte> block;
    for (int length = 0; length < 300; ++length) {
        EXPECT_EQ(crc32c(77, block), crc32c_by_table(77, block)) << length;
        block.push_back(static_cast<std::byte>(random.below(256)));
    }
}

TEST(Crc32c, GoesOnFromAnEarlierValue) {
    EXPECT_EQ(crc32c(crc32c(0, bytes_of("1234")), bytes_of("56789")), 0xE3069283U);
}

}  // namespace
}  // namespace hedged::runtime::journal
