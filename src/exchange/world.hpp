// SPDX-License-Identifier: Apache-2.0
// The state that the exchange's parts share: listings, accounts, ids and the log of changes. Each
// part (market, matching, house, settlement) holds a reference to one World. One thread.
#pragma once

#include "hedged/exchange/exchange_config.hpp"

#include "exchange/account_state.hpp"
#include "exchange/change_log.hpp"
#include "exchange/listing.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace hedged::exchange {

struct World {
    ExchangeConfig config;
    WallTime now;
    double index = 0.0;  // published, to 0.01
    bool platform_locked = false;
    WallTime paused_until;  // of the settlement in progress

    std::deque<Listing> listings;  // by InstrumentId; addresses stay
    std::unordered_map<std::string, InstrumentId> by_name;
    std::deque<AccountState> accounts;  // by AccountId; the first is the house
    double fee_pot = 0.0;
    ChangeLog log;

    // Deribit's change ids are above 2^37: fronts and clients must not squeeze them into 32 bits.
    std::uint64_t next_change_id = 1ULL << 37U;
    std::uint64_t next_order_id = 1'000'001;
    std::uint64_t next_trade_id = 400'000'001;

    [[nodiscard]] Listing& listing(InstrumentId id) { return listings.at(id.raw); }
    [[nodiscard]] const Listing& listing(InstrumentId id) const { return listings.at(id.raw); }
    [[nodiscard]] AccountState& account(AccountId id) { return accounts.at(id.raw); }
    [[nodiscard]] const AccountState& account(AccountId id) const { return accounts.at(id.raw); }
    [[nodiscard]] bool in_settlement() const noexcept { return now < paused_until; }
    [[nodiscard]] bool trading() const noexcept { return !platform_locked && !in_settlement(); }

    // To be called once after a call's or a re-quote's changes to a book.
    void book_changed(Listing& listing);
};

}  // namespace hedged::exchange
