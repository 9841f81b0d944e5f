// SPDX-License-Identifier: Apache-2.0
// A websocket connection to an exchange, plain or over TLS 1.2 or newer with the certificate and
// host name verified. May connect again after on_closed(); it remembers the addresses that worked,
// and uses them when the resolver fails. Contract and threads: channel.hpp. After it is open, a
// plain connection allocates nothing for frames no longer than the longest seen.
#pragma once

#include "hedged/transport/channel.hpp"
#include "hedged/transport/io_loop.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace hedged::transport {

struct ClientOptions {
    std::size_t frame_bytes_max = std::size_t{16} << 20U;   // longer messages end the connection
    std::size_t send_buffer_bytes = std::size_t{1} << 20U;  // encoded bytes the kernel refused
    Duration connect_deadline = seconds(10);  // from connect() to on_open(), the resolver included
    Duration close_deadline = seconds(1);     // for the peer to answer close()
    Duration unacknowledged_max = seconds(10);  // TCP_USER_TIMEOUT
    Duration keepalive_idle = seconds(10);      // then a probe every fifth of it, five of them
    bool permessage_deflate = false;            // offered to the peer; costs time and allocations
    std::string user_agent = "hedged";
};

class WebsocketClient final : public Channel {
public:
    WebsocketClient(IoLoop& loop, NowFunction now, ClientOptions options = {});
    ~WebsocketClient() override;
    WebsocketClient(const WebsocketClient&) = delete;
    WebsocketClient& operator=(const WebsocketClient&) = delete;

    [[nodiscard]] bool connect(const Endpoint& endpoint, ChannelListener& listener) override;
    [[nodiscard]] bool send(std::string_view frame) override;
    [[nodiscard]] std::size_t outstanding_bytes() const override;
    void close() override;
    void abort() override;
    [[nodiscard]] ChannelState state() const override;

    class Impl;

private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace hedged::transport
