// SPDX-License-Identifier: Apache-2.0
// Yardstick (i): the least that a Beast and simdjson client can do. One thread polls; each ticker
// is decoded field by field, compared with the one before, and answered with one limit order.
//   beast_client PORT
#include "perf/peers/client_common.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <simdjson.h>

#include <array>
#include <cstdlib>
#include <string>

namespace hedged::perf {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

struct Seen {
    double bid = 0.0;
    double bid_amount = 0.0;
    double ask = 0.0;
    double ask_amount = 0.0;
    double mark = 0.0;
    double index = 0.0;
    std::int64_t timestamp = 0;
    bool open = false;
};

class BeastClient {
public:
    explicit BeastClient(unsigned short port)
        : stream_(io_), decide_(kSamplesMax), write_(kSamplesMax) {
        auto& socket = beast::get_lowest_layer(stream_);
        socket.connect({asio::ip::address_v4::loopback(), port});
        socket.set_option(asio::ip::tcp::no_delay(true));
        stream_.handshake("127.0.0.1", "/ws/api/v2");
        stream_.text(true);
        stream_.write(asio::buffer(std::string(kSubscribe)));
        buffer_.reserve(1 << 16);
    }

    void run() {
        read();
        while (!told_to_stop()) {
            (void)io_.poll();
        }
        report_client(decide_, write_);
    }

private:
    void read() {
        stream_.async_read(buffer_, [this](beast::error_code error, std::size_t) {
            const std::int64_t received = steady_ns();
            if (error) {
                return;
            }
            on_frame(received);
            buffer_.consume(buffer_.size());
            read();
        });
    }

    void on_frame(std::int64_t received) {
        const std::size_t size = buffer_.size();
        (void)buffer_.prepare(simdjson::SIMDJSON_PADDING);
        const auto* const text = static_cast<const char*>(buffer_.data().data());
        simdjson::padded_string_view json(text, size, size + simdjson::SIMDJSON_PADDING);
        Seen seen;
        if (!decode(json, seen)) {
            return;
        }
        const bool buy = seen.open && seen.bid + seen.ask < last_;
        last_ = seen.bid + seen.ask;
        const int bytes =
            write_order(order_.data(), order_.size(), ++id_, buy, buy ? seen.ask : seen.bid);
        decide_.add(steady_ns() - received);
        stream_.write(asio::buffer(order_.data(), static_cast<std::size_t>(bytes)));
        write_.add(steady_ns() - received);
    }

    // The usual way: by name, in the order in which the exchange writes them.
    bool decode(simdjson::padded_string_view json, Seen& seen) {
        simdjson::ondemand::document document;
        if (parser_.iterate(json).get(document) != simdjson::SUCCESS) {
            return false;
        }
        simdjson::ondemand::object data;
        if (document["params"]["data"].get_object().get(data) != simdjson::SUCCESS) {
            return false;
        }
        std::string_view state;
        std::string_view name;
        const bool all = data["timestamp"].get(seen.timestamp) == simdjson::SUCCESS &&
                         data["state"].get(state) == simdjson::SUCCESS &&
                         data["mark_price"].get(seen.mark) == simdjson::SUCCESS &&
                         data["instrument_name"].get(name) == simdjson::SUCCESS &&
                         data["index_price"].get(seen.index) == simdjson::SUCCESS &&
                         data["best_bid_price"].get(seen.bid) == simdjson::SUCCESS &&
                         data["best_bid_amount"].get(seen.bid_amount) == simdjson::SUCCESS &&
                         data["best_ask_price"].get(seen.ask) == simdjson::SUCCESS &&
                         data["best_ask_amount"].get(seen.ask_amount) == simdjson::SUCCESS;
        seen.open = state == "open" && name == "BTC-PERPETUAL";
        return all;
    }

    asio::io_context io_{1};
    beast::websocket::stream<asio::ip::tcp::socket> stream_;
    beast::flat_buffer buffer_;
    simdjson::ondemand::parser parser_;
    std::array<char, 512> order_{};
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
    hedged::perf::BeastClient client(
        static_cast<unsigned short>(std::strtoul(words[1], nullptr, 10)));
    client.run();
    return 0;
}
