// SPDX-License-Identifier: Apache-2.0
// TLS above the wire. Beast's flattening wrapper puts a frame's header and payload into one TLS
// record and so into one segment.
#pragma once

#include "transport/wire_socket.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/ssl.h>

namespace hedged::transport {

using TlsStream = boost::beast::ssl_stream<WireSocket>;

// Asio asks OpenSSL to free its record buffers whenever a connection is idle, that is, after every
// frame. We keep the 34 KiB and are spared an allocation for each record.
inline void keep_record_buffers(TlsStream& stream) noexcept {
    SSL_clear_mode(stream.native_handle(), SSL_MODE_RELEASE_BUFFERS);
}

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
