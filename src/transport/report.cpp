// SPDX-License-Identifier: Apache-2.0
#include "transport/report.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/error.hpp>
#include <openssl/x509_vfy.h>

#include <string>

namespace hedged::transport {

namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

CloseReason reason_of(ErrorCode error) noexcept {
    namespace code = asio::error;
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
        return CloseReason::kFrameTooLarge;
    }
    if (error == websocket::error::closed) {
        return CloseReason::kRemoteClosed;
    }
    if (error == code::connection_refused) {
        return CloseReason::kRefused;
    }
    if (error == code::host_unreachable || error == code::network_unreachable ||
        error == code::network_down) {
        return CloseReason::kUnreachable;
    }
    if (error == code::timed_out) {
        return CloseReason::kTimedOut;
    }
    if (error == code::eof || error == code::connection_reset || error == code::broken_pipe ||
        error == code::connection_aborted || error == code::not_connected ||
        error == asio::ssl::error::stream_truncated || error == http::error::end_of_stream ||
        error == http::error::partial_message) {
        return CloseReason::kReset;
    }
    if (error == code::no_buffer_space) {
        return CloseReason::kSlowConsumer;
    }
    const auto& category = error.category();
    if (category == make_error_code(websocket::error::closed).category() ||
        category == make_error_code(http::error::end_of_stream).category()) {
        return CloseReason::kProtocolError;
    }
    if (category == code::get_ssl_category()) {
        return CloseReason::kTlsFailed;
    }
    return CloseReason::kSystem;
}

CloseReason reason_of_certificate(long verify_result) noexcept {
    switch (verify_result) {
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return CloseReason::kCertificateHostMismatch;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return CloseReason::kCertificateExpired;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_UNTRUSTED:
            return CloseReason::kCertificateUnknownAuthority;
        default:
            return CloseReason::kCertificateRefused;
    }
}

}  // namespace

CloseReport make_report(CloseReason reason, std::string_view text, std::uint16_t code) {
    CloseReport report;
    report.reason = reason;
    report.code = code;
    report.text.assign_truncated(text);
    return report;
}

CloseReport describe(ErrorCode error, std::string_view what) {
    return make_report(reason_of(error), std::string(what) + ": " + error.message());
}

CloseReport describe_tls(ErrorCode error, long verify_result, std::string_view server_name) {
    if (verify_result == X509_V_OK) {
        CloseReport report = describe(error, "TLS handshake");
        if (report.reason == CloseReason::kSystem) {
            report.reason = CloseReason::kTlsFailed;
        }
        return report;
    }
    return make_report(reason_of_certificate(verify_result),
                       "certificate of " + std::string(server_name) + ": " +
                           X509_verify_cert_error_string(verify_result));
}

}  // namespace hedged::transport
