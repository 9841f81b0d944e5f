// SPDX-License-Identifier: Apache-2.0
// A simulated derivatives exchange in memory: a market pinned to recorded chains, price-time order
// books, accounts with margin, fees, funding and settlement. Deterministic: the same configuration,
// history and sequence of calls give the same market and the same answers. One thread; no clock, no
// socket, no global state; allocates freely. Refusals are values, never exceptions.
//
// A front calls advance() at its pace and the trading calls as requests arrive, and after each of
// them takes what changed. Pointers into the exchange stay valid until the next non-const call;
// instruments keep their address for good.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/exchange/account.hpp"
#include "hedged/exchange/chain_history.hpp"
#include "hedged/exchange/changes.hpp"
#include "hedged/exchange/exchange_config.hpp"
#include "hedged/exchange/instrument.hpp"
#include "hedged/exchange/market_view.hpp"
#include "hedged/exchange/order.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::exchange {

class Exchange {
public:
    // The history must not be empty (asserted); the market opens at config.start.
    Exchange(const ExchangeConfig& config, const ChainHistory& history);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // Market time. Going back is ignored. Recorded points, settlement samples and settlements that
    // lie between are all visited in order, however large the step.
    void advance(WallTime market_now);
    [[nodiscard]] WallTime now() const noexcept;

    // Instruments, including those that have closed; find() answers nullptr when there is none.
    [[nodiscard]] std::size_t instrument_count() const noexcept;
    [[nodiscard]] const Instrument& instrument(InstrumentId id) const noexcept;
    [[nodiscard]] const Instrument* find(std::string_view name) const noexcept;

    // Market data. A watched instrument is re-marked at every step; watches are counted.
    void watch(InstrumentId id);
    void unwatch(InstrumentId id);
    [[nodiscard]] double index_price() const noexcept;
    [[nodiscard]] double estimated_delivery_price() const noexcept;
    [[nodiscard]] bool in_averaging_window() const noexcept;
    // The short pause after 08:00 UTC: entry, edits and users' cancels answer 10041.
    [[nodiscard]] bool in_settlement() const noexcept;
    [[nodiscard]] Quote quote(InstrumentId id) const;
    [[nodiscard]] Ticker ticker(InstrumentId id) const;
    [[nodiscard]] OptionMark mark(InstrumentId id) const;
    [[nodiscard]] BookSnapshot book(InstrumentId id, std::size_t depth = SIZE_MAX) const;
    [[nodiscard]] std::vector<PublicTrade> last_trades(InstrumentId id, std::size_t count) const;

    // Accounts.
    AccountId open_account(std::string name, double coin_balance);
    // Opens an account with positions taken over from the house at the given average prices.
    [[nodiscard]] Result<AccountId, std::string> seed_account(
        std::string name, double coin_balance, std::span<const SeedPosition> positions);
    [[nodiscard]] std::optional<AccountId> find_account(std::string_view name) const;

    // Trading.
    OrderOutcome submit(AccountId account, const OrderRequest& request);
    OrderOutcome edit(AccountId account, const EditRequest& request);
    // Market order, or limit order when a price is given, for the whole position, reduce-only.
    OrderOutcome close_position(AccountId account, InstrumentId id, std::optional<double> price,
                                SessionTag session);
    [[nodiscard]] Result<Order, Reject> cancel(AccountId account, OrderId order);
    // Returns the orders as cancelled. Allowed while locked, as cancels are; in_settlement() it
    // cancels nothing unless the reason is the exchange's own.
    std::vector<Order> cancel_all(AccountId account, const OrderFilter& filter,
                                  CancelReason reason = CancelReason::UserRequest);

    // Account queries.
    [[nodiscard]] std::optional<Order> order(AccountId account, OrderId id) const;
    [[nodiscard]] std::vector<Order> open_orders(AccountId account,
                                                 const OrderFilter& filter = {}) const;
    // Orders no longer open, newest first.
    [[nodiscard]] std::vector<Order> order_history(AccountId account, const OrderFilter& filter,
                                                   std::size_t count) const;
    [[nodiscard]] std::vector<Order> orders_by_label(AccountId account,
                                                     std::string_view label) const;
    [[nodiscard]] std::vector<UserTrade> user_trades(AccountId account,
                                                     const TradeFilter& filter) const;
    [[nodiscard]] Position position(AccountId account, InstrumentId id) const;  // size 0 if none
    [[nodiscard]] std::vector<Position> positions(AccountId account) const;
    [[nodiscard]] AccountSummary summary(AccountId account) const;
    [[nodiscard]] std::vector<SettlementRecord> settlements(AccountId account,
                                                            std::size_t count) const;

    // Swaps what happened since the last call into `out`; pass the same object for cheapness. To be
    // called now and then: trades and account changes pile up until they are taken.
    void take_changes(Changes& out);

    // Faults for tests and rehearsals.
    void set_platform_lock(bool locked);  // order entry 10019, cancels pass
    [[nodiscard]] bool platform_locked() const noexcept;
    void set_account_lock(AccountId account, bool locked);  // order entry 11098, cancels pass
    void set_halted(InstrumentId id, bool halted);          // order entry 13019, cancels pass
    // Moves `size` (signed) to the account from the house at `price` without any fill or trade.
    void inject_position(AccountId account, InstrumentId id, double size, double price);
    // Multiplies the index at once; the path then returns to its recorded points.
    void shock_index(double factor);
    // Adds to the perpetual's premium, as a fraction of the index; it then reverts.
    void shock_premium(double fraction);
    // Which sides the house quotes in an instrument; a drained side returns when set again.
    void set_house_quoting(InstrumentId id, bool bids, bool asks);
    // Everything that accounts, house and fee pot own less everything ever deposited, in coin.
    // For audits: zero within rounding at any time.
    [[nodiscard]] double cash_imbalance() const;
    // A fingerprint of every trade, quote and account event so far.
    [[nodiscard]] std::uint64_t event_hash() const noexcept;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace hedged::exchange
