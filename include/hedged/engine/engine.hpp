// SPDX-License-Identifier: Apache-2.0
// The engine: events in, actions out. Composes market, pricing, portfolio, hedging, risk and
// gateway, and is the whole of what decides. One thread; noexcept; reads no clock, draws no random
// number and allocates nothing after construction. The same events give the same actions
// (docs/architecture.md).
//
// Use: on(event, actions) for every event in the order received, then on(BatchEnd) once what had
// arrived is drained; carry the actions out in order and clear the list. Hedging is decided at
// BatchEnd only; a kill acts at once. Timer keeps time-outs going and must come at least every 100
// ms. `actions` must have room for kActionsPerEvent more.
#pragma once

#include "hedged/engine/engine_config.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/protocol/event.hpp"

#include <cstdint>
#include <memory>

namespace hedged::engine {

// The most that one event may ask for. Commands, and notes about orders, beyond the list's capacity
// are a programming error; the engine's other notes that do not fit are dropped and counted.
inline constexpr std::size_t kActionsPerEvent = kActionsMax / 2;

class Engine {
public:
    // `config` must be valid (asserted where it protects money).
    explicit Engine(const EngineConfig& config);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void on(const Event& event, Actions& out) noexcept;

    // A picture for people; about as costly as a decision.
    void view(EngineView& out) const noexcept;
    // Over everything that decides: positions, orders, trading state, market data in use.
    [[nodiscard]] std::uint64_t state_hash() const noexcept;
    // Killed or stopping, and the exchange has confirmed that no order of ours is open.
    [[nodiscard]] bool orders_done() const noexcept;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace hedged::engine
