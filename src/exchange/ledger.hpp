// SPDX-License-Identifier: Apache-2.0
// Bookkeeping of positions and cash. Everything that one account gains another (often the house) or
// the fee pot loses, to the rounding of a double. All results in coin. One thread.
#pragma once

#include "exchange/account_state.hpp"
#include "exchange/listing.hpp"
#include "exchange/world.hpp"

#include <cstdint>

namespace hedged::exchange {

enum class Cash : std::uint8_t { Moves, Stays };  // whether an option's premium changes hands

// Adds `lots` (signed) at `price` to the account's position, at the world's present index. Answers
// the profit realised by the part that closed a position.
double add_to_position(const World& world, AccountState& account, Listing& listing,
                       std::int64_t lots, double price, Cash cash);

// Trading fee in coin for a fill; positive is paid.
[[nodiscard]] double trading_fee(const Listing& listing, std::int64_t lots, double price,
                                 Liquidity liquidity, const FeeConfig& fees) noexcept;

// Moves a fee from the account to the fee pot.
void charge(World& world, AccountState& account, double fee);

// Unrealised profit of a basis at the present mark: basis() since entry, session_basis() since the
// last settlement.
[[nodiscard]] double unrealised(const Listing& listing, std::int64_t lots, double basis) noexcept;

// Sum over all of what is owned less what was deposited.
[[nodiscard]] double cash_imbalance(const World& world);

}  // namespace hedged::exchange
