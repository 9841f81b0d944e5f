// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/close_reason.hpp"

namespace hedged::transport {

std::string_view to_string(CloseReason reason) noexcept {
    switch (reason) {
        case CloseReason::kLocal:
            return "closed by us";
        case CloseReason::kResolveFailed:
            return "host name not resolved";
        case CloseReason::kRefused:
            return "connection refused";
        case CloseReason::kUnreachable:
            return "host unreachable";
        case CloseReason::kTimedOut:
            return "timed out";
        case CloseReason::kTlsFailed:
            return "TLS handshake failed";
        case CloseReason::kTrustStoreUnreadable:
            return "trust store unreadable";
        case CloseReason::kCertificateHostMismatch:
            return "certificate is for another host";
        case CloseReason::kCertificateExpired:
            return "certificate expired or not valid yet";
        case CloseReason::kCertificateUnknownAuthority:
            return "certificate of an unknown authority";
        case CloseReason::kCertificateRefused:
            return "certificate refused";
        case CloseReason::kHandshakeRejected:
            return "handshake rejected";
        case CloseReason::kProtocolError:
            return "protocol error";
        case CloseReason::kFrameTooLarge:
            return "frame too large";
        case CloseReason::kRemoteClosed:
            return "closed by the peer";
        case CloseReason::kReset:
            return "connection broken";
        case CloseReason::kSlowConsumer:
            return "peer does not read";
        case CloseReason::kSystem:
            return "system error";
    }
    return "unknown";
}

bool needs_operator(CloseReason reason) noexcept {
    switch (reason) {
        case CloseReason::kTrustStoreUnreadable:
        case CloseReason::kCertificateHostMismatch:
        case CloseReason::kCertificateExpired:
        case CloseReason::kCertificateUnknownAuthority:
        case CloseReason::kCertificateRefused:
            return true;
        case CloseReason::kLocal:
        case CloseReason::kResolveFailed:
        case CloseReason::kRefused:
        case CloseReason::kUnreachable:
        case CloseReason::kTimedOut:
        case CloseReason::kTlsFailed:
        case CloseReason::kHandshakeRejected:
        case CloseReason::kProtocolError:
        case CloseReason::kFrameTooLarge:
        case CloseReason::kRemoteClosed:
        case CloseReason::kReset:
        case CloseReason::kSlowConsumer:
        case CloseReason::kSystem:
            return false;
    }
    return false;
}

}  // namespace hedged::transport
