// SPDX-License-Identifier: Apache-2.0
// The exchange's own word, looked at a few times a second: the account's delta without what the
// daemon's own orders did to it, so that what a hedge must be measured against is known for every
// moment of the recent past; and the daemon's own trades.
#pragma once

#include "hedged/auditor/facts.hpp"
#include "hedged/exchange/exchange.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hedged::auditor {

struct OwnTotals {
    double signed_amount = 0.0;  // filled, of all own orders; USD for inverse futures
};

// The account's delta in coins at one moment, and what makes it up.
struct DeltaSample {
    Instant at;
    double others = 0.0;         // everything but own hedges, by the exchange's deltas
    double gross_options = 0.0;  // coins
    double settling = 0.0;       // coins of options in the averaging window
    double mark = 0.0;           // of the hedge instrument
    double equity = 0.0;         // coins; where it counts
};

// Where the account's delta has been, with the daemon's own hedges as they are now, and how far a
// sample may be from the one before.
struct DeltaRange {
    double low = 0.0;
    double high = 0.0;
    double step = 0.0;
    double gross_options = 0.0;
    double settling = 0.0;
    double equity_span = 0.0;  // by how much the equity has moved meanwhile
};

class Truth {
public:
    Truth(const exchange::Exchange& exchange, exchange::AccountId account)
        : exchange_(exchange), account_(account) {}

    // The account's delta is followed for the first coin of the facts given: the exchange has one.
    void follow(const RunFacts& facts);
    void sample(Instant now);
    [[nodiscard]] bool due(Instant now) const noexcept;
    [[nodiscard]] bool followed() const noexcept { return hedge_.valid(); }

    // Of the samples not older than `from`, and the last one before it.
    [[nodiscard]] DeltaRange range(Instant from) const noexcept;
    [[nodiscard]] const DeltaSample& newest() const noexcept { return samples_.back(); }
    [[nodiscard]] bool sampled() const noexcept { return !samples_.empty(); }
    [[nodiscard]] double delta() const noexcept;  // of the account, at the newest sample

    // When a position last changed that no order of the daemon's changed.
    [[nodiscard]] Instant disturbed_at() const noexcept { return disturbed_at_; }
    // The first such moment from then on, as far back as samples are remembered.
    [[nodiscard]] std::optional<Instant> first_disturbed_since(Instant from) const noexcept;
    // How much of the hedge instrument another hand has moved since then, in its amount unit.
    [[nodiscard]] double disturbed_since(Instant from) const noexcept;
    // When a position last changed, by whomever; the beginning when it never did.
    [[nodiscard]] Instant changed_at(exchange::InstrumentId instrument) const noexcept;
    [[nodiscard]] const std::vector<exchange::Position>& positions() const noexcept {
        return positions_;
    }
    // Since when a leg is held.
    [[nodiscard]] Instant held_since(exchange::InstrumentId instrument) const noexcept;

    // Reads the trades that are new, whoever asks; own ones by their label.
    void take_trades(Instant now);
    struct OwnTrade {
        std::uint64_t client_id = 0;
        exchange::InstrumentId instrument;
        double signed_amount = 0.0;
        Instant seen;
    };
    [[nodiscard]] const std::deque<OwnTrade>& own_trades() const noexcept { return own_trades_; }

    [[nodiscard]] const exchange::Exchange& exchange() const noexcept { return exchange_; }
    [[nodiscard]] exchange::AccountId account() const noexcept { return account_; }

private:
    void watch_positions(Instant now);

    const exchange::Exchange& exchange_;
    exchange::AccountId account_;
    std::string tag_;
    DeltaKind kind_ = DeltaKind::Coin;
    exchange::InstrumentId hedge_;
    std::deque<DeltaSample> samples_;
    OwnTotals own_;
    std::uint64_t last_trade_ = 0;
    bool trades_started_ = false;
    std::deque<OwnTrade> own_trades_;  // the newest few hundred
    std::vector<exchange::Position> positions_;
    std::map<std::uint32_t, double> others_;  // size by instrument, without own hedges
    std::map<std::uint32_t, double> sizes_;
    std::map<std::uint32_t, Instant> held_since_;
    bool watched_ = false;
    [[nodiscard]] double delta_at(const DeltaSample& sample) const noexcept;

    struct Disturbance {
        Instant at;
        double amount = 0.0;
    };
    std::deque<Disturbance> disturbances_;  // amounts of the hedge instrument, which may be none
    Instant disturbed_at_;
    Instant began_;
    std::map<std::uint32_t, Instant> changed_at_;
    std::map<std::uint32_t, double> own_by_instrument_;
};

}  // namespace hedged::auditor
