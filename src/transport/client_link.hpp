// SPDX-License-Identifier: Apache-2.0
// Makes a client's link over a connected socket. The only way in, so that the template behind it is
// compiled once. Cold code.
#pragma once

#include "transport/asio.hpp"
#include "transport/link.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace hedged::transport {

class WireState;

struct ClientLinkRequest {
    LinkSettings settings;
    std::string host_header;
    std::string target;
    std::string server_name;
    std::shared_ptr<asio::ssl::context> tls;  // null: plain
};

// Starts the handshakes at once; the owner hears the outcome from the loop.
[[nodiscard]] std::shared_ptr<Link> start_client_link(LinkOwner& owner,
                                                      std::shared_ptr<WireState> wire,
                                                      const ClientLinkRequest& request);

}  // namespace hedged::transport
