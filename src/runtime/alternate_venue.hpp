// SPDX-License-Identifier: Apache-2.0
// The exchange as an engine with other settings would have met it: the recorded market as it was,
// and orders that meet the recorded quotes. What the recorded run's own orders did is left out of
// account and positions, what the other engine's did is put in. Stated simplifications: an order
// meets the best quote after a fixed latency and takes at most its amount; it moves no price; a
// resting order fills when the market crosses it; margins and funding stay as recorded. Inverse
// instruments' profit only reaches the account. Cold code; one thread.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/protocol/venue_command.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hedged::runtime {

class AlternateVenue {
public:
    AlternateVenue(std::uint32_t epoch, Duration latency) : epoch_(epoch), latency_(latency) {}

    // What the engine is told instead of a recorded event is put behind what `out` holds.
    void pass(const Event& recorded, std::vector<Event>& out);
    void take(const VenueCommand& command, Instant now);

private:
    // Of trades: amounts and what they cost, so that their profit at any mark is known.
    struct Trades {
        double amount = 0.0;          // signed
        double amount_in_coin = 0.0;  // sum of amount / price
        double fees = 0.0;
    };
    struct Line {
        InstrumentSpec spec;
        Quote quote;
        double mark = 0.0;
        double recorded_size = 0.0;
        Trades recorded;
        Trades alternate;
    };
    struct Working {
        PlaceOrder order;
        Instant due;
        bool acknowledged = false;
    };

    void learn(const Quote& quote);
    void learn(const Ticker& ticker);
    void on_recorded_fill(const Fill& fill);
    void execute_due(std::vector<Event>& out);
    void execute(Working& working, std::vector<Event>& out);
    void settle(const Working& working, double amount, double price, bool maker,
                std::vector<Event>& out);
    void answer(std::vector<Event>& out);
    void answer(const RequestSnapshot& wanted, std::vector<Event>& out);
    [[nodiscard]] Line& line(InstrumentIndex index);
    [[nodiscard]] static double size_of(const Line& line) noexcept;
    [[nodiscard]] AccountUpdate adjusted(AccountUpdate account) const;
    [[nodiscard]] Stamp stamp() const noexcept { return {now_, venue_now_}; }
    [[nodiscard]] bool ours(ClientOrderId id) const noexcept {
        return id.ours() && id.epoch() == epoch_;
    }

    std::uint32_t epoch_;
    Duration latency_;
    Instant now_;
    WallTime venue_now_;
    std::vector<Line> lines_;
    std::vector<std::optional<AccountUpdate>> accounts_;
    std::set<std::string> seen_trades_;
    std::deque<Working> working_;
    std::deque<RequestSnapshot> asked_;
    std::array<bool, 8> known_{};  // by SnapshotKind: the recorded run had this report
    std::uint64_t trades_ = 0;
};

}  // namespace hedged::runtime
