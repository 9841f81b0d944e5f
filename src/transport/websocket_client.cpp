// SPDX-License-Identifier: Apache-2.0
// States of a client: kIdle -> kConnecting (connector, then the link's handshakes) -> kOpen ->
// kIdle, with kClosing from close() or abort() to the report. Whatever ends an attempt goes through
// finish(), from the loop, once.
#include "hedged/transport/websocket_client.hpp"

#include "transport/client_link.hpp"
#include "transport/connector.hpp"
#include "transport/io_loop_impl.hpp"
#include "transport/report.hpp"
#include "transport/tls_context.hpp"
#include "transport/wire_socket.hpp"

#include <utility>

namespace hedged::transport {

namespace {

bool default_port(const Endpoint& endpoint) noexcept {
    return endpoint.port == (endpoint.tls ? 443 : 80);
}

std::string host_header_of(const Endpoint& endpoint) {
    const std::string& name = endpoint.server_name.empty() ? endpoint.host : endpoint.server_name;
    std::string header = name.find(':') == std::string::npos ? name : "[" + name + "]";
    return default_port(endpoint) ? header : header + ":" + std::to_string(endpoint.port);
}

}  // namespace

class WebsocketClient::Impl final : public LinkOwner,
                                    public ConnectorOwner,
                                    public std::enable_shared_from_this<Impl> {
public:
    Impl(IoLoop::Impl& loop, NowFunction now, ClientOptions options)
        : loop_(loop),
          now_(now),
          options_(std::move(options)),
          deadline_(loop.context.get_executor()) {}

    bool connect(const Endpoint& endpoint, ChannelListener& listener);
    bool send(std::string_view frame) {
        return state_ == ChannelState::kOpen && link_->send(frame);
    }
    [[nodiscard]] std::size_t waiting() const { return link_ ? link_->waiting() : 0; }
    void close();
    void abort();
    void shut_down();
    [[nodiscard]] ChannelState state() const noexcept { return state_; }

private:
    void on_link_open() override;
    void on_link_frame(std::string_view frame, Instant received) override {
        listener_->on_frame(frame, received);
    }
    void on_link_closed(const CloseReport& report) override { finish(report); }
    void on_connected(Socket&& socket) override;
    void on_connect_failed(const CloseReport& report) override { finish(report); }

    void arm_deadline();
    void on_deadline();
    void finish_later(const CloseReport& report);
    void finish(const CloseReport& report);
    void drop_connector();

    IoLoop::Impl& loop_;
    NowFunction now_;
    ClientOptions options_;
    Timer deadline_;
    Endpoint endpoint_;
    ChannelListener* listener_ = nullptr;
    ChannelState state_ = ChannelState::kIdle;
    std::uint64_t attempt_ = 0;
    std::shared_ptr<Connector> connector_;
    std::shared_ptr<Link> link_;
    std::shared_ptr<asio::ssl::context> tls_;  // kept: reading the trust store takes milliseconds
    std::string tls_ca_file_;
    std::vector<Tcp::endpoint> remembered_;
    std::string remembered_for_;  // host and port
};

bool WebsocketClient::Impl::connect(const Endpoint& endpoint, ChannelListener& listener) {
    if (state_ != ChannelState::kIdle) {
        return false;
    }
    ++attempt_;
    endpoint_ = endpoint;
    listener_ = &listener;
    state_ = ChannelState::kConnecting;
    if (endpoint_.tls && (!tls_ || tls_ca_file_ != endpoint_.ca_file)) {
        CloseReport report;
        tls_ = make_client_context(endpoint_.ca_file, report);
        tls_ca_file_ = endpoint_.ca_file;
        if (!tls_) {
            finish_later(report);
            return true;
        }
    }
    const std::string key = endpoint_.host + ":" + std::to_string(endpoint_.port);
    if (remembered_for_ != key) {
        remembered_.clear();
        remembered_for_ = key;
    }
    arm_deadline();
    connector_ =
        std::make_shared<Connector>(loop_.context, *this, options_.connect_deadline, remembered_);
    connector_->start(endpoint_);
    return true;
}

void WebsocketClient::Impl::arm_deadline() {
    deadline_.expires_after(std::chrono::nanoseconds(options_.connect_deadline.nanoseconds()));
    deadline_.async_wait([weak = weak_from_this(), attempt = attempt_](const ErrorCode& error) {
        if (const auto self = weak.lock(); self && !error && attempt == self->attempt_) {
            self->on_deadline();
        }
    });
}

void WebsocketClient::Impl::on_deadline() {
    if (state_ != ChannelState::kConnecting) {
        return;
    }
    std::string text = "no answer within the connect deadline while ";
    text += link_ ? (endpoint_.tls ? "shaking hands over TLS" : "shaking hands")
                  : std::string(connector_->stage());
    const CloseReport report = make_report(CloseReason::kTimedOut, text);
    if (link_) {
        link_->fail(report);
    } else {
        drop_connector();
        finish(report);
    }
}

void WebsocketClient::Impl::on_connected(Socket&& socket) {
    Socket connected(std::move(socket));  // out of the connector before it goes
    const Tcp::endpoint address = connector_->address();
    std::erase(remembered_, address);
    remembered_.insert(remembered_.begin(), address);
    constexpr std::size_t kRememberedMax = 4;
    remembered_.resize(std::min(remembered_.size(), kRememberedMax));
    drop_connector();

    ClientLinkRequest request;
    request.settings.frame_bytes_max = options_.frame_bytes_max;
    request.settings.close_deadline = options_.close_deadline;
    request.settings.permessage_deflate = options_.permessage_deflate;
    request.settings.user_agent = options_.user_agent;
    request.host_header = host_header_of(endpoint_);
    request.target = endpoint_.target;
    request.server_name = endpoint_.server_name.empty() ? endpoint_.host : endpoint_.server_name;
    request.tls = endpoint_.tls ? tls_ : nullptr;
    const WireOptions wire{options_.send_buffer_bytes, options_.send_buffer_bytes,
                           options_.unacknowledged_max, options_.keepalive_idle};
    link_ = start_client_link(
        *this, std::make_shared<WireState>(loop_, now_, std::move(connected), wire), request);
}

void WebsocketClient::Impl::on_link_open() {
    if (state_ != ChannelState::kConnecting) {
        return;
    }
    deadline_.cancel();
    state_ = ChannelState::kOpen;
    listener_->on_open(now_());
}

void WebsocketClient::Impl::close() {
    if (state_ == ChannelState::kOpen) {
        state_ = ChannelState::kClosing;
        link_->close(1000, {});
    } else if (state_ == ChannelState::kConnecting) {
        abort();
    }
}

void WebsocketClient::Impl::abort() {
    if (state_ == ChannelState::kIdle) {
        return;
    }
    state_ = ChannelState::kClosing;
    const CloseReport report = make_report(CloseReason::kLocal, "dropped by us");
    if (link_) {
        link_->fail(report);
    } else if (connector_) {
        drop_connector();
        finish_later(report);
    }
    // Neither: a report is on its way already.
}

void WebsocketClient::Impl::drop_connector() {
    if (connector_) {
        std::exchange(connector_, nullptr)->cancel();
    }
}

void WebsocketClient::Impl::finish_later(const CloseReport& report) {
    asio::post(loop_.context, [weak = weak_from_this(), attempt = attempt_, report] {
        if (const auto self = weak.lock(); self && attempt == self->attempt_) {
            self->finish(report);
        }
    });
}

void WebsocketClient::Impl::finish(const CloseReport& report) {
    if (state_ == ChannelState::kIdle) {
        return;
    }
    deadline_.cancel();
    connector_.reset();
    link_.reset();
    state_ = ChannelState::kIdle;
    // Last, since the listener may connect again or destroy us.
    std::exchange(listener_, nullptr)->on_closed(report, now_());
}

void WebsocketClient::Impl::shut_down() {
    ++attempt_;
    state_ = ChannelState::kIdle;
    listener_ = nullptr;
    deadline_.cancel();
    drop_connector();
    if (link_) {
        std::exchange(link_, nullptr)->detach();
    }
}

WebsocketClient::WebsocketClient(IoLoop& loop, NowFunction now, ClientOptions options)
    : impl_(std::make_shared<Impl>(loop.impl(), now, std::move(options))) {}

WebsocketClient::~WebsocketClient() {
    impl_->shut_down();
}

bool WebsocketClient::connect(const Endpoint& endpoint, ChannelListener& listener) {
    return impl_->connect(endpoint, listener);
}

bool WebsocketClient::send(std::string_view frame) {
    return impl_->send(frame);
}

std::size_t WebsocketClient::outstanding_bytes() const {
    return impl_->waiting();
}

void WebsocketClient::close() {
    impl_->close();
}

void WebsocketClient::abort() {
    impl_->abort();
}

ChannelState WebsocketClient::state() const {
    return impl_->state();
}

}  // namespace hedged::transport
