// SPDX-License-Identifier: Apache-2.0
// One simulated run: an exchange, a network, a disk, an operator and whichever lives of the daemon
// follow each other, moved from one due thing to the next in virtual time. One thread; the same
// options give the same run.
#pragma once

#include "hedged/simulator/run_options.hpp"
#include "hedged/simulator/run_result.hpp"

#include "simulator/canary_restart.hpp"
#include "simulator/injector.hpp"
#include "simulator/judge.hpp"
#include "simulator/network.hpp"
#include "simulator/process.hpp"
#include "simulator/trace.hpp"
#include "simulator/venue.hpp"
#include "simulator/virtual_clock.hpp"
#include "simulator/virtual_disk.hpp"
#include "simulator/wire_faults.hpp"

#include <memory>

namespace hedged::simulator {

inline constexpr Instant kNever{INT64_MAX};

class World final : public ProcessWatcher, public FaultHost {
public:
    World(const RunOptions& options, Trace& trace);
    ~World() override;
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    static constexpr std::uint32_t kFirstEpoch = 1'000;

    // `events_max` 0: no limit.
    [[nodiscard]] RunResult run(std::uint64_t events_max);

private:
    // One state folder and whoever lives on it.
    struct Berth {
        VirtualDisk disk;
        std::unique_ptr<Process> process;
        Instant restart_at{INT64_MAX};
        bool latched = false;
        bool second = false;
    };

    void step();
    [[nodiscard]] Instant next_due() const;
    void deliver(Parcel& parcel);
    void turn_processes();
    void start(Berth& berth);
    enum class Death : std::uint8_t { Crash, Power, Clean };
    void replay(const Berth& berth);
    void die(Berth& berth, Death death, std::string_view how);
    void look_at_latch(Berth& berth);
    [[nodiscard]] double hedge_position() const;
    void listen();
    void operate(Instant now);
    void begin_quiet();
    void end_run(RunResult& out);

    // FaultHost
    bool harm_process(FaultKind kind, Random& random) override;
    [[nodiscard]] bool harm_first(Process& process, FaultKind kind, Random& random);
    [[nodiscard]] std::uint64_t connection(Stream stream) const override;
    void injected(FaultKind kind, std::string_view how, double moved) override;

    // ProcessWatcher
    void opened(Process& process, Stream stream, std::uint64_t connection) override;
    void closed(Process& process, Stream stream, std::uint64_t connection) override;
    void frame_left(Process& process, Stream stream, std::uint64_t connection,
                    std::string_view frame) override;
    void decided(const PlaceOrder& order) override;
    void noted(Process& process, const Note& note) override;
    void turned(Process& process) override;
    void operated(Process& process, OperatorVerb verb) override;

    const RunOptions& options_;
    Trace& trace_;
    RestartSaboteur restarts_;
    VirtualClock clock_;
    ClockScope scope_;
    Random random_;
    Network network_;
    Venue venue_;
    WireFaults wire_;
    Berth first_;
    Berth second_;
    Judge judge_;
    std::unique_ptr<Injector> injector_;
    Instant exchange_due_;
    Instant operator_due_;
    Instant listen_due_;
    Instant second_ends_{INT64_MAX};
    std::uint32_t lives_ = 0;
    std::uint64_t events_ = 0;
    bool quiet_ = false;
    RunResult result_;
};

}  // namespace hedged::simulator
