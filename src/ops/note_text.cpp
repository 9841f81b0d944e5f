// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/note_text.hpp"

#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <cmath>

namespace hedged::ops {

namespace {

std::string number(double value) {
    const double size = std::abs(value);
    return plain_number(value, size >= 1000.0 || value == std::floor(value) ? 1 : 4);
}

std::string order_name(ClientOrderId id) {
    return "order " + std::to_string(id.epoch()) + "-" + std::to_string(id.number());
}

// Quoted, because somebody else wrote it; control characters must not reach a terminal.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return out + "\"";
}

std::string with_text(const std::string& line, const Note& note) {
    return note.text.empty() ? line : line + ": " + quoted(note.text.view());
}

std::string state_word(double value) {
    return std::string(to_string(static_cast<TradingState>(value)));
}

std::string hedge(const Note& note, const Names& names) {
    return order_name(note.client_id) + ": " + std::string(to_string(note.side)) + " " +
           number(note.values[3]) + " " + names.of(note.instrument) + " at " +
           number(note.values[4]) + " or better, because delta is " +
           signed_number(note.values[0], 4) + " and the target " +
           signed_number(note.values[1], 4) + " coins; index " + number(note.values[2]) + ", mid " +
           number(note.values[5]);
}

std::string fill(const Note& note, const Names& names) {
    return (note.client_id.ours() ? order_name(note.client_id) : std::string("a foreign order")) +
           ": " + std::string(to_string(note.side)) + " " + number(note.values[0]) + " " +
           names.of(note.instrument) + " at " + number(note.values[1]) + ", fee " +
           plain_number(note.values[2], 8) + " coin, trade " + std::string(note.text.view());
}

std::string order_line(const Note& note, const Names& names, const std::string& what) {
    return order_name(note.client_id) + " (" + std::string(to_string(note.side)) + " " +
           names.of(note.instrument) + ", " + number(note.values[0]) + " of " +
           number(note.values[2]) + " lots filled) " + what;
}

std::string obstacle_line(const std::string& what, const Note& note) {
    std::string out = what + ": " + std::string(to_string(note.why));
    if (note.check != RiskCheck::None) {
        out += " (" + std::string(to_string(note.check)) + ", check " +
               std::to_string(static_cast<int>(note.check)) + ")";
    }
    // As information it is a step of a start or a stop, where the delta says nothing.
    if (note.severity == Severity::Info) {
        return out;
    }
    return out + "; delta " + signed_number(note.values[0], 4) + ", wanted trade " +
           signed_number(note.values[1], 4) + " coins";
}

std::string denied(const Note& note, const Names& names) {
    return obstacle_line("not hedging " + names.of(note.underlying), note);
}

std::string cannot_hedge(const Note& note, const Names& names) {
    return obstacle_line(names.of(note.underlying) + " could not be hedged for the last " +
                             std::to_string(std::llround(note.values[2])) + " s",
                         note);
}

std::string operator_line(const Note& note) {
    const auto verb = static_cast<OperatorVerb>(note.values[0]);
    return with_text("operator command: " + std::string(to_string(verb)) + ", by", note);
}

std::string connection_line(const Note& note) {
    const auto stream = static_cast<Stream>(note.values[0]);
    const auto state = static_cast<ConnectionState>(note.values[1]);
    const std::string line =
        "the " + std::string(to_string(stream)) + " connection is " + std::string(to_string(state));
    return note.text.view() == to_string(state) ? line : with_text(line, note);
}

std::string state_line(const Note& note) {
    std::string out =
        "trading state: " + state_word(note.values[0]) + " -> " + state_word(note.values[1]);
    if (static_cast<TradingState>(note.values[1]) != TradingState::Normal) {
        out += ", " + std::string(to_string(note.why));
    }
    return with_text(out, note);
}

std::string lock_line(const Note& note, const Names& names) {
    const std::string what =
        note.underlying.valid() ? names.of(note.underlying) : "the whole platform";
    return what + (note.values[0] != 0.0 ? " is locked" : " is open") +
           " for trading, says the exchange";
}

std::string account_delta_line(const Note& note, const Names& names) {
    return "delta of the " + names.of(note.underlying) + " account differs: ours " +
           signed_number(note.values[0], 4) + ", the exchange's " +
           signed_number(note.values[1], 4) + " coins (tolerated: " + number(note.values[2]) +
           "); compare the positions with the exchange's list";
}

std::string pricing_line(const Note& note, const Names& names) {
    const std::string instrument = names.of(note.instrument);
    if (note.kind == NoteKind::LegUnpriced) {
        return instrument + " cannot be priced: its volatility is " + number(note.values[0]) +
               " s old and its expiry has no fresh smile; nothing is hedged until there is one";
    }
    if (note.kind == NoteKind::LegExpired) {
        return instrument +
               " has expired and left the book; our mean of the index in its settlement window: " +
               number(note.values[0]);
    }
    if (note.kind == NoteKind::AccountDisagreement) {
        return account_delta_line(note, names);
    }
    return "delta of " + instrument + " differs: ours " + signed_number(note.values[0], 4) +
           ", the exchange's " + signed_number(note.values[1], 4);
}

std::string foreign_line(const Note& note, const std::string& instrument) {
    return with_text("an order that is not ours is open: " + std::string(to_string(note.side)) +
                         " " + number(note.values[0]) + " " + instrument,
                     note);
}

}  // namespace

std::string note_text(const Note& note, const Names& names) {
    const std::string instrument = names.of(note.instrument);
    switch (note.kind) {
        case NoteKind::StateChanged:
            return state_line(note);
        case NoteKind::Hedge:
            return hedge(note, names);
        case NoteKind::OrderDone:
            return order_line(
                note, names,
                note.values[0] > 0.0 ? "is done at " + number(note.values[1]) : "ended unfilled");
        case NoteKind::OrderRefused:
            return with_text(
                order_line(note, names, "was refused, code " + std::to_string(note.venue_code)),
                note);
        case NoteKind::OrderUnknown:
            return order_line(note, names,
                              "is of unknown fate; it counts in full until the "
                              "exchange says");
        case NoteKind::OrderResolved:
            return order_line(note, names, "is of known fate again");
        case NoteKind::FillApplied:
            return "filled, " + fill(note, names);
        case NoteKind::DuplicateFill:
            return "a fill was reported again, " + fill(note, names);
        case NoteKind::FillWithoutOrder:
            return "a fill that fits no order of ours, " + fill(note, names);
        case NoteKind::Overfill:
            return order_line(note, names, "was filled beyond its size");
        case NoteKind::RiskDenied:
            return denied(note, names);
        case NoteKind::PositionAdopted:
            return "position in " + instrument + " is " + number(note.values[1]);
        case NoteKind::PositionMismatch:
            return "position in " + instrument + " differs: ours " + number(note.values[0]) +
                   ", the exchange's " + number(note.values[1]) + "; the exchange's holds";
        case NoteKind::LegUnpriced:
        case NoteKind::LegExpired:
        case NoteKind::GreekDisagreement:
        case NoteKind::AccountDisagreement:
            return pricing_line(note, names);
        case NoteKind::Reconciled:
            return "reconciled with the exchange: " + number(note.values[0]) + " positions, " +
                   number(note.values[1]) + " open orders";
        case NoteKind::ConnectionChanged:
            return connection_line(note);
        case NoteKind::PlatformLocked:
            return lock_line(note, names);
        case NoteKind::ForeignOrder:
            return foreign_line(note, instrument);
        case NoteKind::LeftoverOrder:
            return order_line(note, names, "is left over from an earlier run and is cancelled");
        case NoteKind::OperatorActed:
            return operator_line(note);
        case NoteKind::KillConfirmed:
            return "kill confirmed: the exchange reports no open order of ours";
        case NoteKind::LimitReached:
            return with_text("an internal limit was reached (" + number(note.values[0]) + ")",
                             note);
        case NoteKind::UnknownWord:
            return with_text("the exchange used a word that we do not know", note);
        case NoteKind::RuntimeFault:
            return with_text("fault", note);
        case NoteKind::CannotHedge:
            return cannot_hedge(note, names);
    }
    return "an unknown record";
}

}  // namespace hedged::ops
