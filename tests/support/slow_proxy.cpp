// SPDX-License-Identifier: Apache-2.0
#include "support/slow_proxy.hpp"

#include <arpa/inet.h>
#include <array>
#include <deque>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace hedged::support {

namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

sockaddr* as_address(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);  // NOLINT: what the kernel's interface wants
}

void prepare(int descriptor) {
    const int on = 1;
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// One direction of a connection.
struct Way {
    int from = -1;
    int to = -1;
    bool ended = false;  // the writer has closed or died
    bool broken = false;
    struct Piece {
        Clock::time_point due;
        std::string bytes;
    };
    std::deque<Piece> pieces;

    void take(Clock::time_point due) {
        std::array<char, 65'536> bytes;  // NOLINT: filled by the kernel
        while (!ended) {
            const ssize_t got = ::recv(from, bytes.data(), bytes.size(), 0);
            if (got <= 0) {
                ended = got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
                return;
            }
            pieces.push_back({due, {bytes.data(), static_cast<std::size_t>(got)}});
        }
    }
    void pass_on(Clock::time_point now) {
        while (!broken && !pieces.empty() && pieces.front().due <= now) {
            std::string& bytes = pieces.front().bytes;
            const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) {
                broken = errno != EAGAIN && errno != EWOULDBLOCK;
                return;
            }
            bytes.erase(0, static_cast<std::size_t>(sent));
            if (bytes.empty()) {
                pieces.pop_front();
            }
        }
    }
    [[nodiscard]] bool over() const { return broken || (ended && pieces.empty()); }
};

}  // namespace

struct SlowProxy::Line {
    Line(int its_client, int its_server) : client(its_client), server(its_server) {
        prepare(client);
        prepare(server);
        up.from = client;
        up.to = server;
        down.from = server;
        down.to = client;
    }
    ~Line() {
        if (hard) {
            const linger reset{1, 0};
            ::setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
            ::setsockopt(server, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        }
        ::close(client);
        ::close(server);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    int client;
    int server;
    bool hard = false;
    Way up;
    Way down;
    Delay held_up{0};
};

SlowProxy::SlowProxy(std::uint16_t upstream_port, Delay delay)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      upstream_port_(upstream_port),
      delay_(delay) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, as_address(address), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, as_address(address), &size) != 0) {
        throw std::runtime_error("the proxy cannot listen");
    }
    prepare(listener_);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

SlowProxy::~SlowProxy() {
    quit_.store(true);
    thread_.join();
    ::close(listener_);
}

// False when it has ended. What the daemon wrote before it died still travels on, and only then the
// exchange learns of the end.
bool SlowProxy::serve(Line& line) {
    const auto now = Clock::now();
    line.up.take(now + delay_ + line.held_up);
    line.down.take(now + delay_);
    line.up.pass_on(now);
    line.down.pass_on(now);
    const bool daemon_gone = line.up.ended || line.down.broken;
    return !(daemon_gone ? line.up.over() : line.down.over() || line.up.broken);
}

void SlowProxy::run() {
    std::vector<pollfd> watched;
    while (!quit_.load()) {
        watched.assign(1, pollfd{listener_, POLLIN, 0});
        for (const auto& line : open_) {
            watched.push_back({line->up.ended ? -1 : line->client, POLLIN, 0});
            watched.push_back({line->down.ended ? -1 : line->server, POLLIN, 0});
        }
        (void)::poll(watched.data(), watched.size(), open_.empty() ? 50 : 5);
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client >= 0) {
            const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address = loopback(upstream_port_);
            if (::connect(server, as_address(address), sizeof address) == 0) {
                open_.push_back(std::make_unique<Line>(client, server));
            } else {
                ::close(client);
                ::close(server);
            }
        }
        const bool cut = cut_.exchange(false);
        const Delay more{hold_up_ms_.exchange(0)};
        open_.remove_if([&](const std::unique_ptr<Line>& line) {
            line->hard = line->hard || cut;
            line->held_up = std::max(line->held_up, more);
            return cut || !serve(*line);
        });
        lines_.store(open_.size());
    }
}

}  // namespace hedged::support
