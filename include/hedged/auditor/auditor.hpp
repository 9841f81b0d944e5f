// SPDX-License-Identifier: Apache-2.0
// An independent judge of the daemon's twenty invariants (docs/testing.md lists them with what is
// looked at and what is allowed). It sees what crosses the wire in both directions, what goes to
// the journal and what the daemon says of itself; it knows the exchange's own truth; it shares no
// code with what it judges. It never influences a run: everything is told to it, nothing is asked
// of it but its findings. One thread; no clock, no randomness; allocates.
//
// `now` is the simulation's monotonic time and must never go back. Calls come in the order in which
// things happen; what happens at one `now` is judged in the order of the calls. Market time is the
// exchange's. After everything that belongs to one event, end_of_event().
#pragma once

#include "hedged/auditor/facts.hpp"
#include "hedged/auditor/picture.hpp"
#include "hedged/auditor/violation.hpp"
#include "hedged/exchange/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace hedged::auditor {

class Auditor {
public:
    // The exchange must outlive this. The account is the one that the audited daemon trades on.
    Auditor(const exchange::Exchange& exchange, exchange::AccountId account);
    ~Auditor();
    Auditor(const Auditor&) = delete;
    Auditor& operator=(const Auditor&) = delete;

    // --- the process ---
    void daemon_started(Instant now, InstanceId instance, const RunFacts& facts);
    // `clean`: it ended by itself after a stop; otherwise it crashed or was ended from outside.
    void daemon_died(Instant now, InstanceId instance, bool clean);
    // The daemon was given another configuration while running. `audited`: by a command that an
    // operator's name stands under; only such a command may widen a limit.
    void config_changed(Instant now, InstanceId instance, const RunFacts& facts, bool audited);

    // --- the operator and the kill latch ---
    // The latch stands: the daemon wrote its file, or an operator's kill reached the daemon. Holds
    // for every instance of the same state directory, also for later ones, until armed().
    void kill_ordered(Instant now, InstanceId instance);
    // `whole_account`: foreign orders may be cancelled as well.
    void kill_account_ordered(Instant now, InstanceId instance);
    void armed(Instant now, InstanceId instance);  // and the latch is gone
    // An operator armed a daemon that waits for it; a latch that stands goes on standing.
    void arm_ordered(Instant now, InstanceId instance);
    void hold_ordered(Instant now, InstanceId instance);  // an operator's hold, and its end
    void resume_ordered(Instant now, InstanceId instance);
    void stop_ordered(Instant now, InstanceId instance);

    // --- the wire ---
    void connection_opened(Instant now, InstanceId instance, ConnectionId connection,
                           Stream stream);
    // The daemon's end is closed. Frames under way may still reach the exchange.
    void connection_closed(Instant now, ConnectionId connection);
    // From here on no frame of it can reach the exchange any more. Optional: without it an order
    // under way counts as possible until its expiry fence has passed.
    void connection_gone(Instant now, ConnectionId connection);
    // The daemon hands a frame to the network: before anything else happens to it.
    void frame_left(Instant now, ConnectionId connection, std::string_view bytes);
    // The exchange has got it, and has done with it what it does (also nothing).
    void frame_reached_exchange(Instant now, ConnectionId connection, std::string_view bytes);
    // A frame is handed to the daemon: before the daemon sees it. `damaged`: it is not what the
    // exchange sent, so the daemon may throw it away, and need not.
    void frame_arrived(Instant now, ConnectionId connection, std::string_view bytes,
                       bool damaged = false);

    // --- the journal ---
    // The daemon wrote these bytes at this place of this segment, in its order relative to
    // frame_left(). Records are read as reliability requires them (docs/testing.md).
    void journal_bytes(Instant now, InstanceId instance, std::uint64_t segment,
                       std::uint64_t offset, std::string_view bytes);
    // The same, told by whoever knows: the intent of this order is on record.
    void intent_journaled(Instant now, InstanceId instance, std::uint64_t client_id);
    // What a starting daemon finds on disk, whole segments oldest first, and how many records of it
    // the daemon accepted.
    void journal_found(Instant now, InstanceId instance, std::span<const std::string_view> segments,
                       std::uint64_t records_accepted);
    // A replay of the journal up to record `sequence`, beside the state at that time.
    void replayed(Instant now, InstanceId instance, std::uint64_t sequence, std::uint64_t live_hash,
                  std::uint64_t replayed_hash);

    // --- what it says ---
    void daemon_says(Instant now, InstanceId instance, const DaemonPicture& picture);
    // Log lines, metrics, answers of the control socket, files: searched for secrets.
    void output(Instant now, InstanceId instance, std::string_view bytes);

    // --- the run ---
    // The last fault is over: from here the clock of the liveness rule runs. Calling
    // fault_started() stops it.
    void fault_started(Instant now);
    void faults_over(Instant now);
    void end_of_event(Instant now);

    // The first findings, in order of time; at most kViolationsMax are kept, all are counted.
    [[nodiscard]] std::span<const Violation> violations() const noexcept;
    [[nodiscard]] std::uint64_t violation_count() const noexcept;
    [[nodiscard]] std::uint64_t violation_count(Rule rule) const noexcept;
    // How often each rule had something to judge: a rule that is never exercised proves nothing.
    [[nodiscard]] std::uint64_t judged(Rule rule) const noexcept;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace hedged::auditor
