// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/endpoint.hpp"

#include <algorithm>
#include <charconv>

namespace hedged::transport {

namespace {

// Space, control characters and bytes beyond ASCII have no place in an address, and a line end
// would let a configuration value write headers.
bool printable(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool parse_port(std::string_view text, std::uint16_t& port) noexcept {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && rest == end && port != 0;
}

}  // namespace

std::string_view to_string(UrlError error) noexcept {
    switch (error) {
        case UrlError::kScheme:
            return "address must begin with ws:// or wss://";
        case UrlError::kHost:
            return "host name missing or malformed";
        case UrlError::kPort:
            return "port must be a number from 1 to 65535";
        case UrlError::kTarget:
            return "path holds a character that must be percent-encoded";
    }
    return "unknown";
}

Result<Endpoint, UrlError> parse_endpoint(std::string_view url) {
    Endpoint endpoint;
    if (url.starts_with("wss://")) {
        url.remove_prefix(6);
    } else if (url.starts_with("ws://")) {
        url.remove_prefix(5);
        endpoint.tls = false;
        endpoint.port = 80;
    } else {
        return UrlError::kScheme;
    }

    const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
    std::string_view authority = url.substr(0, path);
    const std::string_view target = url.substr(path);
    std::string_view host = authority;
    std::string_view port;
    bool has_port = false;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) {
            return UrlError::kHost;
        }
        host = authority.substr(1, close - 1);
        authority.remove_prefix(close + 1);
        has_port = authority.starts_with(':');
        if (!authority.empty() && !has_port) {
            return UrlError::kHost;
        }
        port = has_port ? authority.substr(1) : std::string_view{};
    } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
        has_port = true;
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    // A name and password in an address would end up in logs, so '@' is refused with the rest.
    if (host.empty() || !printable(host) || host.find('@') != std::string_view::npos) {
        return UrlError::kHost;
    }
    if (has_port && !parse_port(port, endpoint.port)) {
        return UrlError::kPort;
    }
    if (!printable(target) || target.find('#') != std::string_view::npos) {
        return UrlError::kTarget;
    }
    endpoint.host = host;
    endpoint.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
    return endpoint;
}

}  // namespace hedged::transport
