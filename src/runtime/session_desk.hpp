// SPDX-License-Identifier: Apache-2.0
// The network's side of the queues without the network: two sessions over two given channels, the
// way of their events to the engine, and the last look at the kill flag before an order's bytes
// leave. IoStage runs it over sockets, the simulator over a virtual network. One thread, the one
// that calls the channels' listeners.
//
// N1  While the kill latch is raised or the process is stopping, no PlaceOrder reaches the session;
//     the engine is told that it was never sent. Cancels, questions and readings pass.
#pragma once

#include "hedged/runtime/kill_latch.hpp"
#include "hedged/transport/endpoint.hpp"
#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

#include "runtime/io_clock.hpp"
#include "runtime/link.hpp"

#include <cstdint>
#include <vector>

namespace hedged::runtime {

struct IoSettings {
    transport::Endpoint endpoint;
    deribit::MarketSessionConfig market;
    deribit::AccountSessionConfig account;
    std::vector<deribit::Underlying> underlyings;
    std::size_t instrument_capacity = 0;
    std::uint64_t seed = 0;
};

class SessionDesk {
public:
    // The channels must be idle and, like `lines` and `latch`, outlive this.
    SessionDesk(const IoSettings& settings, Lines& lines, KillLatch& latch,
                transport::Channel& market, transport::Channel& account, IoClock clock);

    void start();
    // After the channels were heard: the engine's commands, the sessions' timers, an overflowing
    // account queue, and the engine's bell. False: there was nothing.
    bool settle();
    // Only the engine's commands: at once, where the same thread has just made them.
    bool flush();
    // When settle() will have something to do even if nothing arrives.
    [[nodiscard]] Instant next_deadline() const noexcept;

    // Closes both connections without logging out; closed() says when both are gone.
    void begin_close();
    [[nodiscard]] bool closed() const;

    [[nodiscard]] const deribit::MarketSession& market() const noexcept {
        return market_.session();
    }
    [[nodiscard]] const deribit::AccountSession& account() const noexcept {
        return account_.session();
    }

private:
    void carry_out(const IoCommand& wanted);
    void refuse(const PlaceOrder& order, std::string_view why);
    [[nodiscard]] bool orders_may_leave() const noexcept;

    IoSettings settings_;
    Lines& lines_;
    KillLatch& latch_;
    IoClock clock_;
    EventRouter router_;
    deribit::InstrumentTable table_;
    deribit::InstrumentRefresh refresh_;
    Link<deribit::MarketSession> market_;
    Link<deribit::AccountSession> account_;
};

}  // namespace hedged::runtime
