// SPDX-License-Identifier: Apache-2.0
// Tells the auditor what happens, in its words, and turns its findings into those of the run. Adds
// one rule of the simulator's own: after the quiet minute there is a daemon. One thread.
#pragma once

#include "hedged/auditor/auditor.hpp"
#include "hedged/simulator/run_options.hpp"
#include "hedged/simulator/run_result.hpp"

#include "simulator/canary_restart.hpp"
#include "simulator/process.hpp"
#include "simulator/replay_check.hpp"
#include "simulator/trace.hpp"
#include "simulator/venue.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::simulator {

class Judge {
public:
    Judge(const RunOptions& options, const Venue& venue, Trace& trace);

    // What a start found on disk, and how many records of it were accepted.
    void found(const Process& process, const FoundJournal& journal, Instant now);
    void started(const Process& process, Instant now);
    void died(const Process& process, bool clean, Instant now);
    void replayed(const Process& process, const ReplayedLife& life, Instant now);
    void operated(const Process& process, OperatorVerb verb, Instant now);
    void latched(const Process& process, bool set, Instant now);
    void stopping(const Process& process, Instant now);
    void opened(const Process& process, Stream stream, std::uint64_t connection, Instant now);
    void closed(std::uint64_t connection, Instant now);
    void gone(std::uint64_t connection, Instant now);
    void frame_left(const Process& process, std::uint64_t connection, std::string_view frame,
                    Instant now);
    void frame_reached(std::uint64_t connection, std::string_view frame, Instant now);
    void frame_arrives(std::uint64_t connection, std::string_view frame, bool damaged, Instant now);
    void says(Process& process, Instant now);
    // What the process has written into its journal since the last call.
    void journal(Process& process, Instant now);
    // Somebody moved the perpetual's position by so much, and not by a trade.
    void moved(double amount, Instant now);
    void noted(const Process& process, const Note& note, Instant now);
    void fault(Instant now) { auditor_.fault_started(now); }
    void faults_over(Instant now) { auditor_.faults_over(now); }
    void end_of_event(Instant now);
    void settled(Process* process, Instant now);

    [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
    [[nodiscard]] std::string take_newest() { return std::move(newest_); }
    // Something was found; with a bug planted, that it broke its own rule.
    [[nodiscard]] bool enough() const noexcept;
    [[nodiscard]] const auditor::Auditor& auditor() const noexcept { return auditor_; }
    void find(std::string rule, std::string seen, Instant now);

private:
    void follow_reconciled(bool reconciled, Instant now);
    void expect_a_word(Instant now);
    [[nodiscard]] static auditor::InstanceId instance_of(const Process& process) noexcept {
        return auditor::InstanceId{process.birth().number};
    }

    const RunOptions& options_;
    Trace& trace_;
    auditor::Auditor auditor_;
    std::unique_ptr<EngineView> view_;
    auditor::DaemonPicture picture_;
    std::string alarm_;
    Instant alarm_at_;
    double moved_ = 0.0;  // in sum since an alarm last said so
    Instant moved_at_;
    std::optional<Instant> reconciled_at_;  // since then without a break
    std::optional<Instant> last_reconciled_;
    std::uint64_t seen_ = 0;
    std::vector<Finding> findings_;
    std::string newest_;
};

}  // namespace hedged::simulator
