// SPDX-License-Identifier: Apache-2.0
// Plain HTTP requests and answers as the server hands them around. Values; cold code: allocates.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hedged::transport {

struct HttpRequest {
    std::string method;  // GET, HEAD or POST
    std::string target;  // path and query, as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string peer;  // address:port

    // The first header of that name, whatever its case; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
    [[nodiscard]] std::string_view path() const noexcept;   // target up to '?'
    [[nodiscard]] std::string_view query() const noexcept;  // target behind '?'
};

struct HttpResponse {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{};  // further ones
};

}  // namespace hedged::transport
