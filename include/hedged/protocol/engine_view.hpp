// SPDX-License-Identifier: Apache-2.0
// A picture of the engine for people and dashboards: copied out about ten times a second, read by
// the ops thread, never by the engine. Plain data of fixed size; counts say how much is filled in.
#pragma once

#include "hedged/protocol/instrument.hpp"
#include "hedged/protocol/order_terms.hpp"
#include "hedged/protocol/reasons.hpp"

#include <array>
#include <cstdint>

namespace hedged {

inline constexpr std::size_t kUnderlyingsMax = 4;
inline constexpr std::size_t kOrderViewsMax = 64;
inline constexpr std::size_t kPositionViewsMax = 2048;

// The last hedge order that left.
struct HedgeView {
    bool any = false;
    Side side = Side::Buy;
    double amount = 0.0;     // amount unit of the hedge instrument
    double reference = 0.0;  // the mid it was decided at
    BookDelta delta;         // and the delta
    Instant at;
    WallTime market_time;
};

// What a report that was asked for said of the hedge position, beside ours before it was heard.
struct StatedPosition {
    bool any = false;
    double ours = 0.0;
    double venue = 0.0;
    Instant at;
};

// Cumulative since start. A profit is in the numeraire: USD, or coins.
struct ProfitView {
    bool measured = false;
    bool in_usd = false;
    BookProfit hedged;
    BookProfit unhedged;  // without the hedge instrument
    Coins hedged_coins;   // the same in coins, whatever the numeraire
    Coins unhedged_coins;
    Coins funding;  // of the hedge, part of hedged; positive was received
};

// Why a profit is what it is; the lines add up to it (portfolio/attribution.hpp).
struct ProfitLinesView {
    double delta = 0.0;
    double gamma = 0.0;
    double vega = 0.0;
    double theta = 0.0;
    double vanna = 0.0;
    double volga = 0.0;
    double carry = 0.0;
    double residual = 0.0;
    double trading = 0.0;
    double slippage = 0.0;
    double fees = 0.0;
    double funding = 0.0;
    double revaluation = 0.0;
};

// Since start: of every leg but the hedge instrument, and of that one.
struct AttributionView {
    bool measured = false;
    ProfitLinesView rest_usd;
    ProfitLinesView hedge_usd;
    ProfitLinesView rest_coins;
    ProfitLinesView hedge_coins;
    Coins external;  // the coin account's other changes: deposits, withdrawals, corrections
};

// Of the index, annualised; NaN while there is too little to tell.
struct RealisedVolView {
    Vol fast;
    Vol slow;
    Vol parkinson;
    Vol yang_zhang;
};

// Where the volatility of an option leg comes from, best first.
enum class VolSource : std::uint8_t {
    None,       // no option, or nothing heard of it yet
    Published,  // its own, fresh
    Slice,      // the fitted smile of its expiry
    Moved,      // its own last one, moved with the volatility at the money
    Unpriced,   // none that is fresh enough
};
[[nodiscard]] std::string_view to_string(VolSource source) noexcept;

// The fitted smile of one expiry.
struct SmileView {
    WallTime expiry;
    FixedString<31> status;  // of the last fit
    bool usable = false;
    std::uint32_t points = 0;
    Vol at_the_money;
    Vol rms;
    double data_age_seconds = 0.0;
};
inline constexpr std::size_t kSmileViewsMax = 24;

struct UnderlyingView {
    FixedString<15> name;
    UsdPrice index;
    double index_age_seconds = 0.0;
    BookDelta delta;           // filled
    BookDelta in_flight_buys;  // worst case of live and unknown orders, each way
    BookDelta in_flight_sells;
    BookDelta wanted;  // what the last decision wanted to trade
    BookDelta target;
    BookDelta band_lower;
    BookDelta band_upper;
    Gamma gamma;
    VegaUsd vega;  // USD per 1.00 of volatility
    ThetaUsdPerYear theta;
    Coins equity;
    Coins initial_margin;
    Coins maintenance_margin;
    std::uint32_t legs = 0;
    std::uint32_t legs_excluded = 0;
    Why why = Why::NotReconciled;
    RiskCheck check = RiskCheck::None;
    InstrumentName hedge_instrument;
    InstrumentIndex hedge_index;    // so that records, which carry indices, can be told in names
    InstrumentName why_instrument;  // the leg or instrument that `why` speaks of, if any
    double outside_band_seconds = 0.0;
    // Since start.
    double max_outside_coins = 0.0;  // largest distance beyond the band, once it had been inside
    double hedged_coins = 0.0;       // turnover of our own fills
    double fees_coins = 0.0;
    double slippage_usd = 0.0;  // against the reference at decision; positive is cost
    ProfitView profit;
    HedgeView last_hedge;
    double hedge_position = 0.0;  // amount unit, signed
    StatedPosition stated;
    AttributionView attribution;
    RealisedVolView realised;
    BookDelta smile_delta;  // what the smile's movement adds; part of delta
    std::uint32_t smile_count = 0;
    std::array<SmileView, kSmileViewsMax> smiles{};
};

struct OrderView {
    ClientOrderId client_id;
    VenueOrderId venue_id;
    InstrumentName instrument;
    Side side = Side::Buy;
    FixedString<15> state;
    double amount = 0.0;
    double filled = 0.0;
    double price = 0.0;
    double age_seconds = 0.0;
};

struct PositionView {
    InstrumentName instrument;
    InstrumentIndex index;
    InstrumentKind kind = InstrumentKind::Unknown;
    double size = 0.0;  // amount unit, signed
    double mark_price = 0.0;
    double vol = 0.0;  // options; fraction
    VolSource vol_source = VolSource::None;
    NetDelta delta;  // coin, times size, numeraire coin
    Gamma gamma;
    VegaUsd vega;
    ThetaUsdPerYear theta;
    double data_age_seconds = 0.0;
    bool excluded = false;
};

struct Counters {
    std::uint64_t events = 0;
    std::uint64_t batches = 0;
    std::uint64_t decisions = 0;
    std::uint64_t full_repricings = 0;
    std::uint64_t orders_sent = 0;
    std::uint64_t orders_filled = 0;  // fully or in part
    std::uint64_t orders_refused = 0;
    std::uint64_t orders_unknown = 0;
    std::uint64_t cancels_sent = 0;
    std::uint64_t fills = 0;
    std::uint64_t duplicate_fills = 0;
    std::uint64_t risk_denials = 0;
    std::uint64_t rate_limited = 0;
    std::uint64_t gaps = 0;
};

struct EngineView {
    Instant at;
    WallTime market_time;
    TradingState state = TradingState::Hold;
    FixedString<95> state_reason;
    bool armed = false;
    bool reconciled = false;
    bool orders_done =
        false;  // killed or stopping, and the exchange confirmed no open order of ours
    ConnectionState market = ConnectionState::Down;
    ConnectionState account = ConnectionState::Down;
    FixedString<79> market_reason;  // why the connection is as it is
    FixedString<79> account_reason;
    std::uint32_t epoch = 0;
    double order_tokens = 0.0;
    Counters counters;
    std::uint32_t underlying_count = 0;
    std::array<UnderlyingView, kUnderlyingsMax> underlyings{};
    std::uint32_t earlier_orders = 0;  // of earlier runs, not proved ended yet
    std::uint32_t order_count = 0;
    std::array<OrderView, kOrderViewsMax> orders{};
    std::uint32_t position_count = 0;
    std::array<PositionView, kPositionViewsMax> positions{};
};

}  // namespace hedged
