// SPDX-License-Identifier: Apache-2.0
// An exchange with a fixed script for benchmarks: one perpetual and a chain of options in an
// account that is short every one of them. It answers what a Deribit session asks in full-size
// messages, fills each order at once, and moves the index so that every tick leaves the book's
// delta outside a narrow band. It keeps one position and matches nothing. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::perf {

class DeribitDouble {
public:
    static constexpr std::string_view kHeartbeat =
        R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})";

    explicit DeribitDouble(std::size_t options);

    // Everything sent back for one request, in order. After an order: the reply and, to a client
    // that asked for its account's changes, the notification too. Valid until the next call.
    [[nodiscard]] const std::vector<std::string>& answer(std::string_view request);
    [[nodiscard]] static bool is_order(std::string_view request) noexcept;

    // The perpetual's ticker number `n`, about 670 bytes. Valid until the next call.
    [[nodiscard]] std::string_view tick(std::uint64_t n);
    // At the price of number n-1, with other sizes: nothing to hedge.
    [[nodiscard]] std::string_view quiet_tick(std::uint64_t n);

    // The client wants "ticker.BTC-PERPETUAL.raw" and has been granted it.
    [[nodiscard]] bool wants_ticks() const noexcept { return wants_ticks_; }
    [[nodiscard]] std::uint64_t orders() const noexcept { return orders_; }
    [[nodiscard]] std::uint64_t unknown_requests() const noexcept { return unknown_requests_; }

private:
    void subscribe(std::string_view request, std::string_view id);
    void reply(std::string_view id, std::string_view result);
    void fill(std::string_view request, std::string_view id);
    [[nodiscard]] std::string_view write_tick(std::uint64_t level, std::uint64_t n);
    [[nodiscard]] std::string option_ticker(std::size_t option) const;

    std::size_t options_;
    std::vector<std::string> names_;
    std::string instruments_;
    std::string positions_;
    std::vector<std::string> out_;
    std::string tick_;
    double position_usd_ = 0.0;
    double index_;
    bool wants_ticks_ = false;
    bool wants_changes_ = false;
    std::uint64_t orders_ = 0;
    std::uint64_t unknown_requests_ = 0;
};

}  // namespace hedged::perf
