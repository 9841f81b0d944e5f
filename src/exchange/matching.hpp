// SPDX-License-Identifier: Apache-2.0
// Turns orders into resting entries and fills: the one place where trades happen. Requests arrive
// checked (order_checks.hpp). One thread.
#pragma once

#include "exchange/account_state.hpp"
#include "exchange/world.hpp"

#include <cstdint>
#include <vector>

namespace hedged::exchange {

class Matching {
public:
    explicit Matching(World& world) : world_(world) {}

    // Matches the record at its price and rests, fills or cancels what is left by its time in
    // force. Moves the record to its account; answers the order as it then is.
    Order execute(OrderRecord record, std::vector<UserTrade>& trades);

    // The house takes users' orders that its new quotes would cross. Returns the lots taken.
    std::int64_t house_takes(Listing& listing, Side side, std::int64_t limit, std::int64_t lots);
    // Anonymous market flow: takes at the best price only, from anyone. Returns the lots taken.
    std::int64_t house_hits_best(Listing& listing, Side side, std::int64_t lots);

    // Takes the order out of the book and closes it.
    Order cancel(AccountState& account, OrderId id, CancelReason reason);
    // Writes an open order's present state where the front will find it.
    void report(const OrderRecord& record);
    void refresh(OrderRecord& record) const;  // public amounts from the whole numbers

    // Keeps resting reduce-only orders within the position, youngest given up first.
    void trim_reduce_only(AccountState& account, Listing& listing);

private:
    struct Taker {
        AccountId account = kHouse;
        OrderRecord* record = nullptr;  // none for the house
        std::vector<UserTrade>* trades = nullptr;
    };
    struct FillSide {
        AccountState* account = nullptr;
        OrderRecord* record = nullptr;
        Side side = Side::Buy;
        Liquidity liquidity = Liquidity::Taker;
        bool self_trade = false;
    };

    std::int64_t match(Listing& listing, const Taker& taker, Side side, std::int64_t limit,
                       std::int64_t lots, OrderBook::Against against);
    void fill(Listing& listing, const Taker& taker, Side side, const BookFill& fill);
    PublicTrade publish(Listing& listing, Side side, std::int64_t lots, double price);
    UserTrade book_side(Listing& listing, const FillSide& half, std::int64_t lots,
                        const PublicTrade& trade);
    void close(AccountState& account, OrderId id, OrderState state, CancelReason reason);

    World& world_;
};

}  // namespace hedged::exchange
