// SPDX-License-Identifier: Apache-2.0
// The lowest stream of every connection: a TCP socket that stamps what it reads and whose writes
// never block and are never left pending. A write goes to the kernel at once; what the kernel
// refuses waits in a bounded queue and leaves when the socket takes bytes again. So each write of
// the layers above is complete when it returns, an order reaches the kernel inside send(), and
// frames, pongs and TLS records cannot overtake one another. Loop thread only.
#pragma once

#include "hedged/transport/channel.hpp"

#include "transport/asio.hpp"
#include "transport/byte_queue.hpp"
#include "transport/io_loop_impl.hpp"

#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <memory>

namespace hedged::transport {

struct WireOptions {
    std::size_t queue_initial = 0;
    std::size_t queue_max = 0;
    Duration unacknowledged_max{};  // TCP_USER_TIMEOUT; zero leaves the system's
    Duration keepalive_idle{};      // zero: no keepalive
};

// Shared with pending operations, which may outlive the stream object.
class WireState : public std::enable_shared_from_this<WireState> {
public:
    WireState(IoLoop::Impl& loop, NowFunction now, Socket&& socket, const WireOptions& options);

    // Takes all of the buffers or fails; on failure the connection is unusable.
    template <class Buffers>
    std::size_t write(const Buffers& buffers, ErrorCode& error);

    // Ends our direction of the stream, after what is still waiting.
    void shut_write() noexcept;
    // Closes. With `reset` the kernel also discards what it has not sent yet, so that no order
    // leaves after we have called the connection dead.
    void close(bool reset) noexcept;

    [[nodiscard]] IoLoop::Impl& loop() noexcept { return loop_; }
    [[nodiscard]] Socket& socket() noexcept { return socket_; }
    [[nodiscard]] Instant received() const noexcept { return received_; }
    void stamp() noexcept { received_ = now_(); }
    [[nodiscard]] std::size_t waiting() const noexcept { return queue_.size(); }
    [[nodiscard]] std::size_t room() const noexcept { return queue_.room(); }
    // The first error a write met, for whoever finds the connection closed under it.
    [[nodiscard]] const ErrorCode& write_error() const noexcept { return write_error_; }

private:
    struct FlushHandler;

    void set_options(const WireOptions& options) noexcept;
    void arm_flush();
    void flush();
    void fail(const ErrorCode& error) noexcept;

    IoLoop::Impl& loop_;
    NowFunction now_;
    Socket socket_;
    ByteQueue queue_;
    Instant received_;
    ErrorCode write_error_;
    bool flush_armed_ = false;
    bool shut_after_flush_ = false;
};

template <class Buffers>
std::size_t WireState::write(const Buffers& buffers, ErrorCode& error) {
    error = write_error_;
    if (error) {
        return 0;
    }
    const std::size_t total = asio::buffer_size(buffers);
    std::size_t sent = 0;
    if (queue_.empty() && total != 0) {
        sent = socket_.write_some(buffers, error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            error = {};
            sent = 0;
        } else if (error) {
            fail(error);
            return 0;
        }
        if (sent == total) {
            return total;
        }
    }
    if (total - sent > queue_.room()) {
        error = asio::error::no_buffer_space;
        fail(error);
        return 0;
    }
    std::size_t skip = sent;
    const auto end = asio::buffer_sequence_end(buffers);
    for (auto it = asio::buffer_sequence_begin(buffers); it != end; ++it) {
        const asio::const_buffer part = asio::const_buffer(*it) + skip;
        skip -= asio::const_buffer(*it).size() - part.size();
        (void)queue_.append(part.data(), part.size());
    }
    arm_flush();
    return total;
}

// Stamps a completed read before anybody looks at its bytes.
template <class Handler>
struct StampHandler {
    Handler handler;
    std::shared_ptr<WireState> wire;

    void operator()(const ErrorCode& error, std::size_t bytes) {
        if (bytes != 0) {
            wire->stamp();
        }
        wire.reset();
        handler(error, bytes);
    }
};

// Runs the handler of a write that is complete already.
template <class Handler>
struct WrittenHandler {
    Handler handler;
    ErrorCode error;
    std::size_t bytes = 0;

    void operator()() { handler(error, bytes); }
};

class WireSocket {
public:
    using executor_type = LoopExecutor;
    using lowest_layer_type = Socket::lowest_layer_type;

    explicit WireSocket(std::shared_ptr<WireState> state) noexcept : state_(std::move(state)) {}

    [[nodiscard]] executor_type get_executor() noexcept { return state_->socket().get_executor(); }
    [[nodiscard]] lowest_layer_type& lowest_layer() noexcept {
        return state_->socket().lowest_layer();
    }
    [[nodiscard]] WireState& state() noexcept { return *state_; }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        using Stamped = StampHandler<std::decay_t<Handler>>;
        // The layers above ask for bytes when they have used up what they had.
        state_->loop().drained();
        state_->socket().async_read_some(buffers, Stamped{std::forward<Handler>(handler), state_});
    }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        ErrorCode error;
        const std::size_t bytes = state_->write(buffers, error);
        asio::post(get_executor(), WrittenHandler<std::decay_t<Handler>>{
                                       std::forward<Handler>(handler), error, bytes});
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, ErrorCode& error) {
        return state_->write(buffers, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers) {
        ErrorCode error;
        const std::size_t bytes = write_some(buffers, error);
        if (error) {
            throw boost::system::system_error(error);
        }
        return bytes;
    }

    // Reading is asynchronous only: a synchronous read would have to block. It exists because
    // Beast and OpenSSL ask for it in their concepts, and to cut short what would wait.
    template <class Buffers>
    std::size_t read_some(const Buffers&, ErrorCode& error) {
        error = asio::error::operation_not_supported;
        return 0;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers&) {
        throw boost::system::system_error(ErrorCode(asio::error::operation_not_supported));
    }

private:
    std::shared_ptr<WireState> state_;
};

inline void beast_close_socket(WireSocket& wire) {
    wire.state().close(false);
}

// Beast calls this after the closing handshake. It would wait for the peer to close; a peer that
// never does must not hold us, so this says that we are done writing and lets go.
template <class Handler>
void async_teardown(boost::beast::role_type, WireSocket& wire, Handler&& handler) {
    wire.state().shut_write();
    asio::post(wire.get_executor(),
               [handler = std::forward<Handler>(handler)]() mutable { handler(ErrorCode{}); });
}

}  // namespace hedged::transport

// The wrapped handlers keep the memory and the executor of the operation they stand for.
namespace boost::asio {

template <class Handler, class Allocator>
struct associated_allocator<hedged::transport::StampHandler<Handler>, Allocator> {
    using type = associated_allocator_t<Handler, Allocator>;
    static type get(const hedged::transport::StampHandler<Handler>& stamped,
                    const Allocator& allocator = Allocator()) noexcept {
        return associated_allocator<Handler, Allocator>::get(stamped.handler, allocator);
    }
};

template <class Handler, class Executor>
struct associated_executor<hedged::transport::StampHandler<Handler>, Executor> {
    using type = associated_executor_t<Handler, Executor>;
    static type get(const hedged::transport::StampHandler<Handler>& stamped,
                    const Executor& executor = Executor()) noexcept {
        return associated_executor<Handler, Executor>::get(stamped.handler, executor);
    }
};

template <class Handler, class Allocator>
struct associated_allocator<hedged::transport::WrittenHandler<Handler>, Allocator> {
    using type = associated_allocator_t<Handler, Allocator>;
    static type get(const hedged::transport::WrittenHandler<Handler>& written,
                    const Allocator& allocator = Allocator()) noexcept {
        return associated_allocator<Handler, Allocator>::get(written.handler, allocator);
    }
};

template <class Handler, class Executor>
struct associated_executor<hedged::transport::WrittenHandler<Handler>, Executor> {
    using type = associated_executor_t<Handler, Executor>;
    static type get(const hedged::transport::WrittenHandler<Handler>& written,
                    const Executor& executor = Executor()) noexcept {
        return associated_executor<Handler, Executor>::get(written.handler, executor);
    }
};

}  // namespace boost::asio
