// SPDX-License-Identifier: Apache-2.0
#include "hedged/protocol/reasons.hpp"

namespace hedged {

std::string_view to_string(TradingState state) noexcept {
    switch (state) {
        case TradingState::Normal:
            return "normal";
        case TradingState::Hold:
            return "hold";
        case TradingState::Reduce:
            return "reduce";
        case TradingState::Killed:
            return "killed";
    }
    return "invalid";
}

std::string_view to_string(RiskCheck check) noexcept {
    switch (check) {
        case RiskCheck::None:
            return "none";
        case RiskCheck::MaxOrderSize:
            return "maximum order size";
        case RiskCheck::MaxOrderValue:
            return "maximum order value";
        case RiskCheck::PriceCollar:
            return "price collar";
        case RiskCheck::MessageRate:
            return "message rate";
        case RiskCheck::VenueCredits:
            return "exchange rate credits";
        case RiskCheck::PositionLimit:
            return "position limit";
        case RiskCheck::HedgeOnly:
            return "hedge-only invariant";
        case RiskCheck::Duplicate:
            return "duplicate order";
        case RiskCheck::Instrument:
            return "instrument not allowed or not tradable";
        case RiskCheck::NonFinite:
            return "non-finite or zero input";
        case RiskCheck::Staleness:
            return "stale input";
        case RiskCheck::TradingStateGate:
            return "trading state";
    }
    return "invalid";
}

std::string_view to_string(Why why) noexcept {
    switch (why) {
        case Why::InsideBand:
            return "delta is inside the band";
        case Why::Hedging:
            return "hedging now";
        case Why::OrderInFlight:
            return "a hedge order is still working";
        case Why::OrderUnknown:
            return "the fate of an order is unknown; asking the exchange";
        case Why::BelowOneLot:
            return "the hedge needed is smaller than one lot";
        case Why::MarketNotConnected:
            return "the market-data connection is not ready";
        case Why::AccountNotConnected:
            return "the account connection is not ready";
        case Why::CancelOnDisconnectMissing:
            return "cancel-on-disconnect could not be confirmed";
        case Why::ScopeMissing:
            return "the API key or the account may not trade";
        case Why::NotReconciled:
            return "orders and positions are not reconciled with the exchange yet";
        case Why::ClockUnknown:
            return "the exchange clock is not known yet";
        case Why::NotArmed:
            return "not armed by an operator";
        case Why::Held:
            return "on hold";
        case Why::Killed:
            return "killed; an operator must arm again";
        case Why::PlatformLocked:
            return "the exchange has locked trading";
        case Why::InstrumentMissing:
            return "the hedge instrument is not listed";
        case Why::InstrumentNotTradable:
            return "the hedge instrument is not open for trading";
        case Why::IndexStale:
            return "the index price is stale";
        case Why::QuoteStale:
            return "the hedge instrument's quote is stale";
        case Why::GreeksStale:
            return "market data of a leg is stale";
        case Why::AccountStale:
            return "account data is stale";
        case Why::QuoteCrossed:
            return "the quote is crossed";
        case Why::QuoteEmpty:
            return "the quote has an empty side";
        case Why::BeyondSlippageCap:
            return "the best price on offer is beyond the slippage cap";
        case Why::PricesDisagree:
            return "price sources disagree";
        case Why::LegUnpriced:
            return "a leg of the book cannot be priced";
        case Why::NonFinite:
            return "a number is not finite";
        case Why::RiskDenied:
            return "a risk check denied the order";
        case Why::RateLimited:
            return "the order budget is used up";
        case Why::RefusalBreaker:
            return "the exchange refused too many orders";
        case Why::JournalBehind:
            return "the journal cannot be written: the disk is full or too slow";
        case Why::WarmingUp:
            return "watching market and account before the first order";
    }
    return "invalid";
}

std::string_view to_string(Side side) noexcept {
    switch (side) {
        case Side::Buy:
            return "buy";
        case Side::Sell:
            return "sell";
    }
    return "invalid";
}

std::string_view to_string(OrderState state) noexcept {
    switch (state) {
        case OrderState::Unknown:
            return "unknown";
        case OrderState::Open:
            return "open";
        case OrderState::Filled:
            return "filled";
        case OrderState::Cancelled:
            return "cancelled";
        case OrderState::Rejected:
            return "rejected";
        case OrderState::Untriggered:
            return "untriggered";
        case OrderState::Triggered:
            return "triggered";
    }
    return "invalid";
}

std::string_view to_string(TimeInForce tif) noexcept {
    switch (tif) {
        case TimeInForce::GoodTilCancelled:
            return "good til cancelled";
        case TimeInForce::GoodTilDay:
            return "good til day";
        case TimeInForce::ImmediateOrCancel:
            return "immediate or cancel";
        case TimeInForce::FillOrKill:
            return "fill or kill";
        case TimeInForce::Unknown:
            return "unknown";
    }
    return "invalid";
}

std::string_view to_string(RefusalClass refusal) noexcept {
    switch (refusal) {
        case RefusalClass::Throttled:
            return "throttled";
        case RefusalClass::RetryLater:
            return "retry later";
        case RefusalClass::StateUnknown:
            return "state unknown";
        case RefusalClass::Money:
            return "funds or account limits";
        case RefusalClass::Price:
            return "price";
        case RefusalClass::Size:
            return "size";
        case RefusalClass::OrderGone:
            return "order not open";
        case RefusalClass::PostOnly:
            return "post-only";
        case RefusalClass::Instrument:
            return "instrument";
        case RefusalClass::Authentication:
            return "authentication";
        case RefusalClass::Malformed:
            return "malformed request";
        case RefusalClass::Other:
            return "other";
    }
    return "invalid";
}

std::string_view to_string(CancelReason reason) noexcept {
    switch (reason) {
        case CancelReason::None:
            return "none";
        case CancelReason::UserRequest:
            return "user request";
        case CancelReason::CancelOnDisconnect:
            return "cancel on disconnect";
        case CancelReason::Liquidation:
            return "liquidation";
        case CancelReason::RiskMitigation:
            return "risk mitigation";
        case CancelReason::MarketMakerProtection:
            return "market-maker protection";
        case CancelReason::EditPostOnlyReject:
            return "edit would have crossed";
        case CancelReason::Settlement:
            return "settlement";
        case CancelReason::Other:
            return "other";
    }
    return "invalid";
}

std::string_view to_string(InstrumentKind kind) noexcept {
    switch (kind) {
        case InstrumentKind::Unknown:
            return "unknown";
        case InstrumentKind::Perpetual:
            return "perpetual";
        case InstrumentKind::Future:
            return "future";
        case InstrumentKind::Option:
            return "option";
        case InstrumentKind::Spot:
            return "spot";
        case InstrumentKind::Combo:
            return "combo";
    }
    return "invalid";
}

std::string_view to_string(InstrumentState state) noexcept {
    switch (state) {
        case InstrumentState::Unknown:
            return "unknown";
        case InstrumentState::Created:
            return "created";
        case InstrumentState::Open:
            return "open";
        case InstrumentState::Halted:
            return "halted";
        case InstrumentState::Settled:
            return "settled";
        case InstrumentState::Closed:
            return "closed";
    }
    return "invalid";
}

std::string_view to_string(ConnectionState state) noexcept {
    switch (state) {
        case ConnectionState::Down:
            return "down";
        case ConnectionState::Connecting:
            return "connecting";
        case ConnectionState::Ready:
            return "ready";
    }
    return "invalid";
}

std::string_view to_string(Stream stream) noexcept {
    switch (stream) {
        case Stream::Market:
            return "market";
        case Stream::Account:
            return "account";
    }
    return "invalid";
}

std::string_view to_string(OperatorVerb verb) noexcept {
    switch (verb) {
        case OperatorVerb::Kill:
            return "kill";
        case OperatorVerb::Arm:
            return "arm";
        case OperatorVerb::Hold:
            return "hold";
        case OperatorVerb::Resume:
            return "resume";
        case OperatorVerb::Stop:
            return "stop";
    }
    return "invalid";
}

}  // namespace hedged
