// SPDX-License-Identifier: Apache-2.0
// Collects what the front will be told and folds it into a running fingerprint. Account changes of
// one call are grouped by account and instrument and closed at the end of the call. One thread.
#pragma once

#include "hedged/exchange/changes.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace hedged::exchange {

class ChangeLog {
public:
    void index(double price);
    void book(InstrumentId id);
    void quote(InstrumentId id, const Quote& quote);
    void ticker(InstrumentId id);
    void mark(InstrumentId id);
    void trade(const PublicTrade& trade);
    void state(InstrumentId id, InstrumentState state, WallTime now);
    void portfolio(AccountId account);
    void platform_lock(bool locked, WallTime now);
    void account_lock(AccountId account, bool locked);
    void settlement(const SettlementRecord& record);

    void order(const Order& order);
    void user_trade(const UserTrade& trade);
    void position(AccountId account, InstrumentId id);

    // Ends the groups of this call, with each touched position as it is now.
    using PositionOf = std::function<Position(AccountId, InstrumentId)>;
    void close_groups(const PositionOf& position_of);

    void take(Changes& out);
    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }

private:
    enum Flag : std::uint8_t { kBook = 1, kQuote = 2, kTicker = 4, kMark = 8 };
    struct Group {
        AccountChange change;
        bool position_touched = false;
    };

    void flag(InstrumentId id, Flag bit, std::vector<InstrumentId>& list);
    void fold(std::uint64_t value) noexcept;
    void fold(double value) noexcept;
    Group& group(AccountId account, InstrumentId id);

    Changes pending_;
    std::vector<std::uint8_t> flags_;            // by instrument
    std::vector<std::uint8_t> portfolio_flags_;  // by account
    std::vector<Group> groups_;
    std::uint64_t hash_ = 0;
};

}  // namespace hedged::exchange
