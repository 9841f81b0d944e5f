// SPDX-License-Identifier: Apache-2.0
// The engine as EngineStage runs it, with somebody listening at both ends, and with the planted
// bugs that live between its decisions and the network. One thread.
#pragma once

#include "hedged/engine/engine.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include "simulator/saboteur.hpp"

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

namespace hedged::simulator {

class Process;

// What a process does, as its world hears of it.
class ProcessWatcher {
public:
    virtual ~ProcessWatcher() = default;
    virtual void opened(Process& process, Stream stream, std::uint64_t connection) = 0;
    virtual void closed(Process& process, Stream stream, std::uint64_t connection) = 0;
    virtual void frame_left(Process& process, Stream stream, std::uint64_t connection,
                            std::string_view frame) = 0;
    virtual void decided(const PlaceOrder& order) = 0;
    virtual void noted(Process& process, const Note& note) = 0;
    // The engine's side has had its turn; the network's side has not.
    virtual void turned(Process& process) = 0;
    virtual void operated(Process& process, OperatorVerb verb) = 0;
};

class TappedEngine {
public:
    TappedEngine(const engine::EngineConfig& config, Saboteur& saboteur, ProcessWatcher& watcher)
        : engine_(config), saboteur_(saboteur), watcher_(watcher) {}

    void on(const Event& event, Actions& out) noexcept {
        tell(event, out);
        for (const Action& action : out) {
            if (const auto* const command = std::get_if<VenueCommand>(&action)) {
                if (const auto* const order = std::get_if<PlaceOrder>(command)) {
                    order_decided_ = true;
                    watcher_.decided(*order);
                }
            }
        }
    }
    void view(EngineView& out) const noexcept { engine_.view(out); }
    [[nodiscard]] std::uint64_t state_hash() const noexcept { return engine_.state_hash(); }
    [[nodiscard]] bool orders_done() const noexcept { return engine_.orders_done(); }
    // Since the last call.
    [[nodiscard]] bool take_decided() noexcept {
        const bool any = order_decided_;
        order_decided_ = false;
        return any;
    }

private:
    void tell(const Event& event, Actions& out) noexcept {
        if (!saboteur_.any()) {
            engine_.on(event, out);
            return;
        }
        told_.clear();
        saboteur_.hear(event, told_);
        for (const Event& each : told_) {
            engine_.on(each, out);
        }
        saboteur_.want(event, out);
    }

    engine::Engine engine_;
    Saboteur& saboteur_;
    std::vector<Event> told_;
    ProcessWatcher& watcher_;
    bool order_decided_ = false;
};

}  // namespace hedged::simulator
