// SPDX-License-Identifier: Apache-2.0
#include "hedged/protocol/record_words.hpp"

namespace hedged {

std::string_view to_string(QueryResult result) noexcept {
    switch (result) {
        case QueryResult::Found:
            return "found";
        case QueryResult::Absent:
            return "absent";
        case QueryResult::Failed:
            return "failed";
    }
    return "invalid";
}

std::string_view to_string(SnapshotKind kind) noexcept {
    switch (kind) {
        case SnapshotKind::Instruments:
            return "instruments";
        case SnapshotKind::OpenOrders:
            return "open-orders";
        case SnapshotKind::Positions:
            return "positions";
        case SnapshotKind::Account:
            return "account";
        case SnapshotKind::Trades:
            return "trades";
    }
    return "invalid";
}

std::string_view to_string(SnapshotPhase phase) noexcept {
    switch (phase) {
        case SnapshotPhase::Begin:
            return "begin";
        case SnapshotPhase::Complete:
            return "complete";
        case SnapshotPhase::Failed:
            return "failed";
    }
    return "invalid";
}

std::string_view to_string(JournalHealth health) noexcept {
    switch (health) {
        case JournalHealth::Good:
            return "good";
        case JournalHealth::Behind:
            return "behind";
        case JournalHealth::Full:
            return "full";
        case JournalHealth::Failed:
            return "failed";
    }
    return "invalid";
}

std::string_view to_string(OptionType type) noexcept {
    switch (type) {
        case OptionType::None:
            return "none";
        case OptionType::Call:
            return "call";
        case OptionType::Put:
            return "put";
    }
    return "invalid";
}

std::string_view to_string(Payoff payoff) noexcept {
    switch (payoff) {
        case Payoff::Inverse:
            return "inverse";
        case Payoff::Linear:
            return "linear";
    }
    return "invalid";
}

std::string_view to_string(AmountUnit unit) noexcept {
    switch (unit) {
        case AmountUnit::InUsd:
            return "usd";
        case AmountUnit::InCoin:
            return "coin";
    }
    return "invalid";
}

std::string_view to_string(TickerState state) noexcept {
    switch (state) {
        case TickerState::Unknown:
            return "unknown";
        case TickerState::Open:
            return "open";
        case TickerState::Closed:
            return "closed";
    }
    return "invalid";
}

std::string_view to_string(Liquidity liquidity) noexcept {
    switch (liquidity) {
        case Liquidity::Unknown:
            return "unknown";
        case Liquidity::Maker:
            return "maker";
        case Liquidity::Taker:
            return "taker";
    }
    return "invalid";
}

std::string_view to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::Accepted:
            return "accepted";
        case Outcome::Refused:
            return "refused";
        case Outcome::Unknown:
            return "unknown";
    }
    return "invalid";
}

std::string_view to_string(NoteKind kind) noexcept {
    switch (kind) {
        case NoteKind::StateChanged:
            return "state-changed";
        case NoteKind::Hedge:
            return "hedge";
        case NoteKind::OrderDone:
            return "order-done";
        case NoteKind::OrderRefused:
            return "order-refused";
        case NoteKind::OrderUnknown:
            return "order-unknown";
        case NoteKind::OrderResolved:
            return "order-resolved";
        case NoteKind::FillApplied:
            return "fill";
        case NoteKind::DuplicateFill:
            return "duplicate-fill";
        case NoteKind::FillWithoutOrder:
            return "fill-without-order";
        case NoteKind::Overfill:
            return "overfill";
        case NoteKind::RiskDenied:
            return "risk-denied";
        case NoteKind::PositionAdopted:
            return "position-adopted";
        case NoteKind::PositionMismatch:
            return "position-mismatch";
        case NoteKind::LegUnpriced:
            return "leg-unpriced";
        case NoteKind::LegExpired:
            return "leg-expired";
        case NoteKind::GreekDisagreement:
            return "greek-disagreement";
        case NoteKind::AccountDisagreement:
            return "account-disagreement";
        case NoteKind::Reconciled:
            return "reconciled";
        case NoteKind::ConnectionChanged:
            return "connection";
        case NoteKind::PlatformLocked:
            return "platform-lock";
        case NoteKind::ForeignOrder:
            return "foreign-order";
        case NoteKind::LeftoverOrder:
            return "leftover-order";
        case NoteKind::OperatorActed:
            return "operator";
        case NoteKind::KillConfirmed:
            return "kill-confirmed";
        case NoteKind::LimitReached:
            return "limit-reached";
        case NoteKind::UnknownWord:
            return "unknown-word";
        case NoteKind::RuntimeFault:
            return "runtime-fault";
        case NoteKind::CannotHedge:
            return "cannot-hedge";
    }
    return "invalid";
}

std::string_view to_string(Severity severity) noexcept {
    switch (severity) {
        case Severity::Debug:
            return "debug";
        case Severity::Info:
            return "info";
        case Severity::Warning:
            return "warning";
        case Severity::Alarm:
            return "alarm";
    }
    return "invalid";
}

}  // namespace hedged
