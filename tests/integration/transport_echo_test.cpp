// SPDX-License-Identifier: Apache-2.0
// Frames over real sockets: both ways, in order, whole, with padding, early, and not through the
// heap of a listener's assumptions.
#include "hedged/core/random.hpp"

#include "support/loopback.hpp"
#include "support/raw_socket.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::transport {
namespace {

using test::EchoServer;
using test::pump;
using test::RecordingListener;
using test::steady_now;

struct TransportEcho : ::testing::Test {
    IoLoop loop;
    EchoServer peer{loop};
    RecordingListener listener;
    WebsocketClient client{loop, steady_now};

    void open() {
        ASSERT_TRUE(client.connect(peer.endpoint(), listener));
        ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1 && peer.handler.opens == 1; }));
    }
};

TEST_F(TransportEcho, BringsAFrameBack) {
    open();
    ASSERT_TRUE(client.send("{\"method\":\"public/test\"}"));
    ASSERT_TRUE(pump(loop, [&] { return listener.frames.size() == 1; }));
    EXPECT_EQ(listener.frames[0], "{\"method\":\"public/test\"}");
    EXPECT_EQ(client.state(), ChannelState::kOpen);
}

TEST_F(TransportEcho, HandsTheTargetAndAFreshIdToTheServer) {
    Endpoint where = peer.endpoint("/ws/api/v2?x=1");
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1 && peer.handler.opens == 1; }));
    client.abort();
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1 && peer.handler.closes == 1; }));
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return peer.handler.opens == 2; }));
    EXPECT_EQ(peer.handler.targets[0], "/ws/api/v2?x=1");
    EXPECT_NE(peer.handler.ids[0], peer.handler.ids[1]);
}

TEST_F(TransportEcho, PutsAnOrderIntoTheKernelInsideSend) {
    // The server runs on a loop of its own, so nothing but send() moves the client's bytes.
    IoLoop far_loop;
    EchoServer far(far_loop);
    far.handler.echo = false;
    ASSERT_TRUE(client.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1;
    }));
    ASSERT_TRUE(client.send("first"));
    ASSERT_TRUE(client.send("second"));
    EXPECT_EQ(client.outstanding_bytes(), 0U);
    ASSERT_TRUE(pump(far_loop, [&] { return far.handler.frames.size() == 2; }));
    EXPECT_EQ(far.handler.frames[0], "first");
    EXPECT_EQ(far.handler.frames[1], "second");
}

TEST_F(TransportEcho, KeepsTheOrderOfManyFramesOfManySizes) {
    open();
    constexpr std::uint64_t kSeed = 20240611;
    Random random(kSeed);
    constexpr std::size_t kCount = 3000;
    std::size_t sent = 0;
    std::size_t seen = 0;
    bool same = true;
    const auto frame = [&](std::size_t number) {
        Random sizes(kSeed + number);
        std::string text = std::to_string(number) + ":";
        text.append(sizes.below(number % 100 == 0 ? 90'000 : 900),
                    static_cast<char>('a' + number % 26));
        return text;
    };
    listener.at_frame = [&](std::string_view text) { same = same && text == frame(seen++); };
    ASSERT_TRUE(pump(
        loop,
        [&] {
            // Bursts of random length, and as many as there is room for.
            for (std::uint64_t n = random.below(40); n > 0 && sent < kCount; --n) {
                if (client.send(frame(sent))) {
                    ++sent;
                }
            }
            return seen == kCount;
        },
        seconds(60)))
        << "seed " << kSeed << ", sent " << sent << ", seen " << seen;
    EXPECT_TRUE(same) << "seed " << kSeed;
}

TEST_F(TransportEcho, LeavesZeroedPaddingBehindEveryFrame) {
    open();
    std::size_t seen = 0;
    bool clean = true;
    listener.at_frame = [&](std::string_view frame) {
        for (std::size_t i = 0; i < kFramePadding; ++i) {
            clean = clean && *(frame.data() + frame.size() + i) == '\0';
        }
        ++seen;
    };
    for (const std::size_t size : {0U, 1U, 63U, 1536U, 4096U, 65'536U, 65'600U, 200'000U}) {
        const std::size_t before = seen;
        ASSERT_TRUE(client.send(std::string(size, 'x')));
        ASSERT_TRUE(pump(loop, [&] { return seen == before + 1; })) << size;
        EXPECT_TRUE(clean) << size;
    }
}

TEST_F(TransportEcho, StampsAFrameBeforeItIsHandedUp) {
    open();
    const Instant before = steady_now();
    ASSERT_TRUE(client.send("x"));
    ASSERT_TRUE(pump(loop, [&] { return !listener.frames.empty(); }));
    EXPECT_GE(listener.stamps[0], before);
    EXPECT_LE(listener.stamps[0], steady_now());
}

TEST_F(TransportEcho, StampsFramesOfOneReadAlike) {
    // Both frames lie in the kernel before the client looks: one read, one moment.
    IoLoop far_loop;
    EchoServer far(far_loop);
    ASSERT_TRUE(client.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1 && far.handler.opens == 1;
    }));
    loop.poll();
    ASSERT_TRUE(far.server.send(far.handler.ids[0], "one"));
    ASSERT_TRUE(far.server.send(far.handler.ids[0], "two"));
    ASSERT_TRUE(pump(loop, [&] { return listener.frames.size() == 2; }));
    EXPECT_EQ(listener.stamps[0], listener.stamps[1]);
}

TEST_F(TransportEcho, RefusesToSendWhatDoesNotFitAndStaysUsable) {
    open();
    ClientOptions options;
    options.send_buffer_bytes = 4096;
    RecordingListener small_listener;
    WebsocketClient small(loop, steady_now, options);
    ASSERT_TRUE(small.connect(peer.endpoint(), small_listener));
    ASSERT_TRUE(pump(loop, [&] { return small_listener.opens == 1; }));
    EXPECT_FALSE(small.send(std::string(8192, 'x')));
    EXPECT_TRUE(small.send("fits"));
    ASSERT_TRUE(pump(loop, [&] { return small_listener.frames.size() == 1; }));
    EXPECT_EQ(small_listener.frames[0], "fits");
    EXPECT_EQ(small_listener.closes, 0);
}

TEST_F(TransportEcho, SaysNoWhenThePeerStopsReadingAndLosesNothingItTook) {
    IoLoop far_loop;
    EchoServer far(far_loop);
    far.handler.echo = false;
    ClientOptions options;
    options.send_buffer_bytes = std::size_t{128} << 10U;
    WebsocketClient eager(loop, steady_now, options);
    ASSERT_TRUE(eager.connect(far.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return listener.opens == 1;
    }));
    std::size_t taken = 0;
    while (eager.send(std::to_string(taken) + std::string(20'000, '.'))) {
        ++taken;
        loop.poll();
        ASSERT_LT(taken, 100'000U);
    }
    EXPECT_GT(eager.outstanding_bytes(), 0U);
    EXPECT_EQ(listener.closes, 0);
    ASSERT_TRUE(pump(loop, [&] {
        far_loop.poll();
        return far.handler.frames.size() == taken;
    }));
    EXPECT_EQ(eager.outstanding_bytes(), 0U);
    for (std::size_t i = 0; i < taken; ++i) {
        ASSERT_TRUE(far.handler.frames[i].starts_with(std::to_string(i) + ".")) << i;
    }
}

TEST_F(TransportEcho, EndsTheConnectionAboveTheFrameCapAndNotAtIt) {
    open();
    ClientOptions options;
    options.frame_bytes_max = 1000;
    RecordingListener capped_listener;
    WebsocketClient capped(loop, steady_now, options);
    ASSERT_TRUE(capped.connect(peer.endpoint(), capped_listener));
    ASSERT_TRUE(pump(loop, [&] { return capped_listener.opens == 1; }));
    ASSERT_TRUE(capped.send(std::string(1000, 'x')));
    ASSERT_TRUE(pump(loop, [&] { return capped_listener.frames.size() == 1; }));
    ASSERT_TRUE(capped.send(std::string(1001, 'y')));
    ASSERT_TRUE(pump(loop, [&] { return capped_listener.closes == 1; }));
    EXPECT_EQ(capped_listener.report.reason, CloseReason::kFrameTooLarge)
        << capped_listener.report.text.view();
    EXPECT_EQ(capped_listener.frames.size(), 1U);
}

TEST_F(TransportEcho, CarriesCompressedFramesWhenBothSidesAgree) {
    ServerOptions options;
    options.permessage_deflate = true;
    EchoServer squeezing(loop, options);
    ClientOptions wanted;
    wanted.permessage_deflate = true;
    WebsocketClient small(loop, steady_now, wanted);
    ASSERT_TRUE(small.connect(squeezing.endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; }));
    const std::string text(50'000, 'z');
    ASSERT_TRUE(small.send(text));
    ASSERT_TRUE(pump(loop, [&] { return listener.frames.size() == 1; }));
    EXPECT_EQ(listener.frames[0], text);
}

TEST_F(TransportEcho, WakesABlockedLoopFromAnotherCall) {
    loop.wake();
    loop.wake();
    EXPECT_EQ(loop.run_for(seconds(5)), 1U);  // two calls before the loop looks are one
    bool ran = false;
    loop.post([&] { ran = true; });
    EXPECT_GE(loop.run_for(seconds(5)), 1U);
    EXPECT_TRUE(ran);
    loop.wake();
    EXPECT_EQ(loop.poll(), 1U);
}

TEST_F(TransportEcho, RunsNoMoreThanTheLimitOfAPoll) {
    int ran = 0;
    for (int i = 0; i < 10; ++i) {
        loop.post([&] { ++ran; });
    }
    EXPECT_EQ(loop.poll(4), 4U);
    EXPECT_EQ(ran, 4);
    EXPECT_EQ(loop.poll(), 6U);
}

TEST_F(TransportEcho, DoesNothingOnceStopped) {
    loop.stop();
    loop.post([] { FAIL() << "ran after stop"; });
    EXPECT_EQ(loop.poll(), 0U);
    EXPECT_EQ(loop.run_for(milliseconds(1)), 0U);
    EXPECT_TRUE(loop.stopped());
}

}  // namespace
}  // namespace hedged::transport
