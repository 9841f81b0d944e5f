// SPDX-License-Identifier: Apache-2.0
// Margin after Deribit's standard model, in coin, each instrument by itself:
//   future   N USD at mark M: coins c = |N| / M
//            initial c * (2 % + 0.005 % * c), maintenance c * (1 % + 0.005 % * c)
//   short    q coins, premium p, out of the money by o = max(K/F - 1, 0) (call), max(1 - K/F, 0)
//   option   maintenance q * (7.5 % + p) (call), q * (max(7.5 %, 7.5 % * p) + p) (put)
//            initial q * (max(15 % - o, 10 %) + p), a put's at least its maintenance
//   long     none: the premium is paid, and margin_balance does not count its value
// Open orders: whichever of "all bids filled" and "all asks filled" needs more than the position,
// plus the premium and fee of option bids. Pure, apart from reading the world.
#pragma once

#include "exchange/world.hpp"

#include <cstdint>
#include <optional>

namespace hedged::exchange {

struct Margins {
    double initial = 0.0;      // of positions
    double maintenance = 0.0;  // of positions
    double orders = 0.0;       // on top of initial
    [[nodiscard]] double with_orders() const noexcept { return initial + orders; }
};

// An order under consideration, as if it rested in full.
struct Hypothetical {
    InstrumentId instrument;
    Side side = Side::Buy;
    std::int64_t lots = 0;
    double price = 0.0;
    OrderId replaces;  // the open order that it would take the place of, if any
};

[[nodiscard]] Margins position_margin(const Listing& listing, std::int64_t lots,
                                      const MarginConfig& config) noexcept;

[[nodiscard]] Margins instrument_margin(const World& world, const AccountState& account,
                                        InstrumentId id,
                                        const std::optional<Hypothetical>& extra = std::nullopt);

[[nodiscard]] Margins account_margin(const World& world, const AccountState& account,
                                     const std::optional<Hypothetical>& extra = std::nullopt);

// balance + futures_session_upl + session_rpl
[[nodiscard]] double margin_balance(const World& world, const AccountState& account);

}  // namespace hedged::exchange
