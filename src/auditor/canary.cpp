// SPDX-License-Identifier: Apache-2.0
#include "hedged/auditor/canary.hpp"

#include <algorithm>
#include <array>

namespace hedged::auditor {
namespace {

constexpr std::array<CanaryRow, kRules> kCanaries = {{
    {Canary::RetriesLateOrder, "retries-late-order", Rule::WithinNeed, SabotagePoint::Actions,
     "an order whose answer is late is sent again under a new id"},
    {Canary::SendsAfterKill, "sends-after-kill", Rule::NothingAfterKill, SabotagePoint::Actions,
     "orders wait in a queue that a kill does not empty"},
    {Canary::IgnoresStaleness, "ignores-staleness", Rule::FreshData, SabotagePoint::Events,
     "old quotes and index prices are stamped anew, as if a heartbeat were data"},
    {Canary::SkipsReconcileAtStart, "skips-reconcile-at-start", Rule::SafeStart,
     SabotagePoint::Events, "the account's reports count as complete before they were answered"},
    {Canary::JournalsAfterWire, "journals-after-wire", Rule::JournalBeforeWire,
     SabotagePoint::Journal, "a record is written only when the next one comes"},
    {Canary::ForgetsOrdersAtRestart, "forgets-orders-at-restart", Rule::NoDuplicateAfterCrash,
     SabotagePoint::Restart, "a start takes the position from before the last orders of a crash"},
    {Canary::AcceptsGarbageTail, "accepts-garbage-tail", Rule::JournalReplays,
     SabotagePoint::Restart, "a damaged last record of the journal is taken for a good one"},
    {Canary::FailedReportIsEmpty, "failed-report-is-empty", Rule::PositionsAgree,
     SabotagePoint::Events, "a positions report that failed counts as: there are none"},
    {Canary::AppliesFillTwice, "applies-fill-twice", Rule::FillsOnce, SabotagePoint::Events,
     "a fill told by answer and stream is booked twice"},
    {Canary::FlipsThroughBand, "flips-through-band", Rule::HedgesReduce, SabotagePoint::Actions,
     "orders are many times the size that was decided"},
    {Canary::ExceedsRate, "exceeds-rate", Rule::WithinBudget, SabotagePoint::Actions,
     "cancels are repeated at every look instead of backing off"},
    {Canary::WidensLimit, "widens-limit", Rule::WithinLimits, SabotagePoint::Configuration,
     "the engine is given a larger order limit than the configuration states"},
    {Canary::ResolvesWithoutEvidence, "resolves-without-evidence", Rule::UnknownByEvidence,
     SabotagePoint::Events, "an order of unknown fate counts as dead after the first time-out"},
    {Canary::CancelsForeignOrder, "cancels-foreign-order", Rule::ForeignUntouched,
     SabotagePoint::Frames, "a cancel names no order, so it takes the whole account's"},
    {Canary::MixesConfigurations, "mixes-configurations", Rule::ConfigurationWhole,
     SabotagePoint::Configuration, "the band of one configuration runs with the limits of another"},
    {Canary::SendsNonFinite, "sends-non-finite", Rule::FiniteNumbers, SabotagePoint::Frames,
     "a price that is not a number reaches the wire"},
    {Canary::DropsPrivateEvent, "drops-private-event", Rule::NothingDropped, SabotagePoint::Events,
     "a full queue drops fills and order reports instead of starting anew"},
    {Canary::TwoSenders, "two-senders", Rule::OneSender, SabotagePoint::Restart,
     "a second start does not look at the lock, and both trade"},
    {Canary::LeaksSecret, "leaks-secret", Rule::NoSecrets, SabotagePoint::Output,
     "the text of an alarm quotes the login, with the key in it"},
    {Canary::HoldsWithoutReason, "holds-without-reason", Rule::Liveness, SabotagePoint::Events,
     "the end of a hold never reaches the engine, and nobody is told"},
}};

}  // namespace

std::span<const CanaryRow> canaries() noexcept {
    return kCanaries;
}

const CanaryRow* find_canary(std::string_view name) noexcept {
    auto const* const found =
        std::ranges::find_if(kCanaries, [&](const CanaryRow& row) { return row.name == name; });
    return found == kCanaries.end() ? nullptr : found;
}

const CanaryRow* find_canary(Rule rule) noexcept {
    auto const* const found =
        std::ranges::find_if(kCanaries, [&](const CanaryRow& row) { return row.rule == rule; });
    return found == kCanaries.end() ? nullptr : found;
}

}  // namespace hedged::auditor
