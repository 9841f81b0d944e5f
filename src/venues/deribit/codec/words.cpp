// SPDX-License-Identifier: Apache-2.0
#include "venues/deribit/codec/words.hpp"

#include <array>
#include <span>

namespace hedged::deribit {
namespace {

template <class Enum>
struct Word {
    std::string_view text;
    Enum meaning;
};

constexpr std::array kOrderStates{
    Word<OrderState>{"open", OrderState::Open},
    Word<OrderState>{"filled", OrderState::Filled},
    Word<OrderState>{"cancelled", OrderState::Cancelled},
    Word<OrderState>{"rejected", OrderState::Rejected},
    Word<OrderState>{"untriggered", OrderState::Untriggered},
    Word<OrderState>{"triggered", OrderState::Triggered},
};
constexpr std::array kTimesInForce{
    Word<TimeInForce>{"good_til_cancelled", TimeInForce::GoodTilCancelled},
    Word<TimeInForce>{"immediate_or_cancel", TimeInForce::ImmediateOrCancel},
    Word<TimeInForce>{"good_til_day", TimeInForce::GoodTilDay},
    Word<TimeInForce>{"fill_or_kill", TimeInForce::FillOrKill},
};
constexpr std::array kLiquidities{
    Word<Liquidity>{"M", Liquidity::Maker},
    Word<Liquidity>{"T", Liquidity::Taker},
};
constexpr std::array kTickerStates{
    Word<TickerState>{"open", TickerState::Open},
    Word<TickerState>{"closed", TickerState::Closed},
};

template <class Enum, std::size_t N>
[[nodiscard]] DecodeFault read_word(Context& context, std::string_view field, od::value& value,
                                    const std::array<Word<Enum>, N>& words, Enum unknown,
                                    Enum& out) noexcept {
    std::string_view text;
    const DecodeFault fault = read_text(value, text);
    if (fault != DecodeFault::None) {
        return fault;
    }
    for (const Word<Enum>& word : words) {
        if (word.text == text) {
            out = word.meaning;
            return DecodeFault::None;
        }
    }
    context.counters.count_word(field, text);
    out = unknown;
    return DecodeFault::None;
}

constexpr std::array kCancelReasons{
    Word<CancelReason>{"user_request", CancelReason::UserRequest},
    Word<CancelReason>{"cancel_on_disconnect", CancelReason::CancelOnDisconnect},
    Word<CancelReason>{"autoliquidation", CancelReason::Liquidation},
    Word<CancelReason>{"risk_mitigation", CancelReason::RiskMitigation},
    Word<CancelReason>{"pme_risk_reduction", CancelReason::RiskMitigation},
    Word<CancelReason>{"pme_account_locked", CancelReason::RiskMitigation},
    Word<CancelReason>{"position_locked", CancelReason::RiskMitigation},
    Word<CancelReason>{"mmp_trigger", CancelReason::MarketMakerProtection},
    Word<CancelReason>{"mmp_config_curtailment", CancelReason::MarketMakerProtection},
    Word<CancelReason>{"edit_post_only_reject", CancelReason::EditPostOnlyReject},
    Word<CancelReason>{"settlement", CancelReason::Settlement},
    Word<CancelReason>{"oco_other_closed", CancelReason::Other},
    Word<CancelReason>{"oto_primary_closed", CancelReason::Other},
};
// The two places that speak of an instrument's state use different words: the list says what it is,
// the channel what happened to it.
constexpr std::array kInstrumentStates{
    Word<InstrumentState>{"created", InstrumentState::Created},
    Word<InstrumentState>{"started", InstrumentState::Open},
    Word<InstrumentState>{"open", InstrumentState::Open},
    Word<InstrumentState>{"active", InstrumentState::Open},
    Word<InstrumentState>{"locked", InstrumentState::Halted},
    Word<InstrumentState>{"halted", InstrumentState::Halted},
    Word<InstrumentState>{"settled", InstrumentState::Settled},
    Word<InstrumentState>{"closed", InstrumentState::Closed},
    Word<InstrumentState>{"deactivated", InstrumentState::Closed},
    Word<InstrumentState>{"inactive", InstrumentState::Closed},
    Word<InstrumentState>{"terminated", InstrumentState::Closed},
    Word<InstrumentState>{"archivized", InstrumentState::Closed},
};

}  // namespace

DecodeFault read_side(od::value& value, Side& out) noexcept {
    std::string_view text;
    const DecodeFault fault = read_text(value, text);
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (text == "buy") {
        out = Side::Buy;
        return DecodeFault::None;
    }
    out = Side::Sell;
    return text == "sell" ? DecodeFault::None : DecodeFault::UnknownWord;
}

DecodeFault read_order_state(Context& context, od::value& value, OrderState& out) noexcept {
    return read_word(context, "order_state", value, kOrderStates, OrderState::Unknown, out);
}
DecodeFault read_time_in_force(Context& context, od::value& value, TimeInForce& out) noexcept {
    return read_word(context, "time_in_force", value, kTimesInForce, TimeInForce::Unknown, out);
}
DecodeFault read_cancel_reason(Context& context, od::value& value, CancelReason& out) noexcept {
    return read_word(context, "cancel_reason", value, kCancelReasons, CancelReason::Other, out);
}
DecodeFault read_liquidity(Context& context, od::value& value, Liquidity& out) noexcept {
    return read_word(context, "liquidity", value, kLiquidities, Liquidity::Unknown, out);
}
DecodeFault read_ticker_state(Context& context, od::value& value, TickerState& out) noexcept {
    return read_word(context, "state", value, kTickerStates, TickerState::Unknown, out);
}
DecodeFault read_instrument_state(Context& context, od::value& value,
                                  InstrumentState& out) noexcept {
    return read_word(context, "state", value, kInstrumentStates, InstrumentState::Unknown, out);
}

}  // namespace hedged::deribit
