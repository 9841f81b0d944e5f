// SPDX-License-Identifier: Apache-2.0
// The whole engine beside an account that is told truthfully but badly (account_truth.hpp). No
// order before a complete reconciliation, never two orders at work in one instrument, none larger
// than allowed or the wrong way round, and in the quiet end our positions are the account's.
#include "hedged/core/assert.hpp"
#include "hedged/engine/engine.hpp"

#include "fuzz/account_truth.hpp"
#include "fuzz/body.hpp"
#include "support/engine_rig.hpp"

#include <cmath>
#include <memory>
#include <set>

namespace hedged::fuzz {
namespace {

constexpr std::uint32_t kEpoch = 7;
constexpr std::size_t kSteps = 250;
constexpr double kLotCoins = 10.0 / AccountTruth::kIndex;
constexpr double kMaxOrderCoins = 1.5;
constexpr double kBand = 0.5;

engine::EngineConfig story_config() {
    engine::EngineConfig config = testing::rig_config();
    config.instrument_capacity = 4;
    config.gateway.epoch = kEpoch;
    config.gateway.trades_remembered = 1'024;
    config.limits.underlyings[0].max_order_coins = Coins{kMaxOrderCoins};
    config.limits.max_orders_per_minute = 200;
    config.limits.max_orders_per_day = 1'000;
    config.gateway.rate = gateway::rate_limits_from(config.limits);
    config.limits.same_refusals_max = 64;
    config.limits.refusals_max = 64;
    config.fit_smiles = false;
    return config;
}

Actions& shared_actions() {
    static auto const actions = std::make_unique<Actions>();
    actions->clear();
    return *actions;
}

EngineView& shared_view() {
    static auto const view = std::make_unique<EngineView>();
    return *view;
}

class Story {
public:
    explicit Story(Input& in) : in_(in), truth_(in), out_(shared_actions()) {
        InstrumentSpec second = testing::perpetual_spec();
        second.name = InstrumentName{"BTC-26JUN26"};
        second.index = InstrumentIndex{1};
        second.kind = InstrumentKind::Future;
        second.expiry = wall_from_milliseconds(1'782'460'800'000);
        feed(InstrumentDefinition{stamp(), testing::perpetual_spec()});
        feed(InstrumentDefinition{stamp(), second});
        change(Stream::Market, ConnectionState::Ready);
        for (std::uint32_t count = in_.below(3); count > 0; --count) {
            truth_.leave_order_of_earlier_run(kEpoch - 1);
        }
        for (std::uint32_t count = in_.below(3); count > 0; --count) {
            truth_.trade_by_hand();
        }
        connect();
    }

    void run() {
        for (std::size_t step = 0; step < kSteps && !in_.empty(); ++step) {
            happen();
        }
        settle();
        check_truth_was_found();
    }

private:
    [[nodiscard]] Stamp stamp() const { return Stamp{now_, truth_.now()}; }

    void happen() {
        switch (in_.byte() % 16) {
            case 0:
            case 1:
            case 2:
            case 3:
                return truth_.work();
            case 4:
            case 5:
            case 6:
            case 7:
                return deliver();
            case 8:
                return truth_.trade_by_hand();
            case 9:
                return in_.one_in(4) ? truth_.correct_in_silence() : truth_.foreign_order();
            case 10:
                return in_.one_in(3) ? drop() : pass(10);
            case 11:
                return pass(1'000);
            case 12:
                return pass(100 * in_.byte() % 6'000);
            default:
                return pass(10 + in_.below(90));
        }
    }

    // Both clocks run together, in steps as short as the engine wants its timer.
    void pass(std::int64_t ms) {
        while (ms > 0) {
            auto const step = std::min<std::int64_t>(ms, 100);
            ms -= step;
            truth_.pass(milliseconds(step));
            tick();
        }
        if (!truth_.connected()) {
            connect();
        }
    }

    void tick() {
        // The truth's clock also moves on by a millisecond with each thing that happens.
        now_ = Instant{truth_.now().nanoseconds() - kStartOfWall + kStartOfInstant};
        feed(Timer{now_});
        market_data();
        feed(BatchEnd{now_});
    }

    void market_data() {
        feed(ClockSync{stamp(), milliseconds(1)});
        feed(IndexPrice{stamp(), UnderlyingIndex{0}, UsdPrice{AccountTruth::kIndex}});
        for (std::uint32_t i = 0; i < AccountTruth::kInstruments; ++i) {
            Ticker ticker;
            ticker.stamp = stamp();
            ticker.instrument = InstrumentIndex{i};
            ticker.state = TickerState::Open;
            ticker.mark_price = AccountTruth::kIndex;
            ticker.index_price = UsdPrice{AccountTruth::kIndex};
            ticker.bid_price = AccountTruth::kIndex - 0.5;
            ticker.ask_price = AccountTruth::kIndex + 0.5;
            ticker.bid_amount = ticker.ask_amount = 1e6;
            feed(ticker);
            feed(Quote{stamp(), InstrumentIndex{i}, ticker.bid_price, 1e6, ticker.ask_price, 1e6});
        }
    }

    void change(Stream stream, ConnectionState state) {
        ConnectionChange change;
        change.stamp = stamp();
        change.stream = stream;
        change.state = state;
        change.cancel_on_disconnect = true;
        change.may_trade = true;
        feed(change);
    }

    void connect() {
        truth_.reconnect();
        tell_step("account ready\n");
        reconciled_ = false;
        rounds_.clear();
        change(Stream::Account, ConnectionState::Ready);
    }

    void drop() {
        if (!truth_.connected()) {
            return;
        }
        tell_step("account down\n");
        Frame const lost = truth_.disconnect();
        bool const first = in_.one_in(2);
        reconciled_ = false;
        rounds_.clear();
        if (first) {
            change(Stream::Account, ConnectionState::Down);
        }
        take(lost);
        if (!first) {
            change(Stream::Account, ConnectionState::Down);
        }
    }

    void deliver() {
        if (auto const frame = truth_.deliver()) {
            take(*frame);
            feed(BatchEnd{now_});
        }
    }

    void take(const Frame& frame) {
        for (Event event : frame) {
            std::visit(
                [&](auto& inner) {
                    if constexpr (requires { inner.stamp; }) {
                        inner.stamp.received = now_;
                    }
                },
                event);
            tell(event);
            if (auto const* const mark = std::get_if<SnapshotMark>(&event)) {
                note_round(*mark);
            }
            feed(event);
        }
    }

    // A reconciliation is complete when every report of one round of requests came whole.
    void note_round(const SnapshotMark& mark) {
        auto const round = rounds_.find(mark.generation);
        if (round == rounds_.end() || mark.phase == SnapshotPhase::Begin) {
            return;
        }
        if (mark.phase == SnapshotPhase::Failed) {
            rounds_.erase(round);
            return;
        }
        round->second.erase(mark.kind);
        reconciled_ = reconciled_ || round->second.empty();
    }

    void feed(const Event& event) {
        engine_.on(event, out_);
        // Taken out first: an order may follow from an order's commands within one event.
        for (const Action& action : out_) {
            if (auto const* const command = std::get_if<VenueCommand>(&action)) {
                send(*command);
            }
            HEDGED_ASSERT(!std::holds_alternative<SetKillLatch>(action));
        }
        out_.clear();
    }

    void send(const VenueCommand& command) {
        if (std::holds_alternative<WatchInstrument>(command)) {
            return;
        }
        HEDGED_ASSERT(truth_.connected());
        if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
            rounds_[wanted->generation].insert(wanted->kind);
        } else if (auto const* const cancelled = std::get_if<CancelOrder>(&command)) {
            HEDGED_ASSERT(cancelled->client_id.ours());
        } else if (auto const* const placed = std::get_if<PlaceOrder>(&command)) {
            judge(*placed);
        }
        truth_.command(command);
    }

    void judge(const PlaceOrder& placed) {
        auto const lots = placed.quantity.value();
        tell_step("order %s %lld lots, really %lld\n", placed.side == Side::Buy ? "buy" : "sell",
                  static_cast<long long>(lots), static_cast<long long>(truth_.position(0)));
        HEDGED_ASSERT(reconciled_);
        HEDGED_ASSERT(placed.instrument == InstrumentIndex{0} && lots > 0);
        HEDGED_ASSERT(static_cast<double>(lots) * kLotCoins <= kMaxOrderCoins * 1.0001);
        HEDGED_ASSERT(truth_.may_trade(0, placed.client_id) == 0);
        HEDGED_ASSERT(ids_.insert(placed.client_id.raw).second);
        if (!truth_.all_told()) {
            return;  // nobody could know better
        }
        double const delta =
            static_cast<double>(truth_.position(0) + truth_.position(1)) * kLotCoins;
        double const traded = sign_of(placed.side) * static_cast<double>(lots) * kLotCoins;
        HEDGED_ASSERT(std::fabs(delta) > kBand);
        HEDGED_ASSERT(std::fabs(delta + traded) < std::fabs(delta));
        HEDGED_ASSERT((delta + traded) * delta >= 0.0 || std::fabs(delta + traded) <= kLotCoins);
    }

    // Nothing goes wrong any more: within a minute everything must be known.
    void settle() {
        if (!truth_.connected()) {
            connect();
        }
        for (int step = 0; step < 600; ++step) {
            for (int i = 0; i < 4; ++i) {
                truth_.work();
                deliver();
            }
            pass(100);
            if (step % 10 == 9 && settled()) {
                return;
            }
        }
    }

    bool settled() {
        EngineView& view = shared_view();
        engine_.view(view);
        return truth_.idle() && view.reconciled && view.order_count == 0 && same_positions(view);
    }

    static double size_of(const EngineView& view, std::uint32_t instrument) {
        for (std::uint32_t i = 0; i < view.position_count; ++i) {
            if (view.positions[i].index == InstrumentIndex{instrument}) {
                return view.positions[i].size;
            }
        }
        return 0.0;
    }

    bool same_positions(const EngineView& view) {
        bool same = true;
        for (std::uint32_t i = 0; i < AccountTruth::kInstruments; ++i) {
            double const truth = 10.0 * static_cast<double>(truth_.position(i));
            tell_step("position %u ours %g truth %g\n", i, size_of(view, i), truth);
            same = same && size_of(view, i) == truth;
        }
        return same;
    }

    void check_truth_was_found() {
        EngineView& view = shared_view();
        engine_.view(view);
        for (std::uint32_t i = 0; i < view.order_count; ++i) {
            tell_step("left: %llx %s\n",
                      static_cast<unsigned long long>(view.orders[i].client_id.raw),
                      std::string{view.orders[i].state.view()}.c_str());
        }
        HEDGED_ASSERT(view.order_count == 0);
        HEDGED_ASSERT(same_positions(view));
        HEDGED_ASSERT(view.reconciled);
        // And hedged: what is over the band may be more than one order's worth, never for ever.
        double const delta =
            static_cast<double>(truth_.position(0) + truth_.position(1)) * kLotCoins;
        tell_step("delta %g why %s\n", delta,
                  std::string{to_string(view.underlyings[0].why)}.c_str());
        last_delta_ = delta;
    }

    static void tell(const Event& event) {
        if (auto const* const fill = std::get_if<Fill>(&event)) {
            tell_step("fill %llx on %u trade %s %s %g%s\n",
                      static_cast<unsigned long long>(fill->client_id.raw), fill->instrument.raw,
                      std::string{fill->trade_id.view()}.c_str(),
                      fill->side == Side::Buy ? "buy" : "sell", fill->amount,
                      fill->from_reply ? " in reply" : (fill->from_snapshot ? " listed" : ""));
        } else if (auto const* const update = std::get_if<OrderUpdate>(&event)) {
            tell_step("update %llx state %d %g of %g\n",
                      static_cast<unsigned long long>(update->client_id.raw),
                      static_cast<int>(update->state), update->filled_amount, update->amount);
        } else if (auto const* const position = std::get_if<PositionUpdate>(&event)) {
            tell_step("position on %u is %g at %lld%s\n", position->instrument.raw, position->size,
                      static_cast<long long>(position->stamp.venue.milliseconds()),
                      position->from_snapshot ? " listed" : "");
        } else if (auto const* const reply = std::get_if<OrderReply>(&event)) {
            tell_step("reply %llx %d\n", static_cast<unsigned long long>(reply->client_id.raw),
                      static_cast<int>(reply->outcome));
        } else if (auto const* const mark = std::get_if<SnapshotMark>(&event)) {
            tell_step("mark kind %d phase %d round %u\n", static_cast<int>(mark->kind),
                      static_cast<int>(mark->phase), mark->generation);
        } else if (auto const* const answer = std::get_if<OrderQueryReply>(&event)) {
            tell_step("answer %llx %d\n", static_cast<unsigned long long>(answer->client_id.raw),
                      static_cast<int>(answer->result));
        }
    }

    static constexpr std::int64_t kStartOfWall = 1'770'000'000'000'000'000;
    static constexpr std::int64_t kStartOfInstant = 1'000'000'000'000;

    Input& in_;
    AccountTruth truth_;
    Actions& out_;
    Instant now_{kStartOfInstant};
    engine::Engine engine_{story_config()};
    std::map<std::uint32_t, std::set<SnapshotKind>> rounds_;
    std::set<std::uint64_t> ids_;
    bool reconciled_ = false;
    double last_delta_ = 0.0;
};

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    Story(in).run();
}

}  // namespace hedged::fuzz
