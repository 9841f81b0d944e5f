// SPDX-License-Identifier: Apache-2.0
// The same methods over HTTP: GET with a query, or POST with a JSON-RPC body. Errors travel with
// status 400 and the body a websocket would have seen. An HTTP request counts as a connection of
// its address while it is served.
#include "exchange/deribit/front_impl.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::string_view kPrefix = "/api/v2";

bool same_name(std::string_view a, std::string_view b) noexcept {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const noexcept {
    for (auto const& header : headers) {
        if (same_name(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

HttpResponse Front::Impl::refuse_http(int status, const WireError& error) const {
    HttpResponse response;
    response.status = status;
    response.body = render_error({}, error, stamp(Duration{}));
    return response;
}

Outcome Front::Impl::read_http(const HttpRequest& http, Request& request) {
    auto target = http.target.substr(kPrefix.size());
    auto const mark = target.find('?');
    auto const query =
        mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    auto path = target.substr(0, mark);
    if (!path.empty()) {
        path.remove_prefix(1);
    }
    if (http.method == "POST" && !http.body.empty()) {
        return parser_.parse(http.body, request);
    }
    return parser_.parse_query(path, query, request);
}

HttpResponse Front::Impl::on_http(const HttpRequest& http, Instant now) {
    if (connections_of(http.peer_ip) >= config_.connections_per_address) {
        return refuse_http(429, fail(ErrorCode::TooManyRequests));
    }
    bool const ours = http.target == kPrefix ||
                      (http.target.starts_with(kPrefix) &&
                       (http.target[kPrefix.size()] == '/' || http.target[kPrefix.size()] == '?'));
    if (!ours) {
        return refuse_http(404, fail(ErrorCode::NotFound));
    }
    if (http.method != "GET" && http.method != "POST") {
        return refuse_http(405, fail(ErrorCode::InvalidRequest));
    }
    Session session{ConnectionId{},
                    std::string{http.peer_ip},
                    Liveness{now, config_.idle_limit, config_.test_answer_limit},
                    std::nullopt,
                    std::nullopt,
                    false,
                    {}};
    Request request;
    auto const malformed = read_http(http, request);
    OptionalGrant header;
    if (auto const value = http.header("authorization"); !value.empty()) {
        header = services_.authenticator.from_header(value, http, now);
    }
    auto answer = serve(session, request, malformed, header, now);
    pump(now);
    HttpResponse response;
    response.status = answer.text.empty() ? 0 : (answer.failed ? 400 : 200);
    response.body = std::move(answer.text);
    response.hold = answer.hold;
    return response;
}

}  // namespace hedged::exchange::deribit
