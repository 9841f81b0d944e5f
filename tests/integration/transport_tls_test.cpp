// SPDX-License-Identifier: Apache-2.0
// TLS fails closed, and says which of the many faults it was.
#include "support/loopback.hpp"
#include "support/raw_socket.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace hedged::transport {
namespace {

using test::CertificateFiles;
using test::CertificatePlan;
using test::EchoServer;
using test::pump;
using test::RawSocket;
using test::RecordingListener;
using test::spin;
using test::steady_now;

struct TransportTls : ::testing::Test {
    support::TemporaryFolder folder;
    test::TestAuthority authority{folder.path()};
    IoLoop loop;
    RecordingListener listener;
    std::unique_ptr<EchoServer> peer;
    WebsocketClient client{loop, steady_now};

    void serve(const CertificateFiles& files) {
        ServerOptions options;
        options.certificate_file = files.certificate;
        options.key_file = files.key;
        peer = std::make_unique<EchoServer>(loop, options);
    }
    [[nodiscard]] Endpoint endpoint() const {
        Endpoint where = peer->endpoint();
        where.tls = true;
        where.ca_file = authority.ca_file();
        return where;
    }
    void expect_refused(const Endpoint& where, CloseReason reason) {
        ASSERT_TRUE(client.connect(where, listener));
        ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1; }));
        EXPECT_EQ(listener.report.reason, reason) << listener.report.text.view();
        EXPECT_EQ(listener.opens, 0);
        EXPECT_EQ(peer->handler.opens, 0);
    }
};

TEST_F(TransportTls, CarriesFramesUnderACertificateItTrusts) {
    serve(authority.issue("good"));
    ASSERT_TRUE(client.connect(endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; })) << listener.report.text.view();
    const std::string large(300'000, 'q');
    ASSERT_TRUE(client.send("small"));
    ASSERT_TRUE(client.send(large));
    ASSERT_TRUE(client.send("last"));
    ASSERT_TRUE(pump(loop, [&] { return listener.frames.size() == 3; }));
    EXPECT_EQ(listener.frames[0], "small");
    EXPECT_EQ(listener.frames[1], large);
    EXPECT_EQ(listener.frames[2], "last");
}

TEST_F(TransportTls, VerifiesTheNameGivenRatherThanTheAddressDialled) {
    CertificatePlan plan;
    plan.alternative_names = "DNS:www.exchange.test";
    serve(authority.issue("named", plan));
    Endpoint where = endpoint();
    where.server_name = "www.exchange.test";
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1; })) << listener.report.text.view();
}

TEST_F(TransportTls, RefusesACertificateForAnotherHost) {
    CertificatePlan plan;
    plan.alternative_names = "DNS:www.exchange.test";
    serve(authority.issue("other", plan));
    expect_refused(endpoint(), CloseReason::kCertificateHostMismatch);
    EXPECT_TRUE(needs_operator(listener.report.reason));
}

TEST_F(TransportTls, RefusesAnotherNameThanTheOneAskedFor) {
    serve(authority.issue("local"));
    Endpoint where = endpoint();
    where.server_name = "www.exchange.test";
    expect_refused(where, CloseReason::kCertificateHostMismatch);
}

TEST_F(TransportTls, RefusesAPartialWildcard) {
    CertificatePlan plan;
    plan.alternative_names = "DNS:w*.exchange.test";
    serve(authority.issue("wild", plan));
    Endpoint where = endpoint();
    where.server_name = "www.exchange.test";
    expect_refused(where, CloseReason::kCertificateHostMismatch);
}

TEST_F(TransportTls, RefusesAnExpiredCertificate) {
    CertificatePlan plan;
    plan.valid_from_days = -30;
    plan.valid_until_days = -1;
    serve(authority.issue("old", plan));
    expect_refused(endpoint(), CloseReason::kCertificateExpired);
}

TEST_F(TransportTls, RefusesACertificateThatIsNotValidYet) {
    CertificatePlan plan;
    plan.valid_from_days = 2;
    serve(authority.issue("young", plan));
    expect_refused(endpoint(), CloseReason::kCertificateExpired);
}

TEST_F(TransportTls, RefusesASelfSignedCertificate) {
    serve(authority.self_signed("self"));
    expect_refused(endpoint(), CloseReason::kCertificateUnknownAuthority);
}

TEST_F(TransportTls, RefusesAnAuthorityItWasNotTold) {
    test::TestAuthority stranger(folder.path(), "Strange CA");
    serve(stranger.issue("strange"));
    expect_refused(endpoint(), CloseReason::kCertificateUnknownAuthority);
}

TEST_F(TransportTls, RefusesAPrivateAuthorityWhenOnlyTheSystemsAreTrusted) {
    serve(authority.issue("private"));
    Endpoint where = endpoint();
    where.ca_file.clear();
    expect_refused(where, CloseReason::kCertificateUnknownAuthority);
}

TEST_F(TransportTls, SaysWhenTheTrustStoreCannotBeRead) {
    serve(authority.issue("good"));
    Endpoint where = endpoint();
    where.ca_file = folder.file("absent.pem");
    expect_refused(where, CloseReason::kTrustStoreUnreadable);
    EXPECT_NE(listener.report.text.view().find("absent.pem"), std::string_view::npos);

    // The file appears: the next attempt reads it.
    std::filesystem::copy_file(authority.ca_file(), where.ca_file);
    ASSERT_TRUE(client.connect(where, listener));
    EXPECT_TRUE(pump(loop, [&] { return listener.opens == 1; })) << listener.report.text.view();
}

TEST_F(TransportTls, FailsAgainstAServerThatSpeaksPlainHttp) {
    peer = std::make_unique<EchoServer>(loop);
    expect_refused(endpoint(), CloseReason::kTlsFailed);
}

TEST_F(TransportTls, FailsPlainlyAgainstAServerThatSpeaksTls) {
    serve(authority.issue("good"));
    Endpoint where = peer->endpoint();
    ASSERT_TRUE(client.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1; }));
    EXPECT_EQ(listener.opens, 0);
    EXPECT_NE(listener.report.reason, CloseReason::kSystem) << listener.report.text.view();
    EXPECT_EQ(peer->server.counters().tls_failures, 1U);
}

TEST_F(TransportTls, TimesOutInsideTheHandshake) {
    RawSocket door = RawSocket::listen();
    ClientOptions options;
    options.connect_deadline = milliseconds(50);
    WebsocketClient hasty(loop, steady_now, options);
    Endpoint where;
    where.host = "127.0.0.1";
    where.port = door.port();
    ASSERT_TRUE(hasty.connect(where, listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kTimedOut);
    EXPECT_NE(listener.report.text.view().find("TLS"), std::string_view::npos);
}

TEST_F(TransportTls, ClosesBothWaysWithTheRightWord) {
    serve(authority.issue("good"));
    ASSERT_TRUE(client.connect(endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 1 && peer->handler.opens == 1; }));
    peer->server.close(peer->handler.ids[0], 1001, "going");
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 1 && peer->handler.closes == 1; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kRemoteClosed);
    EXPECT_EQ(listener.report.code, 1001);

    ASSERT_TRUE(client.connect(endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 2 && peer->handler.opens == 2; }));
    client.close();
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 2 && peer->handler.closes == 2; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kLocal);

    ASSERT_TRUE(client.connect(endpoint(), listener));
    ASSERT_TRUE(pump(loop, [&] { return listener.opens == 3 && peer->handler.opens == 3; }));
    peer->server.abort(peer->handler.ids[2]);
    ASSERT_TRUE(pump(loop, [&] { return listener.closes == 3; }));
    EXPECT_EQ(listener.report.reason, CloseReason::kReset) << listener.report.text.view();
}

TEST_F(TransportTls, SurvivesBeingDestroyedAtAnyStage) {
    serve(authority.issue("good"));
    for (int turns = 0; turns < 60; ++turns) {
        WebsocketClient brief(loop, steady_now);
        ASSERT_TRUE(brief.connect(endpoint(), listener));
        for (int i = 0; i < turns; ++i) {
            loop.poll(1);
        }
    }
    EXPECT_EQ(listener.closes, 0);
    EXPECT_TRUE(pump(loop, [&] { return peer->handler.opens == peer->handler.closes; }));
}

TEST_F(TransportTls, SaysWhichServerFileCannotBeUsed) {
    test::EchoHandler handler;
    ServerOptions options;
    options.certificate_file = folder.file("none.pem");
    options.key_file = folder.file("none.key");
    try {
        const Server server(loop, handler, steady_now, options);
        FAIL() << "served without a certificate";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("none.pem"), std::string::npos) << error.what();
    }
}

// A bare OpenSSL server limited to TLS 1.1, moved by hand through memory.
TEST_F(TransportTls, RefusesTlsBelow12) {
    const CertificateFiles files = authority.issue("old-protocol");
    RawSocket door = RawSocket::listen();
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()),
                                                              SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
    ASSERT_EQ(SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM), 1);
    std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_bio(tls.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(tls.get());

    Endpoint where;
    where.host = "127.0.0.1";
    where.port = door.port();
    where.ca_file = authority.ca_file();
    ASSERT_TRUE(client.connect(where, listener));
    std::optional<RawSocket> near;
    ASSERT_TRUE(spin(loop, [&] {
        if (!near) {
            near = door.accept();
            return false;
        }
        const std::string in = near->read();
        BIO_write(SSL_get_rbio(tls.get()), in.data(), static_cast<int>(in.size()));
        (void)SSL_do_handshake(tls.get());
        std::string out(1U << 14U, '\0');
        const int got = BIO_read(SSL_get_wbio(tls.get()), out.data(), static_cast<int>(out.size()));
        if (got > 0) {
            near->write(std::string_view(out).substr(0, static_cast<std::size_t>(got)));
        }
        return listener.closes == 1;
    }));
    EXPECT_EQ(listener.report.reason, CloseReason::kTlsFailed) << listener.report.text.view();
    EXPECT_EQ(SSL_is_init_finished(tls.get()), 0);
}

}  // namespace
}  // namespace hedged::transport
