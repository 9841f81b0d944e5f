// SPDX-License-Identifier: Apache-2.0
// The websocket client and the server over loopback sockets, fed with any bytes in any pieces: the
// messages handed up must be those that frame_reference.cpp reads, C1 to C4 of channel.hpp must
// hold, and nothing may be allocated for what is only announced (-malloc_limit_mb).
#include "hedged/core/assert.hpp"

#include "fuzz/body.hpp"
#include "fuzz/frame_reference.hpp"
#include "support/loopback.hpp"
#include "support/raw_socket.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::fuzz {
namespace {

using transport::CloseReason;

constexpr std::size_t kMessageMax = 4'000;

transport::ClientOptions client_options() {
    transport::ClientOptions options;
    options.frame_bytes_max = kMessageMax;
    options.connect_deadline = seconds(20);
    return options;
}

transport::ServerOptions server_options() {
    transport::ServerOptions options;
    options.frame_bytes_max = kMessageMax;
    options.header_bytes_max = 2'048;
    options.body_bytes_max = 2'048;
    return options;
}

std::string header_value(const std::string& request, const std::string& name) {
    std::size_t const at = request.find(name + ": ");
    HEDGED_ASSERT(at != std::string::npos);
    std::size_t const from = at + name.size() + 2;
    return request.substr(from, request.find("\r\n", from) - from);
}

// RFC 6455, 4.2.2.
std::string accept_of(const std::string& key) {
    std::string const text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 64> base64{};
    int const size = EVP_EncodeBlock(base64.data(), digest.data(), SHA_DIGEST_LENGTH);
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size)};
}

// C1 and C2, and bytes behind every frame.
struct Listener : transport::ChannelListener {
    std::unique_ptr<transport::WebsocketClient> client;
    bool inside_poll = false;
    int opens = 0;
    int closes = 0;
    std::vector<std::string> frames;
    transport::CloseReport report;
    std::size_t leave_at = 0;  // abort (or destroy) at that frame
    bool destroy = false;

    void on_open(Instant /*now*/) override {
        HEDGED_ASSERT(inside_poll && opens == 0 && closes == 0);
        ++opens;
    }
    void on_frame(std::string_view frame, Instant /*received*/) override {
        HEDGED_ASSERT(inside_poll && opens == 1 && closes == 0 && client != nullptr);
        // The sanitizer sees a read beyond what is promised.
        std::string const padded{frame.data(), frame.size() + transport::kFramePadding};
        frames.emplace_back(padded.substr(0, frame.size()));
        if (frames.size() != leave_at) {
            (void)client->send("x");
        } else if (destroy) {
            client.reset();
        } else {
            client->abort();
            HEDGED_ASSERT(!client->send("x"));
        }
    }
    void on_closed(const transport::CloseReport& why, Instant /*now*/) override {
        HEDGED_ASSERT(inside_poll && closes == 0);
        ++closes;
        report = why;
    }
};

struct Handler : transport::ServerHandler {
    int opens = 0;
    int closes = 0;
    int requests = 0;
    std::vector<std::string> frames;

    void on_open(transport::ConnectionId /*id*/, const transport::ConnectionInfo& info,
                 Instant /*now*/) override {
        HEDGED_ASSERT(info.target.starts_with("/ws"));
        ++opens;
    }
    void on_frame(transport::ConnectionId /*id*/, std::string_view frame,
                  Instant /*received*/) override {
        std::string const padded{frame.data(), frame.size() + transport::kFramePadding};
        frames.emplace_back(padded.substr(0, frame.size()));
    }
    void on_close(transport::ConnectionId /*id*/, Instant /*now*/) override { ++closes; }
    transport::HttpResponse on_http(const transport::HttpRequest& request,
                                    Instant /*now*/) override {
        HEDGED_ASSERT(!request.method.empty() && request.body.size() <= 2'048);
        ++requests;
        return {};
    }
};

// One loop, listener and server for all runs: each run has its own connection.
struct World {
    transport::IoLoop loop;
    test::RawSocket listening = test::RawSocket::listen(64);
    Handler handler;
    transport::Server server{loop, handler, test::steady_now, server_options()};
};

World& world() {
    static auto* const made = new World;  // never destroyed: libFuzzer leaves in the middle
    return *made;
}

template <class Done>
void poll_until(Done done) {
    World& w = world();
    Instant const patience = test::steady_now() + seconds(10);
    while (!done()) {
        HEDGED_ASSERT(test::steady_now() < patience);  // hangs
        if (w.loop.poll() == 0) {
            (void)w.loop.run_for(milliseconds(1));
        }
    }
}

// In pieces as the bytes choose, with the other side reading in between.
void write_in_pieces(test::RawSocket& socket, std::string_view bytes, unsigned cut) {
    World& w = world();
    std::size_t const piece = cut == 0 ? bytes.size() : cut;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        (void)socket.write(bytes.substr(at, piece));
        if (cut != 0) {
            (void)w.loop.poll();
        }
    }
}

void check_client(const Listener& heard, const FrameStory& told, bool left) {
    HEDGED_ASSERT(heard.frames == told.messages);
    if (left) {
        return;
    }
    HEDGED_ASSERT(heard.closes == 1);
    if (told.open_text && heard.report.reason == CloseReason::kProtocolError) {
        return;  // what there was of the text is no UTF-8
    }
    switch (told.end) {
        case FrameEnd::OutOfBytes:
            HEDGED_ASSERT(heard.report.reason == CloseReason::kReset);
            break;
        case FrameEnd::Closed:
            HEDGED_ASSERT(heard.report.reason == CloseReason::kRemoteClosed);
            HEDGED_ASSERT(told.close_code == 0 || heard.report.code == told.close_code);
            break;
        case FrameEnd::Broken:
            HEDGED_ASSERT(heard.report.reason == CloseReason::kProtocolError);
            break;
        case FrameEnd::TooLarge:
            HEDGED_ASSERT(heard.report.reason == CloseReason::kFrameTooLarge);
            break;
    }
}

// `greets`: answers the handshake as it should; otherwise the bytes are the answer.
void serve_client(Input& in, bool greets) {
    World& w = world();
    Listener heard;
    unsigned const cut = in.byte() % 8 == 0 ? 1 + in.below(40) : 0;
    heard.leave_at = in.one_in(8) ? 1 + in.below(3) : 0;
    heard.destroy = heard.leave_at != 0 && in.one_in(2);
    std::size_t const leave_at = heard.leave_at;
    heard.client =
        std::make_unique<transport::WebsocketClient>(w.loop, test::steady_now, client_options());
    transport::Endpoint where;
    where.host = "127.0.0.1";
    where.port = w.listening.port();
    where.tls = false;
    HEDGED_ASSERT(heard.client->connect(where, heard));
    HEDGED_ASSERT(!heard.client->connect(where, heard) && !heard.client->send("early"));
    heard.inside_poll = true;
    std::optional<test::RawSocket> peer;
    std::string request;
    poll_until([&] {
        peer = peer ? std::move(peer) : w.listening.accept();
        request += peer ? peer->read() : "";
        return request.ends_with("\r\n\r\n");
    });
    if (greets) {
        (void)peer->write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
            accept_of(header_value(request, "Sec-WebSocket-Key")) + "\r\n\r\n");
    }
    std::size_t size = in.left();
    auto const* const rest = in.take(size);
    std::string_view const bytes(reinterpret_cast<const char*>(rest), size);
    write_in_pieces(*peer, bytes, cut);
    peer->shut_write();
    poll_until([&] {
        (void)peer->read();
        return heard.closes == 1 || heard.client == nullptr;
    });
    peer->reset();
    heard.inside_poll = false;
    HEDGED_ASSERT(heard.client == nullptr ||
                  heard.client->state() == transport::ChannelState::kIdle);
    if (!greets) {
        return;
    }
    FrameStory told = read_frames(bytes, false, kMessageMax);
    bool const left = leave_at != 0 && told.messages.size() >= leave_at;
    told.messages.resize(left ? leave_at : told.messages.size());
    HEDGED_ASSERT(heard.opens == 1);
    check_client(heard, told, left);
}

void attack_server(Input& in, bool upgrades) {
    World& w = world();
    w.handler.frames.clear();
    int const opens = w.handler.opens;
    unsigned const cut = in.byte() % 8 == 0 ? 1 + in.below(40) : 0;
    test::RawSocket client = test::RawSocket::connect(w.server.port());
    if (upgrades) {
        (void)client.write(
            "GET /ws/api HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        poll_until([&] { return w.handler.opens == opens + 1; });
    }
    std::size_t size = in.left();
    auto const* const rest = in.take(size);
    std::string_view const bytes(reinterpret_cast<const char*>(rest), size);
    write_in_pieces(client, bytes, cut);
    client.shut_write();
    poll_until([&] {
        (void)client.read();
        return client.ended() && w.handler.closes == w.handler.opens;
    });
    client.reset();
    (void)w.loop.poll();
    HEDGED_ASSERT(w.server.websocket_count() == 0);
    if (upgrades) {
        HEDGED_ASSERT(w.handler.frames == read_frames(bytes, true, kMessageMax).messages);
    }
}

// What was taken for an address, written out again, is the same address.
void parse_address(Input& in) {
    std::size_t size = in.left();
    auto const* const rest = in.take(size);
    auto const parsed = transport::parse_endpoint({reinterpret_cast<const char*>(rest), size});
    if (!parsed) {
        HEDGED_ASSERT(!to_string(parsed.error()).empty());
        return;
    }
    transport::Endpoint const& where = parsed.value();
    HEDGED_ASSERT(!where.host.empty() && where.port != 0 && where.target.starts_with('/'));
    bool const literal = where.host.find(':') != std::string::npos;
    std::string const again = std::string(where.tls ? "wss://" : "ws://") +
                              (literal ? "[" + where.host + "]" : where.host) + ":" +
                              std::to_string(where.port) + where.target;
    auto const second = transport::parse_endpoint(again);
    HEDGED_ASSERT(second && second.value().host == where.host &&
                  second.value().port == where.port && second.value().target == where.target &&
                  second.value().tls == where.tls);
}

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    switch (in.byte() % 8) {
        case 0:
            return serve_client(in, false);
        case 1:
            return attack_server(in, false);
        case 2:
            return attack_server(in, true);
        case 3:
            return parse_address(in);
        default:
            return serve_client(in, true);
    }
}

}  // namespace hedged::fuzz
