// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/types.hpp"

namespace hedged::exchange {

std::string_view wire_name(Kind kind) noexcept {
    return kind == Kind::Option ? "option" : "future";
}

std::string_view wire_name(SettlementPeriod period) noexcept {
    switch (period) {
        case SettlementPeriod::Perpetual:
            return "perpetual";
        case SettlementPeriod::Day:
            return "day";
        case SettlementPeriod::Week:
            return "week";
        case SettlementPeriod::Month:
            return "month";
    }
    return "";
}

std::string_view wire_name(OptionType type) noexcept {
    return type == OptionType::Call ? "call" : "put";
}

std::string_view wire_name(Side side) noexcept {
    return side == Side::Buy ? "buy" : "sell";
}

std::string_view wire_name(InstrumentState state) noexcept {
    switch (state) {
        case InstrumentState::Created:
            return "created";
        case InstrumentState::Started:
            return "started";
        case InstrumentState::Settled:
            return "settled";
        case InstrumentState::Closed:
            return "closed";
    }
    return "";
}

std::string_view wire_name(OrderType type) noexcept {
    return type == OrderType::Limit ? "limit" : "market";
}

std::string_view wire_name(TimeInForce tif) noexcept {
    switch (tif) {
        case TimeInForce::GoodTilCancelled:
            return "good_til_cancelled";
        case TimeInForce::GoodTilDay:
            return "good_til_day";
        case TimeInForce::ImmediateOrCancel:
            return "immediate_or_cancel";
        case TimeInForce::FillOrKill:
            return "fill_or_kill";
    }
    return "";
}

std::string_view wire_name(OrderState state) noexcept {
    switch (state) {
        case OrderState::Open:
            return "open";
        case OrderState::Filled:
            return "filled";
        case OrderState::Rejected:
            return "rejected";
        case OrderState::Cancelled:
            return "cancelled";
    }
    return "";
}

std::string_view wire_name(Liquidity liquidity) noexcept {
    return liquidity == Liquidity::Maker ? "M" : "T";
}

std::string_view wire_name(CancelReason reason) noexcept {
    switch (reason) {
        case CancelReason::UserRequest:
            return "user_request";
        case CancelReason::CancelOnDisconnect:
            return "cancel_on_disconnect";
        case CancelReason::EditPostOnlyReject:
            return "edit_post_only_reject";
        case CancelReason::Settlement:
            return "settlement";
        case CancelReason::RiskMitigation:
            return "risk_mitigation";
        case CancelReason::None:
        case CancelReason::Expired:
            return "";
    }
    return "";
}

}  // namespace hedged::exchange
