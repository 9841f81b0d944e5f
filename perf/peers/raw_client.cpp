// SPDX-License-Identifier: Apache-2.0
// Yardstick (ii): a socket that is polled without a pause, frames and fields picked by hand, one
// limit order for each ticker. Nothing is checked that a benchmark does not need.
//   raw_client PORT
#include "perf/peers/client_common.hpp"
#include "perf/peers/websocket_bytes.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace hedged::perf {

namespace {

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : decide_(kSamplesMax), write_(kSamplesMax) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            std::perror("connect");
            std::exit(1);
        }
        const int on = 1;
        (void)::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        put("GET /ws/api/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        std::array<char, 1024> answer{};
        (void)!::recv(socket_, answer.data(), answer.size(), 0);
        frame_.reserve(4096);
        append_frame(frame_, kSubscribe, true);
        put(frame_);
        in_.resize(1 << 20);
    }

    void run() {
        while (!told_to_stop()) {
            const ssize_t size =
                ::recv(socket_, in_.data() + held_, in_.size() - held_, MSG_DONTWAIT);
            if (size > 0) {
                const std::int64_t received = steady_ns();
                held_ += static_cast<std::size_t>(size);
                take(received);
            } else if (size == 0) {
                break;
            }
        }
        report_client(decide_, write_);
    }

private:
    void put(std::string_view bytes) {
        (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    void take(std::int64_t received) {
        std::size_t done = 0;
        while (true) {
            const Frame frame = read_frame(in_.data() + done, held_ - done);
            if (frame.size == 0) {
                break;
            }
            done += frame.size;
            on_frame(frame.view(), received);
        }
        std::memmove(in_.data(), in_.data() + done, held_ - done);
        held_ -= done;
    }

    static double field(std::string_view text, std::string_view key) {
        // From behind: the best prices stand at the end.
        const char* digit = text.data() + text.rfind(key) + key.size();
        double whole = 0.0;
        for (; *digit >= '0' && *digit <= '9'; ++digit) {
            whole = whole * 10.0 + (*digit - '0');
        }
        double scale = 0.1;
        for (digit += *digit == '.' ? 1 : 0; *digit >= '0' && *digit <= '9'; ++digit) {
            whole += scale * (*digit - '0');
            scale *= 0.1;
        }
        return whole;
    }

    void on_frame(std::string_view text, std::int64_t received) {
        constexpr std::string_view kChannel = "\"ticker.BTC-PERPETUAL";
        if (::memmem(text.data(), std::min<std::size_t>(text.size(), 128), kChannel.data(),
                     kChannel.size()) == nullptr ||
            text.find("\"result\"") != std::string_view::npos) {
            return;
        }
        const double bid = field(text, "\"best_bid_price\":");
        const double ask = field(text, "\"best_ask_price\":");
        const bool buy = bid + ask < last_;
        last_ = bid + ask;
        std::array<char, 512> order{};
        const int bytes = write_order(order.data(), order.size(), ++id_, buy, buy ? ask : bid);
        frame_.clear();
        append_frame(frame_, {order.data(), static_cast<std::size_t>(bytes)}, true);
        decide_.add(steady_ns() - received);
        put(frame_);
        write_.add(steady_ns() - received);
    }

    int socket_ = -1;
    std::string in_;
    std::size_t held_ = 0;
    std::string frame_;
    double last_ = 0.0;
    std::uint64_t id_ = 100;
    Samples decide_;
    Samples write_;
};

}  // namespace

}  // namespace hedged::perf

int main(int count, char** words) {
    if (count < 2) {
        return 64;
    }
    hedged::perf::prepare_client();
    hedged::perf::RawClient client(static_cast<std::uint16_t>(std::strtoul(words[1], nullptr, 10)));
    client.run();
    return 0;
}
