// SPDX-License-Identifier: Apache-2.0
// An account as it really is, told truthfully but late, torn, twice, in part, or not at all when
// the connection goes: trades of ours and of people, orders of this run, of an earlier one and of
// strangers, and corrections that no stream tells. What happens is chosen by the caller's bytes.
// Shares no code with the engine. Amounts are lots of 10 USD.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/protocol/venue_command.hpp"

#include "fuzz/body.hpp"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace hedged::fuzz {

using Frame = std::vector<Event>;  // what one message of the exchange became

class AccountTruth {
public:
    static constexpr std::uint32_t kInstruments = 2;
    static constexpr double kIndex = 60'000.0;

    // Chance answers false when the bytes are used up: from then on nothing goes wrong.
    explicit AccountTruth(Input& in) : in_(in) {}

    void command(const VenueCommand& command);
    // The next command arrives, or an open order trades or ends.
    void work();
    void trade_by_hand();
    void correct_in_silence();
    void foreign_order();
    void leave_order_of_earlier_run(std::uint32_t epoch);

    // The next message of one of the two channels, both in order.
    [[nodiscard]] std::optional<Frame> deliver();
    // Everything on its way is lost. Gives what a session says of answers that will not come.
    [[nodiscard]] Frame disconnect();
    void reconnect() { connected_ = true; }
    [[nodiscard]] bool connected() const { return connected_; }

    void pass(Duration time) { now_ = now_ + time; }
    [[nodiscard]] WallTime now() const { return now_; }
    // Every exchange event has a millisecond of its own; stamps can tell them apart no finer.
    void settle_clock(WallTime at) { now_ = std::max(now_, at); }

    [[nodiscard]] std::int64_t position(std::uint32_t instrument) const {
        return positions_[instrument];
    }
    // What our orders in the instrument may still trade, but for one of them.
    [[nodiscard]] std::int64_t may_trade(std::uint32_t instrument, ClientOrderId but) const;
    [[nodiscard]] bool all_told() const;
    [[nodiscard]] bool idle() const;

private:
    enum class Where : std::uint8_t { Travelling, Open, Done, NeverArrived };
    struct Order {
        PlaceOrder placed;
        Where where = Where::Travelling;
        std::int64_t filled = 0;
        OrderState end = OrderState::Open;
        std::vector<Fill> fills;
    };

    void tick() { now_ = now_ + milliseconds(1); }
    [[nodiscard]] bool chance(std::uint32_t one_in) { return !in_.empty() && in_.one_in(one_in); }
    void arrive(Order& order);
    void trade(Order& order, std::int64_t lots, Frame& reply, bool in_reply);
    void end(Order& order, OrderState state, Frame& stream);
    void cancel(const CancelOrder& command);
    void answer(const QueryOrder& command);
    void list(const RequestSnapshot& request);
    [[nodiscard]] Frame content(SnapshotKind kind) const;
    [[nodiscard]] OrderUpdate report(const Order& order) const;
    [[nodiscard]] PositionUpdate statement(std::uint32_t instrument) const;
    [[nodiscard]] Stamp stamp() const { return Stamp{Instant{}, now_}; }
    void tell(Frame frame) { stream_.push_back({now_, std::move(frame)}); }
    void answer_with(Frame frame) { answers_.push_back({now_, std::move(frame)}); }

    Input& in_;
    WallTime now_ = wall_from_milliseconds(1'770'000'000'000);
    bool connected_ = false;
    std::map<std::uint64_t, Order> orders_;
    std::vector<OrderUpdate> foreign_;
    std::array<std::int64_t, kInstruments> positions_{};
    std::vector<Fill> trades_;
    std::deque<VenueCommand> commands_;
    struct Told {
        WallTime at;
        Frame frame;
    };
    std::deque<Told> answers_;
    std::deque<Told> stream_;
    std::vector<VenueCommand> unanswered_;
    bool corrected_ = false;  // in silence, and no list of positions was told since
};

}  // namespace hedged::fuzz
