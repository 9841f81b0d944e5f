// SPDX-License-Identifier: Apache-2.0
// One planted bug for each invariant. A simulation that carries one must be caught by that rule:
// this is how the auditor, and the faults that are simulated, prove that they are not blind. The
// bugs are applied in the simulation's wiring around the daemon, never as a branch inside it.
#pragma once

#include "hedged/auditor/violation.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hedged::auditor {

enum class Canary : std::uint8_t {
    None = 0,
    RetriesLateOrder,
    SendsAfterKill,
    IgnoresStaleness,
    SkipsReconcileAtStart,
    JournalsAfterWire,
    ForgetsOrdersAtRestart,
    AcceptsGarbageTail,
    FailedReportIsEmpty,
    AppliesFillTwice,
    FlipsThroughBand,
    ExceedsRate,
    WidensLimit,
    ResolvesWithoutEvidence,
    CancelsForeignOrder,
    MixesConfigurations,
    SendsNonFinite,
    DropsPrivateEvent,
    TwoSenders,
    LeaksSecret,
    HoldsWithoutReason,
};

// Where the bug sits.
enum class SabotagePoint : std::uint8_t {
    Actions,        // between what the engine wants and what the session is told
    Events,         // between what the session hears and what the engine is told
    Frames,         // between the session and the network
    Journal,        // where records are written
    Restart,        // what a start finds and hands to the engine
    Configuration,  // what the engine is told to obey
    Output,         // what the daemon says of itself
};

struct CanaryRow {
    Canary canary = Canary::None;
    std::string_view name;  // for the command line
    Rule rule = Rule::WithinNeed;
    SabotagePoint point = SabotagePoint::Actions;
    std::string_view what;  // the bug, in one sentence
};

// All twenty, by rule.
[[nodiscard]] std::span<const CanaryRow> canaries() noexcept;
[[nodiscard]] const CanaryRow* find_canary(std::string_view name) noexcept;
[[nodiscard]] const CanaryRow* find_canary(Rule rule) noexcept;

}  // namespace hedged::auditor
