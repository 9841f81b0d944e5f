// SPDX-License-Identifier: Apache-2.0
// An engine on a test bench: one BTC book with a perpetual and two options, an exchange that
// answers what the test says, and a clock that moves only when told. Test support; allocates
// freely.
#pragma once

#include "hedged/engine/engine.hpp"

#include <optional>
#include <vector>

namespace hedged::testing {

inline constexpr InstrumentIndex kPerpetual{0};
inline constexpr InstrumentIndex kCall{1};
inline constexpr InstrumentIndex kPut{2};
inline constexpr UnderlyingIndex kBtc{0};
inline constexpr double kIndex = 60'000.0;

// Every limit set, none of them near what the tests do.
risk::Limits generous_limits();
engine::EngineConfig rig_config();
InstrumentSpec perpetual_spec();
InstrumentSpec option_spec(InstrumentIndex index, OptionType type, double strike);
// The mark that belongs to the forward and the volatility of its ticker.
double mark_of(const InstrumentSpec& option, const Ticker& ticker);

class EngineRig {
public:
    explicit EngineRig(const engine::EngineConfig& config = rig_config());

    // One event, then what it asked for. The list is kept until take().
    void feed(const Event& event);
    void end_batch();
    void advance(Duration by);  // with a Timer every 10 ms
    std::vector<Action> take();

    // The pieces of a good start, and all of them in order.
    void list_instruments();
    void connect(bool cancel_on_disconnect = true, bool may_trade = true);
    void sync_clock();
    void market_data(double index = kIndex);
    // Answers every RequestSnapshot still unanswered with these positions.
    void answer_snapshots(SnapshotPhase phase = SnapshotPhase::Complete);
    void bring_up();

    void set_position(InstrumentIndex instrument, double size);   // what snapshots will say
    void move_position(InstrumentIndex instrument, double size);  // what the stream says now
    Stamp stamp() const;
    EngineView view() const;

    // Of everything asked for since the last take().
    std::vector<PlaceOrder> orders() const;
    std::optional<PlaceOrder> last_order() const;
    template <class Command>
    std::vector<Command> commands() const {
        std::vector<Command> found;
        for (const Action& action : asked_) {
            if (const auto* command = std::get_if<VenueCommand>(&action)) {
                if (const auto* wanted = std::get_if<Command>(command)) {
                    found.push_back(*wanted);
                }
            }
        }
        return found;
    }

    // The exchange's words about an order of ours.
    void accept(const PlaceOrder& order, const char* venue_id = "7001");
    void fill(const PlaceOrder& order, double amount, const char* trade_id,
              bool from_reply = false);
    void done(const PlaceOrder& order, OrderState state, double filled);
    void refuse(const PlaceOrder& order, RefusalClass refusal, int code);
    void lose_reply(const PlaceOrder& order);

    engine::Engine engine;
    Instant now{seconds(1'000).nanoseconds()};
    WallTime market_now = wall_from_milliseconds(1'770'000'000'000);

private:
    std::vector<Action> asked_;
    std::vector<std::pair<InstrumentIndex, double>> positions_;
    std::size_t answered_ = 0;
};

}  // namespace hedged::testing
