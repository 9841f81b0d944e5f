// SPDX-License-Identifier: Apache-2.0
// Plain non-blocking TCP sockets for tests that must misbehave: send garbage, stay silent, cut a
// connection in the middle of a frame, or listen and never answer.
#pragma once

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace hedged::test {

class RawSocket {
public:
    RawSocket() = default;
    explicit RawSocket(int descriptor) : descriptor_(descriptor) {}
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;
    RawSocket(RawSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    RawSocket& operator=(RawSocket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~RawSocket() { close(); }

    static RawSocket connect(std::uint16_t port) {
        RawSocket socket(::socket(AF_INET, SOCK_STREAM, 0));
        const sockaddr_in address = loopback(port);
        if (::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address),  // NOLINT
                      sizeof address) != 0) {
            throw std::runtime_error("test socket cannot connect");
        }
        socket.make_non_blocking();
        return socket;
    }

    static RawSocket listen(int backlog = 16) {
        RawSocket socket(::socket(AF_INET, SOCK_STREAM, 0));
        const sockaddr_in address = loopback(0);
        if (::bind(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address),  // NOLINT
                   sizeof address) != 0 ||
            ::listen(socket.descriptor_, backlog) != 0) {
            throw std::runtime_error("test socket cannot listen");
        }
        socket.make_non_blocking();
        return socket;
    }

    [[nodiscard]] std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT
        return ntohs(address.sin_port);
    }

    [[nodiscard]] std::optional<RawSocket> accept() {
        const int descriptor = ::accept(descriptor_, nullptr, nullptr);
        if (descriptor < 0) {
            return std::nullopt;
        }
        RawSocket socket(descriptor);
        socket.make_non_blocking();
        return socket;
    }

    // How many bytes the kernel took.
    std::size_t write(std::string_view bytes) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }

    // What is there now. Sets ended() when the peer has closed or reset.
    std::string read() {
        std::array<char, 16384> bytes;  // NOLINT: filled by the kernel
        const ssize_t got = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
        ended_ = ended_ || got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
        return {bytes.data(), got < 0 ? 0 : static_cast<std::size_t>(got)};
    }

    [[nodiscard]] bool ended() const noexcept { return ended_; }

    // Waits in the kernel until bytes or the end of the stream are there.
    [[nodiscard]] bool readable(int milliseconds) const {
        pollfd wanted{descriptor_, POLLIN, 0};
        return ::poll(&wanted, 1, milliseconds) == 1;
    }

    void reset() {
        const linger hard{1, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close();
    }
    void close() {
        if (descriptor_ >= 0) {
            ::close(std::exchange(descriptor_, -1));
        }
    }
    void shut_write() { ::shutdown(descriptor_, SHUT_WR); }

private:
    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    void make_non_blocking() {
        ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
        const int on = 1;
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    int descriptor_ = -1;
    bool ended_ = false;
};

}  // namespace hedged::test
