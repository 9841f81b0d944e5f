// SPDX-License-Identifier: Apache-2.0
// From a host name to a connected TCP socket: resolves without blocking, then tries each address
// for its share of the time left. Addresses that worked before stand in for a resolver that fails
// or is slow; over TLS the certificate still has to match. Cold code; loop thread only.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/transport/close_reason.hpp"
#include "hedged/transport/endpoint.hpp"

#include "transport/asio.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::transport {

class ConnectorOwner {
public:
    virtual ~ConnectorOwner() = default;
    virtual void on_connected(Socket&& socket) = 0;
    virtual void on_connect_failed(const CloseReport& report) = 0;
};

class Connector : public std::enable_shared_from_this<Connector> {
public:
    // `remembered` may be empty. `budget` is for all of it, the resolver included.
    Connector(asio::io_context& context, ConnectorOwner& owner, Duration budget,
              std::vector<Tcp::endpoint> remembered);

    void start(const Endpoint& endpoint);
    // The owner hears nothing any more.
    void cancel();

    // The address that answered, after on_connected().
    [[nodiscard]] const Tcp::endpoint& address() const noexcept { return addresses_[next_ - 1]; }
    // What the connector is busy with, for a report when the time is up.
    [[nodiscard]] std::string_view stage() const noexcept {
        return addresses_.empty() ? "resolving the host name" : "connecting";
    }

private:
    void on_resolved(const ErrorCode& error, const Resolver::results_type& results);
    void use(std::vector<Tcp::endpoint> addresses);
    void try_next();
    void on_attempt(const ErrorCode& error);
    void give_up(const CloseReport& report);
    [[nodiscard]] std::chrono::nanoseconds time_left() const;

    ConnectorOwner* owner_;
    Resolver resolver_;
    Timer timer_;
    Socket socket_;
    std::chrono::steady_clock::time_point deadline_;
    std::vector<Tcp::endpoint> remembered_;
    std::vector<Tcp::endpoint> addresses_;
    std::size_t next_ = 0;
    std::uint16_t port_ = 0;
    std::string host_;
    std::optional<CloseReport> last_failure_;
    bool attempt_timed_out_ = false;
};

}  // namespace hedged::transport
