// SPDX-License-Identifier: Apache-2.0
// A Deribit front on a small, calm market, with a client's view of it: open connections, make
// calls, let time pass, read what was sent. Market time runs `pace` times as fast as real time.
#pragma once

#include "hedged/exchange/deribit/front.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::exchange::deribit {

// A parsed JSON text. Paths are JSON pointers: "/result/order/price".
class Json {
public:
    explicit Json(const std::string& text) : parser_(std::make_shared<simdjson::dom::parser>()) {
        valid_ = parser_->parse(text).get(root_) == simdjson::SUCCESS;
        EXPECT_TRUE(valid_) << "not JSON: " << text;
    }
    [[nodiscard]] bool has(std::string_view path) const {
        return valid_ && root_.at_pointer(path).error() == simdjson::SUCCESS;
    }
    [[nodiscard]] double number(std::string_view path) const {
        double number = -1e99;
        EXPECT_EQ(root_.at_pointer(path).get(number), simdjson::SUCCESS) << path << " in " << str();
        return number;
    }
    [[nodiscard]] std::int64_t integer(std::string_view path) const {
        std::int64_t number = INT64_MIN;
        EXPECT_EQ(root_.at_pointer(path).get(number), simdjson::SUCCESS) << path << " in " << str();
        return number;
    }
    [[nodiscard]] std::string text(std::string_view path) const {
        std::string_view text;
        EXPECT_EQ(root_.at_pointer(path).get(text), simdjson::SUCCESS) << path << " in " << str();
        return std::string{text};
    }
    [[nodiscard]] bool flag(std::string_view path) const {
        bool flag = false;
        EXPECT_EQ(root_.at_pointer(path).get(flag), simdjson::SUCCESS) << path << " in " << str();
        return flag;
    }
    [[nodiscard]] bool is_null(std::string_view path) const {
        auto const found = root_.at_pointer(path);
        return found.error() == simdjson::SUCCESS && found.is_null();
    }
    [[nodiscard]] bool is_array(std::string_view path) const {
        simdjson::dom::array array;
        return root_.at_pointer(path).get(array) == simdjson::SUCCESS;
    }
    [[nodiscard]] std::size_t size(std::string_view path) const {
        simdjson::dom::array array;
        EXPECT_EQ(root_.at_pointer(path).get(array), simdjson::SUCCESS) << path << " in " << str();
        return array.size();
    }
    [[nodiscard]] std::string raw(std::string_view path) const {
        simdjson::dom::element found;
        return root_.at_pointer(path).get(found) == simdjson::SUCCESS ? simdjson::minify(found)
                                                                      : std::string{};
    }
    [[nodiscard]] std::int64_t error_code() const {
        return has("/error") ? integer("/error/code") : 0;
    }
    [[nodiscard]] std::string str() const { return valid_ ? simdjson::minify(root_) : "(none)"; }
    [[nodiscard]] bool valid() const { return valid_; }

private:
    std::shared_ptr<simdjson::dom::parser> parser_;
    simdjson::dom::element root_;
    bool valid_ = false;
};

[[nodiscard]] ChainHistory calm_history();
[[nodiscard]] ExchangeConfig calm_market();
// The public and private methods every test may assume: key "desk" / "s" of account "desk".
[[nodiscard]] FrontConfig desk_front();

class Bench : public FrontOutput {
public:
    struct Options {
        FrontConfig front = desk_front();
        ExchangeConfig market = calm_market();
        int pace = 1;
    };
    Bench() : Bench(Options{}) {}
    explicit Bench(const Options& options);

    void send(ConnectionId connection, std::string_view frame) override;
    void close(ConnectionId connection, std::string_view reason) override;

    [[nodiscard]] ConnectionId open(std::string_view ip = "10.0.0.1");
    // Opened and logged in with the desk's key.
    [[nodiscard]] ConnectionId login(std::string_view ip = "10.0.0.1");
    // Sends a frame and returns the reply to it; fails the test when there is none.
    Json call(ConnectionId connection, std::string_view method, std::string_view params = "{}");
    // Sends a frame and returns the text of the reply, empty when there is none.
    std::string ask(ConnectionId connection, std::string_view method,
                    std::string_view params = "{}");
    void frame(ConnectionId connection, std::string_view text) {
        front.on_frame(connection, text, now);
    }
    HttpResponse http(std::string_view method, std::string_view target,
                      std::vector<HttpHeader> headers = {}, std::string_view body = {},
                      std::string_view ip = "10.0.0.9");

    // Lets real time pass in steps of `step`, and market time with it.
    void pass(Duration real, Duration step = milliseconds(20));
    [[nodiscard]] bool is_closed(ConnectionId connection) const;
    // Everything sent so far on a connection, then forgotten.
    std::vector<std::string> take(ConnectionId connection);
    // The `data` of the notifications of one channel among what is taken.
    std::vector<Json> notifications(ConnectionId connection, std::string_view channel);

    // A limit order that rests below the market; returns its id.
    std::string rest(ConnectionId connection, std::string_view label = "resting");
    [[nodiscard]] double best_bid() const;
    [[nodiscard]] double best_ask() const;
    [[nodiscard]] std::size_t open_orders(AccountId account) const;

    int pace;
    Instant now{seconds(1000).nanoseconds()};
    WallTime market_now;
    Exchange exchange;
    AccountId desk;
    AccountId rival;
    std::map<ConnectionId, std::vector<std::string>> sent;
    std::map<ConnectionId, std::string> closed;
    Front front;
    std::uint64_t next_connection = 1;
    int next_id = 1;
};

inline constexpr std::string_view kPerpetual = "BTC-PERPETUAL";

}  // namespace hedged::exchange::deribit
