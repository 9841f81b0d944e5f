// SPDX-License-Identifier: Apache-2.0
// Deribit's JSON-RPC interface in front of the simulated exchange: websocket frames and HTTP
// requests go in, replies and notifications come out through FrontOutput. It is written as if by
// the exchange, so that any Deribit client can trade on it. One thread; no socket, no clock;
// allocates freely. Real time (`now`) drives heartbeats, token lives, credits, idle limits and the
// pace of channels; market time comes from the exchange and is what every stamp on the wire shows.
//
// The front takes the exchange's changes: nobody else may call Exchange::take_changes(). Calls out
// through FrontOutput happen inside calls in; the output must not call back into the front.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/deribit/faults.hpp"
#include "hedged/exchange/deribit/front_config.hpp"
#include "hedged/exchange/deribit/http.hpp"
#include "hedged/exchange/exchange.hpp"

#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>

namespace hedged::exchange::deribit {

struct ConnectionId {
    std::uint64_t raw = 0;  // never 0 and never reused
    friend constexpr auto operator<=>(ConnectionId, ConnectionId) noexcept = default;
};

class FrontOutput {
public:
    virtual ~FrontOutput() = default;
    virtual void send(ConnectionId connection, std::string_view frame) = 0;
    // The front has forgotten the connection already; a later on_close() for it is ignored.
    virtual void close(ConnectionId connection, std::string_view reason) = 0;
};

class Front {
public:
    Front(Exchange& exchange, FrontConfig config, FrontOutput& output);
    ~Front();
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    // False when the address holds too many connections: answer the upgrade with HTTP 429.
    [[nodiscard]] bool on_open(ConnectionId connection, std::string_view peer_ip, Instant now);
    void on_frame(ConnectionId connection, std::string_view text, Instant now);
    // A websocket ping counts as activity for the idle limit.
    void on_ping(ConnectionId connection, Instant now);
    void on_close(ConnectionId connection, Instant now);
    [[nodiscard]] HttpResponse on_http(const HttpRequest& request, Instant now);

    // Moves the market to `market_now`, then sends what is due. Call every few milliseconds.
    void advance(Instant now, WallTime market_now);

    void add_key(ApiKey key);
    [[nodiscard]] Faults& faults() noexcept;
    [[nodiscard]] std::size_t connection_count() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hedged::exchange::deribit
