// SPDX-License-Identifier: Apache-2.0
// What goes wrong at the exchange itself, in the market and on the account.
#include "simulator/injector.hpp"

#include <cmath>

namespace hedged::simulator {

namespace {

// Whatever a person at another screen trades in; no request of ours carries it.
constexpr exchange::SessionTag kByHand{0xFFFF'FFFF'FFFFULL};
constexpr Duration kMaintenance = seconds(1'200);

}  // namespace

bool Injector::harm_exchange(FaultKind kind) {
    exchange::Exchange& exchange = venue_.exchange();
    how_.clear();
    switch (kind) {
        case FaultKind::PlatformLock:
            exchange.set_platform_lock(true);
            later(lasting(1.0, 120.0), [this] { venue_.exchange().set_platform_lock(false); });
            return true;
        case FaultKind::AccountLock:
            exchange.set_account_lock(venue_.account(), true);
            later(lasting(1.0, 120.0),
                  [this] { venue_.exchange().set_account_lock(venue_.account(), false); });
            return true;
        case FaultKind::InstrumentHalt:
            exchange.set_halted(venue_.perpetual(), true);
            later(lasting(1.0, 60.0),
                  [this] { venue_.exchange().set_halted(venue_.perpetual(), false); });
            return true;
        case FaultKind::Maintenance:
            maintenance();
            return true;
        default:
            return false;
    }
}

// Away for twenty minutes; comes back with the orders cancelled and, one time in two, with a
// position that somebody else has moved meanwhile.
void Injector::maintenance() {
    venue_.close_doors();
    const exchange::OrderFilter all;
    (void)venue_.exchange().cancel_all(venue_.account(), all, exchange::CancelReason::Settlement);
    if (one_in(2)) {
        const double price = venue_.exchange().ticker(venue_.perpetual()).mark_price;
        moved_ = one_in(2) ? 5'000.0 : -5'000.0;
        venue_.exchange().inject_position(venue_.account(), venue_.perpetual(), moved_, price);
        how_ = "and the position has moved";
    }
    later(kMaintenance, [this] { venue_.open_doors(); });
}

bool Injector::harm_market(FaultKind kind) {
    exchange::Exchange& exchange = venue_.exchange();
    const double jump = 0.005 * std::pow(16.0, random_.uniform());
    const double sign = one_in(2) ? 1.0 : -1.0;
    how_.clear();
    switch (kind) {
        case FaultKind::IndexJump:
            how_ = "by " + std::to_string(sign * jump);
            exchange.shock_index(1.0 + sign * jump);
            return true;
        case FaultKind::PremiumJump:
            how_ = "by " + std::to_string(sign * jump * 0.5);
            exchange.shock_premium(sign * jump * 0.5);
            return true;
        case FaultKind::EmptySide: {
            const bool bids = one_in(2);
            const bool asks = !bids && one_in(2);
            how_ = std::string(bids ? "asks" : asks ? "bids" : "both sides") + " gone";
            exchange.set_house_quoting(venue_.perpetual(), bids, asks);
            later(lasting(0.2, 60.0),
                  [this] { venue_.exchange().set_house_quoting(venue_.perpetual(), true, true); });
            return true;
        }
        default:
            return false;
    }
}

bool Injector::harm_account(FaultKind kind) {
    exchange::Exchange& exchange = venue_.exchange();
    how_.clear();
    if (kind == FaultKind::PositionInjected) {
        const double price = exchange.ticker(venue_.perpetual()).mark_price;
        moved_ = (one_in(2) ? 10.0 : -10.0) * static_cast<double>(1 + random_.below(3'000));
        how_ = std::to_string(moved_) + " USD of the perpetual";
        exchange.inject_position(venue_.account(), venue_.perpetual(), moved_, price);
        return true;
    }
    if (kind != FaultKind::HumanTrade && kind != FaultKind::ForeignOrder) {
        return false;
    }
    exchange::OrderRequest request;
    request.instrument = venue_.perpetual();
    request.side = one_in(2) ? exchange::Side::Buy : exchange::Side::Sell;
    request.amount = 10.0 * static_cast<double>(1 + random_.below(2'000));
    request.label = one_in(2) ? "" : "by hand";
    request.session = kByHand;
    if (kind == FaultKind::HumanTrade) {
        request.type = exchange::OrderType::Market;
        request.time_in_force = exchange::TimeInForce::ImmediateOrCancel;
        how_ = exchange.submit(venue_.account(), request).ok() ? "filled" : "refused";
        return true;
    }
    const double mark = exchange.ticker(venue_.perpetual()).mark_price;
    const double away = request.side == exchange::Side::Buy ? 0.992 : 1.008;
    request.price = std::round(mark * away * 2.0) / 2.0;
    const exchange::OrderOutcome placed = exchange.submit(venue_.account(), request);
    how_ = placed.ok() ? "resting" : "refused";
    if (placed.ok()) {
        later(lasting(5.0, 300.0), [this, id = placed.order.order_id] {
            (void)venue_.exchange().cancel(venue_.account(), id);
        });
    }
    return true;
}

}  // namespace hedged::simulator
