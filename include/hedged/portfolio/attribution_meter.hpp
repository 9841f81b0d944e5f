// SPDX-License-Identifier: Apache-2.0
// Why one underlying's book has earned what it has, since start and over the last interval. Fed
// with every fill and position as they come, and measured at the exact passes of ProfitMeter, with
// the same arguments. Engine thread only; all memory is taken at construction; noexcept.
//
// What a leg held from one pass to the next is put down to the Greeks at the first of the two
// (attribution.hpp); what was filled in between is held against the mark at the second and booked
// as trading, so that no Greek answers for an amount that was not there. ProfitMeter holds a fill
// against the first mark and the whole amount against both, which is the same sum. Of trading, what
// lay between the mark at the decision and the fill is slippage where it is known. A position that
// was closed has no later mark: its trading is against the last one that it had. A leg that was
// without data catches up from the last pass that knew it.
//
// P3  The sum of all lines is what ProfitMeter measures, hedged, and of all but the hedge's lines
//     what it measures unhedged: in USD in the Usd numeraire, in coins in any.
//
// `external` is what is not profit: by how much the coin account's equity changed beyond what its
// legs earned since the first equity that was known (deposits, withdrawals, corrections, delivery
// fees). The equity is not of the very moment of the pass, so up to one update of it is noise here,
// which does not add up.
#pragma once

#include "hedged/portfolio/attribution.hpp"
#include "hedged/portfolio/leg_ledger.hpp"
#include "hedged/portfolio/profit_meter.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace hedged::portfolio {

struct Attribution {
    ProfitLines<Usd> usd;
    ProfitLines<Coins> coins;

    Attribution& operator+=(const Attribution& other) noexcept {
        usd += other.usd;
        coins += other.coins;
        return *this;
    }
    friend Attribution operator+(Attribution a, const Attribution& b) noexcept { return a += b; }
};

struct BookAttribution {
    Attribution unhedged;  // every leg but the hedge instrument
    Attribution hedge;     // that instrument
    Coins external;
    bool measured = false;  // a pass was made

    [[nodiscard]] Attribution hedged() const noexcept { return unhedged + hedge; }
};

class AttributionMeter {
public:
    AttributionMeter(Numeraire numeraire, bool include_equity, std::size_t instrument_capacity);

    // See LegLedger. `slippage`: against the mark at the decision, positive is cost; 0 if not
    // known.
    void on_found(InstrumentIndex instrument, WallTime stated_at) noexcept;
    void on_fill(const InstrumentSpec& spec, const Fill& fill, bool moved,
                 Usd slippage = {}) noexcept;
    // After an exact pass over `book` at that index and time.
    void measure(const Book& book, const ProfitPass& at) noexcept;

    [[nodiscard]] const BookAttribution& since_start() const noexcept { return since_start_; }
    [[nodiscard]] const BookAttribution& last_interval() const noexcept { return interval_; }

private:
    void book_change(const LegChange& change, UsdPrice index) noexcept;
    void book_equity(const ProfitPass& at) noexcept;

    bool counts_equity_;
    LegLedger ledger_;
    std::vector<LegState> starts_;  // by instrument, at the last pass that knew it
    BookAttribution interval_;
    BookAttribution since_start_;
    InstrumentIndex hedge_;
    UsdPrice last_index_;
    WallTime last_time_;
    std::optional<Coins> last_equity_;
    std::optional<Coins> first_equity_;
    Coins account_profit_;  // of the legs that settle in coin
    Coins first_account_profit_;
};

}  // namespace hedged::portfolio
