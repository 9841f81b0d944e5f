// SPDX-License-Identifier: Apache-2.0
// TLS above the wire. Beast's flattening wrapper puts a frame's header and payload into one TLS
// record and so into one segment.
#pragma once

#include "transport/wire_socket.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace hedged::transport {

using TlsStream = boost::beast::ssl_stream<WireSocket>;

// Sends close_notify without waiting for the peer's: WireSocket refuses the synchronous read that
// the wait would be.
inline void say_tls_goodbye(TlsStream& stream) noexcept {
    ErrorCode ignored;
    stream.shutdown(ignored);
}

template <class Handler>
void async_teardown(boost::beast::role_type role, TlsStream& stream, Handler&& handler) {
    say_tls_goodbye(stream);
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace hedged::transport
