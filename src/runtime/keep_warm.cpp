// SPDX-License-Identifier: Apache-2.0
#include "runtime/keep_warm.hpp"

#include "hedged/core/assert.hpp"

#include <string_view>
#include <variant>

namespace hedged::runtime {

namespace {

constexpr InstrumentIndex kPerpetual{0};
constexpr InstrumentIndex kCall{1};
constexpr UnderlyingIndex kCoin{0};
constexpr WallTime kMarketTime{1'770'000'000'000'000'000};
constexpr double kLowIndex = 75'000.0;
constexpr double kHighIndex = 78'000.0;
constexpr double kShortCalls = -1.0;
// The double's own time: one order a step stays within a day's count that is cheap to remember.
constexpr Duration kStep = seconds(1);
constexpr std::uint32_t kOrdersPerDay = 100'000;

InstrumentSpec perpetual() {
    InstrumentSpec spec;
    (void)spec.name.assign("BTC-PERPETUAL");
    spec.index = kPerpetual;
    spec.underlying = kCoin;
    spec.kind = InstrumentKind::Perpetual;
    spec.state = InstrumentState::Open;
    spec.tick = {5, -1};
    spec.lot = {1, 1};
    spec.minimum_amount = 10.0;
    spec.contract_size = 10.0;
    spec.expiry = kMarketTime + seconds(std::int64_t{10'000} * 86'400);
    return spec;
}

InstrumentSpec call() {
    InstrumentSpec spec;
    (void)spec.name.assign("BTC-WARM-76000-C");
    spec.index = kCall;
    spec.underlying = kCoin;
    spec.kind = InstrumentKind::Option;
    spec.option_type = OptionType::Call;
    spec.amount_unit = AmountUnit::InCoin;
    spec.state = InstrumentState::Open;
    spec.tick = {1, -4};
    spec.lot = {1, -1};
    spec.minimum_amount = 0.1;
    spec.strike = UsdPrice{76'000.0};
    spec.expiry = kMarketTime + seconds(std::int64_t{30} * 86'400);
    return spec;
}

// Limits wide enough that the double is never stopped by them, and valid all the same.
risk::Limits wide_limits() {
    risk::Limits limits;
    limits.underlying_count = 1;
    risk::UnderlyingLimits& own = limits.underlyings[0];
    own.max_order_coins = Coins{100.0};
    own.max_order_contracts = 1e8;
    own.max_order_value = Usd{1e8};
    own.price_collar_bp = 500.0;
    own.option_price_collar = Vol{0.1};
    own.max_hedge_position = Coins{1000.0};
    own.max_hedge_ratio = 2.0;
    own.max_initial_margin_ratio = 0.9;
    own.max_maintenance_margin_ratio = 0.9;
    limits.max_orders_per_second = 100;
    limits.max_orders_per_minute = 6'000;
    limits.max_orders_per_day = kOrdersPerDay;
    limits.credits_per_second = 1000.0;
    limits.credit_burst = 1000.0;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(1);
    limits.min_time_to_expiry = seconds(60);
    limits.quote_age_max = seconds(5);
    limits.index_age_max = seconds(5);
    limits.greeks_age_max = seconds(5);
    limits.position_age_max = seconds(600);
    limits.feed_lag_max = seconds(5);
    limits.clock_error_max = seconds(1);
    limits.bad_input_hold = seconds(1);
    limits.reconcile_age_max = seconds(60);
    limits.same_refusals_max = 10;
    limits.same_refusals_window = seconds(10);
    limits.refusal_cool_off = seconds(1);
    limits.refusals_max = 60;
    limits.refusals_window = seconds(60);
    return limits;
}

constexpr std::string_view kQuoteFrame =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"quote.BTC-PERPETUAL",)"
    R"("data":{"timestamp":1770000000000,"instrument_name":"BTC-PERPETUAL",)"
    R"("best_bid_price":75999.5,"best_bid_amount":52330.0,)"
    R"("best_ask_price":76000.0,"best_ask_amount":103210.0}}})";

constexpr std::string_view kTickerFrame =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-PERPETUAL.raw",)"
    R"("data":{"timestamp":1770000000000,"state":"open","stats":{"high":77012.0,"low":75001.5,)"
    R"("price_change":-0.3,"volume":312.5,"volume_usd":23777000.0,"volume_notional":23777000.0},)"
    R"("index_price":76001.27,"instrument_name":"BTC-PERPETUAL","last_price":76000.0,)"
    R"("settlement_price":76110.02,"min_price":74860.5,"max_price":77140.5,)"
    R"("open_interest":981023120.0,"mark_price":76000.11,"interest_value":0.0018,)"
    R"("best_ask_price":76000.0,"best_bid_price":75999.5,"estimated_delivery_price":76001.27,)"
    R"("best_ask_amount":103210.0,"best_bid_amount":52330.0,"current_funding":0.0,)"
    R"("funding_8h":0.0000112}}})";

std::string padded(std::string_view frame) {
    std::string out(frame);
    out.append(deribit::kFramePadding, ' ');
    return out;
}

}  // namespace

engine::EngineConfig WarmEngine::config() {
    engine::EngineConfig out;
    engine::UnderlyingConfig coin;
    (void)coin.name.assign("BTC");
    coin.numeraire = portfolio::Numeraire::Usd;
    (void)coin.hedge_instrument.assign("BTC-PERPETUAL");
    coin.band = {BookDelta{-0.001}, BookDelta{0.0}, BookDelta{0.001}, hedging::HedgeTo::Target};
    coin.slippage_cap_bp = 100.0;
    coin.position_mismatch_max = Coins{1e9};
    const bool room = out.underlyings.push_back(coin);
    HEDGED_ASSERT(room);
    out.limits = wide_limits();
    out.gateway.epoch = 1;
    out.gateway.rate = {100, 6'000, kOrdersPerDay, 1000.0, 1000.0, 0.25};
    out.instrument_capacity = 2;
    out.reference_disagreement_max = 0.05;
    out.reconcile_every = seconds(500);
    out.require_arm = false;
    out.warm_up = Duration{};
    out.dry_decisions = 0;
    out.first_order_fraction = 1.0;
    return out;
}

WarmEngine::WarmEngine() : engine_(config()), now_(seconds(1).nanoseconds()) {
    start();
}

Stamp WarmEngine::stamp() const noexcept {
    // A microsecond a run: its option never expires, and a fill is later than the position before.
    return {now_, kMarketTime + microseconds(static_cast<std::int64_t>(runs_))};
}

void WarmEngine::start() noexcept {
    give(InstrumentDefinition{stamp(), perpetual()});
    give(InstrumentDefinition{stamp(), call()});
    give(ClockSync{stamp(), microseconds(100)});
    ConnectionChange change;
    change.stamp = stamp();
    change.state = ConnectionState::Ready;
    give(change);
    change.stream = Stream::Account;
    change.cancel_on_disconnect = true;
    change.may_trade = true;
    give(change);
}

// Commands are collected first and answered after, as the live side does.
void WarmEngine::give(const Event& event) noexcept {
    actions_.clear();
    engine_.on(event, actions_);
    for (const Action& action : actions_) {
        if (const auto* command = std::get_if<VenueCommand>(&action)) {
            (void)asked_.push_back(*command);
        }
    }
}

std::optional<PlaceOrder> WarmEngine::run() noexcept {
    ++runs_;
    now_ = now_ + kStep;
    const double index = runs_ % 2 == 0 ? kLowIndex : kHighIndex;
    // Its exchange's clock all but stands still, so it has to be told again and again.
    give(ClockSync{stamp(), microseconds(100)});

    Ticker ticker;
    ticker.stamp = stamp();
    ticker.instrument = kCall;
    ticker.state = TickerState::Open;
    ticker.mark_price = 0.05;
    ticker.index_price = UsdPrice{index};
    ticker.forward = UsdPrice{index * 1.002};
    ticker.mark_vol = Vol{0.5};
    give(ticker);
    ticker.instrument = kPerpetual;
    ticker.mark_price = index;
    ticker.forward.reset();
    ticker.mark_vol.reset();
    give(ticker);

    Quote quote;
    quote.stamp = stamp();
    quote.instrument = kPerpetual;
    quote.bid_price = index - 0.5;
    quote.bid_amount = 100'000.0;
    quote.ask_price = index;
    quote.ask_amount = 100'000.0;
    give(quote);
    give(IndexPrice{stamp(), kCoin, UsdPrice{index}});
    give(Timer{now_});
    give(BatchEnd{now_});

    placed_.reset();
    answer();
    return placed_;
}

void WarmEngine::answer() noexcept {
    // Answers can lead to further requests; a bound keeps a surprise from spinning here.
    for (int round = 0; round < 8 && !asked_.empty(); ++round) {
        const FixedVector<VenueCommand, kActionsMax> commands = asked_;
        asked_.clear();
        for (const VenueCommand& command : commands) {
            if (const auto* order = std::get_if<PlaceOrder>(&command)) {
                placed_ = *order;
                ++orders_;
                fill(*order);
            } else if (const auto* wanted = std::get_if<RequestSnapshot>(&command)) {
                answer(*wanted);
            }
        }
        give(BatchEnd{now_});
    }
    asked_.clear();
}

void WarmEngine::answer(const RequestSnapshot& wanted) noexcept {
    give(SnapshotMark{stamp(), wanted.kind, SnapshotPhase::Begin, wanted.generation});
    if (wanted.kind == SnapshotKind::Positions) {
        PositionUpdate position;
        position.stamp = stamp();
        position.from_snapshot = true;
        position.instrument = kCall;
        position.size = kShortCalls;
        give(position);
        position.instrument = kPerpetual;
        position.size = static_cast<double>(position_lots_) * 10.0;
        give(position);
    } else if (wanted.kind == SnapshotKind::Account) {
        AccountUpdate account;
        account.stamp = stamp();
        account.underlying = kCoin;
        account.equity = Coins{100.0};
        account.balance = account.equity;
        account.margin_balance = account.equity;
        account.initial_margin = Coins{1.0};
        account.maintenance_margin = Coins{0.5};
        give(account);
    }
    give(SnapshotMark{stamp(), wanted.kind, SnapshotPhase::Complete, wanted.generation});
}

void WarmEngine::fill(const PlaceOrder& order) noexcept {
    const double price = static_cast<double>(order.limit.value()) * 0.5;
    const double amount = static_cast<double>(order.quantity.value()) * 10.0;
    position_lots_ += order.side == Side::Buy ? order.quantity.value() : -order.quantity.value();

    Fill trade;
    trade.stamp = stamp();
    trade.instrument = order.instrument;
    trade.client_id = order.client_id;
    (void)trade.venue_id.assign("warm");
    // A number as text without formatting: the ids of trades must differ.
    std::array<char, 17> id{};
    std::size_t digits = 0;
    for (std::uint64_t rest = ++trades_; rest != 0; rest >>= 4U) {
        id.at(digits++) = "0123456789abcdef"[rest & 15U];
    }
    (void)trade.trade_id.assign({id.data(), digits});
    trade.side = order.side;
    trade.liquidity = Liquidity::Taker;
    trade.amount = amount;
    trade.price = price;
    trade.index_price = UsdPrice{price};
    give(trade);

    OrderUpdate update;
    update.stamp = stamp();
    update.instrument = order.instrument;
    update.client_id = order.client_id;
    (void)update.venue_id.assign("warm");
    update.side = order.side;
    update.state = OrderState::Filled;
    update.time_in_force = order.time_in_force;
    update.price = price;
    update.amount = amount;
    update.filled_amount = amount;
    update.average_price = price;
    give(update);

    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Accepted;
    (void)reply.venue_id.assign("warm");
    give(reply);
}

WarmCodec::WarmCodec()
    : table_({deribit::underlying_of("BTC")}, 4),
      tag_(*deribit::AccountTag::make("warm")),
      decoder_(table_, tag_, 4096),
      spec_(perpetual()),
      quote_(padded(kQuoteFrame)),
      ticker_(padded(kTickerFrame)),
      quote_size_(kQuoteFrame.size()),
      ticker_size_(kTickerFrame.size()) {
    const auto index = table_.define(spec_);
    HEDGED_ASSERT(index.has_value());
}

std::size_t WarmCodec::run() noexcept {
    const Instant now{1};
    (void)decoder_.decode({quote_.data(), quote_size_}, now, frame_);
    (void)decoder_.decode({ticker_.data(), ticker_size_}, now, frame_);
    PlaceOrder order;
    order.client_id = make_client_order_id(1, 1);
    order.instrument = spec_.index;
    order.quantity = Lots{1234};
    order.limit = PriceTicks{152'001};
    order.valid_until = kMarketTime;
    return deribit::encode_place(out_, 1, order, spec_, tag_).size();
}

}  // namespace hedged::runtime
