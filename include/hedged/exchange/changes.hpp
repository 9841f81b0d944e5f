// SPDX-License-Identifier: Apache-2.0
// What happened since the front last asked. Lists of ids hold each id once; the front then reads
// the present state of those instruments. Account changes keep their order: each entry is one
// consistent update of one instrument, as user.changes wants it. Reuses its storage.
#pragma once

#include "hedged/exchange/account.hpp"
#include "hedged/exchange/market_view.hpp"
#include "hedged/exchange/order.hpp"

#include <vector>

namespace hedged::exchange {

struct InstrumentStateChange {
    InstrumentId instrument;
    InstrumentState state = InstrumentState::Created;
    WallTime timestamp;
};

struct PlatformLockChange {
    bool locked = false;
    WallTime timestamp;
};

struct AccountLockChange {
    AccountId account;
    bool locked = false;
};

struct AccountChange {
    AccountId account;
    InstrumentId instrument;
    std::vector<Order> orders;
    std::vector<UserTrade> trades;
    std::vector<Position> positions;  // none or one
};

struct Changes {
    bool index = false;                 // index_price() moved
    std::vector<InstrumentId> books;    // some level changed; change_id moved
    std::vector<InstrumentId> quotes;   // best bid or ask, price or amount
    std::vector<InstrumentId> tickers;  // anything a ticker shows
    std::vector<InstrumentId> marks;    // options whose mark price or volatility changed
    std::vector<PublicTrade> trades;
    std::vector<InstrumentStateChange> states;
    std::vector<AccountChange> accounts;
    std::vector<AccountId> portfolios;  // summaries that differ, by event or by re-marking
    std::vector<PlatformLockChange> platform_locks;
    std::vector<AccountLockChange> account_locks;
    std::vector<SettlementRecord> settlements;

    [[nodiscard]] bool empty() const noexcept;
    void clear() noexcept;
};

}  // namespace hedged::exchange
