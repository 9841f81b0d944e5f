// SPDX-License-Identifier: Apache-2.0
// The planted bugs, in the wiring around the daemon: between its sessions and its engine, between
// its engine and its sessions, between its sessions and the network, in what it is configured with
// and in what it says. At most one of them in a run; without one everything passes unchanged. One
// thread.
#pragma once

#include "hedged/auditor/canary.hpp"
#include "hedged/core/random.hpp"
#include "hedged/engine/engine_config.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::simulator {

class Saboteur {
public:
    Saboteur(auditor::Canary canary, std::uint64_t seed) : canary_(canary), random_(seed) {}

    void configure(engine::EngineConfig& config) const;
    // What the engine is told in place of this event.
    void hear(const Event& event, std::vector<Event>& out);
    // What the engine wanted, and what is made of it.
    void want(const Event& cause, Actions& actions);
    // False: the frame is held back, and comes out of due() later.
    [[nodiscard]] bool lets_pass(std::string& frame, Instant now);
    [[nodiscard]] std::vector<std::string> due(Instant now, bool killed);
    void say(Note& note, std::string_view secret) const;

    [[nodiscard]] bool is(auditor::Canary canary) const noexcept { return canary_ == canary; }
    [[nodiscard]] bool any() const noexcept { return canary_ != auditor::Canary::None; }

private:
    void hear_data(const Event& event, std::vector<Event>& out);
    void hear_account(const Event& event, std::vector<Event>& out);
    void retry_late(const Event& cause, Actions& actions);
    void repeat_cancels(const Event& cause, Actions& actions);

    struct Held {
        Instant since;
        std::string frame;
    };

    auditor::Canary canary_;
    Random random_;
    std::optional<Quote> quote_;
    std::optional<IndexPrice> index_;
    std::optional<PlaceOrder> last_order_;
    std::optional<CancelOrder> last_cancel_;
    Instant order_at_;
    bool answered_ = true;
    bool was_ready_ = false;
    int ready_times_ = 0;
    std::uint32_t extra_ids_ = 2'000'000;
    int orders_seen_ = 0;
    std::vector<Held> held_;
};

}  // namespace hedged::simulator
