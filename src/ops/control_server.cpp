// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace hedged::ops {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

constexpr std::size_t kConnectionsMax = 32;
constexpr Duration kLinePatience = seconds(5);

struct Connection {
    explicit Connection(Protocol::socket its_socket) : socket(std::move(its_socket)) {}

    Protocol::socket socket;
    Instant deadline;
    std::string line;
    std::string answer;
    bool closed = false;

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
        closed = true;
    }
};

Peer peer_of(Protocol::socket& socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        return {};
    }
    return {credentials.uid, credentials.pid};
}

bool answered(const std::filesystem::path& path) {
    asio::io_context io;
    Protocol::socket probe{io};
    boost::system::error_code error;
    probe.connect(Protocol::endpoint{path.string()}, error);
    return !error;
}

}  // namespace

class ControlServer::Impl {
public:
    Impl(std::filesystem::path its_path, ControlHandler its_handler)
        : path_(std::move(its_path)), handler_(std::move(its_handler)), acceptor_(io_) {}
    ~Impl() {
        if (acceptor_.is_open()) {
            std::error_code ignored;
            std::filesystem::remove(path_, ignored);
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::string listen() {
        if (path_.string().size() >= sizeof(sockaddr_un{}.sun_path)) {
            return "the control socket's path is too long: " + path_.string();
        }
        std::error_code file_error;
        if (std::filesystem::exists(path_, file_error)) {
            if (answered(path_)) {
                return "another daemon answers on " + path_.string();
            }
            std::filesystem::remove(path_, file_error);
        }
        boost::system::error_code error;
        acceptor_.open(Protocol{}, error);
        mode_t const before = umask(0117);
        if (!error) {
            acceptor_.bind(Protocol::endpoint{path_.string()}, error);
        }
        umask(before);
        if (!error) {
            acceptor_.listen(asio::socket_base::max_listen_connections, error);
        }
        if (error) {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            return "cannot listen on " + path_.string() + ": " + error.message();
        }
        accept();
        return {};
    }

    void poll(Instant now) {
        now_ = now;
        io_.poll();
        io_.restart();
        for (auto const& connection : connections_) {
            if (!connection->closed && now > connection->deadline) {
                ++refused_;
                connection->close();
            }
        }
        std::erase_if(connections_, [](auto const& connection) { return connection->closed; });
    }

    [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }

private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, Protocol::socket socket) {
            if (error == asio::error::operation_aborted) {
                return;
            }
            if (!error && connections_.size() < kConnectionsMax) {
                auto connection = std::make_shared<Connection>(std::move(socket));
                connection->deadline = now_ + kLinePatience;
                connections_.push_back(connection);
                read(connection);
            } else {
                ++refused_;
            }
            accept();
        });
    }

    void read(const std::shared_ptr<Connection>& connection) {
        asio::async_read_until(
            connection->socket, asio::dynamic_buffer(connection->line, kControlLineMax + 1), '\n',
            [this, connection](boost::system::error_code error, std::size_t size) {
                if (error) {
                    ++refused_;
                    connection->close();
                    return;
                }
                connection->line.resize(size - 1);
                answer(connection);
            });
    }

    void answer(const std::shared_ptr<Connection>& connection) {
        auto const request = parse_request(connection->line);
        connection->answer =
            request.ok() ? format_answer(handler_(request.value(), peer_of(connection->socket)))
                         : format_answer({kControlRefused, request.error() + "\n"});
        asio::async_write(connection->socket, asio::buffer(connection->answer),
                          [connection](boost::system::error_code /*error*/, std::size_t /*size*/) {
                              connection->close();
                          });
    }

    std::filesystem::path path_;
    ControlHandler handler_;
    asio::io_context io_;
    Protocol::acceptor acceptor_;
    std::vector<std::shared_ptr<Connection>> connections_;
    Instant now_;
    std::uint64_t refused_ = 0;
};

ControlServer::ControlServer(std::filesystem::path path, ControlHandler handler)
    : impl_(std::make_unique<Impl>(std::move(path), std::move(handler))) {}
ControlServer::~ControlServer() = default;

std::string ControlServer::listen() {
    return impl_->listen();
}
void ControlServer::poll(Instant now) {
    impl_->poll(now);
}
std::uint64_t ControlServer::refused() const noexcept {
    return impl_->refused();
}

Result<ControlAnswer, std::string> ask(const std::filesystem::path& path,
                                       const ControlRequest& request, Duration patience) {
    asio::io_context io;
    Protocol::socket socket{io};
    boost::system::error_code error;
    socket.connect(Protocol::endpoint{path.string()}, error);
    if (error) {
        return "cannot reach the daemon at " + path.string() + ": " + error.message() +
               ". Is it running, and is this its control socket?";
    }
    std::string bytes;
    bool done = false;
    std::string const line = format_request(request);
    asio::async_write(socket, asio::buffer(line), [&](auto failed, std::size_t /*size*/) {
        if (failed) {
            done = true;
            return;
        }
        asio::async_read(socket, asio::dynamic_buffer(bytes),
                         [&](auto /*end*/, std::size_t /*read*/) { done = true; });
    });
    io.run_for(std::chrono::nanoseconds{patience.nanoseconds()});
    if (!done) {
        return std::string{"the daemon did not answer in time"};
    }
    return parse_answer(bytes);
}

}  // namespace hedged::ops
