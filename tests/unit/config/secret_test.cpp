// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>
#include <utility>

namespace hedged::config {
namespace {

template <class T, class = void>
struct CanPrint : std::false_type {};
template <class T>
struct CanPrint<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>>
    : std::true_type {};

static_assert(CanPrint<int>::value && !CanPrint<const Secret&>::value);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, HoldsTheBytesItWasGiven) {
    const Secret secret("hunter2");
    EXPECT_EQ(secret.view(), "hunter2");
    EXPECT_FALSE(secret.empty());
}

TEST(Secret, IsEmptyAfterItMovedAway) {
    Secret first("hunter2");
    const Secret second = std::move(first);
    EXPECT_EQ(second.view(), "hunter2");
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(first.view(), "");
}

TEST(Secret, TakesOverAnotherByMoveAssignment) {
    Secret first("old");
    first = Secret("new");
    EXPECT_EQ(first.view(), "new");
}

TEST(Secret, WipeLeavesNoByte) {
    char bytes[8] = "hunter2";
    wipe(bytes, sizeof bytes);
    for (const char byte : bytes) {
        EXPECT_EQ(byte, '\0');
    }
}

}  // namespace
}  // namespace hedged::config
