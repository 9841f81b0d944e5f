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

    void frame_left(const Process& process, std::string_view frame, Instant now);
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
