// SPDX-License-Identifier: Apache-2.0
// Where a websocket lives, as parts of its address. TLS always verifies the certificate and the
// host name; there is no field to turn that off. Cold code: allocates.
#pragma once

#include "hedged/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::transport {

struct Endpoint {
    std::string host;  // name, or literal address
    std::uint16_t port = 443;
    std::string target = "/";  // path and query
    bool tls = true;
    std::string ca_file;      // PEM; replaces the system trust store. Empty: the system's
    std::string server_name;  // name to ask for and to verify. Empty: host
};

enum class UrlError : std::uint8_t { kScheme, kHost, kPort, kTarget };

[[nodiscard]] std::string_view to_string(UrlError error) noexcept;

// "ws://host[:port][/path]" or "wss://..."; [..] around a literal IPv6 address.
[[nodiscard]] Result<Endpoint, UrlError> parse_endpoint(std::string_view url);

}  // namespace hedged::transport
