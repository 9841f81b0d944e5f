// SPDX-License-Identifier: Apache-2.0
// "What became of this order?": asks the order history by label, the open orders, and the trades.
// What is found is emitted first, then one OrderQueryReply. One thread; fixed size.
//
//     history by label | open orders | trades   | reply
//     any one not answered                      | Failed
//     all answered, at least one knows it       | Found
//     all answered, none knows it               | Absent
#pragma once

#include "hedged/venues/deribit/session/connection.hpp"
#include "hedged/venues/deribit/session/trade_pages.hpp"

#include <array>

namespace hedged::deribit {

class OrderQueries {
public:
    OrderQueries(Connection& connection, const InstrumentTable& table,
                 const AccountSessionConfig& config) noexcept
        : connection_(connection), table_(table), config_(config) {}

    void request(const QueryOrder& query, Instant now) noexcept;
    void advance(Instant now) noexcept;
    void on_answer(const PendingRequest& request, bool usable, Instant now) noexcept;
    void reset(Instant now) noexcept;  // all fail
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    enum class Step : std::uint8_t { Ask, Asked, Answered };
    struct Query {
        bool active = false;
        bool found = false;
        Step history = Step::Ask;
        Step open = Step::Ask;
        Step trades = Step::Ask;  // only after the other two: they may name the order
        std::uint8_t currency = 0;
        std::uint8_t orders = 0;  // found under the label, which need not be unique
        std::uint32_t serial = 0;
        ClientOrderId client_id;
        VenueOrderId venue_id;
        TradePages pages;
    };

    [[nodiscard]] static bool can_ask_trades(const Query& query) noexcept {
        return query.trades == Step::Ask && query.history == Step::Answered &&
               query.open == Step::Answered;
    }
    [[nodiscard]] bool ask(Query& query, std::uint32_t slot, Step& step, Request what,
                           Instant now) noexcept;
    [[nodiscard]] std::string_view encode(const Query& query, Request what, RequestId id) noexcept;
    void emit_matching(Query& query) noexcept;
    void finish(Query& query, QueryResult result, Instant now) noexcept;

    static constexpr std::size_t kQueriesMax = 32;

    Connection& connection_;
    const InstrumentTable& table_;
    const AccountSessionConfig& config_;
    std::array<Query, kQueriesMax> queries_{};
    std::uint32_t serial_ = 0;
};

}  // namespace hedged::deribit
