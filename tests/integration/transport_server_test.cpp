// SPDX-License-Identifier: Apache-2.0
// The server's HTTP side and its temper towards strangers, spoken to in raw bytes.
#include "hedged/core/random.hpp"

#include "support/loopback.hpp"
#include "support/raw_socket.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace hedged::transport {
namespace {

using test::EchoServer;
using test::pump;
using test::RawSocket;
using test::RecordingListener;
using test::steady_now;

struct TransportServer : ::testing::Test {
    IoLoop loop;
    ServerOptions options;

    // All that the peer sends until `done` says enough or the stream ends.
    template <class Done>
    std::string read(RawSocket& socket, Done done) {
        std::string all;
        (void)pump(loop, [&] {
            all += socket.read();
            return socket.ended() || done(all);
        });
        return all;
    }
    std::string read_to_end(RawSocket& socket) {
        return read(socket, [](const std::string&) { return false; });
    }
    std::string ask(EchoServer& peer, const std::string& request) {
        RawSocket socket = RawSocket::connect(peer.server.port());
        socket.write(request);
        return read_to_end(socket);
    }
};

TEST_F(TransportServer, AnswersGetAndCloses) {
    EchoServer peer(loop);
    const std::string answer =
        ask(peer, "GET /api/v2/public/time?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nGET /api/v2/public/time?x=1 ")) << answer;
    ASSERT_EQ(peer.handler.requests.size(), 1U);
    EXPECT_EQ(peer.handler.requests[0].path(), "/api/v2/public/time");
    EXPECT_EQ(peer.handler.requests[0].query(), "x=1");
    EXPECT_TRUE(peer.handler.requests[0].peer.starts_with("127.0.0.1:"));
    EXPECT_EQ(peer.server.counters().http_requests, 1U);
}

TEST_F(TransportServer, KeepsTheConnectionForFurtherRequests) {
    EchoServer peer(loop);
    RawSocket socket = RawSocket::connect(peer.server.port());
    for (const char* path : {"/one", "/two", "/three"}) {
        socket.write(std::string("GET ") + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        const std::string want = std::string("GET ") + path + " ";
        const std::string got =
            read(socket, [&](const std::string& all) { return all.ends_with(want); });
        EXPECT_TRUE(got.ends_with(want)) << got;
        EXPECT_FALSE(socket.ended());
    }
    EXPECT_EQ(peer.server.counters().accepted, 1U);
}

TEST_F(TransportServer, HandsUpBodyAndHeadersOfAPost) {
    EchoServer peer(loop);
    const std::string answer =
        ask(peer,
            "POST /orders HTTP/1.1\r\nHost: h\r\nX-Signature: abc\r\nContent-Length: 7\r\n"
            "Connection: close\r\n\r\n{\"a\":1}");
    EXPECT_TRUE(answer.ends_with("POST /orders {\"a\":1}")) << answer;
    ASSERT_EQ(peer.handler.requests.size(), 1U);
    EXPECT_EQ(peer.handler.requests[0].header("x-signature"), "abc");
    EXPECT_EQ(peer.handler.requests[0].header("absent"), "");
}

TEST_F(TransportServer, AnswersHeadWithTheLengthAndNoBody) {
    EchoServer peer(loop);
    const std::string answer =
        ask(peer, "HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 8\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(TransportServer, TakesChunkedBodies) {
    EchoServer peer(loop);
    const std::string answer = ask(peer,
                                   "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                                   "Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("POST /c abcde")) << answer;
}

TEST_F(TransportServer, DeliversAnAnswerLargerThanTheKernelTakesAtOnce) {
    EchoServer peer(loop);
    peer.handler.at_http = [](const HttpRequest&) {
        HttpResponse response;
        response.body = std::string(6'000'000, 'b');
        response.content_type = "text/plain";
        return response;
    };
    const std::string answer = ask(peer, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 6'000'000U);
}

TEST_F(TransportServer, RefusesMethodsItDoesNotKnow) {
    EchoServer peer(loop);
    EXPECT_TRUE(ask(peer, "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 405 "));
    EXPECT_EQ(peer.server.counters().http_errors, 1U);
    EXPECT_TRUE(peer.handler.requests.empty());
}

TEST_F(TransportServer, RefusesABodyAboveTheCap) {
    EchoServer peer(loop);
    const std::string answer =
        ask(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n" +
                      std::string(70'000, 'x'));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer.substr(0, 80);
    EXPECT_TRUE(peer.handler.requests.empty());
}

TEST_F(TransportServer, RefusesAHeaderAboveTheCap) {
    EchoServer peer(loop);
    const std::string answer =
        ask(peer, "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(9000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer.substr(0, 80);
}

TEST_F(TransportServer, DropsARequestThatNeverEnds) {
    options.request_deadline = milliseconds(50);
    EchoServer peer(loop, options);
    EXPECT_EQ(ask(peer, "GET / HTTP/1.1\r\nHo"), "");
    EXPECT_EQ(peer.server.counters().http_errors, 1U);
}

TEST_F(TransportServer, DropsAConnectionThatSaysNothingWithoutCallingItAnError) {
    options.request_deadline = milliseconds(50);
    EchoServer peer(loop, options);
    EXPECT_EQ(ask(peer, ""), "");
    EXPECT_EQ(peer.server.counters().http_errors, 0U);
}

TEST_F(TransportServer, TurnsAHandlersExceptionIntoStatus500) {
    EchoServer peer(loop);
    peer.handler.at_http = [](const HttpRequest&) -> HttpResponse {
        throw std::runtime_error("secret detail");
    };
    const std::string answer = ask(peer, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
    EXPECT_EQ(answer.find("secret"), std::string::npos);
    EXPECT_EQ(peer.server.counters().handler_errors, 1U);
}

TEST_F(TransportServer, ServesWebsocketAndHttpOnOnePort) {
    EchoServer peer(loop);
    RecordingListener listener;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(peer.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; }));
    const std::string answer = ask(peer, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    ASSERT_TRUE(client.send("still here"));
    ASSERT_TRUE(pump(loop, [&] { return listener.frames.size() == 1; }));
    EXPECT_EQ(peer.server.websocket_count(), 1U);
}

TEST_F(TransportServer, ClosesConnectionsAboveItsLimitAndRecovers) {
    options.connections_max = 2;
    EchoServer peer(loop, options);
    RawSocket first = RawSocket::connect(peer.server.port());
    RawSocket second = RawSocket::connect(peer.server.port());
    RawSocket third = RawSocket::connect(peer.server.port());
    EXPECT_EQ(read_to_end(third), "");
    EXPECT_EQ(peer.server.counters().over_limit, 1U);
    first.close();
    ASSERT_TRUE(pump(loop, [&] {
        RawSocket again = RawSocket::connect(peer.server.port());
        again.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        return read_to_end(again).starts_with("HTTP/1.1 200 ");
    }));
}

TEST_F(TransportServer, SaysWhyItCannotListen) {
    EchoServer peer(loop);
    options.port = peer.server.port();
    test::EchoHandler handler;
    try {
        const Server second(loop, handler, steady_now, options);
        FAIL() << "two servers on one port";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("127.0.0.1 port " + std::to_string(options.port)),
                  std::string::npos)
            << error.what();
    }
}

TEST_F(TransportServer, StopsListeningAndKeepsWhatIsOpen) {
    EchoServer peer(loop);
    RecordingListener listener;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(peer.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; }));
    peer.server.stop_listening();
    RecordingListener late;
    WebsocketClient refused(loop, steady_now);
    ASSERT_TRUE(refused.connect(peer.endpoint(), late));
    ASSERT_TRUE(pump(loop, [&] { return late.closes == 1; }));
    EXPECT_EQ(late.report.reason, CloseReason::kRefused);
    ASSERT_TRUE(client.send("x"));
    EXPECT_TRUE(pump(loop, [&] { return listener.frames.size() == 1; }));
}

TEST_F(TransportServer, OutlivesGarbageOfEveryKind) {
    options.request_deadline = milliseconds(200);
    EchoServer peer(loop, options);
    const std::string upgrade =
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        std::string bytes;
        const std::uint64_t kind = random.below(3);
        if (kind == 1) {  // a good request with some bytes turned
            bytes = upgrade;
            for (std::uint64_t n = 1 + random.below(8); n > 0; --n) {
                bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
            }
        }
        const std::size_t extra = random.below(3000);
        for (std::size_t i = 0; i < extra; ++i) {
            bytes.push_back(static_cast<char>(random.below(256)));
        }
        RawSocket socket = RawSocket::connect(peer.server.port());
        if (kind == 2) {  // a good websocket, then garbage for frames
            socket.write(upgrade);
            (void)read(socket, [](const std::string& all) { return all.ends_with("\r\n\r\n"); });
        }
        socket.write(bytes);
        socket.shut_write();
        (void)read_to_end(socket);
        EXPECT_TRUE(socket.ended()) << "seed " << seed;
    }
    EXPECT_TRUE(ask(peer, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(peer.server.websocket_count(), 0U);
    EXPECT_EQ(peer.handler.opens, peer.handler.closes);
    EXPECT_GT(peer.handler.opens, 0);
    EXPECT_GT(peer.server.counters().http_errors, 0U);
}

TEST_F(TransportServer, DropsEverythingWhenItGoes) {
    RecordingListener listener;
    WebsocketClient client(loop, steady_now);
    {
        EchoServer peer(loop);
        ASSERT_TRUE(client.connect(peer.endpoint(), listener));
        ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; }));
    }
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kReset);
}

}  // namespace
}  // namespace hedged::transport
