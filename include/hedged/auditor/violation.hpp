// SPDX-License-Identifier: Apache-2.0
// The twenty invariants by number, and what the auditor reports when one is broken.
#pragma once

#include "hedged/auditor/facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::auditor {

enum class Rule : std::uint8_t {
    WithinNeed = 1,
    NothingAfterKill = 2,
    FreshData = 3,
    SafeStart = 4,
    JournalBeforeWire = 5,
    NoDuplicateAfterCrash = 6,
    JournalReplays = 7,
    PositionsAgree = 8,
    FillsOnce = 9,
    HedgesReduce = 10,
    WithinBudget = 11,
    WithinLimits = 12,
    UnknownByEvidence = 13,
    ForeignUntouched = 14,
    ConfigurationWhole = 15,
    FiniteNumbers = 16,
    NothingDropped = 17,
    OneSender = 18,
    NoSecrets = 19,
    Liveness = 20,
};
inline constexpr std::size_t kRules = 20;

constexpr std::size_t number_of(Rule rule) noexcept {
    return static_cast<std::size_t>(rule);
}
constexpr Rule rule_of(std::size_t number) noexcept {
    return static_cast<Rule>(number);
}

// The invariant in one sentence.
[[nodiscard]] std::string_view sentence(Rule rule) noexcept;

struct Violation {
    Rule rule = Rule::WithinNeed;
    InstanceId instance;
    Instant at;
    std::string seen;  // what was seen, with figures
};

// "rule 11, instance 2, at 61.250 s: <seen> (<sentence>)"
[[nodiscard]] std::string describe(const Violation& violation);

inline constexpr std::size_t kViolationsMax = 256;

}  // namespace hedged::auditor
