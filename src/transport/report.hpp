// SPDX-License-Identifier: Apache-2.0
// Error codes of Asio, Beast and OpenSSL put into the folder's own words. Cold code.
#pragma once

#include "hedged/transport/close_reason.hpp"

#include "transport/asio.hpp"

#include <string_view>

namespace hedged::transport {

[[nodiscard]] CloseReport make_report(CloseReason reason, std::string_view text,
                                      std::uint16_t code = 0);

// For an error met while doing `what`, such as "reading": names both in the text.
[[nodiscard]] CloseReport describe(ErrorCode error, std::string_view what);

// For a failed TLS handshake. verify_result is what OpenSSL says of the peer's certificate.
[[nodiscard]] CloseReport describe_tls(ErrorCode error, long verify_result,
                                       std::string_view server_name);

}  // namespace hedged::transport
