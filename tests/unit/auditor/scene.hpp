// SPDX-License-Identifier: Apache-2.0
// A daemon as the auditor sees one, told by hand: a small exchange with a flat market, one account
// that is a coin long through a dated future, and frames in the exchange's words. Test code.
#pragma once

#include "hedged/auditor/auditor.hpp"
#include "hedged/exchange/exchange.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::auditor::test {

inline constexpr InstanceId kFirst{1};
inline constexpr InstanceId kSecond{2};

// What one start looks like from outside.
struct Start {
    InstanceId instance;
    ConnectionId market;
    ConnectionId account;
    std::uint32_t epoch = 1;
    std::uint64_t next_number = 1;
    std::uint64_t next_request = 1;
};

struct OrderText {
    std::string side = "sell";
    std::string amount = "40000";
    std::string price = "79950";
    std::string label = {};  // empty: the next one
    std::string instrument = "BTC-PERPETUAL";
    bool journaled = true;
    Duration fence = seconds(5);
};

class Scene {
public:
    // `option`: one option of this size beside the future.
    explicit Scene(double option = 0.0, double future_usd = 80'000.0);

    [[nodiscard]] static RunFacts facts(std::uint32_t epoch = 1);
    Start start(InstanceId instance = kFirst, std::uint32_t epoch = 1);
    Start start(InstanceId instance, const RunFacts& facts);
    // All that a safe start needs, but for what is named in `without`.
    void connect(Start& run, std::string_view without = {});
    // A quote, a ticker and an index price, as the exchange has them now.
    void market(const Start& run);
    void quote(const Start& run, std::string_view bid, std::string_view ask);
    void index(const Start& run, double price);
    void ticker(const Start& run, std::string_view instrument, double mark);

    // Sends a request and gives its id.
    std::uint64_t ask(Start& run, std::string_view method, const std::string& params);
    void answer(const Start& run, std::uint64_t id, const std::string& result);
    void refuse(const Start& run, std::uint64_t id, int code);
    void stream(const Start& run, const std::string& data);

    // An order leaves; gives its label.
    std::string send(Start& run, const OrderText& order = {});
    // It reaches the exchange, which takes it as immediate-or-cancel or, with `rests`, as good till
    // cancelled.
    void reach(const Start& run, const std::string& label, bool rests = false);
    // Its end is told: by the account's stream, with its fill.
    void tell_end(const Start& run, const std::string& label, std::string_view state = "filled");
    // All three, with the market in front.
    std::string hedge(Start& run, const OrderText& order = {});

    void wait(Duration time, const Start* with_market = nullptr);
    [[nodiscard]] DaemonPicture picture(const Start& run) const;

    [[nodiscard]] std::vector<std::size_t> rules() const;  // reported, each once
    [[nodiscard]] std::string all() const;

    Instant now{seconds(100).nanoseconds()};
    exchange::Exchange exchange;
    exchange::AccountId account;
    Auditor auditor;

private:
    struct Sent {
        std::string label;
        std::string text;
        OrderText order;
        std::uint64_t request = 0;
    };
    void advance(Duration time);

    std::vector<Sent> sent_;
    std::uint64_t next_trade_ = 1;
    std::uint64_t next_connection_ = 1;
};

// Silence.
#define EXPECT_SILENT(scene) EXPECT_EQ((scene).auditor.violation_count(), 0U) << (scene).all()
// That rule and no other.
#define EXPECT_ONLY(scene, rule) \
    EXPECT_EQ((scene).rules(), (std::vector<std::size_t>{number_of(rule)})) << (scene).all()

}  // namespace hedged::auditor::test
