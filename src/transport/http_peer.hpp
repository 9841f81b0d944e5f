// SPDX-License-Identifier: Apache-2.0
// One accepted connection while it speaks HTTP: serves requests until it closes or becomes a
// websocket. The server keeps it alive; what it needs of the server is PeerHost. Loop thread only.
#pragma once

#include "hedged/transport/server.hpp"

#include "transport/asio.hpp"
#include "transport/link.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace hedged::transport {

class WireState;

class PeerHost {
public:
    virtual ~PeerHost() = default;
    [[nodiscard]] virtual const ServerOptions& options() const = 0;
    [[nodiscard]] virtual ServerCounters& counters() = 0;
    virtual HttpResponse answer(const HttpRequest& request) = 0;
    // The owner for the link that this connection is about to become.
    virtual LinkOwner& upgrading(ConnectionId id, std::string_view target) = 0;
    virtual void upgraded(ConnectionId id, std::shared_ptr<Link> link) = 0;
    virtual void http_ended(ConnectionId id) = 0;
};

class HttpPeer {
public:
    virtual ~HttpPeer() = default;
    virtual void start() = 0;
    // Closes without telling the host.
    virtual void drop() = 0;
};

struct HttpPeerRequest {
    ConnectionId id;
    std::shared_ptr<WireState> wire;
    std::string peer;                         // address:port
    std::shared_ptr<asio::ssl::context> tls;  // null: plain
};

[[nodiscard]] std::shared_ptr<HttpPeer> make_http_peer(PeerHost& host, HttpPeerRequest request);

}  // namespace hedged::transport
