// SPDX-License-Identifier: Apache-2.0
// The lines between the threads: every queue, flag and snapshot they share, and nothing else. Each
// queue has one producer and one consumer thread. Limits and what happens at them:
//   account   8192   events; beyond it the account connection is given up and read anew, and the
//                    same room again takes what that causes. Beyond both the process aborts: with
//                    cancel-on-disconnect that is safe, and a lost fill is not.
//   market    3 per instrument, by construction
//   operators 64     the command is refused to whoever gave it
//   commands  1024   to the I/O side; beyond it an order is refused as never sent
//   notes     16384  records for the log; beyond it they are dropped and counted
//   names     8192   for the log's sake; beyond it an instrument is logged by its number
#pragma once

#include "hedged/engine/engine_config.hpp"
#include "hedged/protocol/action.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/runtime/daemon.hpp"
#include "hedged/runtime/histogram.hpp"
#include "hedged/runtime/kill_latch.hpp"

#include "runtime/bounded_queue.hpp"
#include "runtime/doorbell.hpp"
#include "runtime/market_conflater.hpp"
#include "runtime/snapshot.hpp"

#include <atomic>
#include <cstdint>

namespace hedged::runtime {

inline constexpr std::size_t kAccountEvents = 8192;
inline constexpr std::size_t kOperatorCommands = 64;
inline constexpr std::size_t kIoCommands = 1024;
inline constexpr std::size_t kNotes = 16'384;
inline constexpr std::size_t kIoNotes = 1024;
inline constexpr std::size_t kNames = 8192;

// `trigger` is the receive stamp of the oldest input of the batch that led to the command.
struct IoCommand {
    VenueCommand command;
    Instant trigger;
};

struct Lines {
    explicit Lines(std::size_t instruments_max, std::size_t underlyings_max)
        : account(2 * kAccountEvents),
          operators(kOperatorCommands),
          market(instruments_max, underlyings_max),
          commands(kIoCommands),
          notes(kNotes),
          io_notes(kIoNotes),
          names(kNames) {}

    BoundedQueue<Event> account;              // I/O -> engine
    BoundedQueue<OperatorCommand> operators;  // ops -> engine
    MarketConflater market;                   // I/O -> engine
    BoundedQueue<IoCommand> commands;         // engine -> I/O
    BoundedQueue<Note> notes;                 // engine -> ops
    BoundedQueue<Note> io_notes;              // I/O -> ops
    BoundedQueue<NamedInstrument> names;      // I/O -> ops
    Snapshot<EngineView> view;                // engine -> ops

    Doorbell engine_bell;
    Doorbell io_bell;

    // No order may leave any more: the process is stopping. The kill latch is looked at besides.
    std::atomic<bool> stopping{false};
    std::atomic<bool> quit{false};

    // Receive stamp of the oldest input to the end of its batch; written by the engine's side.
    Histogram batch_latency;
    // To the order's bytes standing ready, and to the kernel having them; by the I/O side.
    Histogram decide_latency;
    Histogram wire_latency;

    std::atomic<std::uint64_t> account_overflows{0};
    std::atomic<std::uint64_t> orders_stopped_at_socket{0};
    std::atomic<std::uint64_t> warm_runs{0};
    std::atomic<std::uint64_t> engine_beats{0};  // turns: a thread that hangs stops counting
    std::atomic<std::uint64_t> io_beats{0};
};

}  // namespace hedged::runtime
