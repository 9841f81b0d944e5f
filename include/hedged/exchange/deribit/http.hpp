// SPDX-License-Identifier: Apache-2.0
// One HTTP exchange as plain values, so that the front needs no server library. The server keeps
// the views alive during the call. Plain values.
#pragma once

#include "hedged/core/time.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

struct HttpHeader {
    std::string_view name;
    std::string_view value;
};

struct HttpRequest {
    std::string_view method;  // "GET" or "POST"
    std::string_view target;  // as it came, with the query: "/api/v2/public/get_time?..."
    std::span<const HttpHeader> headers;
    std::string_view body;
    std::string_view peer_ip;

    // Names compare without regard to case; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

struct HttpResponse {
    int status = 200;  // 0: close the connection without an answer (a fault asked for it)
    std::string content_type = "application/json";
    std::string body;
    Duration hold;  // real time to wait before answering (a fault asked for it)
};

}  // namespace hedged::exchange::deribit
