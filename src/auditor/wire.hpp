// SPDX-License-Identifier: Apache-2.0
// Reading the exchange's wire. Most frames are market data, of which only the time and now and then
// a few numbers matter: those are found in the text, without parsing. What concerns orders is
// parsed in full.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::auditor {

// What a frame that arrived is, by its first bytes.
struct Glance {
    std::string_view channel;         // of a notification
    std::optional<std::uint64_t> id;  // of a reply
};
[[nodiscard]] Glance glance(std::string_view frame) noexcept;

// The number, or the text, that stands behind `"key":`, the first time it occurs. A null, and what
// is no number, is empty.
[[nodiscard]] std::optional<double> number_at(std::string_view frame, std::string_view key);
[[nodiscard]] std::string_view text_at(std::string_view frame, std::string_view key) noexcept;

struct OrderSeen {
    std::string_view order_id;
    std::string_view label;
    std::string_view state;
};
struct TradeSeen {
    std::string_view trade_id;
    std::string_view order_id;
    std::string_view label;
    double amount = 0.0;
    std::string_view side;  // the account's; a trade with itself is told once for each
};

// Everything about orders and trades that one frame says. Views live until the next read().
struct AccountNews {
    bool readable = false;
    bool is_error = false;
    std::int64_t error_code = 0;
    bool has_result = false;
    bool names_positions = false;
    bool result_is_true = false;            // "result": true, or an "enabled": true in it
    std::vector<std::string_view> strings;  // of a result that is a list of texts
    std::vector<OrderSeen> orders;
    std::vector<TradeSeen> trades;
};

// A request of the daemon's.
struct RequestSeen {
    bool readable = false;
    std::uint64_t id = 0;
    std::string_view method;
    std::string_view instrument;
    std::string_view label;
    std::string_view order_id;
    std::optional<double> amount;  // empty: missing, or not a number
    std::optional<double> price;
    std::optional<std::int64_t> valid_until_ms;
};

class WireReader {
public:
    [[nodiscard]] const AccountNews& read(std::string_view frame);
    [[nodiscard]] RequestSeen read_request(std::string_view frame);

private:
    void visit(simdjson::dom::element element);
    void visit(simdjson::dom::object object);

    simdjson::dom::parser parser_;
    AccountNews news_;
};

}  // namespace hedged::auditor
