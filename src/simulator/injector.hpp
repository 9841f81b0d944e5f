// SPDX-License-Identifier: Apache-2.0
// Makes things go wrong at drawn times and lets them pass again. What concerns a process as a whole
// (its death, another instance) is done by the host. One thread.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/simulator/run_options.hpp"

#include "simulator/network.hpp"
#include "simulator/venue.hpp"
#include "simulator/virtual_clock.hpp"
#include "simulator/virtual_disk.hpp"
#include "simulator/wire_faults.hpp"

#include <array>
#include <functional>
#include <vector>

namespace hedged::simulator {

class FaultHost {
public:
    virtual ~FaultHost() = default;
    // True when it could be done now.
    virtual bool harm_process(FaultKind kind, Random& random) = 0;
    // Of the running daemon; 0 when it has none.
    [[nodiscard]] virtual std::uint64_t connection(Stream stream) const = 0;
    virtual void injected(FaultKind kind, std::string_view how, double moved) = 0;
};

class Injector {
public:
    Injector(const RunOptions& options, Venue& venue, Network& network, VirtualDisk& disk,
             VirtualClock& clock, WireFaults& wire, FaultHost& host);

    [[nodiscard]] Instant next_due() const noexcept { return next_; }
    // Begins and ends what is due.
    void turn();
    // Everything passes now, and nothing new begins.
    void end_all();

private:
    struct Later {
        Instant at;
        std::function<void()> what;
    };
    void begin(FaultKind kind);
    [[nodiscard]] bool apply(FaultKind kind);
    [[nodiscard]] bool harm_network(FaultKind kind);
    [[nodiscard]] bool harm_answers(FaultKind kind);
    [[nodiscard]] bool harm_orders(FaultKind kind);
    [[nodiscard]] bool harm_exchange(FaultKind kind);
    [[nodiscard]] bool harm_market(FaultKind kind);
    [[nodiscard]] bool harm_account(FaultKind kind);
    void maintenance();
    void later(Duration delay, std::function<void()> what);
    void plan();
    [[nodiscard]] Duration lasting(double low_seconds, double high_seconds);
    [[nodiscard]] bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
    [[nodiscard]] std::string some_methods();

    const RunOptions& options_;
    Venue& venue_;
    Network& network_;
    VirtualDisk& disk_;
    VirtualClock& clock_;
    WireFaults& wire_;
    FaultHost& host_;
    Random random_;
    std::array<Instant, kFaultKinds> due_{};
    std::vector<Later> later_;
    Instant next_{INT64_MAX};
    bool over_ = false;
    std::string how_;     // of the fault being applied, for the trace
    double moved_ = 0.0;  // by it, of the perpetual's position, without a trade
};

}  // namespace hedged::simulator
