// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/signature.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hedged::deribit {
namespace {

constexpr WallTime kNow = wall_from_milliseconds(1'700'000'000'000);

// Made by a client nobody here wrote (ccxt): secret "s", no data, timestamp and nonce alike.
TEST(ClientSignature, EqualsTheOneOfAnotherClient) {
    Signature const signature = client_signature("s", 1'795'219'821'980, "1795219821980", "");

    EXPECT_EQ(signature.view(), "0ab38be92cc27e6479abf07d2dadf8010b9073860261da8298b84b837841cf16");
}

TEST(ClientSignature, DependsOnEachOfItsParts) {
    std::string const base{client_signature("s", 1, "n", "d").view()};

    EXPECT_EQ(base.size(), 64U);
    EXPECT_NE(client_signature("t", 1, "n", "d").view(), base);
    EXPECT_NE(client_signature("s", 2, "n", "d").view(), base);
    EXPECT_NE(client_signature("s", 1, "m", "d").view(), base);
    EXPECT_NE(client_signature("s", 1, "n", "").view(), base);
}

TEST(NonceSource, NeverRepeatsAlthoughTimeStandsStill) {
    Random random{1};
    NonceSource nonces{random};
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_TRUE(seen.emplace(nonces.next(kNow).view()).second) << i;
    }
}

TEST(NonceSource, DiffersBetweenRunsOfTheSameSeed) {
    Random first{5};
    Random second{5};
    Nonce const before = NonceSource{first}.next(kNow);
    Nonce const after = NonceSource{second}.next(kNow + milliseconds(1));
    EXPECT_FALSE(before == after);
    EXPECT_FALSE(before.empty());
}

TEST(NonceSource, DiffersBetweenSessions) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        Random random{seed};
        NonceSource nonces{random};
        EXPECT_TRUE(seen.emplace(nonces.next(kNow).view()).second) << seed;
    }
}

}  // namespace
}  // namespace hedged::deribit
