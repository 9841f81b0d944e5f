// SPDX-License-Identifier: Apache-2.0
// For tests over real sockets on 127.0.0.1: listeners and handlers that remember what they were
// told, and a pump that polls until something is true or a deadline passes. Nothing sleeps.
#pragma once

#include "hedged/transport/server.hpp"
#include "hedged/transport/websocket_client.hpp"

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace hedged::transport {

// How GoogleTest shows a reason in a failed expectation.
inline void PrintTo(CloseReason reason, std::ostream* out) {
    *out << to_string(reason);
}

}  // namespace hedged::transport

namespace hedged::test {

inline Instant steady_now() {
    return Instant{std::chrono::duration_cast<std::chrono::nanoseconds>(
                       std::chrono::steady_clock::now().time_since_epoch())
                       .count()};
}

// True when `done` came true within the wait.
template <class Done>
bool pump(transport::IoLoop& loop, Done done, Duration wait = seconds(10)) {
    const Instant deadline = steady_now() + wait;
    while (!done()) {
        if (steady_now() > deadline) {
            return false;
        }
        loop.run_for(milliseconds(1));
    }
    return true;
}

// The same without waiting, for tests whose own sockets do not wake the loop.
template <class Done>
bool spin(transport::IoLoop& loop, Done done, Duration wait = seconds(10)) {
    const Instant deadline = steady_now() + wait;
    while (!done()) {
        if (steady_now() > deadline) {
            return false;
        }
        loop.poll();
    }
    return true;
}

struct RecordingListener : transport::ChannelListener {
    int opens = 0;
    int closes = 0;
    std::vector<std::string> frames;
    std::vector<Instant> stamps;
    transport::CloseReport report;
    std::function<void()> at_open;
    std::function<void(std::string_view)> at_frame;
    std::function<void()> at_close;

    void on_open(Instant) override {
        ++opens;
        if (at_open) {
            at_open();
        }
    }
    void on_frame(std::string_view frame, Instant received) override {
        if (at_frame) {
            at_frame(frame);
        } else {
            frames.emplace_back(frame);
            stamps.push_back(received);
        }
    }
    void on_closed(const transport::CloseReport& why, Instant) override {
        ++closes;
        report = why;
        if (at_close) {
            at_close();
        }
    }
};

// Sends every frame back unless told otherwise; answers HTTP with what it was asked.
struct EchoHandler : transport::ServerHandler {
    transport::Server* server = nullptr;
    bool echo = true;
    int opens = 0;
    int closes = 0;
    std::vector<transport::ConnectionId> ids;
    std::vector<std::string> frames;
    std::vector<std::string> targets;
    std::vector<transport::HttpRequest> requests;
    std::function<transport::HttpResponse(const transport::HttpRequest&)> at_http;

    void on_open(transport::ConnectionId id, const transport::ConnectionInfo& info,
                 Instant) override {
        ++opens;
        ids.push_back(id);
        targets.emplace_back(info.target);
    }
    void on_frame(transport::ConnectionId id, std::string_view frame, Instant) override {
        if (echo) {
            (void)server->send(id, frame);
        } else {
            frames.emplace_back(frame);
        }
    }
    void on_close(transport::ConnectionId, Instant) override { ++closes; }
    transport::HttpResponse on_http(const transport::HttpRequest& request, Instant) override {
        requests.push_back(request);
        if (at_http) {
            return at_http(request);
        }
        transport::HttpResponse response;
        response.body = request.method + " " + request.target + " " + request.body;
        return response;
    }
};

// One loop with a server that echoes, and the endpoint to reach it.
struct EchoServer {
    transport::IoLoop& loop;
    EchoHandler handler;
    transport::Server server;

    explicit EchoServer(transport::IoLoop& io, transport::ServerOptions options = {})
        : loop(io), server(io, handler, steady_now, std::move(options)) {
        handler.server = &server;
    }

    [[nodiscard]] transport::Endpoint endpoint(std::string target = "/ws") const {
        transport::Endpoint where;
        where.host = "127.0.0.1";
        where.port = server.port();
        where.tls = false;
        where.target = std::move(target);
        return where;
    }
};

}  // namespace hedged::test
