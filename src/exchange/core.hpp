// SPDX-License-Identifier: Apache-2.0
// The exchange behind its public face: the parts, in the order in which they depend on each other.
#pragma once

#include "hedged/exchange/exchange.hpp"

#include "exchange/house.hpp"
#include "exchange/market.hpp"
#include "exchange/matching.hpp"
#include "exchange/order_entry.hpp"
#include "exchange/settlement.hpp"
#include "exchange/world.hpp"

#include <string>

namespace hedged::exchange {

class Exchange::Core {
public:
    Core(const ExchangeConfig& config, const ChainHistory& history);

    void advance(WallTime market_now);
    AccountId open_account(std::string name, double coin_balance);
    void move_position(AccountId account, Listing& listing, std::int64_t lots, double price);
    void close_groups();  // at the end of every call that may change an account

    World world;
    Market market;
    Matching matching;
    House house;
    Settlement settlement;
    OrderEntry orders;

private:
    void re_mark(Duration step);
};

}  // namespace hedged::exchange
