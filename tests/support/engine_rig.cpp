// SPDX-License-Identifier: Apache-2.0
#include "support/engine_rig.hpp"

#include "hedged/pricing/black76.hpp"

#include <algorithm>

namespace hedged::testing {
namespace {

constexpr double kVol = 0.6;

}  // namespace

risk::Limits generous_limits() {
    risk::Limits limits;
    limits.underlying_count = 1;
    risk::UnderlyingLimits& btc = limits.underlyings[0];
    btc.max_order_coins = Coins{10.0};
    btc.max_order_contracts = 100'000.0;
    btc.max_order_value = Usd{1'000'000.0};
    btc.price_collar_bp = 50.0;
    btc.option_price_collar = Vol{0.02};
    btc.max_hedge_position = Coins{50.0};
    btc.max_hedge_ratio = 1.1;
    btc.max_initial_margin_ratio = 0.9;
    btc.max_maintenance_margin_ratio = 0.8;
    limits.max_orders_per_second = 100;
    limits.max_orders_per_minute = 1'000;
    limits.max_orders_per_day = 100'000;
    limits.credits_per_second = 100.0;
    limits.credit_burst = 200.0;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(250);
    limits.min_time_to_expiry = seconds(3'600);
    limits.quote_age_max = milliseconds(500);
    limits.index_age_max = seconds(2);
    limits.greeks_age_max = seconds(3);
    limits.position_age_max = seconds(5);
    limits.feed_lag_max = seconds(1);
    limits.clock_error_max = milliseconds(100);
    limits.bad_input_hold = seconds(5);
    limits.reconcile_age_max = seconds(60);
    limits.same_refusals_max = 3;
    limits.same_refusals_window = seconds(10);
    limits.refusal_cool_off = seconds(30);
    limits.refusals_max = 10;
    limits.refusals_window = seconds(60);
    return limits;
}

engine::EngineConfig rig_config() {
    engine::EngineConfig config;
    engine::UnderlyingConfig btc;
    btc.name = FixedString<15>{"BTC"};
    btc.numeraire = portfolio::Numeraire::Coin;
    btc.hedge_instrument = InstrumentName{"BTC-PERPETUAL"};
    btc.band = {BookDelta{-0.5}, BookDelta{0.0}, BookDelta{0.5}, hedging::HedgeTo::Target};
    btc.slippage_cap_bp = 10.0;
    btc.position_mismatch_max = Coins{1'000.0};  // they move positions as they need them
    (void)config.underlyings.push_back(btc);
    config.limits = generous_limits();
    config.gateway.epoch = 7;
    config.gateway.rate = {100, 1'000, 100'000, 100.0, 200.0, 0.25};
    config.instrument_capacity = 64;
    config.reference_disagreement_max = 0.01;
    config.require_arm = false;
    // Tests about other things do not wait for the start.
    config.warm_up = Duration{};
    config.dry_decisions = 0;
    config.first_order_fraction = 1.0;
    return config;
}

InstrumentSpec perpetual_spec() {
    InstrumentSpec spec;
    spec.name = InstrumentName{"BTC-PERPETUAL"};
    spec.index = kPerpetual;
    spec.underlying = kBtc;
    spec.kind = InstrumentKind::Perpetual;
    spec.amount_unit = AmountUnit::InUsd;
    spec.state = InstrumentState::Open;
    spec.tick = {5, -1};
    spec.lot = {1, 1};
    spec.minimum_amount = 10.0;
    spec.contract_size = 10.0;
    spec.expiry = wall_from_milliseconds(32'503'708'800'000);
    spec.taker_fee = 0.0005;
    return spec;
}

double mark_of(const InstrumentSpec& option, const Ticker& ticker) {
    pricing::OptionPoint const point{
        option.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put,
        *ticker.forward, option.strike, Years{years_between(ticker.stamp.venue, option.expiry)}};
    return pricing::black76(point, *ticker.mark_vol).premium.value();
}

InstrumentSpec option_spec(InstrumentIndex index, OptionType type, double strike) {
    InstrumentSpec spec;
    spec.name =
        InstrumentName{type == OptionType::Call ? "BTC-27MAR26-60000-C" : "BTC-27MAR26-60000-P"};
    spec.index = index;
    spec.underlying = kBtc;
    spec.kind = InstrumentKind::Option;
    spec.option_type = type;
    spec.amount_unit = AmountUnit::InCoin;
    spec.state = InstrumentState::Open;
    spec.tick = {1, -4};
    spec.lot = {1, -1};
    spec.minimum_amount = 0.1;
    spec.strike = UsdPrice{strike};
    spec.expiry = wall_from_milliseconds(1'774'598'400'000);
    return spec;
}

EngineRig::EngineRig(const engine::EngineConfig& config) : engine(config) {}

void EngineRig::feed(const Event& event) {
    Actions out;
    engine.on(event, out);
    asked_.insert(asked_.end(), out.begin(), out.end());
}

void EngineRig::end_batch() {
    feed(BatchEnd{now});
}

void EngineRig::advance(Duration by) {
    Instant const until = now + by;
    while (now < until) {
        Duration const step = std::min(milliseconds(10), until - now);
        now = now + step;
        market_now = market_now + step;
        feed(Timer{now});
    }
}

std::vector<Action> EngineRig::take() {
    answered_ = 0;
    return std::exchange(asked_, {});
}

Stamp EngineRig::stamp() const {
    return {now, market_now};
}

EngineView EngineRig::view() const {
    EngineView picture;
    engine.view(picture);
    return picture;
}

void EngineRig::list_instruments() {
    feed(InstrumentDefinition{stamp(), perpetual_spec()});
    feed(InstrumentDefinition{stamp(), option_spec(kCall, OptionType::Call, 60'000.0)});
    feed(InstrumentDefinition{stamp(), option_spec(kPut, OptionType::Put, 60'000.0)});
}

void EngineRig::connect(bool cancel_on_disconnect, bool may_trade) {
    ConnectionChange market;
    market.stamp = stamp();
    market.stream = Stream::Market;
    market.state = ConnectionState::Ready;
    feed(market);
    ConnectionChange account = market;
    account.stream = Stream::Account;
    account.cancel_on_disconnect = cancel_on_disconnect;
    account.may_trade = may_trade;
    feed(account);
}

void EngineRig::sync_clock() {
    feed(ClockSync{stamp(), milliseconds(1)});
}

void EngineRig::market_data(double index) {
    feed(IndexPrice{stamp(), kBtc, UsdPrice{index}});
    Ticker perpetual;
    perpetual.stamp = stamp();
    perpetual.instrument = kPerpetual;
    perpetual.state = TickerState::Open;
    perpetual.mark_price = index;
    perpetual.index_price = UsdPrice{index};
    perpetual.bid_price = index - 0.5;
    perpetual.bid_amount = 100'000.0;
    perpetual.ask_price = index + 0.5;
    perpetual.ask_amount = 100'000.0;
    feed(perpetual);
    feed(Quote{stamp(), kPerpetual, index - 0.5, 100'000.0, index + 0.5, 100'000.0});
    for (InstrumentIndex const option : {kCall, kPut}) {
        Ticker ticker;
        ticker.stamp = stamp();
        ticker.instrument = option;
        ticker.state = TickerState::Open;
        ticker.index_price = UsdPrice{index};
        ticker.forward = UsdPrice{index};
        ticker.mark_vol = Vol{kVol};
        ticker.mark_price = mark_of(
            option_spec(option, option == kCall ? OptionType::Call : OptionType::Put, 60'000.0),
            ticker);
        feed(ticker);
    }
}

void EngineRig::answer_snapshots(SnapshotPhase phase) {
    auto const requests = commands<RequestSnapshot>();
    for (; answered_ < requests.size(); ++answered_) {
        RequestSnapshot const& request = requests[answered_];
        feed(SnapshotMark{stamp(), request.kind, SnapshotPhase::Begin, request.generation});
        if (phase == SnapshotPhase::Complete && request.kind == SnapshotKind::Positions) {
            for (auto const& [instrument, size] : positions_) {
                PositionUpdate update;
                update.stamp = stamp();
                update.instrument = instrument;
                update.from_snapshot = true;
                update.size = size;
                feed(update);
            }
        }
        if (phase == SnapshotPhase::Complete && request.kind == SnapshotKind::Account) {
            AccountUpdate account;
            account.stamp = stamp();
            account.underlying = kBtc;
            account.equity = Coins{10.0};
            account.balance = Coins{10.0};
            account.margin_balance = Coins{10.0};
            account.initial_margin = Coins{1.0};
            account.maintenance_margin = Coins{0.5};
            feed(account);
        }
        feed(SnapshotMark{stamp(), request.kind, phase, request.generation});
    }
}

void EngineRig::bring_up() {
    list_instruments();
    connect();
    sync_clock();
    market_data();
    answer_snapshots();
    // Data for legs that the snapshot has just made known.
    market_data();
    feed(Timer{now});
    end_batch();
}

void EngineRig::move_position(InstrumentIndex instrument, double size) {
    PositionUpdate update;
    update.stamp = stamp();
    update.instrument = instrument;
    update.size = size;
    feed(update);
}

void EngineRig::set_position(InstrumentIndex instrument, double size) {
    std::erase_if(positions_, [&](const auto& entry) { return entry.first == instrument; });
    positions_.emplace_back(instrument, size);
}

std::vector<PlaceOrder> EngineRig::orders() const {
    return commands<PlaceOrder>();
}

std::optional<PlaceOrder> EngineRig::last_order() const {
    auto const all = orders();
    return all.empty() ? std::nullopt : std::optional{all.back()};
}

void EngineRig::accept(const PlaceOrder& order, const char* venue_id) {
    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Accepted;
    reply.venue_id = VenueOrderId{venue_id};
    feed(reply);
}

void EngineRig::fill(const PlaceOrder& order, double amount, const char* trade_id,
                     bool from_reply) {
    Fill trade;
    trade.stamp = stamp();
    trade.instrument = order.instrument;
    trade.client_id = order.client_id;
    trade.venue_id = VenueOrderId{"7001"};
    trade.trade_id = TradeId{trade_id};
    trade.side = order.side;
    trade.liquidity = Liquidity::Taker;
    trade.from_reply = from_reply;
    trade.amount = amount;
    trade.price = kIndex;
    trade.index_price = UsdPrice{kIndex};
    feed(trade);
}

void EngineRig::done(const PlaceOrder& order, OrderState state, double filled) {
    OrderUpdate update;
    update.stamp = stamp();
    update.instrument = order.instrument;
    update.client_id = order.client_id;
    update.venue_id = VenueOrderId{"7001"};
    update.side = order.side;
    update.state = state;
    update.time_in_force = TimeInForce::ImmediateOrCancel;
    update.amount = static_cast<double>(order.quantity.value()) * 10.0;
    update.filled_amount = filled;
    update.average_price = kIndex;
    feed(update);
}

void EngineRig::refuse(const PlaceOrder& order, RefusalClass refusal, int code) {
    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Refused;
    reply.refusal = refusal;
    reply.venue_code = code;
    feed(reply);
}

void EngineRig::lose_reply(const PlaceOrder& order) {
    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Unknown;
    feed(reply);
}

}  // namespace hedged::testing
