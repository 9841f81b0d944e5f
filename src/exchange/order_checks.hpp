// SPDX-License-Identifier: Apache-2.0
// Everything an order must satisfy before it may match: who, when, which instrument, size, price,
// position and funds. Each answers a reason with Deribit's code, or nothing. Reads the world only.
#pragma once

#include "hedged/exchange/order.hpp"

#include "exchange/world.hpp"

#include <cstdint>
#include <optional>

namespace hedged::exchange {

// Locks, settlement, the instrument's state and the request's own deadline.
[[nodiscard]] std::optional<Reject> check_entry(const World& world, const AccountState& account,
                                                const Listing& listing,
                                                std::optional<WallTime> valid_until) noexcept;

// Combination of flags, label length.
[[nodiscard]] std::optional<Reject> check_terms(const OrderRequest& request) noexcept;

struct CheckedLots {
    std::optional<Reject> reject;
    std::int64_t lots = 0;
};
[[nodiscard]] CheckedLots check_amount(const Listing& listing, double amount) noexcept;

struct CheckedTicks {
    std::optional<Reject> reject;
    std::int64_t ticks = 0;
};
// Beyond the band a price is refused or, when the configuration says so, moved to it; Deribit's
// documents give an error for the one and describe the other.
[[nodiscard]] CheckedTicks check_price(const Listing& listing, Side side, double price,
                                       bool band_clamps) noexcept;
// How far a market order may reach: the price band.
[[nodiscard]] std::int64_t market_limit(const Listing& listing, Side side) noexcept;

// Lots by which a reduce-only order may still shrink the position, other such orders counted, the
// one being edited not.
[[nodiscard]] std::int64_t reducible_lots(const AccountState& account, InstrumentId id, Side side,
                                          OrderId except) noexcept;

// Orders that only shrink a position pass without funds; others need margin_balance to cover what
// the margin would become.
[[nodiscard]] std::optional<Reject> check_funds(const World& world, const AccountState& account,
                                                const OrderRecord& record);
[[nodiscard]] bool is_risk_reducing(const AccountState& account,
                                    const OrderRecord& record) noexcept;

// Whether an open or closed order is among those that the filter selects.
[[nodiscard]] bool selects(const World& world, const OrderFilter& filter,
                           const Order& order) noexcept;

}  // namespace hedged::exchange
