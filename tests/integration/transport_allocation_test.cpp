// SPDX-License-Identifier: Apache-2.0
// Once warm, a frame costs us no heap allocation in either direction. Under TLS, OpenSSL 3.0 itself
// takes four blocks of 40 bytes for the header of each record it writes, and none to read one.
#include "support/counting_new.hpp"
#include "support/loopback.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <cstdlib>
#include <string>

namespace hedged::transport {
namespace {

using test::EchoServer;
using test::spin;
using test::steady_now;

std::uint64_t openssl_allocations = 0;

void* counting_malloc(std::size_t size, const char*, int) {
    ++openssl_allocations;
    return std::malloc(size);  // NOLINT: OpenSSL's own interface
}
void* counting_realloc(void* memory, std::size_t size, const char*, int) {
    ++openssl_allocations;
    return std::realloc(memory, size);  // NOLINT
}
void plain_free(void* memory, const char*, int) {
    std::free(memory);  // NOLINT
}

// Must run before OpenSSL allocates anything, hence at load time.
const bool counting_openssl =
    CRYPTO_set_mem_functions(counting_malloc, counting_realloc, plain_free) == 1;

// Counts what it is told and keeps nothing.
struct Counter final : ChannelListener {
    std::size_t frames = 0;
    std::size_t bytes = 0;
    bool open = false;
    void on_open(Instant) override { open = true; }
    void on_frame(std::string_view frame, Instant) override {
        ++frames;
        bytes += frame.size();
    }
    void on_closed(const CloseReport&, Instant) override { open = false; }
};

struct TransportAllocation : ::testing::Test {
    IoLoop loop;
    Counter counter;
    WebsocketClient client{loop, steady_now};
    // Shapes seen on an exchange's connection: heartbeat, order, ticker, book snapshot.
    const std::string frames[4] = {std::string(40, 'h'), std::string(300, 'o'),
                                   std::string(800, 't'), std::string(20'000, 's')};

    void echo(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t before = counter.frames;
            // Two at once, so that the second meets a first which is not read yet.
            ASSERT_TRUE(client.send(frames[i % 4]));
            ASSERT_TRUE(client.send(frames[(i + 1) % 4]));
            ASSERT_TRUE(spin(loop, [&] { return counter.frames == before + 2; }));
        }
    }
};

TEST_F(TransportAllocation, APlainFrameAllocatesNothingOnceWarm) {
    EchoServer peer(loop);
    ASSERT_TRUE(client.connect(peer.endpoint(), counter));
    ASSERT_TRUE(spin(loop, [&] { return counter.open; }));
    echo(200);
    const std::uint64_t before = testing::allocations();
    ASSERT_GT(before, 0U);
    echo(2000);
    EXPECT_EQ(testing::allocations() - before, 0U);
}

TEST_F(TransportAllocation, AFrameOverTlsAllocatesNothingOfOursAndFourBlocksOfOpensslsAWrite) {
    ASSERT_TRUE(counting_openssl);
    const support::TemporaryFolder folder;
    test::TestAuthority authority(folder.path());
    const test::CertificateFiles files = authority.issue("good");
    ServerOptions options;
    options.certificate_file = files.certificate;
    options.key_file = files.key;
    EchoServer peer(loop, options);
    Endpoint where = peer.endpoint();
    where.tls = true;
    where.ca_file = authority.ca_file();
    ASSERT_TRUE(client.connect(where, counter));
    ASSERT_TRUE(spin(loop, [&] { return counter.open; }));
    // The 20,000-byte frame is left out: above 16 KiB Beast gives its gather buffer back.
    const auto echo_small = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t goal = counter.frames + 2;
            ASSERT_TRUE(client.send(frames[i % 3]));
            ASSERT_TRUE(client.send(frames[(i + 1) % 3]));
            ASSERT_TRUE(spin(loop, [&] { return counter.frames == goal; }));
        }
    };
    echo_small(200);
    const std::uint64_t before = testing::allocations();
    const std::uint64_t openssl_before = openssl_allocations;
    ASSERT_GT(openssl_before, 0U);
    echo_small(2000);
    EXPECT_EQ(testing::allocations() - before, 0U);
    constexpr std::uint64_t kRecordsWritten = 2000 * 2 * 2;  // there and back
    EXPECT_LE(openssl_allocations - openssl_before, 4 * kRecordsWritten);
}

TEST_F(TransportAllocation, AWakeAllocatesNothing) {
    loop.wake();
    loop.poll();
    const std::uint64_t before = testing::allocations();
    for (int i = 0; i < 1000; ++i) {
        loop.wake();
        ASSERT_EQ(loop.poll(), 1U);
    }
    EXPECT_EQ(testing::allocations() - before, 0U);
}

}  // namespace
}  // namespace hedged::transport
