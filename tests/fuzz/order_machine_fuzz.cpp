// SPDX-License-Identifier: Apache-2.0
// The whole gateway against OrderModel: events of our orders in any order, twice, late, of earlier
// and newer runs and of strangers, snapshots whole and failed, lost connections, kills, time.
// What a session promises is kept: a question is answered once, in order, on its own connection.
#include "hedged/core/assert.hpp"
#include "hedged/market/amounts.hpp"

#include "fuzz/order_machine_story.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::fuzz {

using gateway::LiveOrder;
using gateway::LiveState;

void Story::restore() {
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

void Story::tell() {
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

void Story::pass_time() {
    constexpr std::int64_t kSteps_ms[] = {1, 10, 100, 300, 1'000, 2'100, 4'000, 6'000};
    ms_ += kSteps_ms[in_.below(8)];
    tell_step("drive at %lld\n", static_cast<long long>(ms_));
    gateway_.drive(now(), in_.one_in(8) ? std::nullopt : std::optional{test::venue_ms(ms_)}, out_);
}

ClientOrderId Story::some_id() {
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

void Story::submit() {
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
    auto const id = gateway_.submit(std::move(approved.value()), now(), test::venue_ms(ms_), out_);
    if (id.ok()) {
        HEDGED_ASSERT(may);
        HEDGED_ASSERT(id.value().epoch() == kEpoch && id.value().number() == ++sent_);
    }
    just_sent_ = id.ok();
}

void Story::reply() {
    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = some_id();
    reply.outcome = static_cast<Outcome>(in_.below(3));
    reply.refusal = static_cast<RefusalClass>(in_.below(12));
    tell_step("reply %llx outcome %d refusal %d\n",
              static_cast<unsigned long long>(reply.client_id.raw), static_cast<int>(reply.outcome),
              static_cast<int>(reply.refusal));
    model_.on_reply(reply);
    gateway_.on(reply, out_);
}

void Story::update() {
    OrderUpdate update;
    update.stamp = stamp();
    update.client_id = some_id();
    const ModelOrder* const order = model_.find(update.client_id);
    bool const elsewhere = in_.one_in(32) && (order == nullptr || !order->dead());
    update.instrument =
        order != nullptr && !elsewhere ? order->placed.instrument : InstrumentIndex{in_.below(4)};
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
        model_.on_update(update, lots_of(spec, update.filled_amount), lots_of(spec, update.amount));
    }
    gateway_.on(update, out_);
    HEDGED_ASSERT(!newer(update.client_id) || state_.killed());
}

void Story::fill() {
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
              std::string{fill.trade_id.view()}.c_str(), fill.side == Side::Buy ? "buy" : "sell",
              fill.amount);
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

void Story::cancel_reply() {
    CancelReply reply;
    reply.stamp = stamp();
    reply.client_id = some_id();
    reply.outcome = static_cast<Outcome>(in_.below(3));
    reply.refusal = static_cast<RefusalClass>(in_.below(12));
    tell_step("cancel reply %llx outcome %d refusal %d\n",
              static_cast<unsigned long long>(reply.client_id.raw), static_cast<int>(reply.outcome),
              static_cast<int>(reply.refusal));
    if (reply.outcome == Outcome::Refused && reply.refusal == RefusalClass::OrderGone) {
        model_.on_gone(reply.client_id);
    }
    gateway_.on(reply, out_);
}

void Story::answer() {
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

void Story::position() {
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

void Story::mark() {
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
    tell_step("mark kind %d phase %d\n", static_cast<int>(mark.kind), static_cast<int>(mark.phase));
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

void Story::connection(ConnectionState to) {
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

void Story::operate() {
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

void Story::remember(ClientOrderId id) {
    if (ids_.size() < 64 && std::find(ids_.begin(), ids_.end(), id) == ids_.end()) {
        ids_.push_back(id);
    }
}

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    Story(in).run();
}

}  // namespace hedged::fuzz
