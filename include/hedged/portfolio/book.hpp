// SPDX-License-Identifier: Apache-2.0
// The live book of one underlying on the engine's path: legs in dense arrays, and their delta,
// gamma and speed as aggregates at the last exact pass, so that a decision costs the same for any
// number of legs. Engine thread only; all memory is taken at construction; noexcept. Every forward
// keeps its ratio to the index when the index moves (maths.md 3.1). Deltas are in coins in the
// book's numeraire; an inverse option's own delta is net of its premium. A leg without usable
// inputs (no market data, a volatility or time out of bounds) is left out of every sum and counted;
// an expired leg has no Greeks and is not an error.
// Invariant B1: the aggregates equal the sum over legs after recompute_all(); B2: nothing here is
// ever NaN, whatever goes in.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/portfolio/numeraire.hpp"
#include "hedged/pricing/option_point.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::portfolio {

struct Exposure {
    BookDelta delta;
    Gamma gamma;   // d(delta)/d(index) in the book's numeraire
    VegaUsd vega;  // USD per 1.00 of volatility
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

class Book {
public:
    Book(Numeraire numeraire, bool include_equity, std::size_t legs_max,
         std::size_t instrument_capacity);

    // Signed amount in the instrument's amount unit; zero removes the leg. False: no room.
    [[nodiscard]] bool set_position(const InstrumentSpec& spec, double amount) noexcept;
    // Of the leg's own data: ratios to the index of the same message, so that a later index moves
    // the leg with it. Ignored for instruments that are no leg.
    void set_option_market(InstrumentIndex instrument, double forward_to_index, Vol vol,
                           Instant received) noexcept;
    void set_future_market(InstrumentIndex instrument, double mark_to_index,
                           Instant received) noexcept;
    // The exchange's equity, and the index it belongs to is the one of the next exact pass.
    void set_equity(Coins equity) noexcept;

    // The exact pass over every leg.
    void recompute_all(UsdPrice index, WallTime market_now) noexcept;

    // O(1): the aggregates expanded from the last exact pass to this index, to second order.
    [[nodiscard]] Exposure exposure_at(UsdPrice index) const noexcept;
    // O(1): how many coins of delta that expansion may be off by; infinite before the first pass.
    [[nodiscard]] double expansion_error(UsdPrice index) const noexcept;

    [[nodiscard]] bool holds(InstrumentIndex instrument) const noexcept;
    [[nodiscard]] std::size_t leg_count() const noexcept { return legs_.size(); }
    [[nodiscard]] std::size_t excluded_count() const noexcept { return excluded_; }
    [[nodiscard]] InstrumentIndex first_excluded() const noexcept { return first_excluded_; }
    // Receive time of the oldest market data in the sums, at the last pass; far in the future when
    // there is none, because then nothing can be stale.
    [[nodiscard]] Instant oldest_data() const noexcept;
    [[nodiscard]] LegReport leg(std::size_t position) const noexcept;  // position < leg_count()

private:
    struct Leg {
        InstrumentIndex instrument;
        InstrumentKind kind = InstrumentKind::Unknown;
        Payoff payoff = Payoff::Inverse;
        pricing::Right right = pricing::Right::Call;
        UsdPrice strike;
        WallTime expiry;
        double amount = 0.0;
        double ratio = 0.0;  // forward or mark to index
        Vol vol;
        Instant received;
        bool has_market = false;
        LegStatus status = LegStatus::NoMarketData;

        // Of the whole position at the last pass. Delta, slope, curvature: coin-numeraire delta and
        // its first two derivatives by the index. third: a bound of S^3 times the third.
        BlackDelta black_delta;
        double delta = 0.0;
        double slope = 0.0;
        double curvature = 0.0;
        double third = 0.0;
        double gamma_usd = 0.0;
        double vega_usd = 0.0;
        double theta_usd = 0.0;

        void clear_greeks() noexcept {
            black_delta = BlackDelta{};
            delta = slope = curvature = third = gamma_usd = vega_usd = theta_usd = 0.0;
        }
    };
    struct Sums {
        double delta = 0.0;
        double slope = 0.0;
        double curvature = 0.0;
        double third = 0.0;
        double vega = 0.0;
        double theta = 0.0;
    };
    [[nodiscard]] Leg* find(InstrumentIndex instrument) noexcept;
    static void price(Leg& leg, double index, WallTime market_now) noexcept;
    static void price_option(Leg& leg, double index, WallTime market_now) noexcept;
    static void price_future(Leg& leg, double index, WallTime market_now) noexcept;

    bool counts_equity_;
    std::size_t legs_max_;
    std::vector<Leg> legs_;
    std::vector<std::uint16_t> slot_of_;  // by instrument
    Sums sums_;
    double reference_ = 0.0;  // index of the last exact pass
    Coins equity_;
    double equity_at_reference_ = 0.0;
    bool equity_known_ = false;
    bool usable_ = false;
    std::size_t excluded_ = 0;
    InstrumentIndex first_excluded_;
    Instant oldest_data_;
};

}  // namespace hedged::portfolio
