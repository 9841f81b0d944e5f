// SPDX-License-Identifier: Apache-2.0
// The newest market data per instrument, and whether it may be used. Engine thread only; all memory
// is taken at construction. A heartbeat never arrives here, so it can never make data look fresh.
// Events of instruments beyond the capacity are dropped and counted.
#pragma once

#include "hedged/market/venue_clock.hpp"
#include "hedged/protocol/event.hpp"
#include "hedged/protocol/reasons.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::market {

// How long ago we received it, and how long ago the exchange made it (empty: its clock or its stamp
// is unknown). Both in real time.
struct Freshness {
    Duration age;
    std::optional<Duration> lag;
};

struct FreshnessLimit {
    Duration age_max;
    Duration lag_max;
};

// Within both limits. A stamp further ahead of our clock than `lag_max` is not fresh either: one
// of the two clocks is wrong.
[[nodiscard]] bool is_fresh(const Freshness& freshness, const FreshnessLimit& limit) noexcept;
[[nodiscard]] Freshness freshness_of(const Stamp& stamp, const VenueClock& clock,
                                     Instant now) noexcept;

enum class QuoteStatus : std::uint8_t {
    Usable,
    Missing,  // none yet
    Gap,      // none since the last gap
    Stale,
    EmptySide,
    Crossed,  // bid at or above ask
};
[[nodiscard]] Why why_of(QuoteStatus status) noexcept;

class Quotes {
public:
    explicit Quotes(std::size_t capacity);

    void on(const Quote& quote) noexcept;
    void on(const Ticker& ticker) noexcept;
    void on(const MarkVol& mark) noexcept;
    void on(const MarketDataGap& gap) noexcept;
    // The market stream died: nothing is usable until it comes again.
    void on_stream_down() noexcept;

    // The last ones, usable or not; null when there was none.
    [[nodiscard]] const Quote* quote(InstrumentIndex index) const noexcept;
    [[nodiscard]] const Ticker* ticker(InstrumentIndex index) const noexcept;
    [[nodiscard]] const MarkVol* mark_vol(InstrumentIndex index) const noexcept;

    [[nodiscard]] QuoteStatus status(InstrumentIndex index, const VenueClock& clock, Instant now,
                                     const FreshnessLimit& limit) const noexcept;
    [[nodiscard]] bool gapped(InstrumentIndex index) const noexcept;

    [[nodiscard]] std::uint64_t gaps() const noexcept { return gaps_; }
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    struct Entry {
        Quote quote;
        Ticker ticker;
        MarkVol mark_vol;
        bool has_quote = false;
        bool has_ticker = false;
        bool has_mark_vol = false;
        bool gap = false;
    };
    [[nodiscard]] Entry* slot(InstrumentIndex index) noexcept;
    [[nodiscard]] const Entry* slot(InstrumentIndex index) const noexcept;

    std::vector<Entry> entries_;
    std::uint64_t gaps_ = 0;
    std::uint64_t dropped_ = 0;
};

// [bid + ask] / 2 of a quote with both sides; the caller has checked its status.
[[nodiscard]] double mid_of(const Quote& quote) noexcept;

}  // namespace hedged::market
