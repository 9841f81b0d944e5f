// SPDX-License-Identifier: Apache-2.0
// The simulated market's liquidity: anonymous quotes around the moving marks and a seeded flow of
// takers. Sizes belong to price levels, by hash, so that a level keeps its size while it stands and
// the books do not flicker. One thread.
#pragma once

#include "hedged/core/random.hpp"

#include "exchange/market.hpp"
#include "exchange/matching.hpp"
#include "exchange/world.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hedged::exchange {

class House {
public:
    House(World& world, const Market& market, Matching& matching);

    // Moves the house's levels to the listing's mark, trading with users' orders in the way.
    void requote(Listing& listing);
    // Takers that arrived up to now.
    void run_takers();

private:
    // Where the house stands: its prices in USD or coin before rounding to ticks; 0: no quote.
    struct Stance {
        double bid = 0.0;
        double ask = 0.0;
        std::size_t levels = 0;
    };

    [[nodiscard]] Stance stance(Listing& listing) const;
    void build(const Listing& listing, Side side, std::int64_t best, std::size_t levels,
               std::vector<HouseLevel>& out) const;
    [[nodiscard]] std::int64_t size_at(const Listing& listing, Side side, std::int64_t ticks,
                                       std::size_t level) const;
    bool trade_through(Listing& listing, Side side, std::vector<HouseLevel>& levels);
    [[nodiscard]] std::uint64_t key_of(std::int64_t bid, std::int64_t ask) const noexcept;
    void take_in(Listing& listing);
    void run_stream(WallTime& next, double per_second, std::span<const InstrumentId> among);

    World& world_;
    const Market& market_;
    Matching& matching_;
    Random random_;
    WallTime next_future_taker_;
    WallTime next_option_taker_;
    std::vector<HouseLevel> bids_;
    std::vector<HouseLevel> asks_;
};

}  // namespace hedged::exchange
