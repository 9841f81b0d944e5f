// SPDX-License-Identifier: Apache-2.0
// Why a connection ended, in one word for machines and one line for people. A plain value: never
// allocates, any thread.
#pragma once

#include "hedged/core/fixed_string.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::transport {

enum class CloseReason : std::uint8_t {
    kLocal,                        // close() or abort() was called on this side
    kResolveFailed,                // no address for the host name, and none known from before
    kRefused,                      // the host answered that nobody listens on the port
    kUnreachable,                  // no route to the host or network
    kTimedOut,                     // connect or handshake deadline, or the peer stopped answering
    kTlsFailed,                    // handshake failed for a reason other than the certificate
    kTrustStoreUnreadable,         // the CA file given cannot be read, or the system has no store
    kCertificateHostMismatch,      // the certificate is for another host
    kCertificateExpired,           // expired, or not valid yet
    kCertificateUnknownAuthority,  // self-signed, or signed by nobody we trust
    kCertificateRefused,           // any other fault of the certificate
    kHandshakeRejected,            // HTTP answer instead of a websocket; code is the HTTP status
    kProtocolError,                // bytes that are not HTTP or not websocket frames
    kFrameTooLarge,                // a message above the cap; nothing of it was handed up
    kRemoteClosed,                 // the peer sent a close frame; code is its websocket close code
    kReset,                        // the connection broke without a close frame
    kSlowConsumer,                 // the peer does not read: bytes waiting to leave hit the cap
    kSystem,                       // anything else the operating system reported
};

[[nodiscard]] std::string_view to_string(CloseReason reason) noexcept;

// True where trying again cannot help until a person has changed something on one of the sides.
[[nodiscard]] bool needs_operator(CloseReason reason) noexcept;

struct CloseReport {
    CloseReason reason = CloseReason::kLocal;
    std::uint16_t code = 0;           // HTTP status or websocket close code, else 0
    std::uint32_t retry_after_s = 0;  // from the answer that rejected a handshake, else 0
    FixedString<200> text;            // for people; cut when longer
};

}  // namespace hedged::transport
