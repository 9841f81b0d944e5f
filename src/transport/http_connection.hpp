// SPDX-License-Identifier: Apache-2.0
// HttpPeer over a stream (WireSocket or TlsStream). As expensive to compile as websocket_link.hpp.
//
// A request that is too long, too late or not HTTP is answered where that is possible; then our
// side of the stream ends and what still arrives is read and thrown away for a short time, since a
// close with unread bytes would take the answer back.
#pragma once

#include "transport/http_peer.hpp"
#include "transport/websocket_link.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace hedged::transport {

namespace http = boost::beast::http;

template <class Stream>
class HttpConnection final : public HttpPeer,
                             public std::enable_shared_from_this<HttpConnection<Stream>> {
public:
    static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

    HttpConnection(PeerHost& host, ConnectionId id, std::string peer, Stream&& stream)
        : host_(&host),
          id_(id),
          peer_(std::move(peer)),
          stream_(std::move(stream)),
          timer_(stream_.get_executor()),
          buffer_(host.options().header_bytes_max + host.options().body_bytes_max + 4096) {}

    void start() override {
        arm_deadline();
        if constexpr (kTls) {
            keep_record_buffers(stream_);
            stream_.async_handshake(
                asio::ssl::stream_base::server,
                [self = this->shared_from_this()](ErrorCode error) { self->on_tls(error); });
        } else {
            read_request();
        }
    }

    void drop() override {
        host_ = nullptr;
        timer_.cancel();
        wire().close(true);
    }

private:
    [[nodiscard]] WireState& wire() noexcept { return beast::get_lowest_layer(stream_).state(); }

    void arm_deadline() {
        timer_.expires_after(
            std::chrono::nanoseconds(host_->options().request_deadline.nanoseconds()));
        timer_.async_wait([weak = this->weak_from_this()](ErrorCode error) {
            if (const auto self = weak.lock(); self && !error && self->host_ != nullptr) {
                self->on_deadline();
            }
        });
    }

    void on_deadline() {
        if (parser_ && parser_->got_some()) {
            ++host_->counters().http_errors;
        }
        wire().close(true);  // the pending operation then ends the connection
    }

    void on_tls(const ErrorCode& error) {
        if (error && host_ != nullptr) {
            ++host_->counters().tls_failures;
        }
        if (error || host_ == nullptr) {
            end();
            return;
        }
        read_request();
    }

    void read_request() {
        arm_deadline();
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(host_->options().header_bytes_max));
        parser_->body_limit(host_->options().body_bytes_max);
        http::async_read(stream_, buffer_, *parser_,
                         [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                             self->on_request(error);
                         });
    }

    void on_request(const ErrorCode& error) {
        if (host_ == nullptr) {
            return;
        }
        if (error) {
            refuse_or_end(error);
            return;
        }
        const auto& request = parser_->get();
        if (beast::websocket::is_upgrade(request)) {
            upgrade();
            return;
        }
        const http::verb method = request.method();
        if (method != http::verb::get && method != http::verb::head && method != http::verb::post) {
            refuse(405, "method not allowed");
            return;
        }
        ++host_->counters().http_requests;
        respond(host_->answer(plain_request()), request.keep_alive(), method == http::verb::head);
    }

    void refuse_or_end(const ErrorCode& error) {
        if (error == http::error::header_limit || error == http::error::buffer_overflow) {
            refuse(431, "header too long");
        } else if (error == http::error::body_limit) {
            refuse(413, "body too long");
        } else if (error == http::error::end_of_stream || error == asio::error::eof ||
                   error.category() != make_error_code(http::error::end_of_stream).category()) {
            end();
        } else if (error == http::error::partial_message) {
            ++host_->counters().http_errors;
            end();
        } else {
            refuse(400, "not an HTTP request");
        }
    }

    void refuse(unsigned status, std::string_view text) {
        ++host_->counters().http_errors;
        HttpResponse response;
        response.status = status;
        response.content_type = "text/plain";
        response.body = std::string(text) + "\n";
        respond(std::move(response), false, false);
    }

    [[nodiscard]] HttpRequest plain_request() const {
        const auto& from = parser_->get();
        HttpRequest request;
        request.method = std::string(from.method_string());
        request.target = std::string(from.target());
        for (const auto& field : from) {
            request.headers.emplace_back(field.name_string(), field.value());
        }
        request.body = from.body();
        request.peer = peer_;
        return request;
    }

    void respond(HttpResponse from, bool keep_alive, bool head_only) {
        response_.emplace();
        response_->version(11);
        // Beast throws at a status that has not three digits.
        response_->result(from.status >= 100 && from.status <= 999 ? from.status : 500);
        response_->set(http::field::server, "hedged");
        if (!from.content_type.empty()) {
            response_->set(http::field::content_type, from.content_type);
        }
        for (const auto& [name, value] : from.headers) {
            response_->set(name, value);
        }
        response_->keep_alive(keep_alive);
        response_->content_length(from.body.size());
        if (!head_only) {
            response_->body() = std::move(from.body);
        }
        http::async_write(
            stream_, *response_,
            [self = this->shared_from_this(), keep_alive](ErrorCode error, std::size_t) {
                self->on_written(error, keep_alive);
            });
    }

    void on_written(const ErrorCode& error, bool keep_alive) {
        if (host_ == nullptr) {
            return;
        }
        if (error) {
            end();
        } else if (keep_alive) {
            read_request();
        } else {
            say_goodbye();
        }
    }

    void say_goodbye() {
        if constexpr (kTls) {
            say_tls_goodbye(stream_);
        }
        wire().shut_write();
        arm_deadline();
        parser_.reset();
        discard();
    }

    void discard() {
        buffer_.clear();
        beast::get_lowest_layer(stream_).async_read_some(
            buffer_.prepare(4096), [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                if (error || self->host_ == nullptr) {
                    self->end();
                } else {
                    self->discard();
                }
            });
    }

    void upgrade() {
        const auto request = parser_->release();
        const std::string_view target{request.target().data(), request.target().size()};
        if (!target.starts_with(host_->options().websocket_prefix)) {
            refuse(404, "no websocket at this path");
            return;
        }
        if (buffer_.size() != 0) {
            refuse(400, "bytes behind the upgrade request");
            return;
        }
        timer_.cancel();
        LinkSettings settings;
        settings.frame_bytes_max = host_->options().frame_bytes_max;
        settings.read_buffer_initial = std::size_t{4} << 10U;
        settings.close_deadline = host_->options().close_deadline;
        settings.permessage_deflate = host_->options().permessage_deflate;
        settings.user_agent = "hedged";
        PeerHost& host = *std::exchange(host_, nullptr);
        auto link = std::make_shared<WebsocketLink<Stream>>(host.upgrading(id_, target), settings,
                                                            std::move(stream_));
        link->start_server(request);
        host.upgraded(id_, std::move(link));
    }

    void end() {
        timer_.cancel();
        wire().close(false);
        if (host_ != nullptr) {
            std::exchange(host_, nullptr)->http_ended(id_);
        }
    }

    PeerHost* host_;  // null: dropped, ended, or the stream has moved into a websocket
    ConnectionId id_;
    std::string peer_;
    Stream stream_;
    Timer timer_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    std::optional<http::response<http::string_body>> response_;
};

}  // namespace hedged::transport
