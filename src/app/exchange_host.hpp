// SPDX-License-Identifier: Apache-2.0
// Puts the simulated exchange on a port: the server's connections on one side, its Deribit front on
// the other, and market time that runs `speed` times as fast as ours. One thread.
#pragma once

#include "hedged/exchange/deribit/front.hpp"
#include "hedged/exchange/exchange.hpp"
#include "hedged/transport/io_loop.hpp"
#include "hedged/transport/server.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace hedged::app {

class ExchangeHost final : public transport::ServerHandler, private exchange::deribit::FrontOutput {
public:
    // Throws std::runtime_error when the port cannot be had.
    ExchangeHost(exchange::Exchange& exchange, exchange::deribit::FrontConfig config,
                 transport::ServerOptions options, std::int64_t speed);

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] exchange::deribit::Front& front() noexcept { return front_; }

    // Until `quit` becomes true. The market moves every `step`.
    void run(const std::atomic<bool>& quit, Duration step);

    void on_open(transport::ConnectionId id, const transport::ConnectionInfo& info,
                 Instant now) override;
    void on_frame(transport::ConnectionId id, std::string_view frame, Instant received) override;
    void on_close(transport::ConnectionId id, Instant now) override;
    transport::HttpResponse on_http(const transport::HttpRequest& request, Instant now) override;

private:
    void send(exchange::deribit::ConnectionId connection, std::string_view frame) override;
    void close(exchange::deribit::ConnectionId connection, std::string_view reason) override;

    exchange::Exchange& exchange_;
    std::int64_t speed_;
    transport::IoLoop loop_;
    exchange::deribit::Front front_;
    transport::Server server_;
};

}  // namespace hedged::app
