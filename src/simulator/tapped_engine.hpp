// SPDX-License-Identifier: Apache-2.0
// The engine as EngineStage runs it, with somebody listening at both ends, and with the planted
// bugs that live between its decisions and the network. One thread.
#pragma once

#include "hedged/engine/engine.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include <cstdint>
#include <string_view>

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
    virtual void latched(bool set) = 0;
    virtual void noted(const Note& note) = 0;
};

class TappedEngine {
public:
    TappedEngine(const engine::EngineConfig& config, ProcessWatcher& watcher)
        : engine_(config), watcher_(watcher) {}

    void on(const Event& event, Actions& out) noexcept {
        engine_.on(event, out);
        for (const Action& action : out) {
            if (const auto* const command = std::get_if<VenueCommand>(&action)) {
                if (const auto* const order = std::get_if<PlaceOrder>(command)) {
                    order_decided_ = true;
                    watcher_.decided(*order);
                }
            } else if (std::holds_alternative<SetKillLatch>(action)) {
                watcher_.latched(true);
            } else if (std::holds_alternative<ClearKillLatch>(action)) {
                watcher_.latched(false);
            }
        }
    }
    void view(EngineView& out) const noexcept { engine_.view(out); }
    [[nodiscard]] bool orders_done() const noexcept { return engine_.orders_done(); }
    // Since the last call.
    [[nodiscard]] bool take_decided() noexcept {
        const bool any = order_decided_;
        order_decided_ = false;
        return any;
    }

private:
    engine::Engine engine_;
    ProcessWatcher& watcher_;
    bool order_decided_ = false;
};

}  // namespace hedged::simulator
