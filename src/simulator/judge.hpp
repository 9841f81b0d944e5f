// SPDX-License-Identifier: Apache-2.0
// Tells right from wrong during a run: a few rules of the simulator's own that need nothing but the
// bytes on the wire, the kill latch and the exchange's truth. One thread.
#pragma once

#include "hedged/simulator/run_options.hpp"
#include "hedged/simulator/run_result.hpp"

#include "simulator/process.hpp"
#include "simulator/trace.hpp"
#include "simulator/venue.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace hedged::simulator {

class Judge {
public:
    Judge(const RunOptions& options, const Venue& venue, Trace& trace)
        : options_(options), venue_(venue), trace_(trace) {}

    void started(const Process& /*process*/, Instant /*now*/) {}
    void died(const Process& /*process*/, bool /*clean*/, Instant /*now*/) {}
    void operated(const Process& /*process*/, OperatorVerb /*verb*/, Instant /*now*/) {}
    void latched(const Process& /*process*/, bool /*set*/, Instant /*now*/) {}
    void opened(const Process&, Stream, std::uint64_t, Instant) {}
    void closed(std::uint64_t, Instant) {}
    void gone(std::uint64_t, Instant) {}
    void frame_reached(std::uint64_t, std::string_view, Instant) {}
    void frame_arrives(std::uint64_t, std::string_view, Instant) {}
    void says(Process&, Instant) {}
    void noted(const Process&, const Note&, Instant) {}
    void fault(Instant) {}
    void faults_over(Instant) {}
    void end_of_event(Instant) {}
    void frame_left(const Process& process, std::uint64_t connection, std::string_view frame,
                    Instant now);
    // At the end of the quiet minute.
    void settled(Process* process, Instant now);

    [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
    [[nodiscard]] std::string take_newest() { return std::move(newest_); }
    void find(std::string rule, std::string seen, Instant now);

private:
    void positions_agree(const EngineView& view, Instant now);

    const RunOptions& options_;
    const Venue& venue_;
    Trace& trace_;
    std::unordered_set<std::string> labels_;
    std::vector<Finding> findings_;
    std::string newest_;
};

}  // namespace hedged::simulator
