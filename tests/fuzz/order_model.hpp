// SPDX-License-Identifier: Apache-2.0
// What must be true of our orders and positions, whatever an exchange says in whatever order:
// written from the rules (an order without proof of death may still trade; a trade counts once; the
// exchange's position wins), not from the gateway, whose states it does not share.
#pragma once

#include "hedged/protocol/account_events.hpp"
#include "hedged/protocol/venue_command.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hedged::fuzz {

// Told: filled or cancelled, in the exchange's report. The others can turn out to be wrong.
enum class Death : std::uint8_t { None, Told, FilledUp, ToldRejected, Refused, Absent };

struct ModelOrder {
    PlaceOrder placed;
    std::optional<Instant> sent;  // by this run
    std::int64_t quantity = 0;
    std::int64_t filled = 0;    // by unique fills
    std::int64_t reported = 0;  // by the exchange's words
    // Of a left-over order: filled before we knew of it. Fills of that part may still be told.
    std::int64_t before_us = 0;
    Death death = Death::None;
    bool acknowledged = false;
    bool must_block = false;  // of unknown fate beyond doubt

    [[nodiscard]] bool dead() const { return death != Death::None; }
    [[nodiscard]] std::int64_t proven() const;
    // The least that a careful desk would count as still to come.
    [[nodiscard]] std::int64_t to_come() const;
};

class OrderModel {
public:
    static constexpr std::size_t kInstruments = 3;

    void on_sent(const PlaceOrder& placed, std::optional<Instant> at);
    void on_restored(const PlaceOrder& placed);
    void on_reply(const OrderReply& reply);
    // Lots are empty when the report makes no sense.
    void on_update(const OrderUpdate& update, std::optional<std::int64_t> reported,
                   std::optional<std::int64_t> amount);
    // True when the trade is new.
    bool on_fill(const Fill& fill, std::int64_t lots);
    void on_gone(ClientOrderId id);  // a cancel was answered with "no such order"
    void on_lost_connection();

    [[nodiscard]] ModelOrder* find(ClientOrderId id);
    [[nodiscard]] const std::map<std::uint64_t, ModelOrder>& orders() const { return orders_; }
    [[nodiscard]] bool blocked(InstrumentIndex instrument) const;
    [[nodiscard]] std::int64_t to_come(std::uint32_t instrument, Side side) const;

private:
    std::map<std::uint64_t, ModelOrder> orders_;
    std::map<std::string, bool> trades_;  // by id: was it told with a label of ours?
};

}  // namespace hedged::fuzz
