// SPDX-License-Identifier: Apache-2.0
// Each way a connection can fail ends in one report with the right word, and never in silence.
#include "support/loopback.hpp"
#include "support/raw_socket.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace hedged::transport {
namespace {

using test::EchoServer;
using test::pump;
using test::RawSocket;
using test::RecordingListener;
using test::spin;
using test::steady_now;

struct TransportFailure : ::testing::Test {
    IoLoop loop;
    RecordingListener listener;
    ClientOptions options;

    [[nodiscard]] static Endpoint at(std::uint16_t port, bool tls = false) {
        Endpoint where;
        where.host = "127.0.0.1";
        where.port = port;
        where.tls = tls;
        where.target = "/ws";
        return where;
    }
    [[nodiscard]] bool closed(Duration wait = seconds(10)) {
        return pump(
            loop, [&] { return listener.closes == 1; }, wait);
    }
    // A peer that answers the first bytes it gets with `answer`, then does nothing.
    void answer_with(RawSocket& door, const std::string& answer, std::optional<RawSocket>& peer) {
        ASSERT_TRUE(pump(loop, [&] {
            if (!peer) {
                peer = door.accept();
            } else if (!peer->read().empty()) {
                peer->write(answer);
                return true;
            }
            return false;
        }));
    }
};

TEST_F(TransportFailure, SaysRefusedWhereNobodyListens) {
    std::uint16_t port = 0;
    {
        const RawSocket door = RawSocket::listen();
        port = door.port();
    }
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(at(port), listener));
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kRefused);
    EXPECT_EQ(listener.opens, 0);
    EXPECT_EQ(client.state(), ChannelState::kIdle);
}

TEST_F(TransportFailure, SaysResolveFailedForANameThatCannotExist) {
    WebsocketClient client(loop, steady_now);
    Endpoint where = at(443);
    where.host = "no-such-host.invalid";
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kResolveFailed) << listener.report.text.view();
    EXPECT_NE(listener.report.text.view().find("no-such-host.invalid"), std::string_view::npos);
}

TEST_F(TransportFailure, ResolvesTheLocalHostByName) {
    EchoServer peer(loop);
    WebsocketClient client(loop, steady_now);
    Endpoint where = peer.endpoint();
    where.host = "localhost";
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; })) << listener.report.text.view();
}

TEST_F(TransportFailure, TimesOutWhenThePeerNeverAnswersTheHandshake) {
    RawSocket door = RawSocket::listen();
    options.connect_deadline = milliseconds(50);
    WebsocketClient client(loop, steady_now, options);
    ASSERT_TRUE(client.connect(at(door.port()), listener));
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kTimedOut);
    EXPECT_EQ(listener.opens, 0);
}

TEST_F(TransportFailure, GivesTheStatusAndTheWaitOfARejectedHandshake) {
    RawSocket door = RawSocket::listen();
    std::optional<RawSocket> peer;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(at(door.port()), listener));
    answer_with(door,
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n",
                peer);
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kHandshakeRejected);
    EXPECT_EQ(listener.report.code, 429);
    EXPECT_EQ(listener.report.retry_after_s, 17U);
    EXPECT_EQ(listener.report.text.view(), "HTTP 429 Too Many Requests");
}

TEST_F(TransportFailure, RejectsAServerThatDoesNotProveItReadTheKey) {
    RawSocket door = RawSocket::listen();
    std::optional<RawSocket> peer;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(at(door.port()), listener));
    answer_with(door,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
                peer);
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kProtocolError) << listener.report.text.view();
    EXPECT_EQ(listener.opens, 0);
}

TEST_F(TransportFailure, SaysProtocolErrorWhenTheAnswerIsNotHttp) {
    RawSocket door = RawSocket::listen();
    std::optional<RawSocket> peer;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(at(door.port()), listener));
    answer_with(door, "SSH-2.0-OpenSSH_9.2\r\n", peer);
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kProtocolError) << listener.report.text.view();
}

TEST_F(TransportFailure, SaysResetWhenThePeerHangsUpDuringTheHandshake) {
    RawSocket door = RawSocket::listen();
    std::optional<RawSocket> peer;
    WebsocketClient client(loop, steady_now);
    ASSERT_TRUE(client.connect(at(door.port()), listener));
    answer_with(door, "", peer);
    peer->close();
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kReset) << listener.report.text.view();
}

struct OpenTransportFailure : TransportFailure {
    EchoServer peer{loop};
    std::unique_ptr<WebsocketClient> client;

    void open() {
        client = std::make_unique<WebsocketClient>(loop, steady_now, options);
        ASSERT_TRUE(client->connect(peer.endpoint(), listener));
        ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1 && peer.handler.opens == 1; }));
    }
};

TEST_F(OpenTransportFailure, RejectsAPathTheServerDoesNotServe) {
    WebsocketClient lost(loop, steady_now);
    ASSERT_TRUE(lost.connect(peer.endpoint("/elsewhere"), listener));
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kHandshakeRejected);
    EXPECT_EQ(listener.report.code, 404);
}

TEST_F(OpenTransportFailure, ReportsTheCodeAndReasonOfARemoteClose) {
    open();
    peer.server.close(peer.handler.ids[0], 1012, "restarting");
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1 && peer.handler.closes == 1; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kRemoteClosed);
    EXPECT_EQ(listener.report.code, 1012);
    EXPECT_EQ(listener.report.text.view(), "restarting");
}

TEST_F(OpenTransportFailure, ReportsAResetAsSuch) {
    open();
    peer.server.abort(peer.handler.ids[0]);
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kReset) << listener.report.text.view();
}

TEST_F(OpenTransportFailure, ClosesPolitelyAndTellsBothSidesOnce) {
    open();
    client->close();
    EXPECT_EQ(client->state(), ChannelState::kClosing);
    EXPECT_FALSE(client->send("too late"));
    client->close();
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1 && peer.handler.closes == 1; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kLocal);
    for (int i = 0; i < 100; ++i) {
        loop.poll();
    }
    EXPECT_EQ(listener.closes, 1);
    EXPECT_EQ(peer.handler.closes, 1);
}

TEST_F(OpenTransportFailure, DropsAPeerThatNeverAnswersTheClose) {
    // The server's loop is not run any more: half open, as far as the client can tell.
    IoLoop far_loop;
    EchoServer far(far_loop);
    options.close_deadline = milliseconds(50);
    WebsocketClient patient(loop, steady_now, options);
    ASSERT_TRUE(patient.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1;
    }));
    patient.close();
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kLocal);
}

TEST_F(OpenTransportFailure, AbortsAHalfOpenConnectionAtOnceAndOnlyFromTheLoop) {
    IoLoop far_loop;
    EchoServer far(far_loop);
    WebsocketClient stuck(loop, steady_now);
    ASSERT_TRUE(stuck.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1 && far.handler.opens == 1;
    }));
    ASSERT_TRUE(stuck.send("unanswered"));
    stuck.abort();
    EXPECT_EQ(listener.closes, 0);
    EXPECT_FALSE(stuck.send("after"));
    ASSERT_TRUE(closed(seconds(1)));
    EXPECT_EQ(listener.report.reason, CloseReason::kLocal);
    ASSERT_TRUE(pump(far_loop, [&] { return far.handler.closes == 1; }));
}

TEST_F(OpenTransportFailure, HandsUpNoFrameAfterAbort) {
    open();
    listener.at_frame = [&](std::string_view) {
        listener.frames.emplace_back("seen");
        client->abort();
    };
    for (int i = 0; i < 5; ++i) {
        peer.server.send(peer.handler.ids[0], "x");
    }
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.frames.size(), 1U);
}

TEST_F(OpenTransportFailure, AbortsWhileConnectingWithOneReport) {
    RawSocket door = RawSocket::listen();
    WebsocketClient early(loop, steady_now);
    ASSERT_TRUE(early.connect(at(door.port()), listener));
    EXPECT_FALSE(early.connect(at(door.port()), listener));
    early.abort();
    early.abort();
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kLocal);
    EXPECT_EQ(listener.opens, 0);
}

TEST_F(OpenTransportFailure, MayConnectAgainFromInsideTheReport) {
    open();
    listener.at_close = [&] {
        if (listener.closes == 1) {
            EXPECT_TRUE(client->connect(peer.endpoint(), listener));
        }
    };
    peer.server.abort(peer.handler.ids[0]);
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 2; }));
}

TEST_F(OpenTransportFailure, MayBeDestroyedFromInsideEveryCallback) {
    listener.at_open = [&] { client.reset(); };
    client = std::make_unique<WebsocketClient>(loop, steady_now, options);
    ASSERT_TRUE(client->connect(peer.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1 && peer.handler.closes == 1; }));

    listener.at_open = nullptr;
    listener.opens = 0;
    peer.handler.opens = 0;
    listener.at_frame = [&](std::string_view) { client.reset(); };
    open();
    ASSERT_TRUE(client->send("x"));
    ASSERT_TRUE(pump(loop, [&] { return client == nullptr; }));

    listener.opens = 0;
    peer.handler.opens = 0;
    listener.at_close = [&] { client.reset(); };
    open();
    peer.server.abort(peer.handler.ids.back());
    ASSERT_TRUE(pump(loop, [&] { return client == nullptr; }));
    EXPECT_EQ(listener.closes, 1);
}

TEST_F(OpenTransportFailure, SurvivesBeingDestroyedAtAnyStage) {
    for (int turns = 0; turns < 40; ++turns) {
        WebsocketClient brief(loop, steady_now);
        ASSERT_TRUE(brief.connect(peer.endpoint(), listener));
        for (int i = 0; i < turns; ++i) {
            loop.poll(1);
        }
    }
    for (int i = 0; i < 200; ++i) {
        loop.poll();
    }
    EXPECT_EQ(listener.closes, 0);  // nobody to tell: the channel was gone
    EXPECT_TRUE(pump(loop, [&] { return peer.handler.opens == peer.handler.closes; }));
}

TEST_F(OpenTransportFailure, DropsAClientThatDoesNotReadAndCountsIt) {
    IoLoop far_loop;
    ServerOptions small;
    small.send_buffer_bytes = std::size_t{256} << 10U;
    EchoServer far(far_loop, small);
    WebsocketClient lazy(loop, steady_now);
    ASSERT_TRUE(lazy.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1 && far.handler.opens == 1;
    }));
    const std::string frame(10'000, 'm');
    int sent = 0;
    while (far.server.send(far.handler.ids[0], frame)) {
        ASSERT_LT(++sent, 100'000);
        far_loop.poll();
    }
    EXPECT_EQ(far.server.counters().slow_consumers, 1U);
    EXPECT_EQ(far.handler.closes, 0);  // told from the loop, not from inside send()
    ASSERT_TRUE(pump(far_loop, [&] { return far.handler.closes == 1; }));
    EXPECT_FALSE(far.server.send(far.handler.ids[0], frame));
    EXPECT_EQ(far.server.counters().slow_consumers, 1U);
    EXPECT_EQ(far.server.websocket_count(), 0U);
    ASSERT_TRUE(closed());
    EXPECT_EQ(listener.report.reason, CloseReason::kReset);
}

// A middleman that lets `budget` bytes through in all and then resets both sides.
class CutAfter {
public:
    CutAfter(std::uint16_t to, std::size_t budget)
        : door_(RawSocket::listen()), to_(to), budget_(budget) {}

    [[nodiscard]] std::uint16_t port() const { return door_.port(); }
    [[nodiscard]] bool cut() const noexcept { return cut_; }
    void turn() {
        if (!near_) {
            near_ = door_.accept();
            if (near_) {
                far_ = RawSocket::connect(to_);
            }
            return;
        }
        if (!cut_) {
            carry(*near_, *far_);
            carry(*far_, *near_);
        }
        if (!cut_ && (near_->ended() || far_->ended() || budget_ == 0)) {
            near_->reset();
            far_->reset();
            cut_ = true;
        }
    }

private:
    void carry(RawSocket& from, RawSocket& to) {
        const std::string bytes = from.read();
        const std::size_t count = std::min(bytes.size(), budget_);
        to.write(std::string_view(bytes).substr(0, count));
        budget_ -= count;
    }

    RawSocket door_;
    std::optional<RawSocket> near_;
    std::optional<RawSocket> far_;
    std::uint16_t to_;
    std::size_t budget_;
    bool cut_ = false;
};

TEST_F(OpenTransportFailure, EndsOnceOnBothSidesWhereverTheStreamIsCut) {
    bool opened_before_cut = false;
    bool cut_before_open = false;
    for (std::size_t budget = 1; budget < 900; budget += budget < 500 ? 7 : 1) {
        CutAfter middle(peer.server.port(), budget);
        RecordingListener once;
        WebsocketClient victim(loop, steady_now);
        once.at_open = [&] { (void)victim.send("{\"id\":1}"); };
        const int opens = peer.handler.opens;
        const int closes = peer.handler.closes;
        ASSERT_TRUE(victim.connect(at(middle.port()), once));
        std::size_t echoes = 0;
        once.at_frame = [&](std::string_view frame) {
            EXPECT_EQ(frame, "{\"id\":1}") << "budget " << budget;
            ++echoes;
            (void)victim.send(frame);  // until the budget is spent
        };
        ASSERT_TRUE(spin(loop,
                         [&] {
                             middle.turn();
                             return middle.cut() && once.closes == 1 &&
                                    peer.handler.opens - opens == peer.handler.closes - closes;
                         }))
            << "budget " << budget;
        EXPECT_EQ(once.closes, 1) << "budget " << budget;
        opened_before_cut = opened_before_cut || once.opens == 1;
        cut_before_open = cut_before_open || once.opens == 0;
    }
    EXPECT_TRUE(opened_before_cut);
    EXPECT_TRUE(cut_before_open);
}

}  // namespace
}  // namespace hedged::transport
