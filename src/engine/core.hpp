// SPDX-License-Identifier: Apache-2.0
// The inside of the engine. Split by what is handled: market_handlers.cpp, account_handlers.cpp,
// operator_handlers.cpp, decision.cpp, recovery.cpp, volatility.cpp, view.cpp; core.cpp has
// construction and dispatch.
#pragma once

#include "hedged/engine/engine.hpp"
#include "hedged/market/index_prices.hpp"
#include "hedged/market/instrument_table.hpp"
#include "hedged/market/quotes.hpp"
#include "hedged/market/reference_price.hpp"
#include "hedged/market/venue_clock.hpp"
#include "hedged/risk/gatekeeper.hpp"

#include "engine/desk.hpp"
#include "engine/earlier_positions.hpp"
#include "engine/ratio_watch.hpp"
#include "engine/reconciler.hpp"

#include <optional>
#include <vector>

namespace hedged::engine {

class Engine::Core {
public:
    explicit Core(const EngineConfig& config);

    // market_handlers.cpp
    void handle(const Quote& quote, Actions& out) noexcept;
    void handle(const Ticker& ticker, Actions& out) noexcept;
    void handle(const MarkVol& mark, Actions& out) noexcept;
    void handle(const IndexPrice& price, Actions& out) noexcept;
    void handle(const MarketDataGap& gap, Actions& out) noexcept;
    void handle(const PlatformLock& lock, Actions& out) noexcept;
    void handle(const ClockSync& sync, Actions& out) noexcept;
    void handle(const InstrumentDefinition& definition, Actions& out) noexcept;
    void handle(const InstrumentStateChange& change, Actions& out) noexcept;

    // account_handlers.cpp
    void handle(const OrderUpdate& update, Actions& out) noexcept;
    void handle(const Fill& fill, Actions& out) noexcept;
    void handle(const PositionUpdate& update, Actions& out) noexcept;
    void handle(const AccountUpdate& update, Actions& out) noexcept;
    void handle(const OrderReply& reply, Actions& out) noexcept;
    void handle(const CancelReply& reply, Actions& out) noexcept;
    void handle(const OrderQueryReply& reply, Actions& out) noexcept;
    void handle(const SnapshotMark& mark, Actions& out) noexcept;
    void handle(const RateLimitReport& report, Actions& out) noexcept;
    void handle(const ConnectionChange& change, Actions& out) noexcept;

    // operator_handlers.cpp
    void handle(const OperatorCommand& command, Actions& out) noexcept;
    void handle(const JournalReport& report, Actions& out) noexcept;

    // core.cpp
    void handle(const Timer& timer, Actions& out) noexcept;
    void handle(const BatchEnd& end, Actions& out) noexcept;

    // view.cpp
    void view(EngineView& out) const noexcept;
    [[nodiscard]] std::uint64_t state_hash() const noexcept;

    [[nodiscard]] bool orders_done() const noexcept;
    void advance_to(Instant now) noexcept;
    void count_event() noexcept { ++counters_.events; }

private:
    [[nodiscard]] Desk* desk_of(InstrumentIndex instrument) noexcept;
    [[nodiscard]] Desk* desk_of(UnderlyingIndex underlying) noexcept;
    [[nodiscard]] Note record_of(NoteKind kind, Severity severity = Severity::Info) const noexcept;
    void note(const Note& note, Actions& out) noexcept;

    // market_handlers.cpp
    [[nodiscard]] bool sound(const InstrumentSpec& spec, const Ticker& ticker) noexcept;
    void learn_from_ticker(Desk& desk, const Ticker& ticker) noexcept;
    [[nodiscard]] WallTime marks_stated(const Desk& desk) const noexcept;
    void follow_equity(Desk& desk) noexcept;
    void take_index(Desk& desk, const IndexPrice& price) noexcept;
    void feed_leg(Desk& desk, const InstrumentSpec& spec, const Ticker& ticker) noexcept;
    void check_published_delta(const Desk& desk, const InstrumentSpec& spec, const Ticker& ticker,
                               Actions& out) noexcept;

    // volatility.cpp
    void learn_smile(Desk& desk, const InstrumentSpec& spec, const Ticker& ticker) const noexcept;
    void learn_smile(Desk& desk, const InstrumentSpec& spec, const MarkVol& mark) const noexcept;
    void fit_smiles() noexcept;
    void choose_vols(Desk& desk, Actions& out) noexcept;
    void choose_vol(Desk& desk, const portfolio::LegData& leg, Actions& out) noexcept;
    [[nodiscard]] double smile_slope(const Desk& desk, const InstrumentSpec& spec,
                                     UsdPrice index) const noexcept;
    [[nodiscard]] std::optional<pricing::ForwardRatio> newest_forward(
        const Desk& desk, const InstrumentSpec& spec) const noexcept;
    void note_unpriced(const InstrumentSpec& spec, Duration age, Actions& out) noexcept;

    // account_handlers.cpp
    void sync_position(InstrumentIndex instrument, Actions& out) noexcept;
    static void book_trade(Desk& desk, const InstrumentSpec& spec, const Fill& fill,
                           Lots signed_lots) noexcept;
    void value_at_settlement(Desk& desk, const InstrumentSpec& spec, Actions& out) noexcept;
    void sync_all_positions(Actions& out) noexcept;
    void check_account_delta(Desk& desk, Actions& out) noexcept;
    void note_flat_hedges() noexcept;
    void prove_positions(Instant now) noexcept;
    void on_reconciled(Actions& out) noexcept;

    // recovery.cpp
    void restore_sent() noexcept;
    [[nodiscard]] bool restore(const CarriedOrder& order, const InstrumentSpec& spec,
                               Actions& out) noexcept;
    void restore_orders_in(const InstrumentSpec& spec, Actions& out) noexcept;
    [[nodiscard]] bool fence_passed(const CarriedOrder& order) const noexcept;
    void place_carried(Actions& out) noexcept;
    void on_instruments_listed(Actions& out) noexcept;
    [[nodiscard]] std::uint32_t earlier_orders() const noexcept;
    [[nodiscard]] bool settled(const InstrumentSpec& spec) const noexcept;
    void judge_difference(const InstrumentSpec& spec, const gateway::PositionChange& change,
                          Actions& out) noexcept;
    struct HeldAmount {
        InstrumentIndex instrument;
        double amount = 0.0;
    };
    using Unnamed = FixedVector<HeldAmount, 64>;
    [[nodiscard]] Unnamed unnamed_positions() const noexcept;
    void judge_unnamed(const Unnamed& before, Actions& out) noexcept;
    void judge_earlier(Actions& out) noexcept;
    void cool_down() noexcept;
    void warm_up(Desk& desk, UsdPrice index, bool usable) noexcept;
    [[nodiscard]] bool inputs_usable(const Desk& desk) const noexcept;
    [[nodiscard]] std::optional<Coins> first_order_max(const Desk& desk) const noexcept;

    // operator_handlers.cpp
    void arm(const OperatorCommand& command, Actions& out) noexcept;

    // decision.cpp
    void decide(Desk& desk, Actions& out) noexcept;
    [[nodiscard]] Why obstacle(const Desk& desk) const noexcept;
    void propose(Desk& desk, const portfolio::Exposure& exposure, UsdPrice index,
                 Actions& out) noexcept;
    [[nodiscard]] risk::OrderContext context_for(const Desk& desk,
                                                 const portfolio::Exposure& exposure,
                                                 UsdPrice index) noexcept;
    void reprice(Desk& desk, UsdPrice index) noexcept;
    // An index that the other prices deny anchors nothing: an equity stated just before would be
    // taken for one of that index, and move with the way back.
    [[nodiscard]] bool denied(const Desk& desk) const noexcept;
    void measure_profit(Desk& desk) noexcept;
    void measure(Desk& desk, bool outside, double distance) noexcept;
    void watch_hedging(Desk& desk, Actions& out) noexcept;
    void note_obstacle(Desk& desk, Actions& out) noexcept;
    [[nodiscard]] market::FreshnessLimit quote_limit() const noexcept;
    [[nodiscard]] market::FreshnessLimit index_limit() const noexcept;
    [[nodiscard]] UsdPrice hedge_mark(const Desk& desk) const noexcept;

    // view.cpp
    void view_underlying(const Desk& desk, UnderlyingView& out) const noexcept;
    static void view_attribution(const Desk& desk, UnderlyingView& out) noexcept;
    void view_smiles(const Desk& desk, UnderlyingView& out) const noexcept;
    void view_orders(EngineView& out) const noexcept;
    void view_positions(EngineView& out) const noexcept;

    EngineConfig config_;
    market::InstrumentTable instruments_;
    market::Quotes quotes_;
    market::IndexPrices indices_;
    market::VenueClock clock_;
    risk::TradingStateMachine state_;
    risk::Gatekeeper gatekeeper_;
    gateway::Gateway gateway_;
    Reconciler reconciler_;
    std::vector<Desk> desks_;
    CarriedOrders carried_;  // their instruments are not listed yet
    EarlierPositions earlier_;
    bool earlier_judged_ = false;
    std::vector<Instant> greek_alarm_at_;  // by instrument: one alarm a minute
    std::vector<VolSource> vol_source_;    // by instrument
    RatioWatch ratio_watch_;
    int alarms_left_ = 0;  // of legs without a volatility, in this turn
    bool counts_carried_ = false;
    bool instruments_listed_ = false;
    bool refusals_carried_ = false;
    Instant now_;
    Instant refreshed_at_;
    ConnectionState market_ = ConnectionState::Down;
    ConnectionState account_ = ConnectionState::Down;
    FixedString<79> market_reason_;
    FixedString<79> account_reason_;
    bool arm_pending_ = false;
    OperatorCommand arm_command_;
    bool stopping_ = false;
    bool stop_confirmed_ = false;
    Counters counters_;
    double order_tokens_ = 0.0;  // as of the last timer, for the picture
    std::uint64_t notes_dropped_ = 0;
};

}  // namespace hedged::engine
