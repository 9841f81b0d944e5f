// SPDX-License-Identifier: Apache-2.0
// A slow and obvious exchange for order events alone: it knows the truth (positions and what every
// order of ours may still do) and tells it late, twice, in either order of two channels, or not at
// all when the connection drops. Shares no code with the gateway.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/protocol/venue_command.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace hedged::test {

class OrderExchange {
public:
    static constexpr std::size_t kInstruments = 3;
    enum class Where { Travelling, Open, Done, NeverArrived };
    struct Order {
        PlaceOrder placed;
        Where where = Where::Travelling;
        std::int64_t filled = 0;
        OrderState end = OrderState::Unknown;
        std::vector<Fill> fills;
    };

    explicit OrderExchange(std::uint64_t seed) : random_(seed) {}

    // A command leaves for the exchange; it is looked at when work() gets to it.
    void take(const VenueCommand& command);
    // One thing happens at the exchange, if there is anything.
    void work(WallTime now);
    // A human trades on the same account; so large that no order of ours looks like it.
    void trade_by_hand(WallTime now);

    // The next event reaches us from one of the two channels.
    std::optional<Event> deliver(Instant now);
    [[nodiscard]] bool idle() const;

    // What was on its way is gone. Orders that were travelling may have arrived all the same.
    // Gives what the session says about answers that will not come any more.
    std::vector<Event> disconnect(Instant now);
    void reconnect() { connected_ = true; }
    [[nodiscard]] bool connected() const { return connected_; }

    // From now on nothing is refused, delayed beyond measure or lost.
    void behave() { faulty_ = false; }

    [[nodiscard]] std::int64_t position(std::uint32_t instrument) const {
        return positions_[instrument];
    }
    // A human has traded there and the stream has not told it yet.
    [[nodiscard]] bool by_hand_untold(std::uint32_t instrument) const;
    // The most that our orders can still buy or sell there.
    [[nodiscard]] std::int64_t left(std::uint32_t instrument, Side side, WallTime now) const;

private:
    void arrive(Order& order, WallTime now);
    void trade(Order& order, WallTime now);
    void finish(Order& order, OrderState end, WallTime now);
    void cancel(const CancelOrder& command, WallTime now);
    void answer(const QueryOrder& command, WallTime now);
    void list(const RequestSnapshot& request, WallTime now);
    [[nodiscard]] OrderUpdate report(const Order& order, WallTime now) const;
    [[nodiscard]] PositionUpdate position_report(std::uint32_t instrument, WallTime now) const;
    [[nodiscard]] bool chance(std::uint64_t one_in) {
        return faulty_ && random_.below(one_in) == 0;
    }

    Random random_;
    bool connected_ = true;
    bool faulty_ = true;
    std::map<std::uint64_t, Order> orders_;
    std::array<std::int64_t, kInstruments> positions_{};
    std::deque<VenueCommand> commands_;  // in transit to the exchange
    std::deque<Event> answers_;          // in transit to us, in order
    std::deque<Event> stream_;           // the same, on the other channel
    std::vector<ClientOrderId> unanswered_;
    std::uint64_t trades_ = 0;
};

}  // namespace hedged::test
