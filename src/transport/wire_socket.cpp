// SPDX-License-Identifier: Apache-2.0
#include "transport/wire_socket.hpp"

#include <algorithm>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hedged::transport {

namespace {

void set_tcp_option(Socket& socket, int option, std::int64_t value) noexcept {
    const int number = static_cast<int>(std::clamp<std::int64_t>(value, 1, 1 << 30));
    // A kernel without the option still connects; the session's own heartbeat remains.
    (void)::setsockopt(socket.native_handle(), IPPROTO_TCP, option, &number, sizeof number);
}

}  // namespace

struct WireState::FlushHandler {
    using allocator_type = PoolAllocator<void>;

    std::shared_ptr<WireState> wire;

    [[nodiscard]] allocator_type get_allocator() const noexcept {
        return allocator_type{wire->loop_.pool};
    }
    void operator()(const ErrorCode& error) const {
        wire->flush_armed_ = false;
        if (!error) {
            wire->flush();
        }
    }
};

WireState::WireState(IoLoop::Impl& loop, NowFunction now, Socket&& socket,
                     const WireOptions& options)
    : loop_(loop),
      now_(now),
      socket_(std::move(socket)),
      queue_(options.queue_initial, options.queue_max) {
    set_options(options);
}

void WireState::set_options(const WireOptions& options) noexcept {
    ErrorCode error;
    socket_.non_blocking(true, error);
    if (error) {
        fail(error);  // a socket that may block must never be written
        return;
    }
    socket_.set_option(Tcp::no_delay(true), error);
    if (options.keepalive_idle > Duration{}) {
        const std::int64_t idle = options.keepalive_idle.nanoseconds() / 1'000'000'000;
        socket_.set_option(Socket::keep_alive(true), error);
        set_tcp_option(socket_, TCP_KEEPIDLE, idle);
        set_tcp_option(socket_, TCP_KEEPINTVL, idle / 5);
        set_tcp_option(socket_, TCP_KEEPCNT, 5);
    }
    if (options.unacknowledged_max > Duration{}) {
        set_tcp_option(socket_, TCP_USER_TIMEOUT,
                       options.unacknowledged_max.nanoseconds() / 1'000'000);
    }
}

void WireState::arm_flush() {
    if (flush_armed_) {
        return;
    }
    flush_armed_ = true;
    socket_.async_wait(Socket::wait_write, FlushHandler{shared_from_this()});
}

void WireState::flush() {
    while (!queue_.empty()) {
        ErrorCode error;
        const std::size_t sent =
            socket_.write_some(asio::buffer(queue_.data(), queue_.size()), error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            arm_flush();
            return;
        }
        if (error) {
            fail(error);
            return;
        }
        queue_.consume(sent);
    }
    if (shut_after_flush_) {
        shut_write();
    }
}

void WireState::fail(const ErrorCode& error) noexcept {
    if (!write_error_) {
        write_error_ = error;
    }
    close(true);
}

void WireState::shut_write() noexcept {
    shut_after_flush_ = true;
    if (queue_.empty() && socket_.is_open()) {
        ErrorCode ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }
}

void WireState::close(bool reset) noexcept {
    queue_.clear();
    if (!socket_.is_open()) {
        return;
    }
    ErrorCode ignored;
    if (reset) {
        socket_.set_option(Socket::linger(true, 0), ignored);
    }
    socket_.close(ignored);
}

}  // namespace hedged::transport
