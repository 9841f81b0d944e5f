// SPDX-License-Identifier: Apache-2.0
// Positions, account summaries and tickers as the exchange shows them: values computed from the
// world at the present marks. Pure readers, one thread.
#pragma once

#include "exchange/market.hpp"
#include "exchange/world.hpp"

namespace hedged::exchange {

[[nodiscard]] Position position_view(const World& world, const AccountState& account,
                                     InstrumentId id);

// `next_expiry` is the settlement that projected_delta_total looks past.
[[nodiscard]] AccountSummary summary_view(const World& world, const AccountState& account,
                                          WallTime next_expiry);

[[nodiscard]] Ticker ticker_view(const World& world, const Market& market, const Listing& listing);

[[nodiscard]] BookSnapshot book_view(const World& world, const Listing& listing, std::size_t depth);

}  // namespace hedged::exchange
