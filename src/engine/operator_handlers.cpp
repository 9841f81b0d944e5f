// SPDX-License-Identifier: Apache-2.0
#include "engine/core.hpp"

namespace hedged::engine {

void Engine::Core::handle(const OperatorCommand& command, Actions& out) noexcept {
    Note record = record_of(NoteKind::OperatorActed, Severity::Warning);
    record.values = {static_cast<double>(command.verb), static_cast<double>(command.request)};
    record.text.assign_truncated(command.actor.view());
    note(record, out);
    switch (command.verb) {
        case OperatorVerb::Kill:
            arm_pending_ = false;
            state_.kill(command.actor.view(), command.reason.view(), now_, out);
            gateway_.drive(now_, clock_.market_time(now_), out);
            break;
        case OperatorVerb::Arm:
            arm(command, out);
            break;
        case OperatorVerb::Hold:
            state_.hold(command.actor.view(), command.reason.view());
            break;
        case OperatorVerb::Resume:
            state_.resume();
            stopping_ = false;
            stop_confirmed_ = false;
            break;
        case OperatorVerb::Stop:
            stopping_ = true;
            stop_confirmed_ = false;
            state_.hold(command.actor.view(), command.reason.view());
            gateway_.cancel_all();
            gateway_.drive(now_, clock_.market_time(now_), out);
            // The report that confirms it must have been asked for after the cancels.
            reconciler_.restart(now_);
            reconciler_.drive(now_, true, out);
            break;
    }
    state_.update(now_, out);
    for (Desk& desk : desks_) {
        desk.dirty = true;
    }
}

// No record, no trade. A disk that refused once is not asked again: that is for an operator.
void Engine::Core::handle(const JournalReport& report, Actions& out) noexcept {
    Note record =
        record_of(NoteKind::RuntimeFault,
                  report.health == JournalHealth::Good ? Severity::Info : Severity::Alarm);
    record.text.assign_truncated(report.text.view());
    note(record, out);
    state_.set(risk::HoldCause::JournalBehind, report.health != JournalHealth::Good);
    if (report.health == JournalHealth::Failed) {
        arm_pending_ = false;
        state_.kill("journal", report.text.view(), now_, out);
        gateway_.drive(now_, clock_.market_time(now_), out);
    }
    state_.update(now_, out);
    for (Desk& desk : desks_) {
        desk.dirty = true;
    }
}

void Engine::Core::arm(const OperatorCommand& command, Actions& out) noexcept {
    auto const result = state_.arm(command.actor.view(), command.reason.view(), now_, out);
    if (result == risk::ArmResult::NeedsReconcile && !arm_pending_) {
        // Ask for one and try again when it has come.
        arm_pending_ = true;
        arm_command_ = command;
        reconciler_.hurry(now_);
        reconciler_.drive(now_, true, out);
    }
    state_.update(now_, out);
}

}  // namespace hedged::engine
