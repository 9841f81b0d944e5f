// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_client.hpp"

#include "ops/json_text.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace hedged::ops {

namespace {

class Connection {
public:
    Connection() : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Connection() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] bool open(const std::string& path, Duration patience) const {
        sockaddr_un address{};
        if (fd_ < 0 || path.size() >= sizeof address.sun_path) {
            errno = ENAMETOOLONG;
            return false;
        }
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        const std::int64_t us = patience.nanoseconds() / 1000;
        const timeval limit{static_cast<time_t>(us / 1'000'000),
                            static_cast<suseconds_t>(us % 1'000'000)};
        (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        (void)::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    [[nodiscard]] bool send(const std::string& text) const {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(text.size());
    }
    // Appends what arrives; false at the end, at a time-out or at an error.
    [[nodiscard]] bool receive(std::string& out) const {
        std::array<char, 16'384> buffer{};
        const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            return false;
        }
        out.append(buffer.data(), static_cast<std::size_t>(got));
        return true;
    }

private:
    int fd_;
};

std::string line_of(const Request& request) {
    JsonWriter line;
    line.begin_object();
    for (const auto& [name, value] : request) {
        line.field(name, std::string_view(value));
    }
    line.end_object();
    return line.str() + "\n";
}

}  // namespace

Result<Reply, std::string> ask(const std::string& socket_path, const Request& request,
                               Duration patience) {
    Connection connection;
    if (!connection.open(socket_path, patience)) {
        return socket_path + ": no daemon answers: " + std::strerror(errno);
    }
    std::string text;
    if (!connection.send(line_of(request))) {
        return socket_path + ": the request could not be sent";
    }
    std::size_t end = std::string::npos;
    while ((end = text.find('\n')) == std::string::npos) {
        if (!connection.receive(text)) {
            return socket_path + ": the daemon did not answer in time";
        }
    }
    const auto head = parse_flat_object(std::string_view(text).substr(0, end));
    std::size_t bytes = 0;
    if (!head || head.value().find("bytes") == head.value().end()) {
        return socket_path + ": this is not the control socket of a hedged daemon";
    }
    const std::string& digits = head.value().find("bytes")->second;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    text.erase(0, end + 1);
    while (text.size() < bytes) {
        if (!connection.receive(text)) {
            return socket_path + ": the answer broke off";
        }
    }
    text.resize(bytes);
    const auto ok = head.value().find("ok");
    return Reply{ok != head.value().end() && ok->second == "true", std::move(text)};
}

}  // namespace hedged::ops
