// SPDX-License-Identifier: Apache-2.0
#include "hedged/auditor/auditor.hpp"

#include "auditor/core.hpp"

namespace hedged::auditor {

Auditor::Auditor(const exchange::Exchange& exchange, exchange::AccountId account)
    : core_(std::make_unique<Core>(exchange, account)) {}
Auditor::~Auditor() = default;

void Auditor::daemon_started(Instant now, InstanceId instance, const RunFacts& facts) {
    core_->daemon_started(now, instance, facts);
}
void Auditor::daemon_died(Instant now, InstanceId instance, bool clean) {
    core_->daemon_died(now, instance, clean);
}
void Auditor::config_changed(Instant now, InstanceId instance, const RunFacts& facts,
                             bool audited) {
    core_->config_changed(now, instance, facts, audited);
}
void Auditor::kill_ordered(Instant /*now*/, InstanceId instance) {
    core_->set_latch(instance, true, false);
}
void Auditor::kill_account_ordered(Instant /*now*/, InstanceId instance) {
    core_->set_latch(instance, true, true);
}
void Auditor::armed(Instant /*now*/, InstanceId instance) {
    core_->armed(instance);
}
void Auditor::arm_ordered(Instant /*now*/, InstanceId instance) {
    if (Instance* const waiting = core_->find(instance)) {
        waiting->armed = true;
        waiting->newer_seen.reset();  // whoever arms answers for it
    }
}
void Auditor::hold_ordered(Instant /*now*/, InstanceId instance) {
    if (Instance* const held = core_->find(instance)) {
        held->held = true;
    }
}
void Auditor::resume_ordered(Instant /*now*/, InstanceId instance) {
    if (Instance* const held = core_->find(instance)) {
        held->held = false;
    }
}
void Auditor::stop_ordered(Instant /*now*/, InstanceId instance) {
    if (Instance* const stopping = core_->find(instance)) {
        stopping->stopping = true;
    }
}

void Auditor::connection_opened(Instant now, InstanceId instance, ConnectionId connection,
                                Stream stream) {
    core_->connection_opened(now, instance, connection, stream);
}
void Auditor::connection_closed(Instant now, ConnectionId connection) {
    core_->connection_closed(now, connection);
}
void Auditor::connection_gone(Instant /*now*/, ConnectionId connection) {
    core_->connection_gone(connection);
}
void Auditor::frame_left(Instant now, ConnectionId connection, std::string_view bytes) {
    core_->frame_left(now, connection, bytes);
}
void Auditor::frame_reached_exchange(Instant /*now*/, ConnectionId connection,
                                     std::string_view bytes) {
    core_->frame_reached(connection, bytes);
}
void Auditor::frame_arrived(Instant now, ConnectionId connection, std::string_view bytes,
                            bool damaged) {
    core_->frame_arrived(now, connection, bytes, damaged);
}

void Auditor::journal_bytes(Instant now, InstanceId instance, std::uint64_t segment,
                            std::uint64_t offset, std::string_view bytes) {
    core_->journal_bytes(now, instance, segment, offset, bytes);
}
void Auditor::intent_journaled(Instant /*now*/, InstanceId instance, std::uint64_t client_id) {
    core_->intent_journaled(instance, client_id);
}
void Auditor::journal_found(Instant now, InstanceId instance,
                            std::span<const std::string_view> segments,
                            std::uint64_t records_accepted) {
    core_->journal_found(now, instance, segments, records_accepted);
}
void Auditor::replayed(Instant now, InstanceId instance, std::uint64_t sequence,
                       std::uint64_t live_hash, std::uint64_t replayed_hash) {
    core_->replayed(now, instance, sequence, live_hash, replayed_hash);
}

void Auditor::daemon_says(Instant now, InstanceId instance, const DaemonPicture& picture) {
    core_->daemon_says(now, instance, picture);
}
void Auditor::output(Instant now, InstanceId instance, std::string_view bytes) {
    core_->output(now, instance, bytes, "an output");
}
void Auditor::fault_started(Instant /*now*/) {
    core_->fault_started();
}
void Auditor::faults_over(Instant now) {
    core_->faults_over(now);
}
void Auditor::end_of_event(Instant now) {
    core_->end_of_event(now);
}

std::span<const Violation> Auditor::violations() const noexcept {
    return core_->violations;
}
std::uint64_t Auditor::violation_count() const noexcept {
    return core_->count;
}
std::uint64_t Auditor::violation_count(Rule rule) const noexcept {
    return core_->counts[number_of(rule)];
}
std::uint64_t Auditor::judged(Rule rule) const noexcept {
    return core_->judged[number_of(rule)];
}

}  // namespace hedged::auditor
