// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/server.hpp"

#include "transport/http_peer.hpp"
#include "transport/io_loop_impl.hpp"
#include "transport/report.hpp"
#include "transport/tls_context.hpp"
#include "transport/wire_socket.hpp"

#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace hedged::transport {

namespace {

std::string text_of(const Tcp::endpoint& address) {
    return address.address().to_string() + ":" + std::to_string(address.port());
}

}  // namespace

class Server::Impl final : public PeerHost, public std::enable_shared_from_this<Impl> {
public:
    Impl(IoLoop::Impl& loop, ServerHandler& handler, NowFunction now, ServerOptions options)
        : loop_(loop),
          handler_(&handler),
          now_(now),
          options_(std::move(options)),
          acceptor_(loop.context.get_executor()),
          retry_(loop.context.get_executor()) {}

    void listen();
    void accept_next();
    void shut_down();
    void stop_listening();

    bool send(ConnectionId id, std::string_view frame);
    void close(ConnectionId id, std::uint16_t code, std::string_view reason);
    void abort(ConnectionId id);
    [[nodiscard]] std::size_t waiting(ConnectionId id) const;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::size_t websocket_count() const noexcept { return websocket_count_; }
    [[nodiscard]] const ServerCounters& counts() const noexcept { return counters_; }

private:
    // One connection: an HttpPeer first, then perhaps a link. Never both.
    struct Peer final : LinkOwner {
        Impl* server = nullptr;
        ConnectionId id;
        std::string address;
        std::string target;
        std::shared_ptr<HttpPeer> http;
        std::shared_ptr<Link> link;
        bool open = false;

        void on_link_open() override { server->opened(*this); }
        void on_link_frame(std::string_view frame, Instant received) override {
            server->handler_->on_frame(id, frame, received);
        }
        void on_link_closed(const CloseReport&) override { server->closed(*this); }
    };

    [[nodiscard]] const ServerOptions& options() const override { return options_; }
    [[nodiscard]] ServerCounters& counters() override { return counters_; }
    HttpResponse answer(const HttpRequest& request) override;
    LinkOwner& upgrading(ConnectionId id, std::string_view target) override;
    void upgraded(ConnectionId id, std::shared_ptr<Link> link) override;
    void http_ended(ConnectionId id) override { peers_.erase(id.raw); }

    void on_accept(const ErrorCode& error, Socket&& socket);
    void opened(Peer& peer);
    void closed(Peer& peer);
    [[nodiscard]] Link* open_link(ConnectionId id) const;

    IoLoop::Impl& loop_;
    ServerHandler* handler_;
    NowFunction now_;
    ServerOptions options_;
    Acceptor acceptor_;
    Timer retry_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Peer>> peers_;
    std::uint64_t last_id_ = 0;
    std::size_t websocket_count_ = 0;
    std::uint16_t port_ = 0;
    ServerCounters counters_;
};

void Server::Impl::listen() {
    if (!options_.certificate_file.empty()) {
        tls_ = make_server_context(options_.certificate_file, options_.key_file);
    }
    const std::string where = options_.address + " port " + std::to_string(options_.port);
    ErrorCode error;
    const auto address = asio::ip::make_address(options_.address, error);
    const Tcp::endpoint endpoint(address, options_.port);
    if (!error) {
        acceptor_.open(endpoint.protocol(), error);
    }
    if (!error) {
        acceptor_.set_option(Acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor_.bind(endpoint, error);
    }
    if (!error) {
        acceptor_.listen(Acceptor::max_listen_connections, error);
    }
    if (error) {
        throw std::runtime_error("cannot listen on " + where + ": " + error.message());
    }
    port_ = acceptor_.local_endpoint().port();
    accept_next();
}

void Server::Impl::accept_next() {
    acceptor_.async_accept([weak = weak_from_this()](const ErrorCode& error, Socket socket) {
        if (const auto self = weak.lock()) {
            self->on_accept(error, std::move(socket));
        }
    });
}

void Server::Impl::on_accept(const ErrorCode& error, Socket&& socket) {
    if (!acceptor_.is_open()) {
        return;
    }
    if (error && error != asio::error::connection_aborted) {
        // Out of descriptors or memory: asking again at once would spin.
        retry_.expires_after(std::chrono::milliseconds(100));
        retry_.async_wait([weak = weak_from_this()](const ErrorCode& cancelled) {
            const auto self = weak.lock();
            if (self && !cancelled && self->acceptor_.is_open()) {
                self->accept_next();
            }
        });
        return;
    }
    ErrorCode gone;
    const Tcp::endpoint remote = error ? Tcp::endpoint{} : socket.remote_endpoint(gone);
    if (error || gone) {
        accept_next();
        return;
    }
    ++counters_.accepted;
    if (peers_.size() >= options_.connections_max) {
        ++counters_.over_limit;
        socket.close(gone);
        accept_next();
        return;
    }
    const ConnectionId id{++last_id_};
    WireOptions wire;
    wire.queue_initial = std::size_t{16} << 10U;
    wire.queue_max = options_.send_buffer_bytes;
    wire.unacknowledged_max = seconds(30);
    wire.keepalive_idle = seconds(30);
    auto peer = std::make_unique<Peer>();
    peer->server = this;
    peer->id = id;
    peer->address = text_of(remote);
    peer->http = make_http_peer(
        *this, {id, std::make_shared<WireState>(loop_, now_, std::move(socket), wire),
                peer->address, tls_});
    Peer& stored = *peers_.emplace(id.raw, std::move(peer)).first->second;
    stored.http->start();
    accept_next();
}

HttpResponse Server::Impl::answer(const HttpRequest& request) {
    try {
        return handler_->on_http(request, now_());
    } catch (const std::exception&) {
        ++counters_.handler_errors;
        HttpResponse response;
        response.status = 500;
        response.content_type = "text/plain";
        response.body = "internal error\n";
        return response;
    }
}

LinkOwner& Server::Impl::upgrading(ConnectionId id, std::string_view target) {
    Peer& peer = *peers_.at(id.raw);
    peer.target = target;
    return peer;
}

void Server::Impl::upgraded(ConnectionId id, std::shared_ptr<Link> link) {
    Peer& peer = *peers_.at(id.raw);
    peer.link = std::move(link);
    peer.http.reset();
}

void Server::Impl::opened(Peer& peer) {
    peer.open = true;
    ++counters_.websockets;
    ++websocket_count_;
    handler_->on_open(peer.id, {peer.address, peer.target}, now_());
}

void Server::Impl::closed(Peer& peer) {
    const ConnectionId id = peer.id;
    const bool was_open = peer.open;
    peers_.erase(id.raw);
    if (was_open) {
        --websocket_count_;
        handler_->on_close(id, now_());
    }
}

Link* Server::Impl::open_link(ConnectionId id) const {
    const auto found = peers_.find(id.raw);
    return found != peers_.end() && found->second->open ? found->second->link.get() : nullptr;
}

bool Server::Impl::send(ConnectionId id, std::string_view frame) {
    Link* link = open_link(id);
    if (link == nullptr) {
        return false;
    }
    if (!link->has_room(frame.size())) {
        ++counters_.slow_consumers;
        link->fail(make_report(CloseReason::kSlowConsumer, "peer does not read"));
        return false;
    }
    return link->send(frame);
}

void Server::Impl::close(ConnectionId id, std::uint16_t code, std::string_view reason) {
    if (Link* link = open_link(id)) {
        link->close(code, reason);
    }
}

void Server::Impl::abort(ConnectionId id) {
    if (Link* link = open_link(id)) {
        link->fail(make_report(CloseReason::kLocal, "dropped by us"));
    }
}

std::size_t Server::Impl::waiting(ConnectionId id) const {
    const Link* link = open_link(id);
    return link == nullptr ? 0 : link->waiting();
}

void Server::Impl::stop_listening() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    retry_.cancel();
}

void Server::Impl::shut_down() {
    stop_listening();
    for (auto& [raw, peer] : peers_) {
        if (peer->http) {
            peer->http->drop();
        }
        if (peer->link) {
            peer->link->detach();
        }
    }
    peers_.clear();
}

Server::Server(IoLoop& loop, ServerHandler& handler, NowFunction now, ServerOptions options)
    : impl_(std::make_shared<Impl>(loop.impl(), handler, now, std::move(options))) {
    impl_->listen();
}

Server::~Server() {
    impl_->shut_down();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

bool Server::send(ConnectionId id, std::string_view frame) {
    return impl_->send(id, frame);
}

void Server::close(ConnectionId id, std::uint16_t code, std::string_view reason) {
    impl_->close(id, code, reason);
}

void Server::abort(ConnectionId id) {
    impl_->abort(id);
}

void Server::stop_listening() {
    impl_->stop_listening();
}

std::size_t Server::outstanding_bytes(ConnectionId id) const {
    return impl_->waiting(id);
}

std::size_t Server::websocket_count() const {
    return impl_->websocket_count();
}

const ServerCounters& Server::counters() const {
    return impl_->counts();
}

}  // namespace hedged::transport
