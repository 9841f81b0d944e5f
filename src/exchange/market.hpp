// SPDX-License-Identifier: Apache-2.0
// The simulated market's reference prices: index, forwards, volatilities, marks, premium and
// funding rate, and which instruments are listed when. It quotes and matches nothing. One thread.
#pragma once

#include "exchange/delivery_average.hpp"
#include "exchange/funding.hpp"
#include "exchange/index_path.hpp"
#include "exchange/surface.hpp"
#include "exchange/world.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace hedged::exchange {

inline constexpr InstrumentId kPerpetual{0};

class Market {
public:
    // Lists what is tradable at world.config.start, and marks it.
    Market(World& world, const ChainHistory& history);

    // The next moment before `until` that must be visited exactly: a settlement sample or a
    // listing.
    [[nodiscard]] WallTime next_event(WallTime until) const noexcept;
    // Moves index, premium and funding to `time`, takes the sample or lists what is due there.
    void step_to(WallTime time);

    void mark(Listing& listing);
    // Marks what is due after a step of `step`: all that anybody cares for, and so many of the
    // others that each has its turn once per configured round, near the money more often.
    // Answers the instruments marked, valid until the next call.
    const std::vector<InstrumentId>& mark_due(Duration step);

    [[nodiscard]] const DeliveryAverage& average() const noexcept { return average_; }
    void begin_next_day() noexcept { average_.begin_next_day(); }
    // Takes expired instruments out of the rounds.
    void drop_closed();

    [[nodiscard]] double funding_now() const noexcept;
    [[nodiscard]] double funding_8h() const noexcept { return funding_.mean_8h(); }
    [[nodiscard]] double activity() const noexcept { return path_.activity(); }
    [[nodiscard]] const std::vector<InstrumentId>& near_the_money() const noexcept { return near_; }
    void shock_index(double factor);
    void shock_premium(double fraction) { premium_.shock(fraction); }

private:
    // Whose turn it is among a list, at one round per `round`.
    struct Turns {
        std::size_t next = 0;
        double owed = 0.0;
        [[nodiscard]] std::size_t due(Duration step, Duration round, std::size_t count) noexcept;
    };
    struct Due {
        WallTime time;
        bool option = false;
        std::size_t track = 0;
    };

    void list_initial();
    void list(const Due& due, bool announce);
    Listing& add_listing(Instrument meta);
    void add_perpetual();
    void add_future(std::size_t track, WallTime created);
    void add_option(std::size_t track, WallTime created);
    void publish_index();
    void accrue_funding(Duration step);
    void mark_perpetual(Listing& listing);
    void mark_future(Listing& listing);
    void mark_option(Listing& listing);
    [[nodiscard]] double forward_of(std::size_t expiry) const noexcept;
    [[nodiscard]] Averaging averaging_of(const Listing& listing) const noexcept;
    void mark_if_stale(Listing& listing);
    void find_near_the_money();

    World& world_;
    Surface surface_;
    IndexPath path_;
    PremiumProcess premium_;
    FundingMeter funding_;
    DeliveryAverage average_;
    std::vector<Due> due_;               // listings to come, latest first
    std::vector<InstrumentId> futures_;  // perpetual first
    std::vector<InstrumentId> options_;  // open ones
    std::vector<InstrumentId> near_;
    std::vector<InstrumentId> marked_;
    Turns option_turns_;
    Turns near_turns_;
};

}  // namespace hedged::exchange
