// SPDX-License-Identifier: Apache-2.0
// What one underlying's book has earned since start, with its hedge and without, in the book's
// numeraire. Fed with every fill and position as they come, and measured at exact passes, where
// option values and the hedge's mark are of one index and moment; between them nothing changes.
// Engine thread only; all memory is taken at construction; noexcept.
//
// One interval from pass to pass, with u the value of a unit (LegValue), a the amount now held:
//     change of a leg = a (u1 - u0) + sum over fills of q (u0 - u_fill) - fees
// A fill is thus held against the mark, which is its slippage; what becomes of legs that come, go
// or have no data is in leg_ledger.hpp. A leg that has expired keeps its payoff. A perpetual that
// hedges is charged the funding that the exchange states.
//
// Coins become dollars as they are made: dP = index * dE (maths.md 8, identity 2), and dollars of
// linear legs become coins in the same way, so that the profit is that of the delta that is hedged
// (numeraire.hpp). What the coins already held are worth is the collateral's affair and left out;
// with the equity counted it comes in as equity * d(index), and the book's profit is the change of
// its equity in USD.
//
// P1  hedged - unhedged is what the hedge instrument alone has earned.
// P2  In coins, hedged is the change of the account's equity but for deposits, withdrawals and
//     delivery fees (tests/sim: against the exchange's own account).
#pragma once

#include "hedged/portfolio/book.hpp"
#include "hedged/portfolio/leg_ledger.hpp"
#include "hedged/protocol/account_events.hpp"

#include <cstddef>
#include <optional>

namespace hedged::portfolio {

struct Profit {
    BookProfit unhedged;   // every leg but the hedge instrument
    BookProfit hedged;     // all of them
    Coins unhedged_coins;  // the same in coins, whatever the numeraire
    Coins hedged_coins;
    Coins funding;          // of the hedge instrument, part of hedged; positive was received
    bool measured = false;  // a pass was made
};

// The moment of an exact pass.
struct ProfitPass {
    UsdPrice index;
    WallTime market_time;
    InstrumentIndex hedge;
    double funding_8h = 0.0;      // present rate of the hedge, a fraction per 8 hours; longs pay
    std::optional<Coins> equity;  // of the coin account; needed where the equity counts
};

class ProfitMeter {
public:
    ProfitMeter(Numeraire numeraire, bool include_equity, std::size_t instrument_capacity);

    // See LegLedger.
    void on_found(InstrumentIndex instrument, WallTime stated_at) noexcept;
    void on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved) noexcept;
    // After an exact pass over `book` at that index and time.
    void measure(const Book& book, const ProfitPass& at) noexcept;

    [[nodiscard]] const Profit& profit() const noexcept { return profit_; }

private:
    // In coins and in USD, as the legs are settled.
    struct Change {
        double coins = 0.0;
        double usd = 0.0;
        void add(bool inverse, double amount) noexcept { (inverse ? coins : usd) += amount; }
    };
    void book(const ProfitPass& at, const Change& rest, const Change& hedge_change) noexcept;

    Numeraire numeraire_;
    bool counts_equity_;
    LegLedger ledger_;
    UsdPrice last_index_;
    WallTime last_time_;
    std::optional<Coins> last_equity_;
    Profit profit_;
};

}  // namespace hedged::portfolio
