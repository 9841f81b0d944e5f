// SPDX-License-Identifier: Apache-2.0
// TLS settings of the two sides: 1.2 or newer, no renegotiation, no compression; the client always
// verifies. Cold code.
#pragma once

#include "hedged/transport/close_reason.hpp"

#include "transport/asio.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace hedged::transport {

// Trusts the CA file, or the system's store when it is empty. Null with a report when unreadable.
[[nodiscard]] std::shared_ptr<asio::ssl::context> make_client_context(const std::string& ca_file,
                                                                      CloseReport& report);

// Throws std::runtime_error naming the file that cannot be used.
[[nodiscard]] std::shared_ptr<asio::ssl::context> make_server_context(
    const std::string& certificate_file, const std::string& key_file);

// Makes this connection ask for `server_name` and accept a certificate for it alone. False when
// OpenSSL refuses the name, and then the connection must not be made.
[[nodiscard]] bool expect_server(SSL* ssl, const std::string& server_name);

}  // namespace hedged::transport
