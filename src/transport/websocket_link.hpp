// SPDX-License-Identifier: Apache-2.0
// The websocket protocol over a stream (WireSocket or TlsStream): handshakes, the read loop, close.
// Expensive to compile: include it where a stream is instantiated and nowhere else.
//
// One operation is pending at any moment of a link's life (TLS handshake, websocket handshake, or a
// read), and its completion is the only place that ends the link. fail() and detach() close the
// socket, and the pending operation then completes.
#pragma once

#include "hedged/core/assert.hpp"

#include "transport/link.hpp"
#include "transport/report.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_stream.hpp"
#include "transport/wire_socket.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>

namespace hedged::transport {

namespace beast = boost::beast;

struct ClientHandshake {
    std::string host_header;
    std::string target;
    std::string server_name;  // TLS only
};

template <class Stream>
class WebsocketLink final : public Link,
                            public std::enable_shared_from_this<WebsocketLink<Stream>> {
public:
    static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

    WebsocketLink(LinkOwner& owner, const LinkSettings& settings, Stream&& stream)
        : owner_(&owner),
          settings_(settings),
          ws_(std::move(stream)),
          timer_(ws_.get_executor()),
          // Room for the longest message, the padding behind it and Beast's smallest read.
          buffer_(settings.frame_bytes_max + kFramePadding + 4096) {
        HEDGED_ASSERT(settings.frame_bytes_max > 0);  // Beast reads zero as "no cap"
        ws_.read_message_max(settings.frame_bytes_max);
        // One message, one frame: some exchanges do not put fragments together.
        ws_.auto_fragment(false);
        ws_.write_buffer_bytes(std::size_t{32} << 10U);
        ws_.text(true);
        beast::websocket::permessage_deflate deflate;
        deflate.client_enable = deflate.server_enable = settings.permessage_deflate;
        ws_.set_option(deflate);
        buffer_.reserve(std::min(settings.read_buffer_initial, settings.frame_bytes_max));
    }

    void start_client(const ClientHandshake& handshake) {
        handshake_ = handshake;
        ws_.set_option(beast::websocket::stream_base::decorator(
            [agent = settings_.user_agent](beast::websocket::request_type& request) {
                request.set(beast::http::field::user_agent, agent);
            }));
        if constexpr (kTls) {
            keep_record_buffers(ws_.next_layer());
            if (!expect_server(ws_.next_layer().native_handle(), handshake_.server_name)) {
                verdict_ = make_report(CloseReason::kTlsFailed, "server name not usable for TLS");
            }
            ws_.next_layer().async_handshake(
                asio::ssl::stream_base::client,
                [self = this->shared_from_this()](ErrorCode error) { self->on_tls(error); });
            if (verdict_) {
                wire().close(true);
            }
        } else {
            shake_hands();
        }
    }

    template <class Request>
    void start_server(const Request& request) {
        ws_.set_option(beast::websocket::stream_base::decorator(
            [name = settings_.user_agent](beast::websocket::response_type& response) {
                response.set(beast::http::field::server, name);
            }));
        ws_.async_accept(request, [self = this->shared_from_this()](ErrorCode error) {
            self->on_handshake(error);
        });
    }

    [[nodiscard]] bool has_room(std::size_t frame_bytes) const override {
        return wire().room() >= encoded_bound(frame_bytes);
    }

    [[nodiscard]] bool send(std::string_view frame) override {
        if (!open_ || closing_ || !ws_.is_open() || !has_room(frame.size())) {
            return false;
        }
        ErrorCode error;
        ws_.write(asio::buffer(frame.data(), frame.size()), error);
        if (error) {
            fail(describe(error, "writing"));
            return false;
        }
        return true;
    }

    [[nodiscard]] std::size_t waiting() const override { return wire().waiting(); }

    void close(std::uint16_t code, std::string_view reason) override {
        if (!open_ || closing_ || !ws_.is_open()) {
            return;
        }
        closing_ = true;
        verdict_ = make_report(CloseReason::kLocal, "closed by us");
        beast::websocket::close_reason why{
            static_cast<beast::websocket::close_code>(code),
            beast::string_view(reason.data(), std::min(reason.size(), kCloseReasonMax))};
        const std::int64_t wait = settings_.close_deadline.nanoseconds();
        timer_.expires_after(std::chrono::nanoseconds(wait));
        timer_.async_wait([weak = this->weak_from_this()](ErrorCode error) {
            if (const auto self = weak.lock(); self && !error) {
                self->wire().close(true);
            }
        });
        ws_.async_close(why, [self = this->shared_from_this()](ErrorCode) {
            // The read loop reports the end; this wakes it when the close left it waiting.
            self->wire().close(false);
        });
    }

    void fail(const CloseReport& report) override {
        if (done_) {
            return;
        }
        verdict_ = report;
        open_ = false;
        wire().close(true);
    }

    void detach() override {
        owner_ = nullptr;
        open_ = false;
        wire().close(true);
    }

private:
    static constexpr std::size_t kCloseReasonMax = 123;

    struct ReadHandler {
        using allocator_type = PoolAllocator<void>;

        std::shared_ptr<WebsocketLink> self;

        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_type{self->wire().loop().pool};
        }
        void operator()(const ErrorCode& error, std::size_t) const { self->on_read(error); }
    };

    [[nodiscard]] WireState& wire() noexcept { return beast::get_lowest_layer(ws_).state(); }
    [[nodiscard]] const WireState& wire() const noexcept {
        // Beast has no const access. NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        return const_cast<WebsocketLink*>(this)->wire();
    }

    // The longest a message can become on the wire, and room for a pong and a close frame besides:
    // frame header, what deflate adds to bytes it cannot shrink, TLS records of at most 16 KiB.
    [[nodiscard]] static constexpr std::size_t encoded_bound(std::size_t frame_bytes) noexcept {
        const std::size_t framed = frame_bytes + frame_bytes / 512 + 64;
        const std::size_t tls = kTls ? (framed / 4096 + 2) * 128 : 0;
        return framed + tls + 1024;
    }

    void on_tls(const ErrorCode& error) {
        if constexpr (kTls) {
            SSL* native = ws_.next_layer().native_handle();
            const long verified = SSL_get_verify_result(native);
            if (error || verified != X509_V_OK) {
                if (!verdict_) {
                    verdict_ = describe_tls(error, verified, handshake_.server_name);
                }
                finish(error);
                return;
            }
        }
        shake_hands();
    }

    void shake_hands() {
        ws_.async_handshake(
            response_, handshake_.host_header, handshake_.target,
            [self = this->shared_from_this()](ErrorCode error) { self->on_handshake(error); });
    }

    void on_handshake(const ErrorCode& error) {
        if (error || verdict_) {
            if (error == beast::websocket::error::upgrade_declined && !verdict_) {
                verdict_ = rejection();
            }
            finish(error);
            return;
        }
        open_ = true;
        if (owner_ != nullptr) {
            owner_->on_link_open();
        }
        read_next();
    }

    [[nodiscard]] CloseReport rejection() const {
        const auto status = static_cast<std::uint16_t>(response_.result_int());
        CloseReport report = make_report(
            CloseReason::kHandshakeRejected,
            "HTTP " + std::to_string(status) + " " + std::string(response_.reason()), status);
        const auto after = response_[beast::http::field::retry_after];
        (void)std::from_chars(after.data(), after.data() + after.size(), report.retry_after_s);
        return report;
    }

    void read_next() { ws_.async_read(buffer_, ReadHandler{this->shared_from_this()}); }

    void on_read(const ErrorCode& error) {
        if (error || !open_) {
            finish(error);
            return;
        }
        // May move the bytes to a larger block, once; after that the padding is simply there.
        const auto padding = buffer_.prepare(kFramePadding);
        std::memset(padding.data(), 0, kFramePadding);
        const auto frame = buffer_.cdata();
        owner_->on_link_frame({static_cast<const char*>(frame.data()), frame.size()},
                              wire().received());
        buffer_.consume(buffer_.size());
        read_next();
    }

    void finish(const ErrorCode& error) {
        if (done_) {
            return;
        }
        done_ = true;
        timer_.cancel();
        const CloseReport report = verdict_ ? *verdict_ : verdict_of(error);
        open_ = false;
        wire().close(false);
        if (owner_ != nullptr) {
            owner_->on_link_closed(report);
        }
    }

    [[nodiscard]] CloseReport verdict_of(const ErrorCode& error) {
        if (error == beast::websocket::error::closed) {
            const auto& why = ws_.reason();
            const std::string_view text{why.reason.data(), why.reason.size()};
            return make_report(CloseReason::kRemoteClosed,
                               text.empty() ? "close frame without a reason" : text, why.code);
        }
        if (wire().write_error()) {
            return describe(wire().write_error(), "writing");
        }
        return describe(error, open_ ? "reading" : "websocket handshake");
    }

    LinkOwner* owner_;
    LinkSettings settings_;
    beast::websocket::stream<Stream> ws_;
    Timer timer_;
    beast::flat_buffer buffer_;
    beast::websocket::response_type response_;
    ClientHandshake handshake_;
    std::optional<CloseReport> verdict_;
    bool open_ = false;
    bool closing_ = false;
    bool done_ = false;
};

}  // namespace hedged::transport
