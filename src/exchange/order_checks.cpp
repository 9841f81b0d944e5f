// SPDX-License-Identifier: Apache-2.0
#include "exchange/order_checks.hpp"

#include "exchange/margin.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace hedged::exchange {
namespace {

constexpr std::ptrdiff_t kLongestLabel = 64;
constexpr double kLargestAmount = 1e12;

Reject reject(RejectCode code, std::string_view param = {}, std::string_view reason = {}) noexcept {
    return {code, 0.0, reason, param};
}

// Resting lots of the account on one side, apart from one order.
std::int64_t resting_lots(const AccountState& account, InstrumentId id, Side side, OrderId except,
                          bool reduce_only) noexcept {
    std::int64_t lots = 0;
    for (const auto& [order_id, record] : account.open) {
        const Order& order = record.order;
        const bool counts = order.instrument == id && order.side == side && order_id != except;
        if (counts && (order.reduce_only || !reduce_only)) {
            lots += record.open_lots();
        }
    }
    return lots;
}

std::int64_t closing_lots(const AccountState& account, InstrumentId id, Side side) noexcept {
    const std::int64_t position = account.lots_of(id);
    const std::int64_t held = side == Side::Sell ? position : -position;
    return held > 0 ? held : 0;
}

}  // namespace

std::optional<Reject> check_entry(const World& world, const AccountState& account,
                                  const Listing& listing,
                                  std::optional<WallTime> valid_until) noexcept {
    if (valid_until && *valid_until < world.now) {
        return reject(RejectCode::TimedOut, "valid_until");
    }
    if (account.locked) {
        return reject(RejectCode::AccountLocked);
    }
    if (world.platform_locked) {
        return reject(RejectCode::LockedByAdmin);
    }
    if (world.in_settlement()) {
        return reject(RejectCode::SettlementInProgress);
    }
    if (!listing.accepts_orders()) {
        return reject(RejectCode::OrderbookClosed, "instrument_name");
    }
    return std::nullopt;
}

std::optional<Reject> check_terms(const OrderRequest& request) noexcept {
    // Characters, not bytes: continuation bytes of UTF-8 do not count.
    const auto characters = std::count_if(request.label.begin(), request.label.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    if (characters > kLongestLabel) {
        return reject(RejectCode::InvalidArguments, "label",
                      "must be no longer than 64 characters");
    }
    const bool immediate = request.time_in_force == TimeInForce::ImmediateOrCancel ||
                           request.time_in_force == TimeInForce::FillOrKill;
    if (request.post_only && (immediate || request.type == OrderType::Market)) {
        return reject(RejectCode::PostOnlyNotAllowed, "post_only");
    }
    if (request.reject_post_only && !request.post_only) {
        return reject(RejectCode::InvalidArguments, "reject_post_only", "needs post_only");
    }
    return std::nullopt;
}

CheckedLots check_amount(const Listing& listing, double amount) noexcept {
    if (!std::isfinite(amount) || amount <= 0.0 || amount > kLargestAmount) {
        return {reject(RejectCode::InvalidAmount, "amount"), 0};
    }
    if (amount < listing.meta.min_trade_amount * (1.0 - 1e-9)) {
        return {reject(RejectCode::QuantityTooLow, "amount"), 0};
    }
    const auto lots = listing.amounts.exact(amount);
    if (!lots) {
        const bool option = listing.meta.is_option();
        const std::string_view reason = "must be a multiple of the minimum order size";
        return {reject(option ? RejectCode::InvalidAmount : RejectCode::NonIntegerContracts,
                       "amount", reason),
                0};
    }
    return {std::nullopt, *lots};
}

CheckedTicks check_price(const Listing& listing, Side side, double price,
                         bool band_clamps) noexcept {
    if (!std::isfinite(price) || price <= 0.0) {
        return {reject(RejectCode::InvalidPrice, "price"), 0};
    }
    const MarkState& mark = listing.mark;
    const bool high = side == Side::Buy && price > mark.max_price;
    const bool low = side == Side::Sell && price < mark.min_price;
    if ((high || low) && band_clamps) {
        return {std::nullopt, market_limit(listing, side)};
    }
    if (high) {
        return {Reject{RejectCode::PriceTooHigh, mark.max_price, {}, "price"}, 0};
    }
    if (low) {
        return {Reject{RejectCode::PriceTooLow, mark.min_price, {}, "price"}, 0};
    }
    const auto coarse = listing.grid_at(price).exact(price);
    if (!coarse) {
        return {reject(RejectCode::PriceWrongTick, "price"), 0};
    }
    return {std::nullopt, listing.prices.nearest(price)};
}

std::int64_t market_limit(const Listing& listing, Side side) noexcept {
    return listing.prices.nearest(side == Side::Buy ? listing.mark.max_price
                                                    : listing.mark.min_price);
}

std::int64_t reducible_lots(const AccountState& account, InstrumentId id, Side side,
                            OrderId except) noexcept {
    const std::int64_t free =
        closing_lots(account, id, side) - resting_lots(account, id, side, except, true);
    return free > 0 ? free : 0;
}

bool is_risk_reducing(const AccountState& account, const OrderRecord& record) noexcept {
    const Order& order = record.order;
    const std::int64_t resting =
        resting_lots(account, order.instrument, order.side, order.order_id, false);
    return resting + record.open_lots() <= closing_lots(account, order.instrument, order.side);
}

std::optional<Reject> check_funds(const World& world, const AccountState& account,
                                  const OrderRecord& record) {
    if (is_risk_reducing(account, record)) {
        return std::nullopt;
    }
    const Order& order = record.order;
    const Listing& listing = world.listing(order.instrument);
    double price = listing.price_of(record.ticks);
    // A market order pays what is offered, not the band that bounds it.
    if (order.type == OrderType::Market && listing.quote.ask.amount > 0.0) {
        price = std::min(price, listing.quote.ask.price);
    }
    const Hypothetical extra{order.instrument, order.side, record.open_lots(), price,
                             order.order_id};
    const double needed = account_margin(world, account, extra).with_orders();
    // An edit that asks for less than before passes even when the account is short.
    if (needed > margin_balance(world, account) &&
        needed > account_margin(world, account).with_orders()) {
        return reject(RejectCode::NotEnoughFunds);
    }
    return std::nullopt;
}

bool selects(const World& world, const OrderFilter& filter, const Order& order) noexcept {
    const Instrument& instrument = world.listing(order.instrument).meta;
    return (!filter.instrument || *filter.instrument == order.instrument) &&
           (!filter.kind || *filter.kind == instrument.kind) &&
           (!filter.currency || *filter.currency == instrument.base_currency) &&
           (!filter.label || *filter.label == order.label) &&
           (!filter.type || *filter.type == order.type) &&
           (!filter.session || *filter.session == order.session);
}

}  // namespace hedged::exchange
