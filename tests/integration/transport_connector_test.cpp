// SPDX-License-Identifier: Apache-2.0
// What lies under the websocket: remembered addresses, socket options, and the loop between
// threads. Includes private headers, and through them Asio.
#include "support/loopback.hpp"
#include "support/raw_socket.hpp"
#include "transport/connector.hpp"
#include "transport/wire_socket.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <netinet/tcp.h>
#include <optional>
#include <thread>

namespace hedged::transport {
namespace {

using test::pump;
using test::RawSocket;
using test::steady_now;

struct Outcome final : ConnectorOwner {
    std::optional<Socket> socket;
    std::optional<CloseReport> report;
    void on_connected(Socket&& connected) override { socket.emplace(std::move(connected)); }
    void on_connect_failed(const CloseReport& why) override { report = why; }
    [[nodiscard]] bool known() const { return socket.has_value() || report.has_value(); }
};

struct TransportConnector : ::testing::Test {
    IoLoop loop;
    Outcome outcome;
    RawSocket door = RawSocket::listen();

    [[nodiscard]] static Tcp::endpoint local(std::uint16_t port) {
        return {asio::ip::address_v4::loopback(), port};
    }
    std::shared_ptr<Connector> start(const std::string& host, std::uint16_t port,
                                     std::vector<Tcp::endpoint> remembered) {
        auto connector = std::make_shared<Connector>(loop.impl().context, outcome, seconds(5),
                                                     std::move(remembered));
        Endpoint where;
        where.host = host;
        where.port = port;
        connector->start(where);
        return connector;
    }
    [[nodiscard]] static std::uint16_t closed_port() { return RawSocket::listen().port(); }
};

TEST_F(TransportConnector, UsesARememberedAddressWhenTheNameDoesNotResolve) {
    const auto connector = start("no-such-host.invalid", 443, {local(door.port())});
    ASSERT_TRUE(pump(loop, [&] { return outcome.known(); }));
    ASSERT_TRUE(outcome.socket.has_value());
    EXPECT_EQ(connector->address(), local(door.port()));
}

TEST_F(TransportConnector, TriesEveryAddressInTurn) {
    const auto connector =
        start("no-such-host.invalid", 443, {local(closed_port()), local(door.port())});
    ASSERT_TRUE(pump(loop, [&] { return outcome.known(); }));
    ASSERT_TRUE(outcome.socket.has_value());
    EXPECT_EQ(connector->address(), local(door.port()));
}

TEST_F(TransportConnector, ReportsTheLastAddressWhenNoneAnswers) {
    const std::uint16_t port = closed_port();
    const auto connector = start("no-such-host.invalid", 443, {local(closed_port()), local(port)});
    ASSERT_TRUE(pump(loop, [&] { return outcome.known(); }));
    ASSERT_TRUE(outcome.report.has_value());
    EXPECT_EQ(outcome.report->reason, CloseReason::kRefused);
    EXPECT_NE(outcome.report->text.view().find("port " + std::to_string(port)),
              std::string_view::npos)
        << outcome.report->text.view();
}

TEST_F(TransportConnector, SaysNothingOnceCancelled) {
    const auto connector = start("127.0.0.1", door.port(), {});
    connector->cancel();
    for (int i = 0; i < 100; ++i) {
        loop.poll();
    }
    EXPECT_FALSE(outcome.known());
}

TEST_F(TransportConnector, SetsTheOptionsThatSendAtOnceAndFindADeadPeer) {
    const auto connector = start("127.0.0.1", door.port(), {});
    ASSERT_TRUE(pump(loop, [&] { return outcome.socket.has_value(); }));
    WireOptions options;
    options.queue_max = 1024;
    options.unacknowledged_max = milliseconds(7500);
    options.keepalive_idle = seconds(10);
    const auto wire =
        std::make_shared<WireState>(loop.impl(), steady_now, std::move(*outcome.socket), options);
    const auto option = [&](int level, int name) {
        int value = -1;
        socklen_t size = sizeof value;
        EXPECT_EQ(::getsockopt(wire->socket().native_handle(), level, name, &value, &size), 0);
        return value;
    };
    EXPECT_EQ(option(IPPROTO_TCP, TCP_NODELAY), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 7500);
    EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 10);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPINTVL), 2);
    EXPECT_TRUE(wire->socket().non_blocking());
}

TEST_F(TransportConnector, FailsTheWireRatherThanQueueBeyondItsCap) {
    const auto connector = start("127.0.0.1", door.port(), {});
    ASSERT_TRUE(pump(loop, [&] { return outcome.socket.has_value(); }));
    WireOptions options;
    options.queue_max = 1000;
    const auto wire =
        std::make_shared<WireState>(loop.impl(), steady_now, std::move(*outcome.socket), options);
    const std::string block(500, 'x');
    ErrorCode error;
    for (int i = 0; i < 100'000 && !error; ++i) {
        const std::size_t took = wire->write(asio::buffer(block), error);
        EXPECT_EQ(took, error ? 0U : block.size());
        EXPECT_LE(wire->waiting(), 1000U);
    }
    EXPECT_EQ(error, asio::error::no_buffer_space);
    EXPECT_EQ(wire->write_error(), asio::error::no_buffer_space);
    EXPECT_FALSE(wire->socket().is_open());
}

TEST(TransportLoop, WakesFromAnotherThreadAndLosesNoWake) {
    IoLoop loop;
    std::atomic<int> asked{0};
    std::atomic<bool> done{false};
    std::atomic<int> posted{0};
    std::thread other([&] {
        for (int i = 1; i <= 2000; ++i) {
            asked.store(i, std::memory_order_release);
            loop.wake();
            if (i % 10 == 0) {
                loop.post([&] { posted.fetch_add(1); });
            }
        }
        done.store(true, std::memory_order_release);
        loop.wake();
    });
    int seen = 0;
    const Instant start = steady_now();
    while (!done.load(std::memory_order_acquire) || seen < 2000 || posted.load() < 200) {
        if (seen < asked.load(std::memory_order_acquire)) {
            seen = asked.load(std::memory_order_acquire);
            continue;
        }
        loop.run_for(seconds(20));
    }
    other.join();
    // One lost wake would have cost the whole wait.
    EXPECT_LT(steady_now() - start, seconds(15));
    EXPECT_EQ(seen, 2000);
    EXPECT_EQ(posted.load(), 200);
}

TEST(TransportLoop, StopsFromAnotherThread) {
    IoLoop loop;
    std::thread other([&] { loop.stop(); });
    const Instant before = steady_now();
    while (!loop.stopped()) {
        loop.run_for(seconds(10));
    }
    other.join();
    EXPECT_LT(steady_now() - before, seconds(5));
}

}  // namespace
}  // namespace hedged::transport
