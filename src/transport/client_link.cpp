// SPDX-License-Identifier: Apache-2.0
#include "transport/client_link.hpp"

#include "transport/websocket_link.hpp"

namespace hedged::transport {

namespace {

template <class Stream>
std::shared_ptr<Link> start(LinkOwner& owner, Stream stream, const ClientLinkRequest& request) {
    auto link = std::make_shared<WebsocketLink<Stream>>(owner, request.settings, std::move(stream));
    link->start_client({request.host_header, request.target, request.server_name});
    return link;
}

}  // namespace

std::shared_ptr<Link> start_client_link(LinkOwner& owner, std::shared_ptr<WireState> wire,
                                        const ClientLinkRequest& request) {
    if (request.tls) {
        return start(owner, TlsStream(WireSocket(std::move(wire)), *request.tls), request);
    }
    return start(owner, WireSocket(std::move(wire)), request);
}

}  // namespace hedged::transport
