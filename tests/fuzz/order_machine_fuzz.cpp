// SPDX-License-Identifier: Apache-2.0
// The whole gateway against OrderModel: events of our orders in any order, twice, late, of earlier
// and newer runs and of strangers, snapshots whole and failed, lost connections, kills, time.
// What a session promises is kept: a question is answered once, in order, on its own connection.
#include "hedged/core/assert.hpp"
#include "hedged/gateway/gateway.hpp"
#include "hedged/market/amounts.hpp"

#include "fuzz/body.hpp"
#include "fuzz/order_model.hpp"
#include "fuzz/order_story.hpp"
#include "fuzz/position_model.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

namespace hedged::fuzz {
namespace {

using gateway::LiveOrder;
using gateway::LiveState;

constexpr std::size_t kSteps = 300;

class Story {
public:
    explicit Story(Input& in) : in_(in), out_(shared_actions()) {
        for (std::uint32_t i = 0; i < OrderModel::kInstruments; ++i) {
            (void)table_.define(test::perpetual(i, test::kBtc, kNames[i]));
            gate_.allow(InstrumentIndex{i});
        }
        test::make_ready(state_, now());
        restore();
        connection(ConnectionState::Ready);
        finish_step();
    }

    void run() {
        for (std::size_t step = 0; step < kSteps && !in_.empty(); ++step) {
            tell();
            finish_step();
        }
    }

private:
    static constexpr const char* kNames[] = {"BTC-PERPETUAL", "BTC-TEST-1", "BTC-TEST-2"};

    [[nodiscard]] Instant now() const { return test::at_ms(ms_); }
    [[nodiscard]] Stamp stamp() const { return test::stamp_ms(ms_); }

    void restore() {
        for (std::uint32_t count = in_.below(3); count > 0; --count) {
            PlaceOrder placed;
            placed.client_id = make_client_order_id(kEpoch - 1, count);
            placed.instrument = InstrumentIndex{in_.below(3)};
            placed.side = in_.one_in(2) ? Side::Sell : Side::Buy;
            placed.quantity = Lots{1 + static_cast<std::int64_t>(in_.below(20))};
            placed.valid_until = test::venue_ms(ms_ - 1'000 + 100 * in_.below(50));
            HEDGED_ASSERT(gateway_.restore(placed, test::kBtc, now(), out_));
            tell_step("restored %llx on %u %s %lld\n",
                      static_cast<unsigned long long>(placed.client_id.raw), placed.instrument.raw,
                      placed.side == Side::Buy ? "buy" : "sell",
                      static_cast<long long>(placed.quantity.value()));
            model_.on_restored(placed);
        }
    }

    void tell() {
        switch (in_.byte() % 16) {
            case 0:
            case 1:
                return submit();
            case 2:
                return reply();
            case 3:
            case 4:
            case 5:
                return update();
            case 6:
            case 7:
                return fill();
            case 8:
                return cancel_reply();
            case 9:
                return answer();
            case 10:
                return position();
            case 11:
                return mark();
            case 12:
                return connection(in_.one_in(3) ? ConnectionState::Down : ConnectionState::Ready);
            case 13:
                return operate();
            default:
                return pass_time();
        }
    }

    void pass_time() {
        constexpr std::int64_t kSteps_ms[] = {1, 10, 100, 300, 1'000, 2'100, 4'000, 6'000};
        ms_ += kSteps_ms[in_.below(8)];
        tell_step("drive at %lld\n", static_cast<long long>(ms_));
        gateway_.drive(now(), in_.one_in(8) ? std::nullopt : std::optional{test::venue_ms(ms_)},
                       out_);
    }

    // Any order that was ever told of, and now and then one that nobody knows.
    ClientOrderId some_id() {
        unsigned const pick = in_.byte();
        if (pick >= 250) {
            constexpr std::uint32_t kEpochs[] = {kEpoch - 1, kEpoch - 2, kEpoch, kEpoch + 1, 0};
            std::uint32_t const epoch = kEpochs[pick - 250 < 5 ? pick - 250 : 0];
            return epoch == 0 ? ClientOrderId{} : make_client_order_id(epoch, 50 + in_.below(4));
        }
        if (ids_.empty()) {
            return ClientOrderId{};
        }
        return ids_[pick % ids_.size()];
    }
    [[nodiscard]] bool newer(ClientOrderId id) const {
        return id.epoch() > kEpoch || (id.epoch() == kEpoch && id.number() > sent_);
    }

    void submit() {
        if (gateway_.orders().size() > 50) {
            return;  // a full table has its own tests
        }
        auto const instrument = InstrumentIndex{in_.below(3)};
        Side const side = in_.one_in(2) ? Side::Sell : Side::Buy;
        Lots const lots{1 + static_cast<std::int64_t>(in_.below(20))};
        OrderProposal proposal;
        proposal.instrument = instrument;
        proposal.underlying = test::kBtc;
        proposal.side = side;
        proposal.quantity = lots;
        proposal.time_in_force =
            in_.one_in(4) ? TimeInForce::GoodTilCancelled : TimeInForce::ImmediateOrCancel;
        proposal.limit = PriceTicks{120'000 + ++proposals_ % 200};
        proposal.reference_price = test::RiskScene::kIndex;
        auto approved =
            gate_.approve(proposal, context_for(proposal, table_.find(proposal.instrument), ms_));
        if (!approved.ok()) {
            HEDGED_ASSERT(!state_.may_send());
            return;
        }
        bool const may =
            !state_.killed() && state_.may_send() && connected_ && !model_.blocked(instrument);
        tell_step("submit %u %s %lld\n", instrument.raw, side == Side::Buy ? "buy" : "sell",
                  static_cast<long long>(lots.value()));
        auto const id =
            gateway_.submit(std::move(approved.value()), now(), test::venue_ms(ms_), out_);
        if (id.ok()) {
            HEDGED_ASSERT(may);
            HEDGED_ASSERT(id.value().epoch() == kEpoch && id.value().number() == ++sent_);
        }
        just_sent_ = id.ok();
    }

    void reply() {
        OrderReply reply;
        reply.stamp = stamp();
        reply.client_id = some_id();
        reply.outcome = static_cast<Outcome>(in_.below(3));
        reply.refusal = static_cast<RefusalClass>(in_.below(12));
        tell_step("reply %llx outcome %d refusal %d\n",
                  static_cast<unsigned long long>(reply.client_id.raw),
                  static_cast<int>(reply.outcome), static_cast<int>(reply.refusal));
        model_.on_reply(reply);
        gateway_.on(reply, out_);
    }

    void update() {
        OrderUpdate update;
        update.stamp = stamp();
        update.client_id = some_id();
        const ModelOrder* const order = model_.find(update.client_id);
        bool const elsewhere = in_.one_in(32) && (order == nullptr || !order->dead());
        update.instrument = order != nullptr && !elsewhere ? order->placed.instrument
                                                           : InstrumentIndex{in_.below(4)};
        update.venue_id = VenueOrderId{"V" + std::to_string(update.client_id.raw)};
        update.side = order != nullptr ? order->placed.side : Side::Buy;
        update.state = static_cast<OrderState>(in_.below(7));
        update.from_snapshot = in_.one_in(4);
        std::int64_t const quantity = order != nullptr ? order->quantity : 1 + in_.below(20);
        update.amount = 10.0 * static_cast<double>(in_.one_in(16) ? in_.below(30) : quantity);
        unsigned const filled = in_.byte();
        update.filled_amount = 10.0 * (filled % static_cast<unsigned>(quantity + 1));
        if (filled == 255) {
            constexpr double kOdd[] = {std::numeric_limits<double>::quiet_NaN(), 1e300, 250.0};
            (in_.one_in(2) ? update.amount : update.filled_amount) = kOdd[in_.below(3)];
        }
        update.price = 60'000.0;
        tell_step("update %llx on %u state %d %g of %g\n",
                  static_cast<unsigned long long>(update.client_id.raw), update.instrument.raw,
                  static_cast<int>(update.state), update.filled_amount, update.amount);
        const InstrumentSpec* const spec = table_.find(update.instrument);
        if (update.client_id.ours() && !newer(update.client_id)) {
            remember(update.client_id);
            model_.on_update(update, lots_of(spec, update.filled_amount),
                             lots_of(spec, update.amount));
        }
        gateway_.on(update, out_);
        HEDGED_ASSERT(!newer(update.client_id) || state_.killed());
    }

    void fill() {
        Fill fill;
        fill.stamp = stamp();
        // Made a moment ago, as long ago as the last statement, or in the same millisecond.
        fill.stamp.venue = test::venue_ms(ms_ - 5 * in_.below(64));
        fill.client_id = some_id();
        const ModelOrder* const order = model_.find(fill.client_id);
        fill.instrument = order != nullptr && !in_.one_in(64) ? order->placed.instrument
                                                              : InstrumentIndex{in_.below(4)};
        fill.side = order != nullptr && !in_.one_in(64) ? order->placed.side
                                                        : (in_.one_in(2) ? Side::Sell : Side::Buy);
        fill.trade_id = TradeId{std::to_string(trades_.size() + 1)};
        fill.trade_sequence = trades_.size() + 1;
        std::int64_t const most = order != nullptr && order->quantity > 0 ? order->quantity : 20;
        auto lots = 1 + static_cast<std::int64_t>(in_.byte()) % most;
        fill.amount = 10.0 * static_cast<double>(lots);
        fill.price = 60'000.0;
        fill.index_price = UsdPrice{60'000.0};
        fill.from_snapshot = in_.one_in(8);
        if (!trades_.empty() && in_.one_in(4)) {  // once more, with or without its label
            bool const snapshot = fill.from_snapshot;
            fill = trades_[in_.byte() % trades_.size()];
            fill.stamp.received = now();
            fill.from_snapshot = snapshot;
            lots = std::llround(fill.amount / 10.0);
        } else if (table_.find(fill.instrument) != nullptr) {
            trades_.push_back(fill);
        }
        fill.client_id = in_.one_in(16) ? ClientOrderId{} : fill.client_id;
        tell_step("fill %llx on %u trade %s %s %g\n",
                  static_cast<unsigned long long>(fill.client_id.raw), fill.instrument.raw,
                  std::string{fill.trade_id.view()}.c_str(),
                  fill.side == Side::Buy ? "buy" : "sell", fill.amount);
        gateway::FillOutcome const outcome = gateway_.on(fill, out_);
        if (table_.find(fill.instrument) == nullptr) {
            HEDGED_ASSERT(!outcome.unique && state_.holds(risk::HoldCause::FillDispute));
            return;
        }
        HEDGED_ASSERT(!newer(fill.client_id) || !outcome.unique || state_.killed());
        HEDGED_ASSERT(outcome.unique == model_.on_fill(fill, lots));
        if (outcome.unique) {
            check_fill(fill, fill.side == Side::Buy ? lots : -lots, outcome);
        }
    }

    void check_fill(const Fill& fill, std::int64_t signed_lots,
                    const gateway::FillOutcome& outcome) {
        PositionModel& position = positions_[fill.instrument.raw];
        HEDGED_ASSERT(outcome.history ==
                      (fill.from_snapshot && !position.known && !any_positions_));
        HEDGED_ASSERT(outcome.signed_lots == Lots{outcome.moved_position ? signed_lots : 0});
        const ModelOrder* const order = model_.find(fill.client_id);
        position.check_fill(fill, order != nullptr ? order->sent : std::nullopt, outcome.history,
                            outcome.moved_position);
        position.on_fill(fill, signed_lots, outcome.moved_position);
    }

    void cancel_reply() {
        CancelReply reply;
        reply.stamp = stamp();
        reply.client_id = some_id();
        reply.outcome = static_cast<Outcome>(in_.below(3));
        reply.refusal = static_cast<RefusalClass>(in_.below(12));
        tell_step("cancel reply %llx outcome %d refusal %d\n",
                  static_cast<unsigned long long>(reply.client_id.raw),
                  static_cast<int>(reply.outcome), static_cast<int>(reply.refusal));
        if (reply.outcome == Outcome::Refused && reply.refusal == RefusalClass::OrderGone) {
            model_.on_gone(reply.client_id);
        }
        gateway_.on(reply, out_);
    }

    struct Question {
        ClientOrderId id;
        bool after_fence = false;
    };

    void answer() {
        if (questions_.empty()) {
            return;
        }
        Question const asked = questions_.front();
        questions_.pop_front();
        auto const result = static_cast<QueryResult>(in_.below(3));
        const LiveOrder* const before = gateway_.find(asked.id);
        bool const was_unknown = before != nullptr && before->state == LiveState::Unknown;
        std::uint32_t const answers = before != nullptr ? before->answers : 0;
        tell_step("answer %llx %d fence %d\n", static_cast<unsigned long long>(asked.id.raw),
                  static_cast<int>(result), asked.after_fence ? 1 : 0);
        gateway_.on(OrderQueryReply{stamp(), asked.id, result}, out_);
        ModelOrder* const order = model_.find(asked.id);
        const LiveOrder* const after = gateway_.find(asked.id);
        bool const done = after == nullptr || gateway::is_done(after->state);
        if (order == nullptr || order->dead() || !done) {
            return;
        }
        // It was taken for dead: only an absence behind the fence allows that, and of an order that
        // traded only a dispute.
        HEDGED_ASSERT(result == QueryResult::Absent && asked.after_fence && was_unknown);
        bool const traded = order->filled > 0 || order->reported > 0;
        HEDGED_ASSERT(!traded || (answers + 1 >= gateway::kAnswersMax &&
                                  state_.holds(risk::HoldCause::FillDispute)));
        order->death = Death::Absent;
    }

    void position() {
        PositionUpdate update;
        update.stamp = stamp();
        update.stamp.venue = test::venue_ms(ms_ - 5 * in_.below(64));
        std::uint32_t const index = in_.below(4);
        update.instrument = InstrumentIndex{index};
        unsigned const size = in_.byte();
        std::int64_t const ours = index < 3 ? positions_[index].lots : 0;
        update.size = 10.0 * static_cast<double>(ours + static_cast<std::int64_t>(size % 64) - 32);
        if (size == 255) {
            update.size = std::numeric_limits<double>::infinity();
        }
        tell_step("position on %u %g at %lld\n", index, update.size,
                  static_cast<long long>(update.stamp.venue.milliseconds()));
        gateway::PositionChange const change = gateway_.on(update, out_);
        if (index < 3) {
            positions_[index].check_statement(update, change);
            named_[index] = named_[index] || change.verdict != gateway::PositionVerdict::Unusable;
        }
    }

    void mark() {
        SnapshotMark mark;
        mark.stamp = stamp();
        mark.kind = static_cast<SnapshotKind>(in_.below(5));
        mark.phase = static_cast<SnapshotPhase>(in_.below(3));
        mark.generation = in_.one_in(2) ? 1U : last_generation_;
        if (mark.kind == SnapshotKind::Positions && mark.phase == SnapshotPhase::Begin) {
            named_ = {};
        }
        std::array<std::int64_t, 3> before{};
        for (std::uint32_t i = 0; i < 3; ++i) {
            before[i] = gateway_.positions().lots(InstrumentIndex{i}).value();
        }
        tell_step("mark kind %d phase %d\n", static_cast<int>(mark.kind),
                  static_cast<int>(mark.phase));
        gateway_.on(mark, out_);
        bool const flattens =
            mark.kind == SnapshotKind::Positions && mark.phase == SnapshotPhase::Complete;
        any_positions_ = any_positions_ || flattens;
        for (std::uint32_t i = 0; i < 3; ++i) {
            std::int64_t const after = gateway_.positions().lots(InstrumentIndex{i}).value();
            if (after != before[i]) {
                HEDGED_ASSERT(flattens && !named_[i]);
            }
            if (flattens && !named_[i] && before[i] != 0) {
                positions_[i].check_flattened(mark, before[i], after);
                named_[i] = true;
            }
        }
    }

    void connection(ConnectionState to) {
        ConnectionChange change;
        change.stamp = stamp();
        change.stream = Stream::Account;
        change.state = to;
        bool const ready = to == ConnectionState::Ready;
        tell_step("connection %d\n", static_cast<int>(to));
        gateway_.on(change, out_);
        if (ready && connected_) {
            return;
        }
        connected_ = ready;
        questions_.clear();
        model_.on_lost_connection();
    }

    void operate() {
        switch (in_.byte() % 16) {
            case 0:
                state_.kill("fuzz", "story", now(), out_);
                return;
            case 1:
                state_.on_reconciled(now());
                (void)state_.arm("fuzz", "story", now(), out_);
                return;
            case 2:
            case 3:
            case 4:
                state_.on_reconciled(now());
                return;
            case 5:
                gateway_.cancel_all();
                return;
            default:
                (void)gateway_.cancel(some_id());
                return;
        }
    }

    void remember(ClientOrderId id) {
        if (ids_.size() < 64 && std::find(ids_.begin(), ids_.end(), id) == ids_.end()) {
            ids_.push_back(id);
        }
    }

    // Everything that was put out, in order; then what must hold at any moment.
    void finish_step() {
        for (const Action& action : out_) {
            if (auto const* const command = std::get_if<VenueCommand>(&action)) {
                take(*command);
            } else if (auto const* const note = std::get_if<Note>(&action)) {
                take(*note);
            } else if (std::holds_alternative<SetKillLatch>(action)) {
                latched_ = true;
            } else if (std::holds_alternative<ClearKillLatch>(action)) {
                latched_ = false;
            }
        }
        HEDGED_ASSERT(!just_sent_);
        out_.clear();
        check_orders();
        check_exposure();
    }

    void take(const VenueCommand& command) {
        if (auto const* const placed = std::get_if<PlaceOrder>(&command)) {
            HEDGED_ASSERT(!latched_ && just_sent_);
            just_sent_ = false;
            HEDGED_ASSERT(model_.find(placed->client_id) == nullptr);
            remember(placed->client_id);
            model_.on_sent(*placed, now());
        } else if (auto const* const cancelled = std::get_if<CancelOrder>(&command)) {
            HEDGED_ASSERT(connected_);
            const ModelOrder* const order = model_.find(cancelled->client_id);
            HEDGED_ASSERT(order != nullptr && !order->dead());
        } else if (auto const* const query = std::get_if<QueryOrder>(&command)) {
            HEDGED_ASSERT(connected_);
            const ModelOrder* const order = model_.find(query->client_id);
            HEDGED_ASSERT(order != nullptr);
            bool const after_fence =
                test::venue_ms(ms_) > order->placed.valid_until + milliseconds(500);
            questions_.push_back(Question{query->client_id, after_fence});
        } else if (auto const* const request = std::get_if<RequestSnapshot>(&command)) {
            HEDGED_ASSERT(connected_);
            last_generation_ = request->generation;
        }
    }

    void take(const Note& note) {
        ModelOrder* const order = model_.find(note.client_id);
        if (note.kind == NoteKind::FillWithoutOrder && order != nullptr && order->dead()) {
            // Given up under dispute: the fills that were reported never came.
            const LiveOrder* const live = gateway_.find(note.client_id);
            bool const given_up = live == nullptr || live->reported_filled <= live->filled;
            HEDGED_ASSERT(state_.holds(risk::HoldCause::FillDispute));
            order->reported = given_up ? order->proven() : order->reported;
        }
    }

    void check_orders() {
        HEDGED_ASSERT(latched_ == state_.killed());
        for (auto const& [raw, order] : model_.orders()) {
            const LiveOrder* const live = gateway_.find(ClientOrderId{raw});
            bool const done = live == nullptr || gateway::is_done(live->state);
            HEDGED_ASSERT(done == order.dead());
            if (live != nullptr) {
                HEDGED_ASSERT(!order.must_block || done || live->state == LiveState::Unknown);
                HEDGED_ASSERT(live->in_flight() >= Lots{0});
            }
        }
        for (std::uint32_t i = 0; i < 3; ++i) {
            HEDGED_ASSERT(gateway_.positions().lots(InstrumentIndex{i}) ==
                          Lots{positions_[i].lots});
        }
    }

    void check_exposure() {
        for (std::uint32_t i = 0; i < 3; ++i) {
            gateway::InFlight const flight = gateway_.in_flight(InstrumentIndex{i});
            HEDGED_ASSERT(flight.buys.value() >= model_.to_come(i, Side::Buy));
            HEDGED_ASSERT(flight.sells.value() >= model_.to_come(i, Side::Sell));
            HEDGED_ASSERT(!model_.blocked(InstrumentIndex{i}) || flight.unknown > 0);
        }
        HEDGED_ASSERT(!gateway_.kill_confirmed() || state_.killed());
    }

    Input& in_;
    Actions& out_;
    std::int64_t ms_ = 10'000;
    market::InstrumentTable table_{4};
    risk::TradingStateMachine state_{story_limits(), 4};
    risk::Gatekeeper gate_{story_limits(), state_, 4};
    gateway::Gateway gateway_{story_config(), state_, table_};
    OrderModel model_;
    std::array<PositionModel, 3> positions_;
    std::array<bool, 3> named_{};
    std::vector<ClientOrderId> ids_ = {make_client_order_id(kEpoch - 1, 1),
                                       make_client_order_id(kEpoch - 1, 2)};
    std::deque<Question> questions_;
    std::uint32_t sent_ = 0;
    std::int64_t proposals_ = 0;
    std::vector<Fill> trades_;
    bool any_positions_ = false;  // a whole list was told
    std::uint32_t last_generation_ = 1;
    bool connected_ = false;
    bool latched_ = false;
    bool just_sent_ = false;
};

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    Story(in).run();
}

}  // namespace hedged::fuzz
