// SPDX-License-Identifier: Apache-2.0
// Instrument definitions. Units: protocols.md 1.4 and 5. Lists of before 2021 lack instrument_type,
// tick_size_steps and counter currency; they are all inverse, because linear products came later.
#include "venues/deribit/codec/message_decoders.hpp"
#include "venues/deribit/codec/words.hpp"

#include <algorithm>
#include <limits>

namespace hedged::deribit {
namespace {

constexpr auto kKeys =
    keys("instrument_name", "kind", "instrument_type", "base_currency", "quote_currency",
         "settlement_period", "contract_size", "min_trade_amount", "tick_size", "tick_size_steps",
         "strike", "option_type", "expiration_timestamp", "is_active", "state", "maker_commission",
         "taker_commission");
constexpr std::uint64_t kRequired = kKeys.mask({"instrument_name", "kind", "base_currency",
                                                "quote_currency", "min_trade_amount", "tick_size"});

struct RawInstrument {
    std::string_view name;
    std::string_view kind;
    std::string_view type;
    std::string_view base;
    std::string_view quote;
    std::string_view settlement;
    std::string_view option_type;
    std::optional<double> contract_size;
    std::optional<double> strike;
    std::optional<WallTime> expiry;
    std::optional<bool> active;
    std::optional<InstrumentState> state;
    double minimum = 0.0;
    double tick = 0.0;
    double maker_fee = 0.0;
    double taker_fee = 0.0;
    FixedVector<TickStep, 4> steps;
};

[[nodiscard]] DecodeFault read_step(double number, DecimalStep& out) noexcept {
    out = decimal_step_from(number);
    return out.mantissa > 0 ? DecodeFault::None : DecodeFault::OutOfRange;
}

[[nodiscard]] DecodeFault read_tick_steps(Context& context, od::value& value,
                                          FixedVector<TickStep, 4>& out) noexcept {
    static constexpr auto kStepKeys = keys("above_price", "tick_size");
    if (is_null(value)) {
        return DecodeFault::None;
    }
    const DecodeFault fault = each(value, [&](od::value& element) {
        TickStep step;
        const DecodeFault bad =
            walk(context, element, kStepKeys, kStepKeys.mask({"above_price", "tick_size"}),
                 [&](unsigned key, od::value& field) {
                     if (key == kStepKeys["above_price"]) {
                         return read_amount(field, step.above_price);
                     }
                     double tick = 0.0;
                     const DecodeFault wrong = read_number(field, tick);
                     return wrong == DecodeFault::None ? read_step(tick, step.tick) : wrong;
                 });
        if (bad != DecodeFault::None) {
            return bad;
        }
        return out.push_back(step) ? DecodeFault::None : DecodeFault::TooLong;
    });
    std::sort(out.begin(), out.end(),
              [](const TickStep& a, const TickStep& b) { return a.above_price < b.above_price; });
    return fault;
}

// A perpetual expires in the year 3000, which becomes the last moment that a WallTime can hold.
[[nodiscard]] DecodeFault read_expiry(od::value& value, std::optional<WallTime>& out) noexcept {
    std::int64_t ms = 0;
    const DecodeFault fault = read_integer(value, ms);
    if (fault == DecodeFault::None) {
        if (ms < 0) {
            return DecodeFault::OutOfRange;
        }
        out = wall_from_milliseconds(ms);
    }
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}

[[nodiscard]] DecodeFault read_field(Context& context, unsigned key, od::value& value,
                                     RawInstrument& raw) noexcept {
    switch (key) {
        case kKeys["instrument_name"]:
            return read_text(value, raw.name);
        case kKeys["kind"]:
            return read_text(value, raw.kind);
        case kKeys["instrument_type"]:
            return is_null(value) ? DecodeFault::None : read_text(value, raw.type);
        case kKeys["base_currency"]:
            return read_text(value, raw.base);
        case kKeys["quote_currency"]:
            return read_text(value, raw.quote);
        case kKeys["settlement_period"]:
            return is_null(value) ? DecodeFault::None : read_text(value, raw.settlement);
        case kKeys["contract_size"]:
            return read_optional(value, raw.contract_size);
        case kKeys["min_trade_amount"]:
            return read_number(value, raw.minimum);
        case kKeys["tick_size"]:
            return read_number(value, raw.tick);
        case kKeys["tick_size_steps"]:
            return read_tick_steps(context, value, raw.steps);
        case kKeys["strike"]:
            return read_optional(value, raw.strike);
        case kKeys["option_type"]:
            return is_null(value) ? DecodeFault::None : read_text(value, raw.option_type);
        case kKeys["expiration_timestamp"]:
            return read_expiry(value, raw.expiry);
        case kKeys["is_active"]: {
            bool active = false;
            const DecodeFault fault = read_bool(value, active);
            raw.active = active;
            return fault;
        }
        case kKeys["state"]: {
            InstrumentState state = InstrumentState::Unknown;
            const DecodeFault fault = read_instrument_state(context, value, state);
            raw.state = state;
            return fault;
        }
        case kKeys["maker_commission"]:
            return read_or_default(value, raw.maker_fee);
        default:
            return read_or_default(value, raw.taker_fee);
    }
}

[[nodiscard]] InstrumentKind kind_of(Context& context, const RawInstrument& raw) noexcept {
    if (raw.kind == "option") {
        return InstrumentKind::Option;
    }
    if (raw.kind == "future") {
        return raw.settlement == "perpetual" || raw.name.ends_with("-PERPETUAL")
                   ? InstrumentKind::Perpetual
                   : InstrumentKind::Future;
    }
    if (raw.kind == "spot") {
        return InstrumentKind::Spot;
    }
    if (raw.kind == "future_combo" || raw.kind == "option_combo") {
        return InstrumentKind::Combo;
    }
    context.counters.count_word("kind", raw.kind);
    return InstrumentKind::Unknown;
}

[[nodiscard]] DecodeFault set_payoff(Context& context, const RawInstrument& raw,
                                     InstrumentSpec& spec) noexcept {
    if (raw.type == "reversed") {
        spec.payoff = Payoff::Inverse;
    } else if (raw.type == "linear" || spec.kind == InstrumentKind::Spot) {
        spec.payoff = Payoff::Linear;
    } else if (raw.type.empty()) {
        spec.payoff =
            raw.quote == "USD" || raw.quote == raw.base ? Payoff::Inverse : Payoff::Linear;
    } else {
        return context.fail(DecodeFault::UnknownWord, "instrument_type");
    }
    // Only what is quoted in USD per coin and settled in coin is sized in USD.
    spec.amount_unit =
        spec.payoff == Payoff::Inverse && raw.quote == "USD" && spec.kind != InstrumentKind::Option
            ? AmountUnit::InUsd
            : AmountUnit::InCoin;
    return DecodeFault::None;
}

[[nodiscard]] DecodeFault set_option(Context& context, const RawInstrument& raw,
                                     InstrumentSpec& spec) noexcept {
    if (spec.kind != InstrumentKind::Option) {
        return DecodeFault::None;
    }
    if (!raw.strike) {
        return context.fail(DecodeFault::Missing, "strike");
    }
    if (*raw.strike <= 0.0) {
        return context.fail(DecodeFault::OutOfRange, "strike");
    }
    spec.strike = UsdPrice{*raw.strike};
    if (raw.option_type == "call") {
        spec.option_type = OptionType::Call;
    } else if (raw.option_type == "put") {
        spec.option_type = OptionType::Put;
    } else {
        return context.fail(
            raw.option_type.empty() ? DecodeFault::Missing : DecodeFault::UnknownWord,
            "option_type");
    }
    return DecodeFault::None;
}

// An order is a multiple of the contract for futures and of the smallest amount for options whose
// contract is a whole coin: the smaller of the two in every list the exchange has published.
[[nodiscard]] DecodeFault set_sizes(Context& context, const RawInstrument& raw,
                                    InstrumentSpec& spec) noexcept {
    if (raw.minimum <= 0.0) {
        return context.fail(DecodeFault::OutOfRange, "min_trade_amount");
    }
    if (!raw.contract_size && spec.payoff == Payoff::Linear) {
        return context.fail(DecodeFault::Missing, "contract_size");  // 1000 coins is possible
    }
    spec.contract_size =
        raw.contract_size.value_or(spec.kind == InstrumentKind::Option ? 1.0 : raw.minimum);
    if (spec.contract_size <= 0.0) {
        return context.fail(DecodeFault::OutOfRange, "contract_size");
    }
    spec.minimum_amount = raw.minimum;
    const DecodeFault lot = read_step(std::min(spec.contract_size, raw.minimum), spec.lot);
    if (lot != DecodeFault::None) {
        return context.fail(lot, "min_trade_amount");
    }
    const DecodeFault tick = read_step(raw.tick, spec.tick);
    if (tick != DecodeFault::None) {
        return context.fail(tick, "tick_size");
    }
    spec.tick_steps = raw.steps;
    return DecodeFault::None;
}

[[nodiscard]] DecodeFault build_spec(Context& context, const RawInstrument& raw,
                                     InstrumentSpec& spec) noexcept {
    if (raw.name.empty() || !spec.name.assign(raw.name)) {
        return context.fail(raw.name.empty() ? DecodeFault::Missing : DecodeFault::TooLong,
                            "instrument_name");
    }
    spec.kind = kind_of(context, raw);
    spec.maker_fee = raw.maker_fee;
    spec.taker_fee = raw.taker_fee;
    if (!raw.state && !raw.active) {
        return context.fail(DecodeFault::Missing, "is_active");
    }
    spec.state = raw.state.value_or(raw.active.value_or(false) ? InstrumentState::Open
                                                               : InstrumentState::Closed);
    if (raw.active && !*raw.active && spec.state == InstrumentState::Open) {
        spec.state = InstrumentState::Closed;
    }
    if (!raw.expiry &&
        (spec.kind == InstrumentKind::Option || spec.kind == InstrumentKind::Future)) {
        return context.fail(DecodeFault::Missing, "expiration_timestamp");
    }
    spec.expiry =
        raw.expiry.value_or(wall_from_milliseconds(std::numeric_limits<std::int64_t>::max()));
    DecodeFault fault = set_payoff(context, raw, spec);
    if (fault == DecodeFault::None) {
        fault = set_option(context, raw, spec);
    }
    return fault == DecodeFault::None ? set_sizes(context, raw, spec) : fault;
}

[[nodiscard]] DecodeFault read_instrument(Context& context, od::value& value,
                                          RawInstrument& raw) noexcept {
    DecodeFault fault = walk(context, value, kKeys, kRequired, [&](unsigned key, od::value& field) {
        return read_field(context, key, field, raw);
    });
    if (fault != DecodeFault::None) {
        return fault;
    }
    InstrumentDefinition definition;
    definition.stamp = Stamp{context.received, context.sent};
    definition.spec.underlying = context.table.underlying(raw.base);
    if (!definition.spec.underlying.valid()) {
        ++context.counters.not_configured;
        return DecodeFault::None;
    }
    fault = build_spec(context, raw, definition.spec);
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (!context.table.define(definition.spec)) {
        return context.fail(DecodeFault::TableFull, "instrument_name");
    }
    context.out->events.emplace_back(definition);
    return DecodeFault::None;
}

}  // namespace

DecodeFault decode_instrument(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Instruments;
    RawInstrument raw;
    return read_instrument(context, value, raw);
}

DecodeFault decode_instruments(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Instruments;
    return each(value, [&](od::value& element) {
        RawInstrument raw;
        const DecodeFault fault = read_instrument(context, element, raw);
        if (fault == DecodeFault::None || fault == DecodeFault::NotJson) {
            return fault;
        }
        // One odd definition must not hide the other thousand; it is reported, not swallowed.
        Unplaced bad;
        bad.item = UnplacedItem::Definition;
        bad.instrument.assign_truncated(raw.name);
        bad.error = context.error.ok() ? DecodeError{fault, context.message, {}} : context.error;
        context.error = DecodeError{};
        context.counters.count_error(bad.error);
        context.out->unplaced.push_back(bad);
        return DecodeFault::None;
    });
}

}  // namespace hedged::deribit
