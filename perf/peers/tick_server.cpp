// SPDX-License-Identifier: Apache-2.0
#include "perf/peers/tick_server.hpp"

#include "perf/peers/websocket_bytes.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace hedged::perf {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kPatience = 60 * kSecond;        // of a client that does not come up
constexpr std::int64_t kSettle = kSecond / 2;           // after its first order
constexpr std::int64_t kStartTick = kSecond / 100;      // between quiet ticks until then
constexpr std::int64_t kAnswerPatience = kSecond / 20;  // closed loop: then the next tick anyway

std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * kSecond + now.tv_nsec;
}

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
    }
    return result;
}

// The kernel's stamp of the bytes just read; without one the present time.
// NOLINTNEXTLINE(readability-non-const-parameter): the kernel writes there
ssize_t receive(int socket, char* into, std::size_t room, std::int64_t& stamp_ns) {
    iovec part{into, room};
    alignas(cmsghdr) std::array<char, 256> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(socket, &message, MSG_DONTWAIT);
    stamp_ns = now_ns();
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            timespec stamp{};
            std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
            stamp_ns = stamp.tv_sec * kSecond + stamp.tv_nsec;
        }
    }
    return size;
}

}  // namespace

struct TickServer::Connection {
    int socket = -1;
    bool upgraded = false;
    bool closed = false;
    std::string in;
};

TickServer::TickServer() {
    listener_ = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    checked(::bind(listener_, any, length), "bind");
    checked(::listen(listener_, 8), "listen");
    checked(::getsockname(listener_, any, &length), "getsockname");
    port_ = ntohs(address.sin_port);
    poll_ = checked(::epoll_create1(0), "epoll_create1");
    timer_ = checked(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK), "timerfd_create");
    for (int watched : {listener_, timer_}) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = watched;
        checked(::epoll_ctl(poll_, EPOLL_CTL_ADD, watched, &event), "epoll_ctl");
    }
}

TickServer::~TickServer() {
    for (int file : {listener_, poll_, timer_}) {
        ::close(file);
    }
}

RoundResult TickServer::serve(const RoundPlan& plan) {
    for (const auto& connection : connections_) {
        ::close(connection->socket);
    }
    connections_.clear();
    plan_ = plan;
    result_ = {};
    exchange_ = std::make_unique<DeribitDouble>(plan.options);
    samples_ = std::make_unique<Samples>(plan.ticks);
    feed_ = nullptr;
    phase_ = Phase::Starting;
    started_ns_ = now_ns();
    next_beat_ns_ = started_ns_ + 5 * kSecond;
    waiting_since_ns_ = first_order_ns_ = 0;
    sent_ = 0;
    in_phase_ = 0;
    next_tick_ns_ = started_ns_ + kStartTick;
    arm(next_tick_ns_);
    std::array<epoll_event, 8> events{};
    while (phase_ != Phase::Done) {
        const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1000);
        for (int i = 0; i < count; ++i) {
            const int file = events.at(static_cast<std::size_t>(i)).data.fd;
            if (file == listener_) {
                accept_one();
            } else if (file == timer_) {
                on_timer();
            } else {
                for (const auto& connection : connections_) {
                    if (connection->socket == file) {
                        read(*connection);
                    }
                }
            }
        }
    }
    result_.p50_us = samples_->us(0.5);
    result_.p99_us = samples_->us(0.99);
    result_.p999_us = samples_->us(0.999);
    result_.answered = samples_->count();
    result_.unanswered_requests = exchange_->unknown_requests();
    return result_;
}

void TickServer::accept_one() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (socket < 0) {
        return;
    }
    const int on = 1;
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    checked(::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
    connections_.push_back(std::make_unique<Connection>());
    connections_.back()->socket = socket;
}

void TickServer::read(Connection& connection) {
    std::array<char, 65'536> bytes{};
    std::int64_t stamp = 0;
    const ssize_t size = receive(connection.socket, bytes.data(), bytes.size(), stamp);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) {
            ::close(connection.socket);
            connection.socket = -1;
            connection.closed = true;
            if (feed_ == &connection) {
                feed_ = nullptr;
                result_.failed = true;
                phase_ = Phase::Done;
            }
        }
        return;
    }
    connection.in.append(bytes.data(), static_cast<std::size_t>(size));
    take(connection, stamp);
}

void TickServer::take(Connection& connection, std::int64_t received_ns) {
    if (!connection.upgraded && !upgrade(connection)) {
        return;
    }
    std::size_t done = 0;
    while (true) {
        const Frame frame = read_frame(connection.in.data() + done, connection.in.size() - done);
        if (frame.size == 0) {
            break;
        }
        done += frame.size;
        if (frame.opcode == 1) {
            on_request(connection, frame.view(), received_ns);
        }
    }
    connection.in.erase(0, done);
}

bool TickServer::upgrade(Connection& connection) {
    const std::size_t end = connection.in.find("\r\n\r\n");
    constexpr std::string_view kKey = "Sec-WebSocket-Key: ";
    const std::size_t key = connection.in.find(kKey);
    if (end == std::string::npos || key == std::string::npos) {
        return false;
    }
    const std::size_t from = key + kKey.size();
    const std::string accept =
        accept_key(connection.in.substr(from, connection.in.find("\r\n", from) - from));
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept + "\r\n\r\n";
    connection.upgraded = true;
    connection.in.erase(0, end + 4);
    return ::send(connection.socket, answer.data(), answer.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(answer.size());
}

void TickServer::on_request(Connection& connection, std::string_view request,
                            std::int64_t received_ns) {
    if (DeribitDouble::is_order(request)) {
        on_order(received_ns);
    } else if (request.find("/subscribe\"") != std::string_view::npos) {
        if (result_.to_subscribe_ms == 0.0) {
            result_.to_subscribe_ms = static_cast<double>(received_ns - started_ns_) / 1e6;
        }
        if (request.find("\"ticker.BTC-PERPETUAL") != std::string_view::npos) {
            feed_ = &connection;
        }
    }
    for (const std::string& answer : exchange_->answer(request)) {
        send(connection, answer);
    }
    if (DeribitDouble::is_order(request) && plan_.ticks_per_second == 0.0 &&
        (phase_ == Phase::WarmUp || phase_ == Phase::Measuring)) {
        on_timer();
    }
}

void TickServer::on_order(std::int64_t received_ns) {
    if (first_order_ns_ == 0) {
        first_order_ns_ = received_ns;
    }
    if (waiting_since_ns_ == 0) {
        return;
    }
    if (phase_ == Phase::Measuring) {
        samples_->add(received_ns - waiting_since_ns_);
    }
    waiting_since_ns_ = 0;
}

void TickServer::send(Connection& connection, std::string_view text) {
    frame_.clear();
    append_frame(frame_, text, false);
    std::size_t done = 0;
    while (done < frame_.size() && connection.socket >= 0) {
        const ssize_t size =
            ::send(connection.socket, frame_.data() + done, frame_.size() - done, MSG_NOSIGNAL);
        if (size > 0) {
            done += static_cast<std::size_t>(size);
        } else if (errno != EAGAIN) {
            return;
        }
    }
}

void TickServer::on_timer() {
    std::uint64_t expirations = 0;
    (void)!::read(timer_, &expirations, sizeof expirations);
    const std::int64_t now = now_ns();
    beat(now);
    if (phase_ == Phase::Starting) {
        if (feed_ != nullptr) {
            send_tick(true);
        }
        const bool ready = first_order_ns_ != 0 && now - first_order_ns_ > kSettle;
        if (ready || now - started_ns_ > kPatience) {
            result_.failed = !ready;
            phase_ = ready ? Phase::WarmUp : Phase::Done;
            waiting_since_ns_ = 0;
        }
        next_tick_ns_ = now + kStartTick;
        arm(next_tick_ns_);
        return;
    }
    send_tick(false);
    advance();
    const bool closed_loop = plan_.ticks_per_second == 0.0;
    next_tick_ns_ = closed_loop
                        ? now + kAnswerPatience
                        : next_tick_ns_ + static_cast<std::int64_t>(1e9 / plan_.ticks_per_second);
    // A server that fell behind does not make up for it with a burst.
    next_tick_ns_ = next_tick_ns_ < now ? now : next_tick_ns_;
    arm(next_tick_ns_);
}

void TickServer::send_tick(bool quiet) {
    const std::string_view text = quiet ? exchange_->quiet_tick(1) : exchange_->tick(sent_ + 1);
    sent_ += quiet ? 0 : 1;
    frame_.clear();
    append_frame(frame_, text, false);
    const std::int64_t now = now_ns();
    const ssize_t size = ::send(feed_->socket, frame_.data(), frame_.size(), MSG_NOSIGNAL);
    if (size == static_cast<ssize_t>(frame_.size()) && waiting_since_ns_ == 0) {
        waiting_since_ns_ = now;
    }
}

void TickServer::advance() {
    ++in_phase_;
    if (phase_ == Phase::WarmUp && in_phase_ > plan_.warm_up) {
        phase_ = Phase::Measuring;
        in_phase_ = 0;
        measured_from_ns_ = now_ns();
    } else if (phase_ == Phase::Measuring) {
        result_.ticks = in_phase_;
        if (in_phase_ >= plan_.ticks) {
            phase_ = Phase::Done;
            result_.ticks_per_second = static_cast<double>(in_phase_) * 1e9 /
                                       static_cast<double>(now_ns() - measured_from_ns_);
        }
    }
}

void TickServer::arm(std::int64_t at_ns) const {
    itimerspec when{};
    when.it_value.tv_sec = at_ns / kSecond;
    when.it_value.tv_nsec = at_ns % kSecond;
    (void)::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
}

void TickServer::beat(std::int64_t now) {
    if (now < next_beat_ns_) {
        return;
    }
    next_beat_ns_ = now + 5 * kSecond;
    for (const auto& connection : connections_) {
        if (connection->upgraded && !connection->closed) {
            send(*connection, DeribitDouble::kHeartbeat);
        }
    }
}

}  // namespace hedged::perf
