// SPDX-License-Identifier: Apache-2.0
// Rules 5 and 7: the journal, read by the auditor's own reader. No allowance.
#include "auditor/core.hpp"

namespace hedged::auditor {

void Auditor::Core::journal_bytes(Instant now, InstanceId id, std::uint64_t segment,
                                  std::uint64_t offset, std::string_view bytes) {
    Instance* const instance = find(id);
    if (instance == nullptr) {
        return;
    }
    look(Rule::JournalReplays);
    output(now, id, bytes, "the journal");
    JournalFollower& journal = journals_[std::to_string(id.raw) + "/" + std::to_string(segment)];
    if (auto const fault = journal.write(offset, bytes)) {
        report(Rule::JournalReplays, id, now, "segment " + std::to_string(segment) + ": " + *fault);
    }
    for (std::uint64_t const client_id : journal.take_intents()) {
        intent_journaled(id, client_id);
    }
}

void Auditor::Core::intent_journaled(InstanceId /*id*/, std::uint64_t client_id) {
    intents_.insert(client_id);
}

void Auditor::Core::journal_found(Instant now, InstanceId id,
                                  std::span<const std::string_view> segments,
                                  std::uint64_t accepted) {
    look(Rule::JournalReplays);
    std::uint64_t const holds = count_records(segments);
    if (accepted != holds) {
        report(Rule::JournalReplays, id, now,
               "the start accepted " + std::to_string(accepted) +
                   " records of a journal of which " + std::to_string(holds) + " hold");
    }
}

void Auditor::Core::replayed(Instant now, InstanceId id, std::uint64_t sequence, std::uint64_t live,
                             std::uint64_t again) {
    look(Rule::JournalReplays);
    if (live != again) {
        report(Rule::JournalReplays, id, now,
               "the replay up to record " + std::to_string(sequence) + " gives the state " +
                   std::to_string(again) + ", it was " + std::to_string(live));
    }
}

}  // namespace hedged::auditor
