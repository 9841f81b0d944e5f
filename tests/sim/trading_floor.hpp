// SPDX-License-Identifier: Apache-2.0
// The whole of it in one thread and in virtual time: the simulated exchange with its Deribit front
// on one side, the real sessions, codec and engine on the other, and frames that travel between
// them with a latency. No socket, no clock: the same seed gives the same run. Test support.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/engine/engine.hpp"
#include "hedged/exchange/deribit/front.hpp"
#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hedged::sim {

struct FloorOptions {
    std::uint64_t seed = 1;
    std::int64_t speed = 3'600;
    WallTime start;  // of the market; default: the first recorded snapshot
    double coin_balance = 20.0;
    std::vector<exchange::SeedPosition> positions;
    engine::EngineConfig engine;
    Duration latency_min = microseconds(200);
    Duration latency_max = milliseconds(2);
    Duration step = milliseconds(10);
    Duration wall_error;  // of the daemon's own wall clock
};

// Conservative limits and a band of half a coin; a book of short strangles.
FloorOptions short_gamma_floor(std::uint64_t seed);

class TradingFloor final : public exchange::deribit::FrontOutput {
public:
    explicit TradingFloor(const FloorOptions& options);
    ~TradingFloor() override;
    TradingFloor(const TradingFloor&) = delete;
    TradingFloor& operator=(const TradingFloor&) = delete;

    void run(Duration real_time);
    // Stops when it holds, and says whether it did in time.
    bool run_until(const std::function<bool()>& condition, Duration limit);
    void operate(OperatorVerb verb, const char* actor = "ann", const char* reason = "test");
    void cut(Stream stream, const char* reason = "cut by the test");

    // The exchange's own truth, by its own arithmetic.
    double true_delta() const;  // its delta_total
    double true_position(std::string_view instrument) const;
    std::size_t true_open_orders() const;
    std::size_t true_trades() const;
    double true_equity() const;  // coins
    // Of an account that opened with the same positions and never trades: the unhedged book.
    double twin_equity() const;
    double twin_fees() const;  // it pays none but for delivery
    EngineView view() const;

    // FrontOutput
    void send(exchange::deribit::ConnectionId connection, std::string_view frame) override;
    void close(exchange::deribit::ConnectionId connection, std::string_view reason) override;

    Instant now{seconds(1).nanoseconds()};
    exchange::Exchange exchange;
    exchange::deribit::Front front;
    std::unique_ptr<engine::Engine> engine;

    // What the auditor counts, by looking at what left and at the exchange.
    std::vector<Instant> placed_at;
    std::vector<std::uint64_t> placed_ids;
    std::uint64_t latches = 0;
    std::uint64_t notes[64] = {};
    double worst_outside = 0.0;
    Duration outside;
    Duration watched;
    std::uint64_t hash = 1469598103934665603ULL;

private:
    struct Line;
    void step_once();
    void deliver();
    void carry_out(Actions& actions);
    void feed(const Event& event);
    void audit(Duration step);
    [[nodiscard]] WallTime market_now() const;
    [[nodiscard]] WallTime daemon_wall() const { return market_now() + options_.wall_error; }

    FloorOptions options_;
    WallTime start_;
    exchange::AccountId account_;
    exchange::AccountId twin_;
    deribit::InstrumentTable table_;
    deribit::InstrumentRefresh refresh_;
    Random random_;
    std::unique_ptr<Line> market_line_;
    std::unique_ptr<Line> account_line_;
    std::uint64_t next_connection_ = 1;
    Instant next_timer_;
    bool been_inside_ = false;
};

}  // namespace hedged::sim
