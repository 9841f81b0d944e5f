// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/note_text.hpp"

#include <spdlog/fmt/fmt.h>

namespace hedged::ops {
namespace {

std::string instrument_name(InstrumentIndex index, const EngineView& view) {
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        if (view.underlyings[i].hedge_index == index) {
            return std::string{view.underlyings[i].hedge_instrument.view()};
        }
    }
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        if (view.positions[i].index == index) {
            return std::string{view.positions[i].instrument.view()};
        }
    }
    return index.valid() ? fmt::format("instrument {}", index.raw) : "no instrument";
}

std::string order_name(const Note& note) {
    return fmt::format("order {}-{}", note.client_id.epoch(), note.client_id.number());
}

std::string hedge_text(const Note& note, const std::string& instrument) {
    return fmt::format(
        "hedge: {} {} {:.4f} at {:.4f} or better (mid {:.4f}), because delta {:+.4f} is outside "
        "the "
        "band (target {:+.2f}), index {:.2f}; {}",
        to_string(note.side), instrument, note.values[3], note.values[4], note.values[5],
        note.values[0], note.values[1], note.values[2], order_name(note));
}

std::string order_text(const Note& note, const std::string& instrument) {
    if (note.kind == NoteKind::OrderDone) {
        return fmt::format("{} in {} is done: {:.0f} lots filled, average price {:.4f}",
                           order_name(note), instrument, note.values[0], note.values[1]);
    }
    if (note.kind == NoteKind::OrderRefused) {
        return fmt::format("{} in {} was refused by the exchange, code {} {}", order_name(note),
                           instrument, note.venue_code, note.text.view());
    }
    if (note.kind == NoteKind::OrderUnknown) {
        return fmt::format(
            "the fate of {} in {} is unknown; nothing new is sent there until the exchange "
            "says",
            order_name(note), instrument);
    }
    if (note.kind == NoteKind::OrderResolved) {
        return fmt::format("the fate of {} in {} is known again", order_name(note), instrument);
    }
    return {};
}

std::string fill_text(const Note& note, const std::string& instrument) {
    if (note.kind == NoteKind::FillApplied) {
        return fmt::format("fill: {} {:.4f} {} at {:.4f}; {}", to_string(note.side), note.values[0],
                           instrument, note.values[1], order_name(note));
    }
    if (note.kind == NoteKind::DuplicateFill) {
        return fmt::format("a fill in {} was told twice and counted once", instrument);
    }
    if (note.kind == NoteKind::FillWithoutOrder) {
        return fmt::format("a fill in {} belongs to no order of ours; holding until reconciled",
                           instrument);
    }
    if (note.kind == NoteKind::Overfill) {
        return fmt::format("{} in {} was filled for more than it asked; holding until reconciled",
                           order_name(note), instrument);
    }
    return {};
}

std::string position_text(const Note& note, const std::string& instrument) {
    if (note.kind == NoteKind::PositionAdopted) {
        return fmt::format("position in {}: {:.4f}, as the exchange says", instrument,
                           note.values[1]);
    }
    if (note.kind == NoteKind::PositionMismatch) {
        return fmt::format(
            "position in {}: the exchange says {:.4f}, we had {:.4f}; taking the "
            "exchange's",
            instrument, note.values[1], note.values[0]);
    }
    if (note.kind == NoteKind::LegExcluded) {
        return fmt::format("{} cannot be priced and is left out of the delta", instrument);
    }
    if (note.kind == NoteKind::LegExpired) {
        return fmt::format("{} has expired", instrument);
    }
    if (note.kind == NoteKind::GreekDisagreement) {
        return fmt::format("delta of {}: ours {:.5f}, the exchange publishes {:.5f}", instrument,
                           note.values[0], note.values[1]);
    }
    return {};
}

std::string denial_text(const Note& note, const std::string& instrument) {
    std::string text = fmt::format("not hedging with {}: {}", instrument, to_string(note.why));
    if (note.check != RiskCheck::None) {
        text += fmt::format(" (check {}: {})", static_cast<int>(note.check), to_string(note.check));
    }
    return text +
           fmt::format("; delta {:+.4f}, wanted trade {:+.4f}", note.values[0], note.values[1]);
}

std::string connection_text(const Note& note) {
    auto const stream = static_cast<Stream>(note.values[0]);
    auto const state = static_cast<ConnectionState>(note.values[1]);
    std::string text = fmt::format("{} connection is {}", to_string(stream), to_string(state));
    return note.text.empty() ? text : text + fmt::format(": {}", note.text.view());
}

std::string house_text(const Note& note, const std::string& instrument) {
    if (note.kind == NoteKind::StateChanged) {
        return fmt::format("trading state: {} -> {} ({})",
                           to_string(static_cast<TradingState>(note.values[0])),
                           to_string(static_cast<TradingState>(note.values[1])),
                           note.text.empty() ? to_string(note.why) : note.text.view());
    }
    if (note.kind == NoteKind::RiskDenied) {
        return denial_text(note, instrument);
    }
    if (note.kind == NoteKind::Reconciled) {
        return fmt::format("reconciled with the exchange: {:.0f} legs, {:.0f} live orders",
                           note.values[0], note.values[1]);
    }
    if (note.kind == NoteKind::ConnectionChanged) {
        return connection_text(note);
    }
    if (note.kind == NoteKind::PlatformLocked) {
        return note.values[0] != 0.0 ? "the exchange has locked trading"
                                     : "the exchange has unlocked trading";
    }
    if (note.kind == NoteKind::ForeignOrder) {
        return fmt::format("an order in {} is not ours; it is left alone", instrument);
    }
    if (note.kind == NoteKind::LeftoverOrder) {
        return fmt::format("{} in {} is left from an earlier run; cancelling it", order_name(note),
                           instrument);
    }
    if (note.kind == NoteKind::OperatorActed) {
        return fmt::format("operator {}: {}", note.text.view(),
                           to_string(static_cast<OperatorVerb>(note.values[0])));
    }
    if (note.kind == NoteKind::KillConfirmed) {
        return "the exchange confirms that no order of ours is open";
    }
    if (note.kind == NoteKind::LimitReached) {
        return fmt::format("a limit of {:.0f} is reached {}", note.values[0], note.text.view());
    }
    if (note.kind == NoteKind::UnknownWord) {
        return fmt::format("the exchange used a word we do not know: {}", note.text.view());
    }
    if (note.kind == NoteKind::RuntimeFault) {
        return fmt::format("fault: {}", note.text.view());
    }
    return {};
}

}  // namespace

std::string note_text(const Note& note, const EngineView& view) {
    std::string const instrument = instrument_name(note.instrument, view);
    if (note.kind == NoteKind::Hedge) {
        return hedge_text(note, instrument);
    }
    for (auto const& format : {order_text, fill_text, position_text, house_text}) {
        std::string text = format(note, instrument);
        if (!text.empty()) {
            return text;
        }
    }
    return "a record of an unknown kind";
}

}  // namespace hedged::ops
