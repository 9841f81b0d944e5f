// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/http.hpp"

#include "hedged/transport/close_reason.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hedged::transport {
namespace {

TEST(HttpRequest, FindsTheFirstHeaderWhateverItsCase) {
    HttpRequest request;
    request.headers = {{"X-Key", "one"}, {"x-key", "two"}};
    EXPECT_EQ(request.header("x-KEY"), "one");
    EXPECT_EQ(request.header("x-ke"), "");
}

TEST(HttpRequest, SplitsTheTargetAtTheFirstQuestionMark) {
    HttpRequest request;
    request.target = "/a/b?x=1?2";
    EXPECT_EQ(request.path(), "/a/b");
    EXPECT_EQ(request.query(), "x=1?2");
    request.target = "/a";
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "");
}

TEST(CloseReason, HasAWordOfItsOwnForEachValue) {
    std::set<std::string_view> words;
    const int last = static_cast<int>(CloseReason::kSystem);
    for (int i = 0; i <= last; ++i) {
        const auto word = to_string(static_cast<CloseReason>(i));
        EXPECT_NE(word, "unknown") << i;
        EXPECT_TRUE(words.insert(word).second) << word;
    }
}

TEST(CloseReason, AsksForAPersonOverCertificatesOnly) {
    EXPECT_TRUE(needs_operator(CloseReason::kCertificateHostMismatch));
    EXPECT_TRUE(needs_operator(CloseReason::kTrustStoreUnreadable));
    EXPECT_FALSE(needs_operator(CloseReason::kReset));
    EXPECT_FALSE(needs_operator(CloseReason::kHandshakeRejected));
}

}  // namespace
}  // namespace hedged::transport
