// SPDX-License-Identifier: Apache-2.0
// The small parts of the front on their own.
#include "hedged/core/random.hpp"

#include "exchange/deribit/credits.hpp"
#include "exchange/deribit/digest.hpp"
#include "exchange/deribit/json_writer.hpp"
#include "exchange/deribit/order_params.hpp"
#include "exchange/deribit/query_string.hpp"
#include "exchange/deribit/scope.hpp"
#include "exchange/deribit/wire_error.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace hedged::exchange::deribit {
namespace {

std::string written(double number) {
    std::string out;
    append_number(out, number);
    return out;
}

TEST(JsonNumber, KeepsItsPointAndItsShortestDigits) {
    EXPECT_EQ(written(10.0), "10.0");
    EXPECT_EQ(written(-0.0005), "-0.0005");
    EXPECT_EQ(written(4e-7), "4.0e-7");
    EXPECT_EQ(written(1.6e-7), "1.6e-7");
    EXPECT_EQ(written(100'000.0), "100000.0");
    EXPECT_EQ(written(1'132'329'370.0), "1132329370.0");
    EXPECT_EQ(written(1e22), "1.0e22");
    EXPECT_EQ(written(0.0), "0.0");
    EXPECT_EQ(written(-0.0), "0.0");
    EXPECT_EQ(written(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
    EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonNumber, ReadsBackAsTheSameDouble) {
    std::uint64_t const seed = 4'711;
    SCOPED_TRACE(seed);
    Random random{seed};
    for (int i = 0; i < 100'000; ++i) {
        double const number = std::bit_cast<double>(random.next());
        if (!std::isfinite(number)) {
            continue;
        }
        auto const text = written(number);
        ASSERT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
        ASSERT_NE(text.find('.'), std::string::npos) << text;
    }
}

TEST(JsonText, EscapesWhatJsonForbids) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().field("a\"b", std::string_view{"\\\n\t\x01\0z", 6}).end_object();

    EXPECT_EQ(out, R"({"a\"b":"\\\n\t\u0001\u0000z"})");
}

TEST(JsonText, PutsCommasBetweenMembersAndItems) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().field("a", 1).key("b").begin_array().value(true).null();
    json.begin_object().end_object().end_array().field_or_null("c", std::nullopt).end_object();

    EXPECT_EQ(out, R"({"a":1,"b":[true,null,{}],"c":null})");
}

TEST(QueryString, BecomesAnObjectOfTexts) {
    EXPECT_EQ(query_to_json("a=1&b=x%20y+z&c"), R"({"a":"1","b":"x y z","c":""})");
    EXPECT_EQ(query_to_json(""), "{}");
    EXPECT_EQ(query_to_json("&&=5&"), "{}");
    EXPECT_EQ(query_to_json("a=1&a=2"), R"({"a":"2"})");
    EXPECT_EQ(query_to_json("a=%zz%4"), R"({"a":"%zz%4"})");
    EXPECT_EQ(query_to_json("q=%22%0A"), R"({"q":"\"\n"})");
}

TEST(QueryString, CarriesListsInEitherSpelling) {
    EXPECT_EQ(query_to_json("c=%5B%22a%22%2C%22b%22%5D"), R"({"c":["a","b"]})");
    EXPECT_EQ(query_to_json("c[]=a&c[]=b"), R"({"c":["a","b"]})");
    EXPECT_EQ(query_to_json("c=[broken"), R"({"c":"[broken"})");
}

TEST(Digest, AgreesWithThePublishedVectors) {
    // RFC 4231, test cases 1 and 2.
    EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, DecodesBase64WithAndWithoutPadding) {
    EXPECT_EQ(base64_decoded("Zm9vYmFy"), "foobar");
    EXPECT_EQ(base64_decoded("Zm9vYg=="), "foob");
    EXPECT_EQ(base64_decoded("Zm9vYg"), "foob");
    EXPECT_EQ(base64_decoded(""), "");
    EXPECT_EQ(base64_decoded("Zm9v*"), std::nullopt);
}

TEST(Scope, ReadsWhatItKnowsAndIgnoresTheRest) {
    Rights const key{Access::Read, Access::ReadWrite, Access::None, Access::ReadWrite};

    auto const scope = parse_scope("session:a  trade:read wallet:oops custody:all expires:60", key);

    EXPECT_EQ(scope.session, "a");
    EXPECT_EQ(scope.rights.trade, Access::Read);
    EXPECT_EQ(scope.rights.account, Access::Read);
    EXPECT_EQ(scope.rights.wallet, Access::None);
    EXPECT_EQ(scope.expires, 60);
    EXPECT_EQ(parse_scope("expires:-1 expires:x session:", key).expires, std::nullopt);
    EXPECT_EQ(parse_scope("expires:9223372036854775807", key).expires, std::nullopt);
}

TEST(WireId, IsDigitsWithOrWithoutTheCurrency) {
    EXPECT_EQ(parse_wire_id("123", "BTC"), 123U);
    EXPECT_EQ(parse_wire_id("BTC-123", "BTC"), 123U);
    EXPECT_EQ(parse_wire_id("ETH-123", "BTC"), std::nullopt);
    EXPECT_EQ(parse_wire_id("BTC-", "BTC"), std::nullopt);
    EXPECT_EQ(parse_wire_id("", "BTC"), std::nullopt);
    EXPECT_EQ(parse_wire_id("12x", "BTC"), std::nullopt);
    EXPECT_EQ(parse_wire_id("99999999999999999999999", "BTC"), std::nullopt);
}

TEST(WireErrors, AllHaveWords) {
    EXPECT_EQ(message_of(ErrorCode::TooManyRequests), "too_many_requests");
    EXPECT_EQ(message_of(ErrorCode::ParseError), "Parse error");
    EXPECT_EQ(message_of(static_cast<ErrorCode>(1)), "error");
}

TEST(CreditBucket, RefillsExactlyAtItsRate) {
    CreditBucket bucket{{5.0, 2.0}};
    Instant now{0};
    EXPECT_TRUE(bucket.take(now));
    EXPECT_TRUE(bucket.take(now));
    EXPECT_FALSE(bucket.take(now));
    EXPECT_FALSE(bucket.take(now + milliseconds(199)));
    EXPECT_TRUE(bucket.take(now + milliseconds(200)));
    EXPECT_FALSE(bucket.take(now + milliseconds(100)));  // time going back refills nothing
}

}  // namespace
}  // namespace hedged::exchange::deribit
