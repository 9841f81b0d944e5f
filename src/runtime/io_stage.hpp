// SPDX-License-Identifier: Apache-2.0
// The network's side of the queues: two connections to the exchange (market, account), their
// sessions, and the last look at the kill flag before an order's bytes leave. turn() is called by
// whichever thread the layout gives it; one thread.
//
// N1  While the kill latch is raised or the process is stopping, no PlaceOrder reaches the session;
//     the engine is told that it was never sent. Cancels, questions and readings pass.
#pragma once

#include "hedged/runtime/kill_latch.hpp"
#include "hedged/transport/io_loop.hpp"
#include "hedged/transport/websocket_client.hpp"
#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

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

class IoStage {
public:
    IoStage(const IoSettings& settings, Lines& lines, KillLatch& latch);

    void start();
    // Runs what is ready and carries out the engine's commands. False: there was nothing.
    bool turn();
    // Only the engine's commands: at once, where the same thread has just made them.
    bool flush();
    // Where the engine runs on this thread: `hook` is called as soon as a connection has nothing
    // more to hand up, before the kernel is asked again. Before start().
    void when_drained(void (*hook)(void* owner), void* owner) noexcept {
        loop_.set_drained_hook(hook, owner);
    }
    // Parks until something arrives, the bell rings, or a session's timer is due.
    void park(Duration longest);
    void wake() noexcept { loop_.wake(); }
    // Closes both connections without logging out, waiting at most this long.
    void close(Duration patience);

private:
    void carry_out(const IoCommand& wanted);
    void refuse(const PlaceOrder& order, std::string_view why);
    [[nodiscard]] bool orders_may_leave() const noexcept;

    IoSettings settings_;
    Lines& lines_;
    KillLatch& latch_;
    EventRouter router_;
    transport::IoLoop loop_;
    transport::WebsocketClient market_channel_;
    transport::WebsocketClient account_channel_;
    deribit::InstrumentTable table_;
    deribit::InstrumentRefresh refresh_;
    Link<deribit::MarketSession> market_;
    Link<deribit::AccountSession> account_;
};

}  // namespace hedged::runtime
