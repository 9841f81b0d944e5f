// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_server.hpp"

#include "hedged/runtime/clock.hpp"

#include "ops/json_text.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace hedged::ops {

namespace {

constexpr std::size_t kClientsMax = 16;
constexpr std::size_t kRequestBytesMax = 4096;
constexpr std::size_t kAnswerBytesMax = std::size_t{1} << 20U;
constexpr Duration kSilenceMax = seconds(10);

Peer peer_of(int fd) {
    Peer peer;
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        peer.name = "unknown";
        return peer;
    }
    peer.user = credentials.uid;
    peer.process = credentials.pid;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    (void)::getpwuid_r(credentials.uid, &entry, buffer.data(), buffer.size(), &found);
    peer.name = found != nullptr ? found->pw_name : std::to_string(credentials.uid);
    return peer;
}

bool address_of(const std::string& path, sockaddr_un& address) {
    address = {};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return false;
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return true;
}

bool somebody_listens(const sockaddr_un& address) {
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool alive = probe >= 0 && ::connect(probe, reinterpret_cast<const sockaddr*>(&address),
                                               sizeof address) == 0;
    if (probe >= 0) {
        ::close(probe);
    }
    return alive;
}

}  // namespace

class ControlServer::Impl {
public:
    Impl(int listener, std::string path, ControlHandler& handler)
        : listener_(listener), path_(std::move(path)), handler_(handler) {}
    ~Impl() {
        for (const Client& client : clients_) {
            ::close(client.fd);
        }
        ::close(listener_);
        (void)::unlink(path_.c_str());
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void serve(Duration wait, std::span<const int> others);

    std::atomic<std::uint64_t> requests_{0};
    std::atomic<std::uint64_t> dropped_{0};  // also read from outside the serving thread

private:
    struct Client {
        int fd = -1;
        Peer peer;
        std::string in;
        std::string out;
        Instant heard;
        bool gone = false;
    };

    void accept_clients(Instant now);
    void read_from(Client& client, Instant now);
    void answer(Client& client, const std::string& line);
    void write_to(Client& client);
    void drop(Client& client, bool fault);

    int listener_;
    std::string path_;
    ControlHandler& handler_;
    std::vector<Client> clients_;
};

void ControlServer::Impl::serve(Duration wait, std::span<const int> others) {
    std::vector<pollfd> watched;
    watched.push_back({listener_, POLLIN, 0});
    for (const int fd : others) {
        watched.push_back({fd, POLLIN, 0});
    }
    const std::size_t first_client = watched.size();
    for (const Client& client : clients_) {
        const int events = client.out.empty() ? POLLIN : POLLIN | POLLOUT;
        watched.push_back({client.fd, static_cast<short>(events), 0});
    }
    const auto milliseconds = static_cast<int>(wait.nanoseconds() / 1'000'000);
    if (::poll(watched.data(), watched.size(), milliseconds) < 0) {
        return;
    }
    const Instant now = runtime::monotonic_now();
    for (std::size_t i = first_client; i < watched.size(); ++i) {
        Client& client = clients_[i - first_client];
        if ((watched[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            read_from(client, now);
        }
        if (!client.gone && !client.out.empty()) {
            write_to(client);
        }
        if (!client.gone && now - client.heard > kSilenceMax) {
            drop(client, true);
        }
    }
    clients_.erase(std::remove_if(clients_.begin(), clients_.end(),
                                  [](const Client& client) { return client.gone; }),
                   clients_.end());
    if ((watched[0].revents & POLLIN) != 0) {
        accept_clients(now);
    }
}

void ControlServer::Impl::accept_clients(Instant now) {
    while (true) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        if (clients_.size() >= kClientsMax) {
            ::close(fd);
            ++dropped_;
            continue;
        }
        Client client;
        client.fd = fd;
        client.peer = peer_of(fd);
        client.heard = now;
        clients_.push_back(std::move(client));
    }
}

void ControlServer::Impl::drop(Client& client, bool fault) {
    ::close(client.fd);
    client.gone = true;
    dropped_ += fault ? 1 : 0;
}

void ControlServer::Impl::read_from(Client& client, Instant now) {
    std::array<char, kRequestBytesMax> buffer{};
    const ssize_t got = ::read(client.fd, buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        drop(client, false);
        return;
    }
    client.heard = now;
    client.in.append(buffer.data(), static_cast<std::size_t>(got));
    std::size_t end = 0;
    while (!client.gone && (end = client.in.find('\n')) != std::string::npos) {
        const std::string line = client.in.substr(0, end);
        client.in.erase(0, end + 1);
        answer(client, line);
    }
    if (!client.gone && client.in.size() > kRequestBytesMax) {
        drop(client, true);
    }
}

void ControlServer::Impl::answer(Client& client, const std::string& line) {
    ++requests_;
    Reply reply;
    const auto request = parse_flat_object(line);
    if (request) {
        reply = handler_.on_request(request.value(), client.peer);
    } else {
        reply = {false, "not a request: " + request.error() + "\n"};
    }
    client.out += std::string("{\"ok\":") + (reply.ok ? "true" : "false") +
                  ",\"bytes\":" + std::to_string(reply.body.size()) + "}\n" + reply.body;
    if (client.out.size() > kAnswerBytesMax) {
        drop(client, true);
    }
}

void ControlServer::Impl::write_to(Client& client) {
    const ssize_t sent =
        ::send(client.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
        client.out.erase(0, static_cast<std::size_t>(sent));
    } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        drop(client, false);
    }
}

Result<std::unique_ptr<ControlServer>, std::string> ControlServer::listen(const std::string& path,
                                                                          ControlHandler& handler) {
    sockaddr_un address{};
    if (!address_of(path, address)) {
        return path + ": a control socket's path has at most " +
               std::to_string(sizeof address.sun_path - 1) + " characters";
    }
    if (somebody_listens(address)) {
        return path + ": another process serves this control socket";
    }
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode)) {
        return path + ": exists and is not a socket";
    }
    (void)::unlink(path.c_str());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // Made without any right for others, so that nobody can be quicker than the chmod below.
    const mode_t before = ::umask(0177);
    const bool bound =
        fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::umask(before);
    if (!bound || ::chmod(path.c_str(), 0660) != 0 || ::listen(fd, kClientsMax) != 0) {
        std::string fault = path + ": cannot serve the control socket: " + std::strerror(errno);
        if (fd >= 0) {
            ::close(fd);
        }
        return fault;
    }
    return std::unique_ptr<ControlServer>(
        new ControlServer(std::make_unique<Impl>(fd, path, handler)));
}

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

ControlServer::~ControlServer() = default;

void ControlServer::serve(Duration wait, std::span<const int> others) {
    impl_->serve(wait, others);
}

std::uint64_t ControlServer::requests() const noexcept {
    return impl_->requests_.load();
}

std::uint64_t ControlServer::dropped_clients() const noexcept {
    return impl_->dropped_.load();
}

}  // namespace hedged::ops
