// SPDX-License-Identifier: Apache-2.0
#include "app/exchange_host.hpp"

#include "hedged/runtime/clock.hpp"

#include <string>
#include <vector>

namespace hedged::app {

namespace deribit = exchange::deribit;

namespace {

// "127.0.0.1:4711" without the port.
std::string_view address_of(std::string_view peer) {
    return peer.substr(0, peer.find_last_of(':'));
}

deribit::ConnectionId to_front(transport::ConnectionId id) {
    return {id.raw};
}

transport::ConnectionId to_server(deribit::ConnectionId id) {
    return {id.raw};
}

}  // namespace

ExchangeHost::ExchangeHost(exchange::Exchange& exchange, deribit::FrontConfig config,
                           transport::ServerOptions options, std::int64_t speed)
    : exchange_(exchange),
      speed_(speed),
      front_(exchange, std::move(config), *this),
      server_(loop_, *this, runtime::monotonic_now, std::move(options)) {}

void ExchangeHost::run(const std::atomic<bool>& quit, Duration step) {
    const Instant start = runtime::monotonic_now();
    const WallTime market_start = exchange_.now();
    Instant next = start;
    while (!quit.load()) {
        const Instant now = runtime::monotonic_now();
        if (now >= next) {
            // Behind schedule the market moves in one larger step instead of several late ones.
            next = now + step;
            front_.advance(now, market_start + (now - start) * speed_);
        }
        (void)loop_.run_for(next - runtime::monotonic_now());
    }
}

void ExchangeHost::on_open(transport::ConnectionId id, const transport::ConnectionInfo& info,
                           Instant now) {
    if (!front_.on_open(to_front(id), address_of(info.peer), now)) {
        server_.close(id, 1013, "too many connections from this address");
    }
}

void ExchangeHost::on_frame(transport::ConnectionId id, std::string_view frame, Instant received) {
    front_.on_frame(to_front(id), frame, received);
}

void ExchangeHost::on_close(transport::ConnectionId id, Instant now) {
    front_.on_close(to_front(id), now);
}

transport::HttpResponse ExchangeHost::on_http(const transport::HttpRequest& request, Instant now) {
    std::vector<deribit::HttpHeader> headers;
    headers.reserve(request.headers.size());
    for (const auto& [name, value] : request.headers) {
        headers.push_back({name, value});
    }
    deribit::HttpRequest asked;
    asked.method = request.method;
    asked.target = request.target;
    asked.headers = headers;
    asked.body = request.body;
    asked.peer_ip = address_of(request.peer);
    deribit::HttpResponse answer = front_.on_http(asked, now);
    transport::HttpResponse out;
    // A fault may ask for silence, which this server cannot give; an error is the next worse.
    out.status = answer.status == 0 ? 500U : static_cast<unsigned>(answer.status);
    out.content_type = std::move(answer.content_type);
    out.body = std::move(answer.body);
    return out;
}

void ExchangeHost::send(deribit::ConnectionId connection, std::string_view frame) {
    (void)server_.send(to_server(connection), frame);
}

void ExchangeHost::close(deribit::ConnectionId connection, std::string_view reason) {
    server_.close(to_server(connection), 1000, reason);
}

}  // namespace hedged::app
