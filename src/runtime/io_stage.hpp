// SPDX-License-Identifier: Apache-2.0
// The network's side of the queues over real sockets: the I/O loop and two connections to the
// exchange (market, account), and what SessionDesk makes of them. turn() is called by whichever
// thread the layout gives it; one thread.
#pragma once

#include "hedged/transport/io_loop.hpp"
#include "hedged/transport/websocket_client.hpp"

#include "runtime/session_desk.hpp"

namespace hedged::runtime {

class IoStage {
public:
    IoStage(const IoSettings& settings, Lines& lines, KillLatch& latch);

    void start();
    // Runs what is ready and carries out the engine's commands. False: there was nothing.
    bool turn();
    // Only the engine's commands: at once, where the same thread has just made them.
    bool flush() { return desk_.flush(); }
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
    Lines& lines_;
    transport::IoLoop loop_;
    transport::WebsocketClient market_channel_;
    transport::WebsocketClient account_channel_;
    SessionDesk desk_;
};

}  // namespace hedged::runtime
