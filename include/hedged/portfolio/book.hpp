// SPDX-License-Identifier: Apache-2.0
// The live book of one underlying on the engine's path: legs in dense arrays, and their delta,
// gamma and speed as aggregates at the last exact pass, so that a decision costs the same for any
// number of legs. Engine thread only; all memory is taken at construction; noexcept.
//
// Every forward keeps its ratio to the index when the index moves (maths.md 3.1). Deltas are in
// coins in the book's numeraire; an inverse option's own delta is net of its premium. Inside the
// settlement window options and futures are priced on the running mean (maths.md 4.1). A leg
// without usable inputs (no market data, a volatility or time out of bounds) is left out of every
// sum and counted; an expired leg has no Greeks and is not an error.
//
// B1  The aggregates equal the sum over legs: to rounding after each change of one leg, and summed
//     again in a fixed order by recompute_all().
// B2  Nothing here is ever NaN, whatever goes in.
// B3  exposure_at() is within expansion_error() of an exact pass at the same index and time.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/portfolio/leg_state.hpp"
#include "hedged/portfolio/numeraire.hpp"
#include "hedged/portfolio/settlement_mean.hpp"
#include "hedged/pricing/greeks_batch.hpp"
#include "hedged/pricing/option_point.hpp"
#include "hedged/pricing/smile_dynamics.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace hedged::portfolio {

struct Exposure {
    BookDelta delta;
    Gamma gamma;      // d(delta)/d(index) in the book's numeraire
    BookDelta smile;  // what the smile's movement with the underlying adds; part of delta
    VegaUsd vega;     // USD per 1.00 of volatility
    ThetaUsdPerYear theta;
    Coins equity;
    bool usable = false;  // an exact pass was made and every leg is priced
};

enum class LegStatus : std::uint8_t { Priced, NoMarketData, BadInput, Settling };

struct LegReport {
    InstrumentIndex instrument;
    double amount = 0.0;  // amount unit, signed
    LegStatus status = LegStatus::NoMarketData;
    Vol vol;                 // options
    BlackDelta black_delta;  // per coin of notional; options
    NetDelta delta;          // of the whole position, coin numeraire
    Gamma gamma;             // of the whole position, usd numeraire
    VegaUsd vega;
    ThetaUsdPerYear theta;
    Instant data_received;
};

// How old a leg's market data is.
struct LegData {
    InstrumentIndex instrument;
    Instant received;
    bool has_data = false;
    bool is_option = false;
};

class Book {
public:
    Book(Numeraire numeraire, bool include_equity, std::size_t legs_max,
         std::size_t instrument_capacity, const pricing::SettlementWindow& window = {});
    Book(const Book&) = delete;
    Book& operator=(const Book&) = delete;
    Book(Book&&) noexcept;
    Book& operator=(Book&&) noexcept;
    ~Book();

    // How the smile is taken to move with the underlying; what that adds to the options' deltas is
    // part of every delta and gamma here, outside the settlement window. Before the first position.
    // False: a coefficient or the limit is out of bounds, and the book is as it was.
    [[nodiscard]] bool set_smile_dynamics(const pricing::SmileDynamicsSettings& settings) noexcept;

    // Signed amount in the instrument's amount unit; zero removes the leg. False: no room, or not
    // an amount (no number, or beyond 1e30). Changes the aggregates at once; a leg that is new is
    // excluded until it has market data.
    [[nodiscard]] bool set_position(const InstrumentSpec& spec, double amount) noexcept;
    // Of the leg's own data: ratios to the index of the same message, so that a later index moves
    // the leg with it. Ignored for instruments that are no leg. After the first exact pass the leg
    // is priced at once, at the index and time of the last pass, and replaces its part of the
    // aggregates.
    // `vol_slope` is d sigma / d ln(K/F) of the smile at the strike, 0 (or no number) for none.
    void set_option_market(InstrumentIndex instrument, double forward_to_index, Vol vol,
                           Instant received, double vol_slope = 0.0) noexcept;
    // The slope alone, as a new fit of the smile gives it; it counts from the next exact pass on.
    void set_vol_slope(InstrumentIndex instrument, double vol_slope) noexcept;
    void set_future_market(InstrumentIndex instrument, double mark_to_index,
                           Instant received) noexcept;
    // The equity of the coin account; it belongs to the index of the next exact pass. From there on
    // it follows the value of the legs when it is counted, else the index with the book's own
    // delta.
    void set_equity(Coins equity) noexcept;
    // What a report adds to the equity followed so far; only while follows_equity().
    void adjust_equity(Coins by) noexcept;
    // What a trade in a leg makes of the equity at once: its price (USD of an inverse future, coins
    // of an inverse option) against what the leg is worth by our data, and its fee in coins. What
    // the leg's price does later then counts for the new lots from where they were bought. Of
    // inverse legs that are priced; only while follows_equity(). One that makes more than a
    // twentieth of what was traded, or no number, is left to the reports.
    void book_trade(InstrumentIndex instrument, double signed_amount, double price,
                    Coins fee) noexcept;
    // There is one, carried on from an exact pass, to compare a report with.
    [[nodiscard]] bool follows_equity() const noexcept;
    // The equity of the account that holds linear legs, likewise. Needed in the coin numeraire
    // alone, where dollars are short coins; linear legs make the book unusable there until it is
    // known.
    void set_usd_equity(Usd equity) noexcept;

    // The exact pass over every leg.
    void recompute_all(UsdPrice index, WallTime market_now) noexcept;

    // O(1): the aggregates expanded from the last exact pass to this index, to second order.
    [[nodiscard]] Exposure exposure_at(UsdPrice index) const noexcept;
    // O(1): how many coins of delta that expansion may be off by; infinite before the first pass,
    // and further from it than the expansion can be trusted. The second form adds what time has
    // done, to first order.
    [[nodiscard]] double expansion_error(UsdPrice index) const noexcept;
    [[nodiscard]] double expansion_error(UsdPrice index, WallTime market_now) const noexcept;

    // O(1): of the inverse legs alone, net of premium: what Deribit states as an account's
    // delta_total. Zero before the first pass.
    [[nodiscard]] NetDelta net_delta_at(UsdPrice index) const noexcept;
    // The size of the option legs, long and short added up.
    [[nodiscard]] Coins gross_option_coins() const noexcept;
    // Whether a leg was inside its settlement window, or past it, at the last pass.
    [[nodiscard]] bool settling() const noexcept;

    [[nodiscard]] bool holds(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] std::size_t leg_count() const noexcept;
    [[nodiscard]] std::size_t excluded_count() const noexcept;
    [[nodiscard]] InstrumentIndex first_excluded() const noexcept;
    // Receive time of the oldest market data in the sums, at the last pass; far in the future when
    // there is none, because then nothing can be stale.
    [[nodiscard]] Instant oldest_data() const noexcept;
    [[nodiscard]] LegReport leg(std::size_t position) const noexcept;     // position < leg_count()
    [[nodiscard]] LegData leg_data(std::size_t position) const noexcept;  // likewise
    [[nodiscard]] LegValue leg_value(std::size_t position) const noexcept;  // likewise
    [[nodiscard]] LegState leg_state(std::size_t position) const noexcept;  // likewise
    [[nodiscard]] const SettlementMean& settlement_mean() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace hedged::portfolio
