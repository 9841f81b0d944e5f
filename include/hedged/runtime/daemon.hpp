// SPDX-License-Identifier: Apache-2.0
// The running machine: connections and sessions on the I/O side, the engine on its own, the queues
// between them, on one thread or two as the plan says. The object itself belongs to the ops thread,
// which is the one that made it and the only one to call it; nothing it calls here waits for the
// engine except close().
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/runtime/histogram.hpp"
#include "hedged/runtime/journal/journal.hpp"
#include "hedged/runtime/kill_latch.hpp"
#include "hedged/runtime/layout.hpp"
#include "hedged/transport/endpoint.hpp"
#include "hedged/venues/deribit/session/session_config.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hedged::runtime {

struct DaemonSettings {
    config::Config config;  // with the speed and the latch already applied
    Plan plan;
    transport::Endpoint endpoint;
    deribit::Credentials credentials;
    std::uint64_t seed = 0;  // of nonces and back-off
};

struct DaemonCounters {
    std::uint64_t account_waiting = 0;
    std::uint64_t account_high_water = 0;
    std::uint64_t account_overflows = 0;
    std::uint64_t market_waiting = 0;
    std::uint64_t market_conflated = 0;
    std::uint64_t market_out_of_range = 0;
    std::uint64_t notes_lost = 0;
    std::uint64_t orders_stopped_at_socket = 0;
    std::uint64_t warm_runs = 0;
    std::uint64_t engine_turns = 0;
    std::uint64_t io_turns = 0;
};

// For the log, which knows instruments by name only.
struct NamedInstrument {
    InstrumentIndex index;
    InstrumentName name;
};

class Daemon {
public:
    // Allocates everything that the path will ever use. The journal holds its first record already;
    // both outlive this.
    Daemon(const DaemonSettings& settings, KillLatch& latch, journal::Journal& journal);
    ~Daemon();  // as close(), without patience
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // Starts the threads and connects. What the system granted, one line each; false in `ok` where
    // something was required and refused: then nothing was started.
    struct Started {
        bool ok = true;
        std::vector<std::string> lines;
    };
    [[nodiscard]] Started start();

    // The newest picture; null until there is one. Valid until the next call.
    [[nodiscard]] const EngineView* view();
    // The oldest record that was not taken yet.
    [[nodiscard]] bool next_note(Note& note);
    [[nodiscard]] bool next_name(NamedInstrument& name);

    // A kill stops orders at the socket before this returns, whatever the engine is doing. False:
    // too many commands are waiting.
    [[nodiscard]] bool command(OperatorCommand command);
    // Nothing new leaves from now on; the engine cancels what is ours. view()->orders_done says
    // when the exchange has confirmed.
    void begin_stop();
    // Closes the connections without logging out, ends the threads.
    void close(Duration patience);

    // Not empty: a thread has died, and why.
    [[nodiscard]] std::string failure() const;
    [[nodiscard]] DaemonCounters counters() const;
    // Receive stamp of the oldest input of a batch to its end; to the bytes of an order standing
    // ready; to the kernel having taken them.
    [[nodiscard]] const Histogram& batch_latency() const;
    [[nodiscard]] const Histogram& decide_latency() const;
    [[nodiscard]] const Histogram& wire_latency() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hedged::runtime
