// SPDX-License-Identifier: Apache-2.0
#include "exchange/core.hpp"

#include "hedged/core/assert.hpp"

#include "exchange/ledger.hpp"
#include "exchange/valuation.hpp"

#include <algorithm>
#include <utility>

namespace hedged::exchange {
namespace {

World opened(const ExchangeConfig& config, const ChainHistory& history) {
    HEDGED_ASSERT(!history.empty());
    World world;
    world.config = config;
    world.now = std::max(config.start, history.front().time);
    AccountState house;
    house.id = kHouse;
    house.name = "house";
    world.accounts.push_back(std::move(house));
    return world;
}

}  // namespace

Exchange::Core::Core(const ExchangeConfig& config, const ChainHistory& history)
    : world(opened(config, history)),
      market(world, history),
      matching(world),
      house(world, market, matching),
      settlement(world, market, matching),
      orders(world, matching) {
    for (Listing& listing : world.listings) {
        house.requote(listing);
    }
}

void Exchange::Core::advance(WallTime market_now) {
    const WallTime before = world.now;
    while (world.now < market_now) {
        market.step_to(market.next_event(market_now));
        if (world.now == market.average().settlement()) {
            settlement.run();
        }
    }
    if (world.now > before) {
        re_mark(world.now - before);
        house.run_takers();
        for (const AccountState& account : world.accounts) {
            if (!account.holdings.empty()) {
                world.log.portfolio(account.id);
            }
        }
        close_groups();
    }
}

void Exchange::Core::re_mark(Duration step) {
    for (const InstrumentId id : market.mark_due(step)) {
        house.requote(world.listing(id));
    }
}

AccountId Exchange::Core::open_account(std::string name, double coin_balance) {
    AccountState account;
    account.id = AccountId{static_cast<std::uint32_t>(world.accounts.size())};
    account.name = std::move(name);
    account.balance = coin_balance;
    account.deposits = coin_balance;
    world.accounts.push_back(std::move(account));
    world.log.portfolio(world.accounts.back().id);
    return world.accounts.back().id;
}

void Exchange::Core::move_position(AccountId account, Listing& listing, std::int64_t lots,
                                   double price) {
    (void)add_to_position(world, world.account(account), listing, lots, price, Cash::Stays);
    (void)add_to_position(world, world.account(kHouse), listing, -lots, price, Cash::Stays);
    world.log.position(account, listing.meta.id);
    matching.trim_reduce_only(world.account(account), listing);
}

void Exchange::Core::close_groups() {
    world.log.close_groups([this](AccountId account, InstrumentId id) {
        return position_view(world, world.account(account), id);
    });
}

}  // namespace hedged::exchange
