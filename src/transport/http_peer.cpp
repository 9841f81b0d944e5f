// SPDX-License-Identifier: Apache-2.0
#include "transport/http_peer.hpp"

#include "transport/http_connection.hpp"

namespace hedged::transport {

std::shared_ptr<HttpPeer> make_http_peer(PeerHost& host, HttpPeerRequest request) {
    WireSocket wire(std::move(request.wire));
    if (request.tls) {
        return std::make_shared<HttpConnection<TlsStream>>(
            host, request.id, std::move(request.peer), TlsStream(std::move(wire), *request.tls));
    }
    return std::make_shared<HttpConnection<WireSocket>>(host, request.id, std::move(request.peer),
                                                        std::move(wire));
}

}  // namespace hedged::transport
