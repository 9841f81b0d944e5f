// SPDX-License-Identifier: Apache-2.0
#include "hedged/auditor/violation.hpp"

#include <cstdio>

namespace hedged::auditor {

std::string_view sentence(Rule rule) noexcept {
    switch (rule) {
        case Rule::WithinNeed:
            return "live and unknown hedges never exceed the need by more than one lot";
        case Rule::NothingAfterKill:
            return "no order leaves after a kill, also across a restart";
        case Rule::FreshData:
            return "no order is priced from stale, crossed or disputed data";
        case Rule::SafeStart:
            return "no order leaves before the account was read and the market was heard";
        case Rule::JournalBeforeWire:
            return "every order was journaled before it left, under an id never used before";
        case Rule::NoDuplicateAfterCrash:
            return "after a crash nothing is hedged twice";
        case Rule::JournalReplays:
            return "the journal replays to the state it recorded, and a damaged tail is cut";
        case Rule::PositionsAgree:
            return "in quiet the daemon's positions are those of the exchange";
        case Rule::FillsOnce:
            return "each trade counts exactly once";
        case Rule::HedgesReduce:
            return "every hedge brings delta nearer to its target and none flips it through the "
                   "band";
        case Rule::WithinBudget:
            return "messages stay within the budget, with a reserve for cancels";
        case Rule::WithinLimits:
            return "size, value, price and position of an order are within the limits";
        case Rule::UnknownByEvidence:
            return "an order of unknown fate is resolved by evidence only";
        case Rule::ForeignUntouched:
            return "orders of others are never cancelled or changed";
        case Rule::ConfigurationWhole:
            return "the configuration is entirely the old or entirely the new one, and limits "
                   "widen "
                   "by an audited command only";
        case Rule::FiniteNumbers:
            return "no number that is not finite reaches a decision or the wire";
        case Rule::NothingDropped:
            return "no private event is dropped";
        case Rule::OneSender:
            return "two instances never both send";
        case Rule::NoSecrets:
            return "no secret appears in any output";
        case Rule::Liveness:
            return "when faults end, the book is hedged again within a minute, or an alarm says "
                   "why "
                   "not";
    }
    return "no such rule";
}

std::string describe(const Violation& violation) {
    char head[96];
    std::snprintf(head, sizeof head,
                  "rule %zu, instance %u, at %.6f s: ", number_of(violation.rule),
                  violation.instance.raw, static_cast<double>(violation.at.nanoseconds()) * 1e-9);
    std::string text = head;
    text += violation.seen;
    text += " (";
    text += sentence(violation.rule);
    text += ")";
    return text;
}

}  // namespace hedged::auditor
