// SPDX-License-Identifier: Apache-2.0
#include "sim/trading_floor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hedged::sim {
namespace {

namespace wire = exchange::deribit;

exchange::ChainHistory recorded_fall() {
    static const auto history = exchange::read_chain_folder(std::string{HEDGED_SOURCE_DIR} +
                                                            "/config/replay/deribit_btc_202602");
    EXPECT_TRUE(history.ok()) << (history.ok() ? "" : history.error());
    return history.value();
}

exchange::ExchangeConfig exchange_config(const FloorOptions& options) {
    exchange::ExchangeConfig config;
    config.seed = options.seed;
    config.start = options.start;
    return config;
}

wire::FrontConfig front_config() {
    wire::FrontConfig config;
    config.keys = {};
    return config;
}

}  // namespace

// One connection: a session on our side, a connection id on the exchange's, frames under way.
struct TradingFloor::Line {
    struct Frame {
        Instant due;
        bool to_exchange = false;
        std::uint64_t connection = 0;
        std::string bytes;
    };

    Line(TradingFloor& its_floor, Stream its_stream) : floor(its_floor), stream(its_stream) {}

    // The session's sink.
    bool send(std::string_view frame) noexcept {
        push(true, frame);
        return connected;
    }
    void emit(const Event& event) noexcept { events.push_back(event); }
    void connect() noexcept { wants_connection = true; }
    void close(std::string_view /*reason*/) noexcept { wants_close = true; }

    void push(bool to_exchange, std::string_view bytes) {
        Instant& last = to_exchange ? last_out : last_in;
        auto const spread = static_cast<std::uint64_t>(
            (floor.options_.latency_max - floor.options_.latency_min).nanoseconds());
        Duration const latency =
            floor.options_.latency_min +
            Duration{static_cast<std::int64_t>(floor.random_.below(spread + 1))};
        last = std::max(last, floor.now + latency);  // a connection keeps its order
        frames.push_back({last, to_exchange, connection, std::string{bytes}});
    }

    template <class Call>
    void with_session(Call call) {
        if (stream == Stream::Market) {
            call(*market);
        } else {
            call(*account);
        }
    }

    TradingFloor& floor;
    Stream stream;
    std::unique_ptr<deribit::MarketSession> market;
    std::unique_ptr<deribit::AccountSession> account;
    bool wants_connection = false;
    bool wants_close = false;
    bool connected = false;
    std::uint64_t connection = 0;
    Instant last_in;
    Instant last_out;
    std::deque<Frame> frames;
    std::vector<Event> events;
};

FloorOptions short_gamma_floor(std::uint64_t seed) {
    FloorOptions options;
    options.seed = seed;
    options.positions = {{"BTC-13FEB26-80000-C", -6.0, 0.0},
                         {"BTC-13FEB26-72000-P", -6.0, 0.0},
                         {"BTC-27FEB26-85000-C", -6.0, 0.0},
                         {"BTC-27FEB26-70000-P", -6.0, 0.0},
                         {"BTC-27MAR26-60000-P", 4.0, 0.0}};
    engine::EngineConfig& config = options.engine;
    engine::UnderlyingConfig btc;
    btc.name = FixedString<15>{"BTC"};
    btc.numeraire = portfolio::Numeraire::Coin;
    btc.hedge_instrument = InstrumentName{"BTC-PERPETUAL"};
    btc.band = {BookDelta{-0.5}, BookDelta{0.0}, BookDelta{0.5}, hedging::HedgeTo::Target};
    btc.slippage_cap_bp = 25.0;
    (void)config.underlyings.push_back(btc);
    risk::Limits& limits = config.limits;
    limits.underlying_count = 1;
    risk::UnderlyingLimits& money = limits.underlyings[0];
    money.max_order_coins = Coins{2.0};
    money.max_order_contracts = 25'000.0;
    money.max_order_value = Usd{250'000.0};
    money.price_collar_bp = 50.0;
    money.option_price_collar = Vol{0.02};
    money.max_hedge_position = Coins{15.0};
    money.max_hedge_ratio = 1.1;
    money.max_initial_margin_ratio = 0.9;
    money.max_maintenance_margin_ratio = 0.8;
    limits.max_orders_per_second = 4;
    limits.max_orders_per_minute = 150;
    limits.max_orders_per_day = 20'000;
    limits.credits_per_second = 5.0;
    limits.credit_burst = 20.0;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(250);
    limits.min_time_to_expiry = seconds(300);
    limits.quote_age_max = milliseconds(500);
    limits.index_age_max = seconds(2);
    limits.greeks_age_max = seconds(5);
    limits.position_age_max = seconds(10);
    limits.feed_lag_max = seconds(1);
    limits.clock_error_max = milliseconds(50);
    limits.bad_input_hold = seconds(1);
    limits.reconcile_age_max = seconds(60);
    limits.same_refusals_max = 5;
    limits.same_refusals_window = seconds(10);
    limits.refusal_cool_off = seconds(5);
    limits.refusals_max = 30;
    limits.refusals_window = seconds(60);
    config.gateway.epoch = 1;
    config.gateway.rate = {4, 150, 20'000, 5.0, 20.0, 0.25};
    config.reference_disagreement_max = 0.01;
    config.require_arm = false;
    config.warm_up = Duration{};
    config.dry_decisions = 0;
    config.first_order_fraction = 1.0;
    return options;
}

TradingFloor::TradingFloor(const FloorOptions& options)
    : exchange(exchange_config(options), recorded_fall()),
      front(exchange, front_config(), *this),
      options_(options),
      start_(exchange.now()),
      table_({deribit::underlying_of("BTC")}),
      random_(options.seed + 17) {
    auto const seeded = exchange.seed_account("desk", options.coin_balance, options.positions);
    EXPECT_TRUE(seeded.ok()) << (seeded.ok() ? "" : seeded.error());
    account_ = seeded.value();
    auto const twin = exchange.seed_account("twin", options.coin_balance, options.positions);
    EXPECT_TRUE(twin.ok());
    twin_ = twin.value();
    wire::ApiKey key;
    key.client_id = "desk-key";
    key.client_secret = "desk-secret";
    key.account = account_;
    key.rights.wallet = wire::Access::Read;
    front.add_key(key);

    options_.engine.market_speed = options.speed;
    engine = std::make_unique<engine::Engine>(options_.engine);

    deribit::ConnectionConfig connection;
    connection.credentials = {"desk-key", deribit::Secret{"desk-secret"}};
    market_line_ = std::make_unique<Line>(*this, Stream::Market);
    account_line_ = std::make_unique<Line>(*this, Stream::Account);
    deribit::MarketSessionConfig market;
    market.connection = connection;
    market.hedge_instruments = {"BTC-PERPETUAL"};
    market_line_->market = std::make_unique<deribit::MarketSession>(
        market, table_, refresh_, deribit::sink_of(*market_line_), options.seed + 1);
    deribit::AccountSessionConfig account;
    double const rate = account.connection.requests_per_second;
    double const burst = account.connection.request_burst;
    account.connection = connection;
    account.connection.requests_per_second = rate;
    account.connection.request_burst = burst;
    account.tag = *deribit::AccountTag::make("simu");
    account_line_->account = std::make_unique<deribit::AccountSession>(
        account, table_, refresh_, deribit::sink_of(*account_line_), options.seed + 2);
    market_line_->market->start(now, daemon_wall());
    account_line_->account->start(now, daemon_wall());
}

TradingFloor::~TradingFloor() = default;

WallTime TradingFloor::market_now() const {
    return start_ + (now - Instant{seconds(1).nanoseconds()}) * options_.speed;
}

void TradingFloor::send(wire::ConnectionId connection, std::string_view frame) {
    for (Line* const line : {market_line_.get(), account_line_.get()}) {
        if (line != nullptr && line->connected && line->connection == connection.raw) {
            line->push(false, frame);
        }
    }
}

void TradingFloor::close(wire::ConnectionId connection, std::string_view /*reason*/) {
    for (Line* const line : {market_line_.get(), account_line_.get()}) {
        if (line->connected && line->connection == connection.raw) {
            line->wants_close = true;
        }
    }
}

void TradingFloor::cut(Stream stream, const char* reason) {
    Line& line = stream == Stream::Market ? *market_line_ : *account_line_;
    if (!line.connected) {
        return;
    }
    line.connected = false;
    line.frames.clear();
    front.on_close(wire::ConnectionId{line.connection}, now);
    line.with_session([&](auto& session) { session.closed(now, reason); });
}

void TradingFloor::feed(const Event& event) {
    Actions actions;
    engine->on(event, actions);
    carry_out(actions);
}

void TradingFloor::carry_out(Actions& actions) {
    for (const Action& action : actions) {
        if (const auto* note = std::get_if<Note>(&action)) {
            ++notes[static_cast<std::size_t>(note->kind)];
            continue;
        }
        if (std::holds_alternative<SetKillLatch>(action)) {
            ++latches;
        }
        const auto* command = std::get_if<VenueCommand>(&action);
        if (command == nullptr) {
            continue;
        }
        if (const auto* order = std::get_if<PlaceOrder>(command)) {
            placed_at.push_back(now);
            placed_ids.push_back(order->client_id.raw);
            for (std::uint64_t const word :
                 {order->client_id.raw, static_cast<std::uint64_t>(order->quantity.value()),
                  static_cast<std::uint64_t>(order->limit.value()),
                  static_cast<std::uint64_t>(now.nanoseconds())}) {
                hash = (hash ^ word) * 1099511628211ULL;
            }
        }
        if (std::holds_alternative<WatchInstrument>(*command)) {
            market_line_->market->command(*command, now);
        } else {
            account_line_->account->command(*command, now);
        }
    }
}

void TradingFloor::deliver() {
    for (Line* const line : {account_line_.get(), market_line_.get()}) {
        while (!line->frames.empty()) {
            auto const due = std::find_if(line->frames.begin(), line->frames.end(),
                                          [&](const auto& frame) { return frame.due <= now; });
            if (due == line->frames.end()) {
                break;
            }
            Line::Frame frame = std::move(*due);
            line->frames.erase(due);
            if (!line->connected || frame.connection != line->connection) {
                continue;
            }
            if (frame.to_exchange) {
                front.on_frame(wire::ConnectionId{frame.connection}, frame.bytes, now);
            } else {
                std::size_t const size = frame.bytes.size();
                frame.bytes.resize(size + deribit::kFramePadding);
                line->with_session([&](auto& session) {
                    session.frame(std::string_view{frame.bytes}.substr(0, size), now);
                });
            }
        }
    }
}

void TradingFloor::step_once() {
    now = now + options_.step;
    front.advance(now, market_now());
    for (Line* const line : {account_line_.get(), market_line_.get()}) {
        if (line->wants_close) {
            line->wants_close = false;
            line->wants_connection = false;
            cut(line->stream, "closed");
        }
        if (line->wants_connection && !line->connected) {
            line->wants_connection = false;
            line->connected = true;
            line->connection = next_connection_++;
            EXPECT_TRUE(front.on_open(wire::ConnectionId{line->connection}, "127.0.0.1", now));
            line->with_session([&](auto& session) { session.opened(now, daemon_wall()); });
        }
    }
    deliver();
    for (Line* const line : {account_line_.get(), market_line_.get()}) {
        line->with_session([&](auto& session) { session.tick(now, daemon_wall()); });
        for (Event const& event : std::exchange(line->events, {})) {
            feed(event);
        }
    }
    if (now >= next_timer_) {
        next_timer_ = now + milliseconds(10);
        feed(Timer{now});
    }
    feed(BatchEnd{now});
    audit(options_.step);
}

void TradingFloor::audit(Duration step) {
    auto const picture = view();
    if (picture.state != TradingState::Normal) {
        return;
    }
    double const delta = true_delta();
    auto const& band = options_.engine.underlyings[0].band;
    double const distance = band.distance_outside(BookDelta{delta});
    been_inside_ = been_inside_ || distance == 0.0;
    if (been_inside_) {
        watched = watched + step;
        outside = outside + (distance > 0.0 ? step : Duration{});
        worst_outside = std::max(worst_outside, distance);
    }
}

void TradingFloor::run(Duration real_time) {
    Instant const until = now + real_time;
    while (now < until) {
        step_once();
    }
}

bool TradingFloor::run_until(const std::function<bool()>& condition, Duration limit) {
    Instant const until = now + limit;
    while (now < until) {
        if (condition()) {
            return true;
        }
        step_once();
    }
    return condition();
}

void TradingFloor::operate(OperatorVerb verb, const char* actor, const char* reason) {
    OperatorCommand command;
    command.stamp = {now, market_now()};
    command.verb = verb;
    command.actor = FixedString<31>{actor};
    command.reason = FixedString<95>{reason};
    feed(command);
}

double TradingFloor::true_delta() const {
    return exchange.summary(account_).delta_total;
}

double TradingFloor::true_position(std::string_view instrument) const {
    const auto* const found = exchange.find(instrument);
    return found == nullptr ? 0.0 : exchange.position(account_, found->id).size;
}

std::size_t TradingFloor::true_trades() const {
    exchange::TradeFilter filter;
    filter.count = 10'000;
    return exchange.user_trades(account_, filter).size();
}

std::size_t TradingFloor::true_open_orders() const {
    return exchange.open_orders(account_).size();
}

double TradingFloor::true_equity() const {
    return exchange.summary(account_).equity;
}

double TradingFloor::twin_equity() const {
    return exchange.summary(twin_).equity;
}

double TradingFloor::twin_fees() const {
    return exchange.summary(twin_).fees_paid;
}

EngineView TradingFloor::view() const {
    EngineView picture;
    engine->view(picture);
    return picture;
}

}  // namespace hedged::sim
