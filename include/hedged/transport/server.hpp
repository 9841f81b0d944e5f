// SPDX-License-Identifier: Apache-2.0
// One TCP port that serves websockets below a path prefix and plain HTTP requests elsewhere, with
// or without TLS: the face of the simulated exchange, and the peer in tests. Single-threaded on its
// IoLoop; the handler is called from inside poll() and run_for() only. Every limit has a counter in
// ServerCounters. Bytes from strangers never throw past this class.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/transport/channel.hpp"
#include "hedged/transport/http.hpp"
#include "hedged/transport/io_loop.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hedged::transport {

struct ConnectionId {  // never used twice by one server; zero is none
    std::uint64_t raw = 0;
    friend constexpr auto operator<=>(ConnectionId, ConnectionId) noexcept = default;
};

struct ConnectionInfo {
    std::string_view peer;    // address:port
    std::string_view target;  // path and query of the upgrade request
};

class ServerHandler {
public:
    virtual ~ServerHandler() = default;
    virtual void on_open(ConnectionId id, const ConnectionInfo& info, Instant now) = 0;
    // As ChannelListener::on_frame: kFramePadding readable bytes lie behind the frame.
    virtual void on_frame(ConnectionId id, std::string_view frame, Instant received) = 0;
    // Once for every on_open().
    virtual void on_close(ConnectionId id, Instant now) = 0;
    // An exception becomes status 500 and is counted.
    virtual HttpResponse on_http(const HttpRequest& request, Instant now) = 0;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses; read it back with port()
    std::string websocket_prefix = "/ws";
    std::string certificate_file;  // PEM chain; TLS when not empty, and then key_file too
    std::string key_file;
    std::size_t connections_max = 1024;
    std::size_t frame_bytes_max = std::size_t{1} << 20U;
    std::size_t send_buffer_bytes = std::size_t{8} << 20U;  // a connection; above it, dropped
    std::size_t header_bytes_max = std::size_t{8} << 10U;
    std::size_t body_bytes_max = std::size_t{64} << 10U;
    Duration request_deadline = seconds(10);  // to send one whole request, or to be idle
    Duration close_deadline = seconds(1);
    bool permessage_deflate = false;  // accepted when the peer offers it
};

struct ServerCounters {
    std::uint64_t accepted = 0;
    std::uint64_t websockets = 0;
    std::uint64_t http_requests = 0;
    std::uint64_t http_errors = 0;     // malformed, too large, too late, not allowed
    std::uint64_t handler_errors = 0;  // on_http() threw
    std::uint64_t slow_consumers = 0;  // dropped because they did not read
    std::uint64_t over_limit = 0;      // closed at once: connections_max reached
    std::uint64_t tls_failures = 0;
};

class Server {
public:
    // Binds and listens. Throws std::runtime_error with one readable line when it cannot.
    Server(IoLoop& loop, ServerHandler& handler, NowFunction now, ServerOptions options);
    ~Server();  // drops every connection without a callback
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // False: no such connection, or its buffer was full and it is now dropped (on_close follows).
    bool send(ConnectionId id, std::string_view frame);
    void close(ConnectionId id, std::uint16_t code = 1000, std::string_view reason = {});
    void abort(ConnectionId id);  // drops it without a close frame
    void stop_listening();        // refuses new connections, keeps the open ones

    [[nodiscard]] std::size_t outstanding_bytes(ConnectionId id) const;
    [[nodiscard]] std::size_t websocket_count() const;
    [[nodiscard]] const ServerCounters& counters() const;

    class Impl;

private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace hedged::transport
