// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/endpoint.hpp"

#include <gtest/gtest.h>

namespace hedged::transport {
namespace {

TEST(ParseEndpoint, ReadsASecureAddressWithDefaults) {
    const auto parsed = parse_endpoint("wss://www.deribit.com/ws/api/v2");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().host, "www.deribit.com");
    EXPECT_EQ(parsed.value().port, 443);
    EXPECT_EQ(parsed.value().target, "/ws/api/v2");
    EXPECT_TRUE(parsed.value().tls);
}

TEST(ParseEndpoint, ReadsAPlainAddressWithPortAndQuery) {
    const auto parsed = parse_endpoint("ws://127.0.0.1:8080?x=1");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().host, "127.0.0.1");
    EXPECT_EQ(parsed.value().port, 8080);
    EXPECT_EQ(parsed.value().target, "/?x=1");
    EXPECT_FALSE(parsed.value().tls);
}

TEST(ParseEndpoint, UsesPort80ForAPlainAddressWithoutOne) {
    const auto parsed = parse_endpoint("ws://localhost");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().port, 80);
    EXPECT_EQ(parsed.value().target, "/");
}

TEST(ParseEndpoint, ReadsALiteralIpv6Address) {
    const auto parsed = parse_endpoint("wss://[::1]:9443/x");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().host, "::1");
    EXPECT_EQ(parsed.value().port, 9443);
}

struct BadUrl {
    const char* url;
    UrlError error;
};

TEST(ParseEndpoint, RefusesEachKindOfMalformedAddressByName) {
    const BadUrl bad[] = {
        {"", UrlError::kScheme},
        {"https://www.deribit.com", UrlError::kScheme},
        {"WSS://www.deribit.com", UrlError::kScheme},
        {"wss://", UrlError::kHost},
        {"wss:///path", UrlError::kHost},
        {"wss://:443/", UrlError::kHost},
        {"wss://user:secret@host/", UrlError::kPort},
        {"wss://user@host/", UrlError::kHost},
        {"wss://ho st/", UrlError::kHost},
        {"wss://host\r\nX: y/", UrlError::kHost},
        {"wss://[::1", UrlError::kHost},
        {"wss://[::1]9443", UrlError::kHost},
        {"wss://host:", UrlError::kPort},
        {"wss://host:0", UrlError::kPort},
        {"wss://host:65536", UrlError::kPort},
        {"wss://host:44a", UrlError::kPort},
        {"wss://host:-1", UrlError::kPort},
        {"wss://host/a b", UrlError::kTarget},
        {"wss://host/a\r\nX: y", UrlError::kTarget},
        {"wss://host/a#b", UrlError::kTarget},
    };
    for (const BadUrl& one : bad) {
        const auto parsed = parse_endpoint(one.url);
        ASSERT_FALSE(parsed.ok()) << one.url;
        EXPECT_EQ(parsed.error(), one.error) << one.url << ": " << to_string(parsed.error());
    }
}

}  // namespace
}  // namespace hedged::transport
