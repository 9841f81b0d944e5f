// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/assert.hpp"

#include "fuzz/order_machine_story.hpp"

namespace hedged::fuzz {

using gateway::LiveOrder;
using gateway::LiveState;

void Story::finish_step() {
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

void Story::take(const VenueCommand& command) {
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

void Story::take(const Note& note) {
    ModelOrder* const order = model_.find(note.client_id);
    if (note.kind == NoteKind::FillWithoutOrder && order != nullptr && order->dead()) {
        // Given up under dispute: the fills that were reported never came.
        const LiveOrder* const live = gateway_.find(note.client_id);
        bool const given_up = live == nullptr || live->reported_filled <= live->filled;
        HEDGED_ASSERT(state_.holds(risk::HoldCause::FillDispute));
        order->reported = given_up ? order->proven() : order->reported;
    }
}

void Story::check_orders() {
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
        HEDGED_ASSERT(gateway_.positions().lots(InstrumentIndex{i}) == Lots{positions_[i].lots});
    }
}

void Story::check_exposure() {
    for (std::uint32_t i = 0; i < 3; ++i) {
        gateway::InFlight const flight = gateway_.in_flight(InstrumentIndex{i});
        HEDGED_ASSERT(flight.buys.value() >= model_.to_come(i, Side::Buy));
        HEDGED_ASSERT(flight.sells.value() >= model_.to_come(i, Side::Sell));
        HEDGED_ASSERT(!model_.blocked(InstrumentIndex{i}) || flight.unknown > 0);
    }
    HEDGED_ASSERT(!gateway_.kill_confirmed() || state_.killed());
}

void Story::check_fill(const Fill& fill, std::int64_t signed_lots,
                       const gateway::FillOutcome& outcome) {
    PositionModel& position = positions_[fill.instrument.raw];
    HEDGED_ASSERT(outcome.history == (fill.from_snapshot && !position.known && !any_positions_));
    HEDGED_ASSERT(outcome.signed_lots == Lots{outcome.moved_position ? signed_lots : 0});
    const ModelOrder* const order = model_.find(fill.client_id);
    position.check_fill(fill, order != nullptr ? order->sent : std::nullopt, outcome.history,
                        outcome.moved_position);
    position.on_fill(fill, signed_lots, outcome.moved_position);
}

}  // namespace hedged::fuzz
