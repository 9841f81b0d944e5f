// SPDX-License-Identifier: Apache-2.0
// 08:00 UTC: session results become cash, expiring instruments are delivered at the average index,
// day orders end, and order entry pauses. One thread.
#pragma once

#include "exchange/market.hpp"
#include "exchange/matching.hpp"
#include "exchange/world.hpp"

#include <vector>

namespace hedged::exchange {

class Settlement {
public:
    Settlement(World& world, Market& market, Matching& matching)
        : world_(world), market_(market), matching_(matching) {}

    // At the settlement's own time, after the last sample.
    void run();

private:
    void end_day_orders();
    void cancel_orders_in(const Listing& listing);
    void deliver(Listing& listing, double delivery_price);
    double deliver_holding(AccountState& account, Listing& listing, const Holding& holding,
                           double value, double delivery_price);
    void settle_account(AccountState& account);
    void record(AccountState& account, const SettlementRecord& line);

    World& world_;
    Market& market_;
    Matching& matching_;
};

}  // namespace hedged::exchange
