// SPDX-License-Identifier: Apache-2.0
#include "transport/tls_context.hpp"

#include "transport/report.hpp"

#include <openssl/x509v3.h>

#include <stdexcept>

namespace hedged::transport {

namespace {

namespace ssl = asio::ssl;

void harden(ssl::context& context) {
    SSL_CTX* native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

bool is_literal_address(const std::string& text) {
    ErrorCode error;
    asio::ip::make_address(text, error);
    return !error;
}

}  // namespace

std::shared_ptr<ssl::context> make_client_context(const std::string& ca_file, CloseReport& report) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    harden(*context);
    context->set_verify_mode(ssl::verify_peer);
    ErrorCode error;
    if (ca_file.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(ca_file, error);
    }
    if (error) {
        const std::string store = ca_file.empty() ? "the system trust store" : ca_file;
        report = make_report(CloseReason::kTrustStoreUnreadable, store + ": " + error.message());
        return nullptr;
    }
    return context;
}

std::shared_ptr<ssl::context> make_server_context(const std::string& certificate_file,
                                                  const std::string& key_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    harden(*context);
    ErrorCode error;
    context->use_certificate_chain_file(certificate_file, error);
    if (error) {
        throw std::runtime_error("certificate " + certificate_file + ": " + error.message());
    }
    context->use_private_key_file(key_file, ssl::context::pem, error);
    if (error) {
        throw std::runtime_error("private key " + key_file + ": " + error.message());
    }
    return context;
}

bool expect_server(SSL* ssl, const std::string& server_name) {
    if (is_literal_address(server_name)) {
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), server_name.c_str()) == 1;
    }
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    std::string sni = server_name;
    // What OpenSSL's macro of the same purpose expands to, without its C cast.
    return SSL_set1_host(ssl, server_name.c_str()) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data()) == 1;
}

}  // namespace hedged::transport
